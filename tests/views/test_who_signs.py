"""Who signs, and how (K10): parent, attorney, carer, a witness, a helper; the patient's no wins."""

from typing import Any

import pytest

from kiosk.store.models import Consent
from tests.cast import World
from tests.pages import Browser, Page

CHILD = {"name": "Ciara O'Neill", "day": "1", "month": "2", "year": "2015"}
SIGN = "/journey/signature"
WITNESS = {"way": "witness", "how": "spoken", "witness": "Ann Nurse", "records": "no"}


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def shown(world: World, consent: int) -> tuple[str, str, str]:
    """The card, the note and the receipt of a consent, as text."""
    alice, here = world.signed_in("alice"), world.card(consent)
    receipt = world.receipt(Consent.get_by_id(consent))
    page = world.browser().get(receipt.page)
    return alice.match(alice.get(here)).text, alice.get(f"{here}/note").text, page.text


def test_a_mother_signs_for_her_child_who_says_ok(world: World) -> None:
    """K10: her name and authority, and the child's own OK, on card, note and receipt."""
    behalf = {"signer": "Orla O'Neill", "relationship": "parent"}
    receipt = world.sign(world.phone(), whose={"whose": "child"}, behalf=behalf, you=CHILD)
    card, note, page = shown(world, receipt.consent)
    for text in (card, page):
        assert "Signed by their parent" in text
    assert "Orla O'Neill" in card
    assert "The child said OK" in card
    assert "Signed for the patient by “Orla O'Neill” (their parent)." in note
    assert "The child was asked, and said OK." in note
    assert "O'Neill" not in page  # anyone may see the receipt


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ({}, "Signed by the patient"),
        ({"whose": {"whose": "child"}, "you": CHILD}, "Signed by someone else for the patient"),
    ],
)
def test_the_tablets_receipt_says_who_signed_too(
    world: World, forms: dict[str, Any], said: str
) -> None:
    """K10: as the phone's does, without a name; a refusal says nothing of the kind."""
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    behalf = {"signer": "Tom Price", "relationship": "other"}
    page = kiosk.submit(world.walk(kiosk, behalf=behalf, **forms), "/journey/check")
    assert page.path.endswith("/journey/receipt")
    assert said in page.text
    assert "Tom Price" not in page.text
    assert "O'Neill" not in page.text


def test_the_tablets_receipt_of_a_refusal_names_no_signer(world: World) -> None:
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    page = kiosk.submit(kiosk.get("/journey/refuse"), "/journey/refuse")
    assert page.path.endswith("/journey/receipt")
    assert "Signed by" not in page.text


@pytest.mark.parametrize(
    ("whose", "step", "answer"), [("child", "child", "not_ok"), ("carer", "objects", "no")]
)
def test_the_patients_own_no_ends_the_walk_kindly(
    world: World, whose: str, step: str, answer: str
) -> None:
    """K10: whoever signs for them; it leads to a refusal, and to nothing else."""
    phone = world.phone()
    page = world.walk(phone, step, whose={"whose": whose}, you=CHILD)
    page = phone.submit(page, f"/journey/{step}", **{step: answer})
    assert step_of(page) == "patient-no"
    assert "Care goes ahead just the same" in page.text
    assert phone.get("/journey/signature").location.endswith("/patient-no")
    page = phone.get(page.link("Continue"))
    phone.submit(page, "/journey/refuse")
    consent = Consent.get()
    assert (consent.answer, consent.answers) == ("refused", {})


def test_a_child_who_cannot_tell_is_not_held_to_have_agreed(world: World) -> None:
    child = {"child": "cannot"}
    receipt = world.sign(world.phone(), whose={"whose": "child"}, you=CHILD, child=child)
    card, note, _page = shown(world, receipt.consent)
    assert "Could not say" in card
    assert "The patient could not say." in note


@pytest.mark.parametrize(
    ("relationship", "said"),
    [
        ("attorney", "Signed by their attorney, deputy or guardian"),
        ("family", "Signed by family or a friend"),
        ("other", "Signed by someone else for the patient"),
    ],
)
def test_the_receipt_says_who_signed_for_an_adult(
    world: World, relationship: str, said: str
) -> None:
    """K10: authority type and name on the card, the type alone on the receipt."""
    behalf = {"signer": "Tom Price", "relationship": relationship}
    receipt = world.sign(world.phone(), whose={"whose": "carer"}, behalf=behalf)
    card, note, page = shown(world, receipt.consent)
    assert said in page
    assert "Tom Price" not in page
    assert said in card
    assert "Tom Price" in card
    assert "did not object" in note


