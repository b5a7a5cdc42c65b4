"""Every form sent twice, as by a double tap or a retry after a lost answer, does its work once."""

from urllib.parse import urlsplit

from kiosk.store.models import Consent, Decision, Journey, Kiosk, Recording, Staff, Verification
from tests.cast import NO_TO_BOTH, PASSWORD, World, trail
from tests.pages import Browser, Page


def twice(browser: Browser, page: Page, action: str, **typed: object) -> tuple[Page, Page]:
    """Send the very same form two times."""
    sent = {**page.form(action), **typed}
    first, second = browser.post(action, sent), browser.post(action, sent)
    assert (first.status, first.location) == (second.status, second.location)
    return first, second


def test_signing_twice_gives_one_consent_and_the_same_page(world: World) -> None:
    phone = world.phone()
    first, _second = twice(phone, world.walk(phone), "/journey/check")
    assert Consent.select().count() == 1
    assert first.location.endswith(world.receipt(Consent.get()).page)


def test_signing_twice_on_the_tablet_too(world: World) -> None:
    tablet = world.kiosk()
    twice(tablet, tablet.get("/kiosk"), "/kiosk/start")
    assert Journey.select().count() == 1
    twice(tablet, world.walk(tablet), "/journey/check")
    assert Consent.select().count() == 1


def test_a_handoff_pressed_twice_begins_one_journey(world: World) -> None:
    path, phone = world.handoff(), world.browser()
    twice(phone, phone.get(path), path)
    assert Journey.select().count() == 1


def test_refusing_twice_is_refusing_once(world: World) -> None:
    phone = world.phone()
    twice(phone, phone.get("/journey/refuse"), "/journey/refuse")
    assert Consent.select().count() == 1


def test_the_clinicians_forms_each_work_once(world: World) -> None:
    alice, receipt = world.signed_in("alice"), world.receipt(world.signed())
    here = world.card(receipt.consent)
    twice(alice, alice.get("/staff/"), "/staff/verify", entry=receipt.code)
    twice(alice, alice.get(here), f"{here}/verify")
    twice(alice, alice.get(here), f"{here}/decide", kind="agreed", **NO_TO_BOTH)
    twice(alice, alice.get(here), f"{here}/start")
    twice(alice, alice.get(here), f"{here}/stop")
    for model in (Verification, Decision, Recording):
        assert model.select().count() == 1, model
    for verb in ("receipt.verify", "decision.decide", "recording.start", "recording.stop"):
        assert trail().count(verb) == 1


def test_the_managers_forms_each_work_once(world: World) -> None:
    mo = world.signed_in("mo")
    tablets, people = Kiosk.select().count(), Staff.select().count()
    first, second = twice(mo, mo.get("/manage/tablets"), "/manage/tablets", label="Front")
    assert first.tree.findtext(".//p[@class='code']/bdi") == second.tree.findtext(
        ".//p[@class='code']/bdi"
    )
    path = "/manage/people/invite"
    first, second = twice(mo, mo.get(path), path, label="Dee")
    assert first.shown("link") == second.shown("link")
    path = urlsplit(first.shown("link")).path
    dee = {"name": "Dee", "username": "dee", "password": PASSWORD, "again": PASSWORD}
    visitor = world.browser()
    visitor.submit(visitor.get(path), path, **dee)
    twice(mo, mo.get("/manage/tablets"), f"/manage/tablets/{world.kiosk_row().id}/revoke")
    assert Kiosk.select().count() == tablets + 1
    assert Staff.select().count() == people + 1


def test_leaving_twice_is_leaving_once(world: World) -> None:
    tablet = world.kiosk()
    page = tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    tablet.submit(page, "/journey/leave")
    assert tablet.open("/").path == "/kiosk"
    assert Journey.select().count() == 0


def test_the_tablet_shows_nothing_of_the_patient_who_left(world: World) -> None:
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    receipt = world.sign(tablet)
    tablet.submit(tablet.get("/journey/receipt"), "/journey/leave")
    for path in ("/journey/", "/journey/you", "/journey/check", "/journey/receipt", "/kiosk", "/"):
        page = tablet.open(path)
        assert "Margaret" not in page.html, path
        assert receipt.code not in page.html, path
    assert tablet.get("/journey/receipt").location == "/kiosk"
    assert tablet.cookie("journey") is None
    assert world.browser().get(receipt.page).status == 200


def test_the_start_page_that_the_tablet_kept_begins_a_fresh_journey(world: World) -> None:
    """The same form again, after its first patient has signed and gone."""
    tablet = world.kiosk()
    page = tablet.get("/kiosk")
    tablet.submit(page, "/kiosk/start")
    world.sign(tablet)
    tablet.submit(tablet.get("/journey/receipt"), "/journey/leave")
    kept = page.form("/kiosk/start")["once"]
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start", once=kept)
    assert tablet.open("/journey/").path == "/journey/rules-before"
    assert "Margaret" not in tablet.open("/journey/you").html
