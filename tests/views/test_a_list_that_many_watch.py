"""Today's list under a hundred screens: read by one of them, a second old at the most, and never
older than what a screen shows already or its own tap.
"""

import re
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from kiosk.actions import decisions, erasing, verifications
from kiosk.actions.change import change
from kiosk.domain.decision import Choice
from kiosk.store import queries
from kiosk.store.database import database, open_here
from kiosk.store.models import Consent, Site
from kiosk.views.staff import rows, today
from tests.cast import NO_TO_BOTH, World, fresh
from tests.pages import Browser

SEEN = re.compile(r'hx-get="(/staff/(?:list|desk)\?[^"]+)"')


def named(world: World, name: str) -> Consent:
    return world.signed(you={"name": name, "birth_date": "1990-01-01", "nhs_number": ""})


def agree(world: World, consent: Consent) -> None:
    by, seen = world.by(world.alice), fresh(world.verify(consent)).revision
    decisions.decide(by, consent, seen, Choice("agreed", NO_TO_BOTH, ("sound",)))


def polled(html: str) -> str:
    """Where a screen that shows this asks next."""
    found = SEEN.search(html)
    assert found
    return found[1].replace("&amp;", "&")


class Reads:
    """How often the list was read, and by a clock that a test holds."""

    def __init__(self) -> None:
        self.count, self.now, self.takes = 0, 100.0, 0.0

    def places(self) -> tuple[rows.Place, ...]:
        self.count += 1
        time.sleep(self.takes)
        return rows.places()

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def reads(world: World, monkeypatch: pytest.MonkeyPatch) -> Reads:
    counted = Reads()
    monkeypatch.setattr(today, "MAX_AGE", 1.0)
    monkeypatch.setattr(today, "places", counted.places)
    monkeypatch.setattr(today, "time", counted)
    return counted


@pytest.mark.parametrize("who", ["alice", "rae"])
def test_a_screen_that_asks_by_itself_is_a_second_behind_at_most(
    world: World, reads: Reads, who: str
) -> None:
    named(world, "One")
    screen, other = world.signed_in(who), world.signed_in(who)
    first = screen.get("/staff/").html
    named(world, "Two")
    again = other.get(polled(first))
    assert (again.status, reads.count) == (204, 1)
    reads.now += 0.9
    assert other.get(polled(first)).status == 204
    reads.now += 0.2
    assert "Two" in other.get(polled(first)).html
    assert reads.count == 2


def test_what_somebody_opens_is_as_it_is_now(world: World, reads: Reads) -> None:
    """Their own tap is on it, whoever has had the list read a moment ago."""
    screen = world.signed_in("alice")
    named(world, "One")
    screen.get("/staff/")
    named(world, "Two")
    assert "Two" in screen.get("/staff/").html
    assert "Two" in world.signed_in("rae").get("/staff/").html
    assert reads.count == 2


def test_what_a_screen_shows_never_goes_back(world: World, reads: Reads) -> None:
    """It is another process that answers, which read its list half a second before."""
    screen = world.signed_in("alice")
    named(world, "One")
    screen.get("/staff/")
    older = world.app.extensions.pop("today")
    named(world, "Two")
    shown = screen.get("/staff/").html
    named(world, "Three")
    world.app.extensions["today"] = older
    reads.now += 0.5
    assert "Two" in screen.get(polled(shown)).html


def test_nor_by_a_minute(world: World, reads: Reads) -> None:
    """What has ended by the clock has ended, though nothing was changed since."""
    consent = named(world, "One")
    world.clock.now = consent.expires_at - 30
    screen = world.signed_in("alice")
    assert "Expired" not in screen.get("/staff/").html
    older = world.app.extensions.pop("today")
    world.clock.forward(minutes=1)
    shown = screen.get("/staff/").html
    assert "Expired" in shown
    world.app.extensions["today"] = older
    world.clock.forward(minutes=1)
    assert "Expired" in screen.get(polled(shown)).html


def newest(world: World) -> today.Today:
    """What is kept of the one site's list."""
    (kept,) = world.app.extensions["today"].values()
    found: today.Today = kept.newest
    return found


def test_a_row_is_drawn_from_its_consent_as_it_is_by_then(world: World, reads: Reads) -> None:
    """Reception had the list read, and an agreement was taken back before Bob's screen asked."""
    consent = named(world, "One")
    agree(world, consent)
    bob = world.signed_in("bob")
    world.signed_in("rae").get("/staff/")
    decisions.undo(world.by(world.alice), fresh(consent), fresh(consent).revision)
    newest(world).rows.clear()
    shown = bob.get("/staff/list?seen=0")
    assert (shown.status, reads.count) == (200, 1)
    assert "Not decided yet" in shown.html
    assert 'class="row__state">Agreed' not in shown.html


@pytest.mark.parametrize(("who", "part"), [("alice", "list"), ("rae", "desk")])
def test_whoever_was_deleted_meanwhile_has_no_row(
    world: World, reads: Reads, who: str, part: str
) -> None:
    named(world, "One")
    two = named(world, "Two")
    screen = world.signed_in(who)
    screen.get("/staff/")
    with change(world.context(), "database.purge") as made:
        erasing._delete_whole([two.id])
        made.audit("site:1")
    newest(world).rows.clear()
    newest(world).drawn.clear()
    shown = screen.get(f"/staff/{part}?seen=0")
    assert (shown.status, reads.count) == (200, 1)
    assert "One" in shown.html
    assert "Two" not in shown.html


# --- one reads for all ---


def all_at_once(world: World, screens: list[Browser]) -> list[int]:
    """How each of these screens is answered when they all ask for a list that has changed."""

    def ask(screen: Browser) -> int:
        open_here()
        try:
            return screen.get("/staff/list?seen=0").status
        finally:
            database.close()

    with ThreadPoolExecutor(len(screens)) as pool:
        return list(pool.map(ask, screens))


def test_of_six_screens_that_ask_together_one_reads(world: World, reads: Reads) -> None:
    named(world, "One")
    screens = [world.signed_in("alice") for _screen in range(6)]
    reads.takes = 0.2
    assert all_at_once(world, screens) == [200] * 6
    assert reads.count == 1


def test_without_its_turn_each_of_them_reads(
    world: World, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    named(world, "One")
    monkeypatch.setattr(today, "Lock", nullcontext)
    screens = [world.signed_in("alice") for _screen in range(6)]
    reads.takes = 0.2
    assert all_at_once(world, screens) == [200] * 6
    assert reads.count > 1


def test_a_row_is_decrypted_once_for_all_who_look(
    world: World, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each of them has their own first."""
    read: list[int] = []

    def rows_of(site: Site, numbers: Collection[int]) -> dict[int, Consent]:
        read.extend(numbers)
        return queries.rows_of(site, numbers)

    monkeypatch.setattr(rows, "queries", SimpleNamespace(**vars(queries) | {"rows_of": rows_of}))
    one, two = named(world, "One"), named(world, "Two")
    agree(world, two)
    verifications.verify(world.by(world.bob), one)
    alices, bobs = (world.signed_in(who).get("/staff/").html for who in ("alice", "bob"))
    world.signed_in("rae").get("/staff/")
    assert sorted(read) == [one.id, two.id]
    mine = re.compile(r"row__name\">(\w+)</bdi>(?:(?!</li>).)*Yours", re.DOTALL)
    assert mine.findall(alices) == ["Two"]
    assert mine.findall(bobs) == ["One"]
