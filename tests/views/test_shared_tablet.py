"""A shared tablet between two people: what it forgets, when, and for whom (issue 3, 9)."""

from collections.abc import Iterator

import pytest

from kiosk import links
from kiosk.actions import kiosks
from kiosk.lookups import visitors
from kiosk.store.models import Consent, Journey, Kiosk
from kiosk.views.front import tablet as manners
from tests.cast import World, all_rows
from tests.pages import Browser, Page
from tests.views.routes import addresses


@pytest.fixture
def tablet(world: World) -> Browser:
    """A tablet on which a patient has begun."""
    return begun(world.kiosk())


def begun(tablet: Browser) -> Browser:
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    return tablet


def dialog(page: Page) -> dict[str, str]:
    return dict(next(each for each in page.tree.iter("dialog") if each.get("id") == "idle").attrib)


def refresh(page: Page) -> str:
    """Where a page leads without scripts, and when."""
    metas = (each for each in page.tree.iter("meta") if each.get("http-equiv") == "refresh")
    return next((each.get("content", "") for each in metas), "")


# --- the times, as data ---


def test_every_page_on_the_tablet_says_when_it_warns_and_when_it_clears(tablet: Browser) -> None:
    for path in ("/journey/rules-before", "/journey/refuse", "/journey/still-here"):
        times = dialog(tablet.open(path))
        assert (times["data-idle"], times["data-warning"]) == ("90", "20")
        assert times["data-most"] == str(20 * 60)


def test_where_answers_would_be_lost_the_warning_stands_for_a_minute(
    world: World, tablet: Browser
) -> None:
    """A4: not on rules alone, and not on a receipt, which stays good."""
    assert dialog(tablet.get("/journey/rules-before"))["data-warning"] == "20"
    world.walk(tablet, until="types")
    assert dialog(tablet.get("/journey/types"))["data-warning"] == "60"
    world.sign(tablet)
    assert dialog(tablet.get("/journey/receipt"))["data-warning"] == "20"


def test_the_receipt_on_the_tablet_clears_too(world: World, tablet: Browser) -> None:
    world.sign(tablet)
    page = tablet.get("/journey/receipt")
    assert dialog(page)["role"] == "alertdialog"
    assert "Your receipt stays good" in page.text


def test_the_journeys_own_time_goes_on_from_page_to_page(world: World, tablet: Browser) -> None:
    assert dialog(tablet.get("/journey/rules-before"))["data-age"] == "0"
    world.clock.forward(minutes=3)
    assert dialog(tablet.get("/journey/rules-before"))["data-age"] == "180"


def test_a_page_that_says_the_journey_is_gone_does_not_stay_for_ever(world: World) -> None:
    page = world.kiosk().get("/journey/you")
    assert page.status == 410
    assert dialog(page)["data-home"] == "/kiosk"


def test_whatever_a_paired_tablet_opens_clears_itself(world: World, tablet: Browser) -> None:
    """A3: with and without scripts; the checkers, an error, the staff's own sign-in page too."""
    receipt = world.receipt(world.signed())
    opened = [path for _name, path in addresses(world, "GET", receipt)] + ["/nothing", "/h/x"]
    pages = [page for page in map(world.kiosk().get, opened) if page.whole and not page.location]
    asked = {page.path for page in pages if page.path != "/kiosk"}
    assert asked >= {"/v", "/verifier/", "/developers", "/staff/sign-in", receipt.page, "/nothing"}
    for page in pages:
        if page.path != "/kiosk":
            idle = [each for each in page.tree.iter("dialog") if each.get("id") == "idle"]
            assert len(idle) == 1, page.path
            assert refresh(page), page.path


def test_who_works_on_a_paired_tablet_is_not_cleared_away(world: World) -> None:
    """Staff who have signed in have a lock of their own."""
    alice = world.signed_in("alice")
    alice.client.set_cookie("kiosk", world.kiosk().cookie("kiosk") or "", domain="clinic.example")
    page = alice.get("/staff/")
    assert [each for each in page.tree.iter("dialog") if each.get("id") == "idle"] == []


