"""How often a page asks the database: a card is read once, however it was come to."""

import pytest

from kiosk.actions import recordings
from kiosk.store.database import database
from kiosk.store.models import Consent, PolicyText, Recording
from kiosk.store.policies import policy_of, policy_read_in
from tests.cast import World
from tests.statements import counted


@pytest.fixture(autouse=True)
def _policy_is_read(world: World) -> None:
    """A worker reads each policy once, and keeps it: that first time is not counted here."""
    for text in PolicyText.select():
        policy_of(text)
        policy_read_in(text.text_hash, text.language)


def live(world: World, consent: Consent, seen: str = "") -> str:
    return f"{world.card(consent.id)}/live" + (f"?seen={seen}" if seen else "")


def mark(html: str) -> str:
    return html.split("seen=")[1].split('"')[0]


def test_a_scan_shows_whose_it_is_in_eight_statements(world: World) -> None:
    """The session, the tries of the box, the receipt, the card, whether its opening is an entry
    already, who else is there, the sites of whoever looks, the bars.
    """
    alice, consent = world.signed_in("alice"), world.signed()
    alice.get(world.card(consent.id))
    today = alice.get("/staff/")
    with counted() as sent:
        card = alice.submit(today, "/staff/verify", entry=consent.token, at_once="yes")
    assert "Genuine" in card.text
    assert len(sent) == 8
    assert sum('FROM "consent"' in each and "patient_name" in each for each in sent) == 1


def test_a_card_that_shows_what_holds_is_asked_for_in_two_statements(world: World) -> None:
    alice, consent = world.signed_in("alice"), world.recording()
    seen = mark(alice.get(live(world, consent)).html)
    with counted() as sent:
        assert alice.get(live(world, consent, seen)).status == 204
    assert len(sent) == 2
    assert not any("patient_name" in each for each in sent)
    recordings.pause(world.by(world.alice), consent)
    assert (
        "Paused" in alice.get(live(world, consent, seen)).text
    )  # control: it would have been told


def test_a_whole_card_takes_five_statements_and_one_for_the_breaks(world: World) -> None:
    """The session, the mark, the card, who else is there, whether it is open; while it runs, its
    breaks too.
    """
    alice, decided = world.signed_in("alice"), world.decided()
    alice.get(world.card(decided.id))
    with counted() as sent:
        assert alice.get(live(world, decided, "old")).status == 200
    assert len(sent) == 5
    recording = world.recording()
    alice.get(world.card(recording.id))
    with counted() as sent:
        assert alice.get(live(world, recording, "old")).status == 200
    assert len(sent) == 6


def test_a_note_asks_no_more_often_for_more_sessions(world: World) -> None:
    alice, consent = world.signed_in("alice"), world.recording()
    alice.get(world.card(consent.id))
    with counted() as once:
        alice.get(f"{world.card(consent.id)}/note")
    recordings.stop(world.by(world.alice), consent)
    world.decide(consent)
    recordings.start(world.by(world.alice), consent, Consent.get_by_id(consent.id).revision)
    with counted() as twice:
        assert alice.get(f"{world.card(consent.id)}/note").status == 200
    assert Recording.select().count() == 2
    assert len(twice) == len(once) == 12


def test_a_patient_who_follows_along_reads_the_receipt_once(world: World) -> None:
    path = world.receipt(world.recording()).page + "/status"
    patient = world.browser()
    with counted() as sent:
        page = patient.get(path)
    assert len(sent) == 1
    with counted() as sent:
        assert patient.get(f"{path}?seen={mark(page.html)}").status == 204
    assert len(sent) == 1


@pytest.mark.sqlite("reads its query plans")
@pytest.mark.parametrize("path", ["", "/live", "/note"])
def test_a_page_of_the_room_reads_no_table_from_end_to_end(world: World, path: str) -> None:
    """As fast with a million consents as with one: each statement finds its rows by an index."""
    alice, consent = world.signed_in("alice"), world.recording()
    alice.get(world.card(consent.id))
    with counted() as sent:
        assert alice.get(f"{world.card(consent.id)}{path}").status == 200
    for sql in sent:
        plan = database.execute_sql(f"EXPLAIN QUERY PLAN {sql.replace('?', '1')}").fetchall()
        assert not [step for *_numbers, step in plan if step.startswith("SCAN")], sql
