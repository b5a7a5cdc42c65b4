"""M7: opening a card is an entry, once for a person, consent and day; looking changes nothing."""

from typing import Any

import pytest

from harness.databases import Outsider, wait_only
from kiosk.actions import notes
from kiosk.domain.looks import LOOKS
from kiosk.lookups import trail as whole_trail
from kiosk.store import queries
from kiosk.store.models import AuditEntry, Consent
from kiosk.store.queries import status_list
from tests.cast import World, all_rows, fresh
from tests.pages import Browser


def openings() -> list[tuple[str, str, dict[str, Any]]]:
    rows = AuditEntry.select().where(AuditEntry.verb.in_(LOOKS)).order_by(AuditEntry.seq)
    return [(row.verb, row.actor, row.detail) for row in rows]


def opened(who: Any, **detail: Any) -> tuple[str, str, dict[str, Any]]:
    return "card.open", f"staff:{who.id}", detail


def test_an_opening_says_who_whom_and_when_once_a_day(world: World) -> None:
    consent = world.decided()
    alice, bob, here = world.signed_in("alice"), world.signed_in("bob"), world.card(consent.id)
    for path in (here, f"{here}/note", here):
        assert alice.get(path).status == 200
    assert openings() == [opened(world.alice)]
    row = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (row.subject, row.at, row.changed) == (f"receipt:{consent.jti}", world.clock(), {})
    bob.get(here)
    world.clock.forward(minutes=5)
    alice.get(here)
    assert openings() == [opened(world.alice), opened(world.bob)]
    assert "Margaret" not in str([row.detail for row in AuditEntry.select()])
    whole_trail.verify(world.secrets)


def test_it_changes_no_row_no_list_and_no_status_list(world: World) -> None:
    consent, alice = world.decided(), world.signed_in("alice")
    alice.get("/staff/")
    before, rows = (queries.last_event(world.here), status_list.last_entry()), all_rows()
    assert alice.get(world.card(consent.id)).status == 200
    alice.submit(alice.get("/staff/"), "/staff/verify", entry="Margaret")
    assert (queries.last_event(world.here), status_list.last_entry()) == before
    after = all_rows()
    assert [name for name in rows if rows[name] != after[name]] == ["audit_entry"]
    assert fresh(consent).revision == consent.revision
    notes.keep(world.by(world.alice), consent, "A note")
    assert queries.last_event(world.here) != before[0]  # the control


def test_what_a_colleague_did_is_said_though_others_looked_since(world: World) -> None:
    consent = world.decided()
    alice, bob, here = world.signed_in("alice"), world.signed_in("bob"), world.card(consent.id)
    page = bob.get(here)
    bob.submit(page, f"{here}/undo")
    alice.get(here)
    part = alice.get(f"{here}/live?seen=1-ok-seen--0").text
    assert "Bob Ngata" in part


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_what_a_browser_fetches_ahead_is_no_opening(world: World, headers: dict[str, str]) -> None:
    """Neither an entry nor the page, so that nobody reads a card that way without a trace."""
    consent, alice = world.decided(), world.signed_in("alice")
    page = alice.get(world.card(consent.id), headers=headers)
    assert page.status == 503
    assert "Margaret" not in page.html
    head = alice.client.head(world.card(consent.id), base_url="http://clinic.example:8000")
    assert (head.status_code, head.data) == (200, b"")
    assert openings() == []


def test_a_poll_is_no_opening_and_shows_no_card_that_was_not_opened(world: World) -> None:
    consent, alice = world.decided(), world.signed_in("alice")
    here = world.card(consent.id)
    assert alice.get(f"{here}/live").status == 204
    assert openings() == []
    alice.get(here)
    assert "Margaret" in alice.get(f"{here}/live").html
    assert len(openings()) == 1
    running = world.recording()
    for _poll in range(2):
        assert alice.get(f"{world.card(running.id)}/live").status == 200  # K14
    assert len(openings()) == 2  # and not without a trace


# --- a write that fails ---


