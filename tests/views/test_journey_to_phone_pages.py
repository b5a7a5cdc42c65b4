"""From the tablet to a phone, on the pages of both, without scripts (issue 3, 6)."""

import pytest

from kiosk.store.models import Consent, Journey
from tests.cast import World, all_rows, trail
from tests.pages import Browser
from tests.views.routes import move_link


@pytest.fixture
def tablet(world: World) -> Browser:
    """A tablet whose patient has answered the first questions."""
    found = world.kiosk()
    found.submit(found.get("/kiosk"), "/kiosk/start")
    world.walk(found, "types")
    return found


def test_a_patient_moves_midway_and_signs_on_the_phone(world: World, tablet: Browser) -> None:
    page = tablet.get(tablet.open("/journey/").link("Carry on with your phone"))
    assert "works once, for ten minutes" in page.text
    phone, path = world.browser(), f"/m/{move_link(world)}"
    page = phone.submit(phone.get(path), path)
    assert page.path == "/journey/types"
    assert "Mine" in world.walk(phone).text
    world.sign(phone)
    assert Consent.get().way_in == "phone"


def test_the_tablet_returns_to_the_first_screen_without_its_cookie(
    world: World, tablet: Browser
) -> None:
    phone, path = world.browser(), f"/m/{move_link(world)}"
    assert tablet.get("/journey/moved").status == 204
    assert "HX-Redirect" not in tablet.get("/journey/moved").response.headers
    phone.submit(phone.get(path), path)
    moved = tablet.get("/journey/moved").response
    assert moved.headers["HX-Redirect"] == "/kiosk"
    assert "Clear-Site-Data" not in moved.headers
    assert tablet.cookie("journey") is None
    assert tablet.cookie("kiosk")


def test_i_have_moved_without_scripts(world: World, tablet: Browser) -> None:
    page = tablet.get("/journey/move")
    page = tablet.submit(page, "/journey/moved")
    assert "Not yet" in page.text
    phone, path = world.browser(), f"/m/{move_link(world)}"
    phone.submit(phone.get(path), path)
    page = tablet.submit(page, "/journey/moved")
    assert page.path == "/kiosk"
    assert tablet.cookie("journey") is None


def test_a_tablet_cookie_kept_by_somebody_opens_nothing(world: World, tablet: Browser) -> None:
    stolen = world.browser()
    stolen.client.set_cookie("journey", tablet.cookie("journey") or "", domain="clinic.example")
    assert stolen.get("/journey/types").status == 200
    phone, path = world.browser(), f"/m/{move_link(world)}"
    phone.submit(phone.get(path), path)
    assert stolen.get("/journey/types").status == 410


def test_a_used_link_is_a_plain_page(world: World, tablet: Browser) -> None:
    path = f"/m/{move_link(world)}"
    first, second = world.browser(), world.browser()
    shown = second.get(path)
    first.submit(first.get(path), path)
    for page in (second.get(path), second.send(shown, path)):
        assert page.status == 410
        assert "does not work any more" in page.text
        assert "Mine" not in page.html


def test_a_double_tap_on_the_phone_is_one_claim(world: World, tablet: Browser) -> None:
    phone, path = world.browser(), f"/m/{move_link(world)}"
    page = phone.get(path)
    for _tap in range(2):
        assert phone.submit(page, path).path == "/journey/types"


def test_opening_the_pages_changes_nothing(world: World, tablet: Browser) -> None:
    before = all_rows()
    for path in ("/journey/move", "/journey/moved"):
        tablet.get(path)
    assert world.browser().get(f"/m/{move_link(world)}").status == 200
    assert all_rows() == before


def test_staying_on_the_tablet_leads_back(world: World, tablet: Browser) -> None:
    page = tablet.get("/journey/move")
    assert tablet.open(page.link("Stay on this tablet")).path == "/journey/types"


def test_a_phone_is_not_offered_to_move(world: World) -> None:
    phone = world.phone()
    assert "Carry on with your phone" not in phone.open("/journey/").text
    assert phone.get("/journey/move").status == 403


def test_moving_leaves_no_trace_and_no_second_draft(world: World, tablet: Browser) -> None:
    before = trail()
    phone, path = world.browser(), f"/m/{move_link(world)}"
    phone.submit(phone.get(path), path)
    assert Journey.select().count() == 1
    assert trail() == before


def test_the_code_outlives_the_tablet_that_cleared_itself(world: World, tablet: Browser) -> None:
    """Issue 10, A4: somebody walks off while the phone is still opening what it scanned."""
    page, path = tablet.open("/journey/move"), f"/m/{move_link(world)}"
    assert "still works for ten minutes" in page.text
    assert tablet.submit(page, "/journey/leave", moving="yes").path == "/kiosk"
    assert tablet.cookie("journey") is None
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")  # the next patient begins
    world.clock.forward(minutes=9)
    phone = world.browser()
    assert phone.submit(phone.get(path), path).path == "/journey/types"


def test_the_code_is_no_good_after_its_ten_minutes(world: World, tablet: Browser) -> None:
    """The control: and the answers are not kept any longer either."""
    page, path = tablet.open("/journey/move"), f"/m/{move_link(world)}"
    tablet.submit(page, "/journey/leave", moving="yes")
    world.clock.forward(minutes=13)
    assert world.browser().get(path).status == 410
    assert Journey.select().where(Journey.expires_at > world.clock()).count() == 0


def test_leaving_asks_once_there_is_something_to_lose(world: World, tablet: Browser) -> None:
    """A4: and not where Back is on the pages after it."""
    page = tablet.get("/journey/rules-before")
    asked = tablet.get(page.link("Leave"))
    assert "Leave, and delete your answers?" in asked.text
    assert tablet.open(asked.link("No, go back")).path == "/journey/types"
    assert tablet.submit(asked, "/journey/leave").path == "/kiosk"
    assert Journey.select().count() == 0


def test_leaving_asks_nothing_where_nothing_was_answered(world: World) -> None:
    """The control."""
    fresh = world.kiosk()
    page = fresh.submit(fresh.get("/kiosk"), "/kiosk/start")
    assert fresh.submit(page, "/journey/leave").path == "/kiosk"
