"""GET never changes anything: every table is the same before and after."""

from collections.abc import Callable

import pytest

from tests.cast import Receipt, World, all_rows
from tests.pages import Browser
from tests.views.routes import addresses


def tablet_on_its_way(world: World) -> Browser:
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    return tablet


def manager(world: World) -> Browser:
    return world.signed_in("mo")


def scanner(world: World) -> Browser:
    """A phone that opens whatever links it finds, as previews and virus scanners do."""
    return world.browser()


@pytest.mark.parametrize(
    "who", [tablet_on_its_way, manager, scanner], ids=lambda each: each.__name__
)
def test_no_get_changes_a_row(world: World, who: Callable[[World], Browser]) -> None:
    receipt = world.receipt(world.recording())
    code, _link = world.show_a_code(), world.invite()
    browser = who(world)
    opened = 0
    before = all_rows()
    for _endpoint, path in addresses(world, "GET", receipt):
        opened += browser.get(path).status == 200
        assert all_rows() == before, path
    assert browser.get(code).status == 200  # and whoever opens it again finds it unused
    assert browser.get(code).status == 200
    assert all_rows() == before
    assert opened > 5


def test_opening_every_page_of_the_walk_changes_nothing(world: World) -> None:
    tablet = tablet_on_its_way(world)
    world.walk(tablet)
    before = all_rows()
    for step in ("rules-before", "whose", "where", "types", "part", "by", "audience", "you"):
        assert tablet.get(f"/journey/{step}").status == 200
    for step in ("statements", "signature", "check", "refuse", "not-here", "behalf", "receipt"):
        tablet.open(f"/journey/{step}")
    assert all_rows() == before


def test_a_post_does_change_something(world: World) -> None:
    """The control: the snapshot would show it."""
    receipt: Receipt = world.receipt(world.signed())
    before = all_rows()
    phone = world.browser()
    phone.submit(phone.get(f"{receipt.page}/withdraw"), f"{receipt.page}/withdraw")
    assert all_rows() != before
