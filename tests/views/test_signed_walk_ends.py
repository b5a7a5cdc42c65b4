"""A walk signed on the tablet ends there, whatever became of its cookie."""

import pytest

from kiosk.lookups import visitors
from tests.cast import World
from tests.pages import Browser
from tests.views.test_take_along import link


@pytest.fixture
def tablet(world: World) -> Browser:
    found = world.kiosk()
    found.submit(found.get("/kiosk"), "/kiosk/start")
    world.sign(found)
    return found


@pytest.fixture
def thief(world: World, tablet: Browser) -> Browser:
    """Another browser with a copy of the walk's cookie."""
    other = world.browser()
    other.client.set_cookie("journey", tablet.cookie("journey") or "", domain="clinic.example")
    assert other.get("/journey/receipt").status == 200, "the control: it would be shown"
    return other


def test_with_the_next_patient(world: World, tablet: Browser, thief: Browser) -> None:
    """The phone that scanned the receipt's code still gets it, for its ten minutes."""
    taken = link(world)
    world.clock.forward(minutes=1)
    page = tablet.get("/kiosk")
    assert tablet.cookie("journey") is None
    assert thief.get("/journey/receipt").status == 200, "nobody has followed yet"
    tablet.submit(page, "/kiosk/start")
    assert thief.get("/journey/receipt").status == 410
    phone = world.browser()
    assert phone.submit(phone.get(taken), taken).status == 200
    assert phone.open("/journey/").path.startswith("/r/"), "and the phone keeps it"


def test_by_itself_where_nobody_follows(world: World, tablet: Browser, thief: Browser) -> None:
    assert tablet.get("/kiosk").status == 200
    world.clock.forward(seconds=visitors.SIGNED_ON_TABLET - 1)
    assert thief.get("/journey/receipt").status == 200
    world.clock.forward(seconds=1)
    assert thief.get("/journey/receipt").status == 410


def test_on_a_phone_it_leads_to_the_receipt_for_as_long_as_that_is_of_use(world: World) -> None:
    phone = world.phone()
    receipt = world.sign(phone)
    world.clock.forward(hours=2)
    assert phone.open("/journey/").path == receipt.page