def test_what_follows_by_itself_adds_no_way_out_of_the_tablet(
    world: World, tablet: Browser
) -> None:
    """A3: the page and the part that is asked for anew show the same, and neither has a link."""
    receipt = world.sign(tablet)
    world.decide(world.verify(Consent.get_by_id(receipt.consent)))
    whole, part = tablet.get("/journey/receipt"), tablet.get(f"{receipt.page}/status")
    for page in (whole, part):
        assert "Agreed by a health worker" in page.text
    assert not list(part.tree.iter("a"))
    assert [each.get("href") for each in whole.tree.find(".//main").iter("a")] == []
    assert world.browser().get(f"{receipt.page}/status").link("Check this agreement")


def test_the_tablets_receipt_is_for_a_tablet(world: World, tablet: Browser) -> None:
    """Nobody carries the tablet along to show it."""
    receipt = world.sign(tablet)
    for path in ("/journey/receipt", f"{receipt.page}/status"):
        text = tablet.get(path).text
        assert "Tell your health worker this code" in text
        assert "Show this" not in text
    assert "Show this to your health worker" in world.browser().get(receipt.page).text


def test_a_tablet_in_use_stays_paired(world: World) -> None:
    """D17: a browser keeps a cookie for 400 days at most, from when it was last given."""
    given = world.kiosk().get("/kiosk").response.headers.getlist("Set-Cookie")
    renewed = next(each for each in given if each.startswith("kiosk="))
    assert f"Max-Age={400 * 24 * 60 * 60}" in renewed


def test_a_phone_and_the_first_screen_have_no_such_dialog(world: World) -> None:
    for page in (world.phone().get("/journey/rules-before"), world.kiosk().get("/kiosk")):
        assert page.status == 200
        assert [each for each in page.tree.iter("dialog") if each.get("id") == "idle"] == []


# --- without scripts ---


def test_without_scripts_the_tablet_asks_after_three_minutes(tablet: Browser) -> None:
    assert refresh(tablet.get("/journey/rules-before")) == (
        "180; url=/journey/still-here?at=rules-before"
    )
    page = tablet.get("/journey/still-here?at=rules-before")
    assert page.heading == "Are you still here?"
    assert page.link("I am still here") == "/journey/rules-before"
    assert refresh(page) == "60; url=/kiosk"


def test_being_asked_changes_nothing_and_finishing_deletes_the_draft(tablet: Browser) -> None:
    before = all_rows()
    page = tablet.get("/journey/still-here?at=rules-before")
    assert all_rows() == before
    assert tablet.submit(page, "/journey/leave").path == "/kiosk"
    assert Journey.select().count() == 0


@pytest.mark.parametrize("at", ["//evil.example", "x/../../..", "https://evil.example/", "%00"])
def test_being_still_here_leads_nowhere_else(tablet: Browser, at: str) -> None:
    page = tablet.get(f"/journey/still-here?at={at}")
    assert page.link("I am still here").startswith("/journey/")


def test_the_receipt_without_scripts_follows_and_then_asks(world: World, tablet: Browser) -> None:
    world.sign(tablet)
    assert refresh(tablet.get("/journey/receipt")) == "5"
    world.clock.forward(minutes=4)
    asks = "5; url=/journey/still-here?at=receipt"
    assert refresh(tablet.get("/journey/receipt")) == asks
    here = tablet.get("/journey/still-here?at=receipt").link("I am still here")
    assert refresh(tablet.get(here)) == "5"
    world.clock.forward(minutes=4)
    assert refresh(tablet.get(here)) == asks


def test_a_phone_is_not_asked(world: World) -> None:
    assert refresh(world.phone().get("/journey/rules-before")) == ""


# --- the reset ---


def test_leaving_forgets_the_patient_and_keeps_the_tablet(world: World, tablet: Browser) -> None:
    tablet.post("/comfort", comfort_form(tablet, size="large"))
    page = tablet.get("/journey/rules-before")
    answer = tablet.send(page, "/journey/leave")
    assert "Clear-Site-Data" not in answer.response.headers, "the checker's memory is its own"
    assert [tablet.cookie(name) for name in ("journey", "session", "comfort")] == [None] * 3
    assert tablet.cookie("kiosk")
    assert Journey.select().count() == 0
    assert tablet.get("/kiosk").status == 200


def test_a_page_that_leaves_by_script_keeps_the_worker_that_keeps_it(tablet: Browser) -> None:
    """Clearing "storage" would take the service worker away, before the first screen has come."""
    token = tablet.get("/journey/rules-before").form("/journey/leave")
    answer = tablet.post("/journey/leave", token, headers={"Sec-Fetch-Mode": "cors"})
    assert "Clear-Site-Data" not in answer.response.headers
    assert tablet.cookie("journey") is None


