"""The second screen: what holds, in one word, and nobody's name (K6)."""

import pytest

from kiosk import links
from kiosk.actions import consents, participants, recordings
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.store.models import Consent
from tests.cast import World, fresh


def screen(world: World, consent: Consent) -> str:
    """The address that the clinician's page shows as a QR."""
    page = world.signed_in("alice").get(f"{world.card(consent.id)}/screen")
    address = page.link("Open it in a new tab")
    assert address.startswith("http://clinic.example:8000/room/")
    return address.removeprefix("http://clinic.example:8000")


def paused(world: World) -> Consent:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    return consent


def somebody_came_in(world: World) -> Consent:
    consent = world.recording()
    participants.join(world.by(world.alice), consent, {"role": "student", "name": "Unlikely Jo"})
    return consent


def stopped(world: World) -> Consent:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    return consent


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (World.recording, "Recording"),
        (paused, "Recording paused"),
        (somebody_came_in, "Recording paused"),
        (stopped, "No recording agreed now"),
        (World.decided, "May record"),
        (World.signed, "No recording agreed now"),
        (World.refused, "No recording agreed now"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_it_says_the_state_and_names_nobody(world: World, make: object, word: str) -> None:
    consent = make(world)  # type: ignore[operator]
    path = screen(world, consent)
    receipt = world.receipt(consent)
    for page in (world.browser().get(path), world.browser().get(f"{path}/live")):
        assert page.status == 200
        assert f" {word} " in f" {page.text} "
        names = ("Margaret", "O'Neill", "March 1948", "Alice", "Unlikely")
        for secret in (*names, receipt.code, "/r/"):
            assert secret not in page.html


def test_it_follows_the_room_and_is_silent_while_nothing_changes(world: World) -> None:
    consent = world.recording()
    path, wall = screen(world, consent), world.browser()
    shown = wall.get(f"{path}/live")
    seen = shown.html.split("seen=")[1].split('"')[0]
    assert wall.get(f"{path}/live?seen={seen}").status == 204
    recordings.pause(world.by(world.bob), consent)
    assert "Recording paused" in wall.get(f"{path}/live?seen={seen}").text
    consents.withdraw(world.context(), consent)
    assert "No recording agreed now" in wall.get(f"{path}/live?seen={seen}").text


def test_a_recording_two_hours_past_the_end_of_its_receipt_is_none(world: World) -> None:
    """K14: the receipt's end ends no session; two hours later its time is over."""
    consent = world.recording()
    last = consent.expires_at + MAX_OVERRUN
    path = "/room/" + links.to_screen(world.secrets, consent.id, consent.expires_at)
    for still in (consent.expires_at - 60, consent.expires_at, last - 1):
        world.clock.now = still
        assert "No recording agreed now" not in world.browser().get(path).text
    world.clock.now = last
    assert "No recording agreed now" in world.browser().get(path).text


def test_the_clock_counts_what_was_recorded(world: World) -> None:
    consent = world.recording()
    path = screen(world, consent)
    world.clock.forward(minutes=4, seconds=7)
    assert "4:07" in world.browser().get(path).text
    recordings.pause(world.by(world.alice), consent)
    world.clock.forward(minutes=9)
    assert "4:07" in world.browser().get(path).text


@pytest.mark.parametrize("change", ["x", "a.b.c", "{}x", "x{}", "é"])
def test_an_address_that_we_did_not_make_shows_nothing(world: World, change: str) -> None:
    real = links.to_screen(world.secrets, world.recording().id, world.clock())
    for part in ("", "/live"):
        page = world.browser().get(f"/room/{change.format(real)}{part}")
        assert page.status == 404
        assert "Recording" not in page.text


def test_a_receipts_or_a_tablets_link_is_no_screens(world: World) -> None:
    world.recording()
    assert world.browser().get("/room/" + world.handoff().removeprefix("/h/")).status == 404


def test_the_address_lasts_half_a_day(world: World) -> None:
    path = "/room/" + links.to_screen(world.secrets, world.recording().id, world.clock())
    world.clock.forward(hours=11, minutes=58)
    assert world.browser().get(path).status == 200
    world.clock.forward(hours=1)
    assert world.browser().get(path).status == 404


def test_only_staff_of_the_site_get_the_address(world: World) -> None:
    consent = world.recording()
    path = f"{world.card(consent.id)}/screen"
    assert world.signed_in("charlie").get(path).status == 404
    assert world.browser().get(path).status == 303
    assert fresh(consent).revision == consent.revision  # bringing up a screen changes nothing


@pytest.mark.parametrize("state", ["not_agreed", "withdrawn", "refused", "not_decided"])
def test_a_second_screen_does_not_say_why_nothing_is_recorded(world: World, state: str) -> None:
    """Not in the page's source either: everyone in the room can take its address along."""
    consent = {
        "not_agreed": lambda: world.decided("not_agreed", reason="privacy"),
        "withdrawn": world.decided,
        "refused": world.refused,
        "not_decided": world.signed,
    }[state]()
    if state == "withdrawn":
        consents.withdraw(world.context(), consent)
    path = world.signed_in("alice").get(f"{world.card(consent.id)}/screen")
    address = path.link("Open it in a new tab").removeprefix("http://clinic.example:8000")
    for page in (world.browser().get(address), world.browser().get(f"{address}/live")):
        assert "No recording agreed now" in page.text
        assert state not in page.html
        assert "withdraw" not in page.html


@pytest.mark.parametrize("bound", [(), ("talking_only",)])
def test_what_may_be_recorded_is_said_as_narrow_as_it_is(
    world: World, bound: tuple[str, ...]
) -> None:
    """E5: it cannot know what phones do, so it says what was agreed."""
    kind = "conditions" if bound else "agreed"
    consent = world.decided(kind, conditions=bound, answers={"part": "whole"})
    path = "/room/" + links.to_screen(world.secrets, consent.id, world.clock())
    text = world.browser().get(path).text
    assert "May record" in text
    assert ("Sound, talking only" if bound else "Sound, the whole visit") in text
    assert "Dr Alice Hart" not in text


def test_photos_alone_are_no_recording_here_either(world: World) -> None:
    consent = world.decided(types=("photo",), answers={"types": ["photo"]})
    path = "/room/" + links.to_screen(world.secrets, consent.id, world.clock())
    text = world.browser().get(path).text
    assert "Photos agreed" in text
    assert "ecord" not in text.partition("Is anything being recorded?")[2]
