"""What a browser may fill in, and what it leaves alone (WCAG 1.3.5, 1.3.1)."""

import pytest

from tests.cast import FORMS, World
from tests.pages import Browser, Page

CARER = {"whose": {"whose": "carer"}, "objects": {"objects": "no"}}
DATE = {"day": "bday-day", "month": "bday-month", "year": "bday-year"}
OFF = dict.fromkeys(("name", *DATE, "nhs_number"), "off")


def filled(page: Page, *names: str) -> dict[str, str | None]:
    return {name: page.field(name).get("autocomplete") for name in names}


def test_the_patients_own_phone_may_fill_in_what_is_their_own(world: World) -> None:
    phone = world.phone()
    assert filled(world.walk(phone, "you"), *OFF) == OFF | DATE | {"name": "name"}
    page = phone.get("/journey/refuse")
    assert filled(page, *OFF) == OFF | DATE | {"name": "name"}
    assert filled(world.walk(phone, "signature"), "name", "helper") == {
        "name": "name",
        "helper": "off",
    }


def on_the_tablet(world: World) -> Browser:
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    return tablet


def test_the_clinics_tablet_suggests_nothing(world: World) -> None:
    tablet = on_the_tablet(world)
    assert filled(world.walk(tablet, "you"), *OFF) == OFF
    assert filled(tablet.get("/journey/refuse"), *OFF) == OFF
    assert filled(world.walk(tablet, "signature"), "name") == {"name": "off"}


@pytest.mark.parametrize("forms", [CARER, {"whose": {"whose": "child"}}], ids=["carer", "child"])
def test_who_answers_for_somebody_else_is_offered_no_name_of_their_own(
    world: World, forms: dict[str, dict[str, str]]
) -> None:
    phone = world.phone()
    behalf = world.walk(phone, "behalf", **forms)
    assert filled(behalf, "signer") == {"signer": "off"}
    assert filled(world.walk(phone, "you", **forms), *OFF) == OFF


def test_before_it_is_said_whose_it_is_nothing_is_filled_in(world: World) -> None:
    assert filled(world.phone().get("/journey/refuse"), *OFF) == OFF


# --- left alone by a browser that translates ---


def kept(page: Page) -> set[str]:
    """The words that no browser may translate."""
    held = (each for each in page.tree.iter() if each.get("translate") == "no")
    return {"".join(each.itertext()).strip("\u2068\u2069 ") for each in held}


def test_names_and_codes_are_left_as_they_are(world: World) -> None:
    phone = world.phone()
    you = FORMS["you"] | {"name": "Rose Field"}
    helped = {"how": "typed", "name": "Rose Field", "helper": "May", "helper_role": "other"}
    page = world.walk(phone, you=you, signature=helped)
    assert {"Rose Field", "May"} <= kept(page)
    receipt = world.sign(phone)
    assert receipt.code in kept(phone.get(receipt.page))
    alice = world.signed_in("alice")
    card = alice.match(alice.get(world.card(receipt.consent)))
    assert {"Rose Field", receipt.code} <= kept(card)
    assert "Rose Field" in kept(alice.get("/staff/"))


def test_how_far_a_patient_is_stands_in_the_main_part(world: World) -> None:
    page = world.phone().get("/journey/rules-before")
    main = next(page.tree.iter("main"))
    assert len(list(main.iter("progress"))) == 1
