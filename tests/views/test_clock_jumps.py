"""A clock that jumps an hour or a day, either way, and the two nights on which it is changed."""

import datetime

import pytest

from kiosk.actions import attempts
from kiosk.domain import hours
from kiosk.domain.refusals import TooManyTries
from tests.cast import World
from tests.pages import Browser

HOUR = 60 * 60
JUMPS = (HOUR, 24 * HOUR, -HOUR, -24 * HOUR)
# The nights on which an hour is left out, and comes twice: half an hour before it, UTC.
MARCH = datetime.datetime(2027, 3, 28, 0, 30, tzinfo=datetime.UTC)
OCTOBER = datetime.datetime(2027, 10, 31, 0, 30, tzinfo=datetime.UTC)


def wrong_passwords(world: World, times: int) -> list[int]:
    browser = world.browser()
    wrong = {"username": "alice", "password": "wrong, wrong, wrong"}
    return [
        browser.send(browser.get("/staff/sign-in"), "/staff/sign-in", **wrong).status
        for _try in range(times)
    ]


def pages(world: World) -> list[tuple[Browser, str]]:
    """Everybody with a page open, and what they look at next."""
    agreed = world.decided()
    phone, here = world.own_phone(agreed), world.receipt(agreed).page
    walk = world.phone()
    world.walk(walk, "you")
    alice, mo = world.signed_in("alice"), world.signed_in("mo")
    return [
        *((alice, path) for path in ("/staff/", world.card(agreed.id))),
        *((mo, path) for path in ("/manage/", "/manage/tablets", "/manage/people")),
        *((phone, f"{here}{part}") for part in ("", "/status", "/withdraw")),
        (walk, "/journey/you"),
        (world.kiosk(), "/kiosk"),
        *((world.browser(), path) for path in ("/", "/v", "/staff/sign-in")),
    ]


@pytest.mark.parametrize("seconds", JUMPS)
def test_no_page_fails_and_the_work_goes_on(world: World, seconds: int) -> None:
    everybody = pages(world)
    world.clock.forward(seconds=seconds)
    for browser, path in everybody:
        assert browser.open(path).status in (200, 410), path
    receipt = world.sign(world.phone())
    card = world.signed_in("alice").enter(receipt.code)
    assert card.path.partition("?")[0] == world.card(receipt.consent)
    world.clock.forward(seconds=-seconds)
    for browser, path in everybody:
        assert browser.open(path).status in (200, 410), path
    assert world.browser().get(f"/r/{'x' * 22}").status == 404


@pytest.mark.parametrize("seconds", [HOUR, 24 * HOUR])
def test_tries_of_a_fast_clock_shut_nobody_out_once_it_is_right(world: World, seconds: int) -> None:
    world.clock.forward(seconds=seconds)
    assert wrong_passwords(world, 6)[-1] == 429
    world.clock.forward(seconds=-seconds)
    assert world.signed_in("alice").get("/staff/").status == 200
    most = attempts.SIGN_IN.most
    assert wrong_passwords(world, most + 1) == [403] * most + [429], "the control: it still limits"


def test_tries_a_moment_ahead_count(world: World) -> None:
    """Two requests may read the clock in one order and write in the other."""
    held = attempts.purse(world.context(), attempts.SIGN_IN, "sign-in", "alice", "x")
    world.clock.forward(seconds=attempts.LEEWAY)
    for _try in range(attempts.SIGN_IN.most):
        attempts.reserve(world.context(), held)
    world.clock.forward(seconds=-attempts.LEEWAY)
    with pytest.raises(TooManyTries):
        attempts.reserve(world.context(), held)


@pytest.mark.parametrize("seconds", [HOUR, 24 * HOUR])
def test_a_session_of_a_fast_clock_ends_with_it(world: World, seconds: int) -> None:
    """Else it would stay open for as long as the clock was ahead, whoever sits there."""
    world.clock.forward(seconds=seconds)
    alice = world.signed_in("alice")
    assert alice.get("/staff/").status == 200
    world.clock.forward(seconds=-seconds)
    assert alice.get("/staff/").location.startswith("/staff/sign-in")


@pytest.mark.parametrize("night", [MARCH, OCTOBER], ids=["March", "October"])
def test_the_night_of_a_clock_change_is_a_night_like_any_other(
    world: World, night: datetime.datetime
) -> None:
    """Closing times and the hour that comes twice: tests/domain/test_hours.py. Here the pages."""
    world.clock.now = int(night.timestamp())
    for _half_hour in range(4):
        consent = world.signed(world.there)
        assert consent.expires_at - consent.signed_at == hours.MAX_USE
        assert world.own_phone(consent).get(world.receipt(consent).page).status == 200
        charlie = world.signed_in("charlie")
        assert charlie.get(world.card(consent.id)).status == 200
        assert charlie.get("/staff/").status == 200
        world.clock.forward(minutes=30)
