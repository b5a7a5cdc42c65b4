"""The address of a receipt reads nobody (issue 12, §4, M7): not to who has no more than it."""

from collections.abc import Callable

import pytest

from kiosk.actions import consents, policies
from kiosk.lookups.tries import MAX_TRIES
from kiosk.store.models import Consent, Journey
from tests.actions.packs import newer
from tests.cast import World, all_rows, fresh
from tests.pages import Browser, Page
from tests.views.test_take_along import link

# Not the cast's own date: that stands on every page that asks for one, as an example.
YOU = {"name": "Zofia Lisowska", "birth_date": "1951-06-09", "nhs_number": "9434765919"}
RIGHT = {"day": "9", "month": "6", "year": "1951"}
WRONG = RIGHT | {"year": "1952"}
PERSONAL = ("Zofia", "Lisowska", "1951", "943 476 5919", "9434765919", "Sam Reed")
SPENT = "Please ask your health worker"
COMPANY = [{"id": 1, "name": "Sam Reed", "role": "companion", "says": "yes"}]


def waiting(world: World) -> Consent:
    return world.signed(company=COMPANY, you=YOU)


def new_rules(world: World) -> Consent:
    consent = waiting(world)
    policies.publish(world.context(), newer(world.context()))
    return consent


def withdrawn(world: World) -> Consent:
    consent = waiting(world)
    consents.withdraw(world.context(), consent)
    world.clock.forward(minutes=1)
    return consent


WAYS = [waiting, new_rules, withdrawn]


def guess(browser: Browser, path: str, typed: dict[str, str]) -> Page:
    """Give a birth date, from the page that asks for it."""
    return browser.submit(browser.open(f"{path}/again"), f"{path}/birth-date", **typed)


def names_nobody(page: Page) -> None:
    for secret in PERSONAL:
        assert secret not in page.html, page.path


@pytest.mark.parametrize("make", WAYS, ids=lambda each: each.__name__)
def test_a_stranger_sees_nobody_and_carries_nothing(
    world: World, make: Callable[[World], Consent]
) -> None:
    receipt, stranger = world.receipt(make(world)), world.browser()
    for path in ("", "/status", "/withdraw", "/again", "/birth-date"):
        names_nobody(stranger.open(f"{receipt.page}{path}"))
    assert receipt.code in stranger.get(receipt.page).text
    asked = stranger.open(f"{receipt.page}/again")
    assert asked.heading == "Is this your receipt?"
    before = all_rows()
    form = {"csrf_token": asked.field("csrf_token").get("value"), "once": "1"}
    for way in ("change", "sign_again", "ask_again", ""):
        sent = stranger.post(f"{receipt.page}/again", {**form, "way": way})
        assert sent.status == 303
        assert stranger.follow(sent).heading == "Is this your receipt?"
    assert all_rows() == before
    assert stranger.cookie("journey") is None


@pytest.mark.parametrize("make", WAYS, ids=lambda each: each.__name__)
def test_the_birth_date_opens_a_walk_that_shows_nothing_and_supersedes(
    world: World, make: Callable[[World], Consent]
) -> None:
    old = make(world)
    receipt, second = world.receipt(old), world.browser()
    page = guess(second, receipt.page, RIGHT)
    assert page.path == f"{receipt.page}/again"
    names_nobody(page)
    page = second.submit(page, f"{receipt.page}/again")
    assert page.path.startswith("/journey/rules-")
    assert list(Journey.get(Journey.replaces == old.id).answers) == ["flags"]
    for step in ("refuse", "you", "leave", "rules-all"):
        names_nobody(second.open(f"/journey/{step}"))
    page = second.submit(world.walk(second), "/journey/check")
    new = Consent.select().order_by(Consent.id.desc()).get()
    assert page.path == world.receipt(new).page
    assert fresh(old).replaced_by == new.id
    # The new receipt is its own: nobody asks for the date again.
    assert "Change my answers" in second.get(f"{page.path}/again").text


def test_the_phone_that_signed_is_asked_nothing_whatever_it_did_since(world: World) -> None:
    """Its walk was signed here; then another walk took the place of that cookie."""
    phone = world.phone()
    first = world.sign(phone)
    second = world.sign(phone_again(world, phone))
    for receipt in (first, second):
        page = phone.get(f"{receipt.page}/again")
        assert page.heading == "Change your answers?"
    page = phone.submit(phone.get(f"{first.page}/again"), f"{first.page}/again")
    assert page.path == "/journey/usual"  # the first question
    assert phone.get(f"{first.page}/again").heading == "Change your answers?"  # by way of Back
    restarted = world.browser()  # what a phone keeps when it is switched off
    restarted.client.set_cookie("receipts", phone.cookie("receipts") or "", domain="clinic.example")
    assert restarted.get(f"{second.page}/again").heading == "Change your answers?"


def phone_again(world: World, phone: Browser) -> Browser:
    path = world.handoff()
    phone.submit(phone.get(path), path)
    return phone


def test_a_receipt_of_before_goes_by_the_cookie_of_its_walk(world: World) -> None:
    phone = world.phone()
    receipt = world.sign(phone)
    phone.client.delete_cookie("receipts", domain="clinic.example")
    page = phone.submit(phone.get(f"{receipt.page}/again"), f"{receipt.page}/again")
    assert page.path == "/journey/usual"  # the first question
    assert phone.get(f"{receipt.page}/again").heading == "Change your answers?"


