"""From the tablet's receipt to the patient's own phone: a link for one use (issue 10, A3)."""

import pytest

from kiosk import links
from kiosk.store.models import Journey
from tests.cast import Receipt, World, all_rows
from tests.pages import Browser


@pytest.fixture
def tablet(world: World) -> Browser:
    found = world.kiosk()
    found.submit(found.get("/kiosk"), "/kiosk/start")
    return found


@pytest.fixture
def receipt(world: World, tablet: Browser) -> Receipt:
    return world.sign(tablet)


def link(world: World, *, signed: bool = True) -> str:
    """Where the QR of the tablet leads a phone."""
    journey = Journey.get(Journey.way_in == "kiosk")
    token = links.to_move(
        world.secrets, journey.id, journey.token_hash, world.clock(), signed=signed
    )
    return f"/m/{token}"


def test_a_phone_takes_the_receipt_along_and_has_its_cookie(world: World, receipt: Receipt) -> None:
    phone, path = world.browser(), link(world)
    page = phone.get(path)
    assert page.heading == "Keep your receipt on this phone"
    assert receipt.code not in page.text
    page = phone.submit(page, path)
    assert page.path == receipt.page
    assert receipt.code in page.text
    assert phone.cookie("journey")
    assert phone.open("/journey/").path == receipt.page


def test_the_tablet_is_free_once_it_was_taken(
    world: World, tablet: Browser, receipt: Receipt
) -> None:
    assert "HX-Redirect" not in tablet.get("/journey/moved").response.headers
    phone, path = world.browser(), link(world)
    phone.submit(phone.get(path), path)
    assert tablet.get("/journey/moved").response.headers["HX-Redirect"] == "/kiosk"
    assert tablet.cookie("journey") is None
    assert tablet.get("/journey/receipt").location == "/kiosk"  # without scripts it looks again


def test_whoever_photographed_the_tablet_is_too_late(world: World, receipt: Receipt) -> None:
    path, first, second = link(world), world.browser(), world.browser()
    shown, taken = second.get(path), first.get(path)
    for _tap in range(2):  # one phone that taps twice is one phone
        assert first.submit(taken, path).path == receipt.page
    for page in (second.get(path), second.send(shown, path)):
        assert page.status == 410
        assert receipt.code not in page.text


def test_what_controls_the_receipt_is_not_on_the_tablet(
    world: World, tablet: Browser, receipt: Receipt
) -> None:
    html = tablet.get("/journey/receipt").html.replace(f"{receipt.page}/status", "")
    assert receipt.page not in html


def test_a_link_from_before_signing_takes_no_receipt(world: World, tablet: Browser) -> None:
    world.walk(tablet, "types")
    before = link(world, signed=False)
    world.sign(tablet)
    assert world.browser().get(before).status == 410


def test_ten_minutes_later_it_leads_nowhere(world: World, receipt: Receipt) -> None:
    path = link(world)
    world.clock.forward(minutes=12)
    assert world.browser().get(path).status == 410


def test_looking_changes_nothing(world: World, receipt: Receipt) -> None:
    before = all_rows()
    assert world.browser().get(link(world)).status == 200
    assert all_rows() == before