def test_a_tablet_whose_walk_is_gone_forgets_the_rest(world: World) -> None:
    """A page with no walk behind it clears itself too; who has neither is told that it is gone."""
    tablet = world.kiosk()
    answer = tablet.send(tablet.get("/verifier/"), "/journey/leave")
    assert (answer.status, answer.location) == (303, "/kiosk")
    assert "Clear-Site-Data" not in answer.response.headers


def test_the_first_screen_forgets_whoever_walked_away(world: World, tablet: Browser) -> None:
    """Back to the first screen by the browser's own button, and gone."""
    world.walk(tablet, until="statements")
    tablet.post("/comfort", comfort_form(tablet, size="large"))
    assert tablet.get("/kiosk").status == 200
    assert (tablet.cookie("journey"), tablet.cookie("comfort")) == (None, None)
    assert tablet.get("/journey/you").status == 410


def test_the_next_patient_deletes_the_draft_before(world: World, tablet: Browser) -> None:
    world.walk(tablet, until="statements")
    left = Journey.select().get().id
    begun(tablet)
    assert [each.id for each in Journey.select()] != [left]
    assert Journey.select().count() == 1


def test_only_this_tablets_own_drafts_go(world: World, tablet: Browser) -> None:
    """Another tablet's, a phone's, and what was signed are somebody else's."""
    other, phone = begun(world.kiosk()), world.phone()
    signed = begun(world.kiosk())
    world.sign(signed)
    own = visitors.kiosk_of(tablet.cookie("kiosk") or "")
    moved = Journey.get(Journey.kiosk == own)
    begun(tablet)
    assert Journey.get_or_none(Journey.id == moved.id) is None
    for browser in (other, phone):
        assert browser.open("/journey/").status == 200
    assert signed.get("/journey/receipt").status == 200


def test_a_phone_that_scanned_this_tablet_keeps_its_draft(world: World) -> None:
    tablet = world.kiosk()
    own = visitors.kiosk_of(tablet.cookie("kiosk") or "")
    path = "/h/" + links.to_handoff(world.secrets, own.handle, world.clock())
    phone = world.browser()
    phone.submit(phone.get(path), path)
    begun(tablet)
    assert phone.open("/journey/").status == 200


def test_starting_twice_with_one_tap_is_one_journey(world: World) -> None:
    tablet = world.kiosk()
    page = tablet.get("/kiosk")
    tablet.send(page, "/kiosk/start")
    tablet.submit(page, "/kiosk/start")
    assert Journey.select().count() == 1
    assert tablet.open("/journey/").status == 200


# --- fields ---


def fields(page: Page) -> Iterator[dict[str, str]]:
    for each in page.tree.iter():
        kind = each.get("type", "text")
        if each.tag == "textarea" or (each.tag == "input" and kind in ("text", "number", "tel")):
            yield dict(each.attrib)


def test_nothing_typed_is_kept_suggested_or_sent_off(world: World, tablet: Browser) -> None:
    """Every field that a patient types in, on every page of the walk."""
    seen: set[str] = set()
    for step in ("you", "signature"):
        world.walk(tablet, until=step)
        for field in fields(tablet.get(f"/journey/{step}")):
            seen.add(field["name"])
            assert field.get("autocomplete") == "off", field
            assert field.get("spellcheck") == "false", field
            assert field.get("writingsuggestions") == "false", field
            assert field.get("autocorrect") == "off", field
            assert field.get("autocapitalize") in ("none", "words"), field
    assert seen >= {"name", "day", "month", "year", "nhs_number"}


# --- the form that the tests above send ---


def comfort_form(browser: Browser, **choice: str) -> dict[str, str]:
    page = browser.get("/journey/rules-before")
    return page.form("/comfort") | choice


def test_the_times_are_those_of_the_requirement() -> None:
    assert (manners.IDLE, manners.WARNING, manners.MAX_JOURNEY) == (90, 20, 1200)


def test_a_revoked_tablet_opens_no_walk(world: World) -> None:
    """A lost tablet shows nothing of the patient who used it last."""
    kiosk = world.kiosk()
    kiosk.submit(kiosk.open("/kiosk"), "/kiosk/start")
    world.walk(kiosk, until="check")
    row = Kiosk.get(Kiosk.device_hash.is_null(False))
    kiosks.revoke(world.context(row.site), row)
    assert kiosk.get("/journey/check").status == 403