def test_the_link_for_one_use_needs_no_date(world: World) -> None:
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    receipt = world.sign(tablet)
    phone, path = world.browser(), link(world)
    phone.submit(phone.get(path), path)
    phone.client.delete_cookie(
        "journey", domain="clinic.example"
    )  # it lives as long as the browser
    assert phone.get(f"{receipt.page}/again").heading == "Change your answers?"


def test_a_cookie_opens_its_own_receipt_alone_and_for_half_a_day(world: World) -> None:
    mine, other = world.signed(you=YOU), world.signed(you=YOU)
    phone = world.own_phone(mine)
    asked = "Is this your receipt?"
    assert phone.open(f"{world.receipt(other).page}/again").heading == asked
    held = phone.cookie("receipts") or ""
    for forged in (held[:-1], held.replace("signed", "birth_date"), f"{held}~", "~" * 99):
        phone.client.set_cookie("receipts", forged, domain="clinic.example")
        heading = phone.open(f"{world.receipt(mine).page}/again").heading
        assert (heading == asked) is (forged != f"{held}~")


def test_five_wrong_dates_and_then_not_even_the_right_one(world: World) -> None:
    receipt = world.receipt(world.signed(you=YOU))
    for left in (4, 3, 2, 1):  # from whatever browser
        page = guess(world.browser(), receipt.page, WRONG)
        assert f"Tries left: {left}" in page.text
    page = guess(stranger := world.browser(), receipt.page, WRONG)
    assert page.heading == SPENT
    late = world.browser()
    page = late.open(f"{receipt.page}/again")
    assert page.heading == SPENT
    token = page.form("/comfort")
    page = late.follow(late.post(f"{receipt.page}/birth-date", {**token, **RIGHT}))
    assert page.heading == SPENT
    assert late.cookie("receipts") is None
    # R16: what is safe stays open.
    page = stranger.get(stranger.open(f"{receipt.page}/again").link("not want to record"))
    assert "Yes, I do not want to record" in page.text


def test_no_date_at_all_is_no_try_and_the_page_is_the_same_for_everyone(world: World) -> None:
    """Whether there is a name or a date, no word tells."""
    known, unknown = world.refused(), world.refused()
    told = {"birth_date": "1951-06-09", "patient_name": "Zofia Lisowska", "place": known.place}
    Consent.update(**told).where(Consent.id == known.id).execute()
    pages = []
    for consent in (known, unknown):
        stranger, path = world.browser(), world.receipt(consent).page
        said = [stranger.open(f"{path}/again").text]
        said += [guess(stranger, path, typed).text for typed in ({}, {"day": "31"}, WRONG, WRONG)]
        said.append(guess(stranger, path, WRONG | {"year": "2999"}).text)
        pages.append([each.replace(world.receipt(consent).code, "") for each in said])
    assert pages[0] == pages[1]
    assert "Tries left: 3" in pages[0][4]
    assert "ask your health worker, or at reception" in pages[0][0].lower()


def test_a_double_tap_is_one_try_and_a_form_sent_late_opens_nothing(world: World) -> None:
    consent = world.signed(you=YOU)
    receipt, phone = world.receipt(consent), world.browser()
    asked = phone.open(f"{receipt.page}/again")
    for _tap in range(2):
        assert "Tries left: 4" in phone.submit(asked, f"{receipt.page}/birth-date", **WRONG).text
    world.decide(consent)
    page = phone.send(asked, f"{receipt.page}/birth-date", **RIGHT)
    assert page.status == 409
    names_nobody(page)


def test_after_the_right_date_back_leads_on(world: World) -> None:
    receipt, phone = world.receipt(world.signed(you=YOU)), world.browser()
    asked = phone.open(f"{receipt.page}/again")
    for _tap in range(2):
        page = phone.submit(asked, f"{receipt.page}/birth-date", **RIGHT)
        assert page.path == f"{receipt.page}/again"
    assert phone.open(f"{receipt.page}/birth-date").path == f"{receipt.page}/again"


def test_the_tablet_asks_for_no_date_and_shows_no_way_out(world: World) -> None:
    tablet = world.kiosk()
    receipt = world.receipt(world.signed(you=YOU))
    page = tablet.open(f"{receipt.page}/again")
    names_nobody(page)
    assert "Use your own phone" in page.text
    leads = {each.get("href", "") for each in page.tree.iter("a")}
    assert {each for each in leads if each.startswith("/")} == {receipt.page}
    sent = tablet.post(f"{receipt.page}/birth-date", {**page.form("/comfort"), **RIGHT})
    assert tablet.follow(sent).text == page.text
    assert tablet.cookie("receipts") is None


def test_what_is_kept_on_paper_names_nobody_and_asks_nobody(world: World) -> None:
    """So it may be had by the address alone: somebody's second phone is a stranger's."""
    consent = waiting(world)
    stranger, page = world.browser(), world.receipt(consent).page
    for ending in ("pdf", "png"):
        assert stranger.get(f"{page}/receipt.{ending}").status == 200


def test_withdrawing_is_one_confirmation_for_anyone_and_looking_withdraws_nothing(
    world: World,
) -> None:
    """R16: an objection is never refused, and never an accident."""
    consent = waiting(world)
    path, stranger = world.receipt(consent).page, world.browser()
    page = stranger.get(f"{path}/withdraw")
    assert fresh(consent).state == "signed"
    stranger.submit(page, f"{path}/withdraw")
    assert fresh(consent).state == "withdrawn"


def test_limit_is_five() -> None:
    assert MAX_TRIES == 5