@pytest.fixture
def full(world: World) -> Any:
    """Another process writes and does not end."""
    other = Outsider()
    yield other
    other.close()


def test_a_write_that_fails_keeps_nobody_from_a_running_recording(
    world: World, full: Outsider
) -> None:
    consent, alice = world.recording(), world.signed_in("alice")
    full.lock()
    assert "Recording" in alice.get(world.card(consent.id)).text
    full.unlock()
    assert openings() == []
    alice.get(world.card(consent.id))
    assert openings() == [opened(world.alice)]


def test_without_a_recording_a_card_waits_for_its_entry(
    world: World, full: Outsider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: no card is read without a trace."""
    consent, alice = world.decided(), world.signed_in("alice")
    wait_only(50)
    full.lock()
    page = alice.get(world.card(consent.id))
    assert page.status == 503
    assert "Margaret" not in page.html
    full.unlock()


# --- a card of an earlier day ---


def next_day(world: World, consent: Consent) -> tuple[Browser, str]:
    world.clock.forward(hours=24)
    return world.signed_in("alice"), world.card(consent.id)


def test_a_card_of_an_earlier_day_asks_why_and_keeps_the_reason(world: World) -> None:
    alice, here = next_day(world, world.decided())
    for path in (here, f"{here}/note"):
        page = alice.get(path)
        assert (page.status, page.heading) == (403, "Why do you open this card?")
        assert "Margaret" not in page.html
        assert alice.get(f"{here}/live").status == 204
    page = alice.submit(page, f"{here}/why")
    assert page.status == 422
    assert "Choose why" in page.text
    assert openings() == []
    page = alice.submit(page, f"{here}/why", reason="patient")
    assert "Margaret" in page.html
    assert openings() == [opened(world.alice, reason="patient")]
    assert alice.get(f"{here}/note").status == 200
    world.clock.forward(hours=24)
    alice = world.signed_in("alice")
    assert alice.get(here).status == 403  # another day, another reason


def test_what_is_done_to_a_card_of_an_earlier_day_asks_first(world: World) -> None:
    alice, here = next_day(world, world.decided())
    tokens = alice.get("/staff/").form("/staff/verify") | {"seen": "1", "kind": "wait"}
    for verb in ("decide", "start", "undo", "came-in", "note"):
        page = alice.post(f"{here}/{verb}", tokens)
        assert page.status == 403, verb
        assert "Margaret" not in page.html
    assert openings() == []


def test_a_receipt_that_outlasts_midnight_is_of_today(world: World) -> None:
    """Where a place has no hours, a receipt lasts twelve hours."""
    world.clock.forward(hours=12)  # 22:00, after the place has closed: until 10:00
    consent = world.decided()
    world.clock.forward(hours=13)
    alice = world.signed_in("alice")
    assert alice.get(world.card(consent.id)).status == 200
    assert openings() == [opened(world.alice)]


def test_nothing_is_asked_while_a_recording_runs(world: World) -> None:
    world.clock.forward(hours=8, minutes=20)  # 18:20: closes at 18:30, and ends by 20:30
    consent = world.recording()
    assert world.signed_in("alice").get(world.card(consent.id)).status == 200
    world.clock.forward(hours=24)
    alice = world.signed_in("alice")
    assert alice.get(world.card(consent.id)).status == 403  # nobody stopped it; it is over


# --- searches ---


@pytest.mark.parametrize(
    ("entry", "kind", "found"),
    [
        ("Margaret", "name", 1),
        ("Zebedee", "name", 0),
        ("27 March 1948", "birth_date", 1),
        ("943 476 5919", "nhs_number", 1),
        ("401 023 2137", "nhs_number", 0),
    ],
)
def test_a_search_keeps_the_kind_and_the_number_found_and_never_the_words(
    world: World, entry: str, kind: str, found: int
) -> None:
    world.signed()
    alice = world.signed_in("alice")
    alice.submit(alice.get("/staff/"), "/staff/verify", entry=entry)
    assert openings() == [
        ("record.search", f"staff:{world.alice.id}", {"kind": kind, "found": found})
    ]