def at_signature(world: World, **forms: Any) -> tuple[Browser, Page]:
    phone = world.phone()
    page = world.walk(phone, "signature", **forms)
    return phone, phone.get(page.link("I cannot sign"))


def test_a_patient_who_cannot_sign_agrees_before_a_witness(world: World) -> None:
    """K10: by voice or sign; the witness is on the card and in the note, not on the receipt."""
    phone, page = at_signature(world, by={"by": "staff"})
    assert "Agree without signing" in page.text
    page = phone.submit(page, SIGN, **WITNESS)
    assert step_of(page) == "check"
    assert "Agreed by voice. Witness: Ann Nurse" in page.text
    phone.submit(page, "/journey/check")
    card, note, receipt = shown(world, Consent.get().id)
    assert "Agreed by voice Witness: Ann Nurse" in card
    assert "Could not sign: agreed by voice, witnessed by “Ann Nurse”." in note
    assert "agreed by voice, before a witness" in receipt
    assert "Ann Nurse" not in receipt


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"records": "yes"}, "the witness cannot be the one who records"),
        ({"records": ""}, "will the witness press record"),
        ({"witness": "  "}, "Enter the witness’s name"),
        ({"witness": "MARGARET O'NEILL"}, "the witness cannot be the one who agrees"),
        ({"how": "typed"}, "Choose how you agree"),
    ],
)
def test_a_witness_is_someone_else_who_does_not_record(
    world: World, wrong: dict[str, str], said: str
) -> None:
    """K10."""
    phone, page = at_signature(world, by={"by": "companion"}, company={"alone": "", **SAM})
    page = phone.submit(page, SIGN, **WITNESS | wrong)
    assert page.status == 422
    assert said in page.text
    assert "Agree without signing" in page.text


SAM = {"name": "Sam", "role": "companion", "says": "yes"}


def test_who_cannot_sign_but_presses_record_is_asked_about_it(world: World) -> None:
    """Answers that contradict are asked about, not refused."""
    phone, page = at_signature(world)
    page = phone.submit(page, SIGN, **WITNESS)
    assert step_of(page) == "hold"
    assert "You said that you cannot sign." in page.text
    assert step_of(phone.submit(page, "/journey/hold", hold="yes")) == "check"


def test_who_cannot_sign_may_let_someone_else_press_record(world: World) -> None:
    phone, page = at_signature(world)
    page = phone.submit(page, SIGN, **WITNESS)
    path = page.link("Someone else will press record")
    page = phone.get(path)
    page = phone.follow(phone.post(path, page.form("/journey/by") | {"by": "staff"}))
    assert step_of(page) == "check"
    assert "A member of staff" in page.text


def test_a_doubt_takes_no_other_answer(world: World) -> None:
    phone, page = at_signature(world)
    page = phone.submit(page, SIGN, **WITNESS)
    assert phone.send(page, "/journey/hold", hold="no").status == 422


def test_the_companion_presses_record_but_nobody_comes(world: World) -> None:
    """A contradiction between Q5 and Q6 is asked about."""
    phone = world.phone()
    page = phone.submit(
        world.walk(phone, "company", by={"by": "companion"}), "/journey/company", alone="yes"
    )
    assert step_of(page) == "together"
    path = page.link("Someone will be with me")
    page = phone.get(path)
    page = phone.follow(phone.post(path, page.form("/journey/company") | SAM))
    assert step_of(page) == "others"
    assert phone.get("/journey/together").status == 303


def test_who_helps_with_the_pages_is_named(world: World) -> None:
    """K10: staff-assisted; on the card and in the note."""
    phone = world.phone()
    page = world.walk(phone, "signature")
    typed = {"name": "Margaret O'Neill", "how": "typed"}
    missing = phone.submit(page, SIGN, **typed, helper="Bea Ward")
    assert "Choose who is helping" in missing.text
    page = phone.submit(page, SIGN, **typed, helper="Bea Ward", helper_role="staff")
    assert "Helped by Bea Ward" in page.text
    phone.submit(page, "/journey/check")
    card, note, receipt = shown(world, Consent.get().id)
    assert "Bea Ward (staff)" in card
    assert "Helped to answer by “Bea Ward”." in note
    assert "Bea Ward" not in receipt


def test_who_can_sign_after_all_goes_back_to_their_name(world: World) -> None:
    phone, page = at_signature(world, by={"by": "staff"})
    phone.submit(page, SIGN, **WITNESS)
    page = phone.get(SIGN)
    assert page.field("witness").get("value") == "Ann Nurse"
    page = phone.get(page.link("I can sign with my name"))
    page = phone.submit(page, SIGN, how="typed", name="Margaret O'Neill")
    assert step_of(page) == "check"
    assert "Ann Nurse" not in page.text
