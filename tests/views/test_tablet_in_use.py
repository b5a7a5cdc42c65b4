"""The tablet as it hangs on the wall: full screen, its picture, and out of order (issue 3)."""

import io
import json

import pytest
from PIL import Image

from kiosk.actions import kiosks
from kiosk.lookups import visitors
from kiosk.store.models import Journey
from tests.cast import World, trail
from tests.pages import Browser, Page
from tests.views.routes import PUBLIC
from tools import icons


@pytest.fixture
def tablet(world: World) -> Browser:
    """A tablet on which a patient has begun."""
    return begun(world.kiosk())


def begun(tablet: Browser) -> Browser:
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    return tablet


def refresh(page: Page) -> str:
    """Where a page leads without scripts, and when."""
    metas = (each for each in page.tree.iter("meta") if each.get("http-equiv") == "refresh")
    return next((each.get("content", "") for each in metas), "")


# --- full screen ---


def test_the_tablets_home_screen_opens_it_in_full_screen(world: World) -> None:
    tablet = world.kiosk()
    link = next(
        each for each in tablet.get("/kiosk").tree.iter("link") if each.get("rel") == "manifest"
    )
    answer = tablet.get(link.get("href", "")).response
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.get_data())
    assert (manifest["display"], manifest["start_url"]) == ("fullscreen", "/kiosk")
    kinds = [(each["type"], each["sizes"]) for each in manifest["icons"]]
    assert kinds == [
        ("image/svg+xml", "any"),
        ("image/png", "192x192"),
        ("image/png", "512x512"),
    ]
    for each in manifest["icons"]:
        assert world.app.test_client().get(each["src"]).mimetype == each["type"]
    assert link.get("crossorigin") == "use-credentials"
    assert world.browser().get("/kiosk/manifest.webmanifest").status == 403
    assert "kiosk.manifest" not in PUBLIC


def test_every_page_has_a_picture_for_an_iphones_home_screen(world: World) -> None:
    """iOS takes no SVG; it wants 180 pixels and no corner that one can see through."""
    links = world.kiosk().get("/kiosk").tree.iter("link")
    link = next(each for each in links if each.get("rel") == "apple-touch-icon")
    answer = world.app.test_client().get(link.get("href", ""))
    with Image.open(io.BytesIO(answer.data)) as icon:
        assert icon.size == (180, 180)
        assert icon.convert("RGBA").getextrema()[3] == (255, 255)


def test_the_pictures_for_home_screens_are_the_icon_as_it_is_now() -> None:
    """`python -m tools.icons` draws them from icon.svg."""
    for size in icons.SIZES:
        assert (icons.ICONS / f"icon-{size}.png").read_bytes() == icons.drawn(size), size


# --- out of order ---


def test_a_manager_takes_a_tablet_out_of_use_and_back(world: World) -> None:
    tablet, mo = world.kiosk(), world.signed_in("mo")
    number = visitors.kiosk_of(tablet.cookie("kiosk") or "").id
    path = f"/manage/tablets/{number}/order"
    page = mo.submit(mo.get("/manage/tablets"), path, works="no")
    assert "marked out of order" in page.text
    shown = tablet.get("/kiosk")
    assert shown.heading == "This tablet is not working now"
    assert "ask at reception" in shown.text
    assert [each for each in shown.forms() if each.get("action") == "/kiosk/start"] == []
    assert refresh(shown) == "60"
    mo.submit(mo.get("/manage/tablets"), path, works="yes")
    assert tablet.get("/kiosk").heading == "Want to record your appointment?"
    assert trail()[-2:] == ["kiosk.out-of-order", "kiosk.in-order"]


def test_nobody_begins_on_a_tablet_that_went_out_of_use_meanwhile(world: World) -> None:
    tablet = world.kiosk()
    page = tablet.get("/kiosk")
    own = visitors.kiosk_of(tablet.cookie("kiosk") or "")
    kiosks.take_out_of_use(world.context(), own)
    refused = tablet.submit(page, "/kiosk/start")
    assert (refused.status, refused.heading) == (409, "This tablet is not working now")
    assert Journey.select().count() == 0


def test_a_patient_who_began_before_may_finish(world: World, tablet: Browser) -> None:
    kiosks.take_out_of_use(world.context(), visitors.kiosk_of(tablet.cookie("kiosk") or ""))
    assert world.sign(tablet).code


def test_another_sites_tablet_and_a_clinician_are_refused(world: World) -> None:
    theirs = world.kiosk_row(world.there)
    mo, alice = world.signed_in("mo"), world.signed_in("alice")
    token = mo.get("/manage/tablets").form("/manage/tablets") | {"works": "no"}
    assert mo.post(f"/manage/tablets/{theirs.id}/order", token).status == 404
    token = alice.get("/staff/").form("/staff/verify") | {"works": "no"}
    assert alice.post(f"/manage/tablets/{theirs.id}/order", token).status == 403
    assert "kiosk.out-of-order" not in trail()


def test_marking_twice_with_one_key_is_one_entry(world: World) -> None:
    own = world.kiosk_row()
    for _tap in range(2):
        kiosks.take_out_of_use(world.context(once="1"), own)
    assert trail().count("kiosk.out-of-order") == 1
