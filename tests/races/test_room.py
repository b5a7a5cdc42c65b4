"""Sixteen processes in one room: they decide, start, pause, hand over, withdraw, all at once."""

import random
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.client import Client
from harness.racer import Field
from harness.server import Server
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others

RACERS = 16
ROOMS = 3
BURSTS = 8  # in each room: 16 requests at one moment
TRIALS = 20
AHEAD = (0, 0, 0, 1, 2)  # the page of now, or that of the winner before
CHECKS = {"others": "no", "care": "no"}
CHOICES = (
    {"kind": "agreed", "types": "sound", **CHECKS},
    {"kind": "agreed", "types": "sound", **CHECKS},
    {"kind": "agreed", "types": "sound", "conditions": "no_faces", **CHECKS},
    {"kind": "colleague"},
    {"kind": "wait"},
    {"kind": "not_agreed", "reason": "privacy"},
)


# --- Everything at once ---


@dataclass(frozen=True)
class Outcome:
    """What sixteen racers were told, and what was wrong in the database after any burst."""

    statuses: set[int]
    faults: list[str]
    sessions: int
    pauses: int
    broken_entry: int | None


def crowd(server: Server, rooms: int, bursts: int, *, to_the_first_fault: bool = False) -> Outcome:
    people, made = prepare(server, "clinicians", 2), prepare(server, "consents", rooms)
    statuses: set[int] = set()
    faults: list[str] = []
    with server, Field(server.url, RACERS) as field, Ledger(server.data_dir) as ledger:
        take_places(server, field, people, made[0])
        for consent in made:
            for turn in range(bursts):
                set_the_scene(field, ledger, consent["id"])
                answers = field.race(burst(ledger, consent, last=turn == bursts - 1))
                statuses |= {each["status"] for each in answers}
                faults += wrong(ledger, consent["id"])
                if faults and to_the_first_fault:
                    break
        sessions = ledger.count("SELECT count(*) FROM recording")
        pauses = ledger.count("SELECT count(*) FROM pause")
        return Outcome(statuses, faults, sessions, pauses, ledger.broken_entry())


def take_places(
    server: Server, field: Field, people: list[dict[str, Any]], consent: dict[str, Any]
) -> None:
    """The first racer is the patient's phone, the others are signed in by turns."""
    phone = Client(server.url)
    phone.open_form(f"/r/{consent['page']}/withdraw")
    patient = {"do": "become", "cookies": phone.cookies, "csrf": phone.csrf}
    staff = [people[number % len(people)] for number in range(len(field.racers) - 1)]
    field.race([patient, *({"do": "sign_in", **person} for person in staff)])


def set_the_scene(field: Field, ledger: Ledger, number: int) -> None:
    """One clinician alone: agrees, starts, and perhaps says that somebody came in."""
    ((seen,),) = ledger.rows("SELECT revision FROM consent WHERE id = ?", number)
    verbs = [
        *[(f"participants/{person}", {"said": "yes"}) for person in _people(ledger, number)],
        ("decide", CHOICES[0]),
        ("start", {}),
        *[("came-in", {"role": "student"})] * random.randint(0, 1),
    ][: random.choice((-1, 99, 99, 99))]
    path = ledger.card(number)
    clinician = field.racers[1]
    clinician.tell(
        {"do": "post", "path": f"{path}/verify", "fields": {}},
        *(
            {"do": "post", "path": f"{path}/{verb}", "fields": fields | {"seen": seen + turn}}
            for turn, (verb, fields) in enumerate(verbs)
        ),
    )
    clinician.answers()


def _people(ledger: Ledger, number: int) -> list[int]:
    rows = ledger.rows("SELECT id FROM participant WHERE consent_id = ? ORDER BY id", number)
    return [person for (person,) in rows]


def burst(ledger: Ledger, consent: dict[str, Any], *, last: bool) -> list[dict[str, Any]]:
    """One request for each racer, drawn at random; the patient withdraws in a room's last one."""
    page = f"/r/{consent['page']}"
    patient = {"do": "get", "path": f"{page}/status"}
    if last:
        patient = {"do": "post", "path": f"{page}/withdraw", "fields": {}}
    calm = random.random() < 0.6  # else somebody ends the session in almost every burst
    staff = (_request(ledger, consent["id"], calm=calm) for _racer in range(RACERS - 1))
    return [patient, *staff]


def _request(ledger: Ledger, number: int, *, calm: bool) -> dict[str, Any]:
    ((revision,),) = ledger.rows("SELECT revision FROM consent WHERE id = ?", number)
    people = _people(ledger, number)
    verbs: list[tuple[str, dict[str, str]]] = [
        *[("start", {})] * 2,
        *[("pause", {})] * 2,
        *[("resume", {})] * 4,
        *[("came-in", {"role": "student"})] * 2,
    ]
    if not calm:
        verbs += [("decide", random.choice(CHOICES)), ("undo", {}), ("hand-over", {}), ("stop", {})]
    for person in random.sample(people, min(3, len(people))):
        said = random.choice(("yes", "yes", "left", "left", "no", "ask"))
        verbs += [(f"participants/{person}", {"said": said})] * 2
    verb, fields = random.choice(verbs)
    return {
        "do": "post",
        "path": f"{ledger.card(number)}/{verb}",
        "fields": fields | {"seen": revision + random.choice(AHEAD)},
        "delay": random.uniform(0, 0.02),
    }


def wrong(ledger: Ledger, number: int) -> list[str]:
    """What must never be in the rows of a consent, in plain SQL."""
    columns = "state, answer, decision_id, recording_id, someone_said_no, someone_to_ask"
    (row,) = ledger.rows(f"SELECT {columns} FROM consent WHERE id = ?", number)
    state, answer, decision, recording, said_no, to_ask = row
    opened = ledger.rows(
        "SELECT id, decision_id, paused_at FROM recording"
        " WHERE consent_id = ? AND stopped_at IS NULL",
        number,
    )
    standing = ledger.rows(
        "SELECT id, kind FROM decision WHERE consent_id = ? AND ended_at IS NULL", number
    )
    here = "SELECT answer FROM participant WHERE consent_id = ? AND left_at IS NULL"
    said = [answer for (answer,) in ledger.rows(here, number)]
    lasting = ledger.count(
        "SELECT count(*) FROM pause JOIN recording ON recording.id = recording_id"
        " WHERE consent_id = ? AND until IS NULL",
        number,
    )
    nos, unasked = "no" in said, "ask" in said
    runs = [each for each in opened if each[2] is None]
    kinds = [kind for _id, kind in standing]
    found = {
        "two recordings at once": len(opened) > 1,
        "an open recording that the consent does not point at": opened
        and opened[0][0] != recording,
        "another decision stands": [each for each, _kind in standing]
        != ([decision] if decision else []),
        "recording without a valid consent": runs and (state, answer) != ("signed", "given"),
        "recording without an agreement": runs and kinds not in (["agreed"], ["conditions"]),
        "recording under another agreement": runs and runs[0][1] != decision,
        "recording though somebody said no": runs and nos,
        "recording though somebody was not asked": runs and unasked,
        "a pause without a paused recording": lasting != len(opened) - len(runs),
        "the consent does not sum up its people": (bool(said_no), bool(to_ask)) != (nos, unasked),
    }
    return [fault for fault, holds in found.items() if holds]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return crowd(Server(tmp_path_factory.mktemp("room") / "data"), ROOMS, BURSTS)


def test_whatever_sixteen_do_at_once_nothing_is_recorded_without_permission(
    outcome: Outcome,
) -> None:
    """K5, K6, R16: after each burst, in the database."""
    assert outcome.faults == []


def test_every_answer_in_the_room_is_a_page_or_a_named_refusal(outcome: Outcome) -> None:
    assert outcome.statuses <= {200, 204, 303, 409}
    assert {303, 409} <= outcome.statuses


def test_the_crowd_did_record_and_pause(outcome: Outcome) -> None:
    """Otherwise the test above would prove nothing."""
    assert outcome.sessions > ROOMS
    assert outcome.pauses > ROOMS


def test_the_audit_trail_of_the_room_is_whole(outcome: Outcome) -> None:
    assert outcome.broken_entry is None


def test_a_resume_that_does_not_ask_is_found(tmp_path: Path) -> None:
    """The control: it ends at the first fault, which comes within a few bursts, seldom after 16."""
    server = without("resume", tmp_path / "data")
    unguarded = crowd(server, 1, 10 * BURSTS, to_the_first_fault=True)
    assert unguarded.faults


# --- Two clinicians decide at once ---


@dataclass(frozen=True)
class Duel:
    """One consent on which two decided at one moment."""

    statuses: list[int]
    decisions: int
    told: bool  # the one who lost was told whose decision stands, what it is and since when


def duels(server: Server, trials: int) -> Iterator[Duel]:
    """One after the other, for as long as somebody looks."""
    people, made = prepare(server, "clinicians", 2), prepare(server, "consents", trials)
    with server, Field(server.url, 2) as field, Ledger(server.data_dir) as ledger:
        field.sign_in(people)
        for consent in made:
            yield _duel(field, ledger, consent["id"])


def _duel(field: Field, ledger: Ledger, number: int) -> Duel:
    card = ledger.card(number)
    field.racers[0].tell({"do": "post", "path": f"{card}/verify", "fields": {}})
    field.racers[0].answers()
    answers = field.race(
        [
            {
                "do": "post",
                "path": f"{card}/decide",
                "fields": {**choice, "seen": 0},
                "delay": random.uniform(0, 0.004),
            }
            for choice in (CHOICES[0], CHOICES[-1])
        ]
    )
    made = ledger.rows(
        "SELECT staff.name, kind FROM decision JOIN staff ON staff.id = staff_id"
        " WHERE consent_id = ? AND ended_at IS NULL",
        number,
    )
    name, kind = made[0]
    words = {"agreed": "agreed", "not_agreed": "not agreed"}[kind]
    told = re.compile(rf"{name} decided first, at \d\d:\d\d: {words}\.")
    lost = [each["text"] for each in answers if each["status"] == 409]
    return Duel(
        sorted(each["status"] for each in answers),
        len(made),
        len(lost) == 1 and told.search(lost[0]) is not None,
    )


def test_of_two_decisions_at_one_moment_one_stands_and_the_other_is_told(tmp_path: Path) -> None:
    """Issue 4: the other sees whose, and when."""
    assert list(duels(Server(tmp_path / "data"), TRIALS)) == [Duel([303, 409], 1, True)] * TRIALS


def test_a_decision_that_reads_before_its_transaction_lets_both_stand(tmp_path: Path) -> None:
    """The control."""
    with closing(duels(without("decide_read", tmp_path / "data"), TRIALS)) as found:
        assert any(each.statuses == [303, 303] for each in found)


# --- The server dies in mid-recording ---


def test_state_clock_and_bar_come_back_after_a_restart(tmp_path: Path) -> None:
    """Issue 4: killed while recording, and again while paused; nobody signs in anew."""
    server = Server(tmp_path / "data")
    (person,) = prepare(server, "clinicians", 1)
    (consent,) = prepare(server, "agreed", 1)
    here = consent["card"]
    with server, Ledger(server.data_dir) as ledger:
        alice = Client(server.url).sign_in(person["username"], person["password"])
        assert alice.post(f"{here}/start", {"seen": consent["revision"]}).status == 303
        ledger.connection.by_hand(
            "UPDATE recording SET started_at = started_at - 300"
        )  # five minutes ago
        began = ledger.count("SELECT started_at FROM recording")
        _die(server, alice)
        shown, seconds, runs = _bar(alice, here)
        assert (shown, runs) == ("Recording", True)
        assert 300 <= seconds <= time.time() - began
        assert "Recording now" in alice.get(f"/r/{consent['page']}").text
        assert alice.post(f"{here}/pause", {}).status == 303
        _shown, stood, _runs = _bar(alice, here)
        _die(server, alice)
        assert _bar(alice, here) == ("Paused", stood, False)
        assert "Pause recording" in alice.get(f"/r/{consent['page']}").text
        revision = ledger.count("SELECT revision FROM consent")
        assert alice.post(f"{here}/resume", {"seen": revision}).status == 303
        assert _bar(alice, here)[0] == "Recording"
        assert alice.post(f"{here}/stop", {}).status == 303
        assert wrong(ledger, consent["id"]) == []
        assert ledger.broken_entry() is None


def _die(server: Server, client: Client) -> None:
    server.stop(9)
    client.close()
    server.start()


def _bar(client: Client, card: str) -> tuple[str, int, bool]:
    """The word of the bar, the seconds on its clock, and whether the clock runs."""
    page = client.get(card)
    assert page.status == 200
    word = re.search(r'visit__word">(\w+)<', page.text)
    clock = re.search(r'data-seconds="(\d+)"( data-runs)?', page.text)
    assert word is not None, page.text[:2000]
    assert clock is not None
    return word[1], int(clock[1]), clock[2] is not None
