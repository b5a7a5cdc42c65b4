"""The clinician's room, verb by verb: pause and resume, who came in, undo, hand over (K6)."""

from typing import Any

import pytest

from kiosk.actions import (
    consents,
    decisions,
    notes,
    participants,
    recordings,
    supersede,
    upkeep,
)
from kiosk.domain.covert import Finding
from kiosk.domain.decision import Choice
from kiosk.domain.permission import MAX_OVERRUN, standing
from kiosk.domain.recording import elapsed
from kiosk.domain.refusals import (
    CannotDecide,
    ChangedMeanwhile,
    InvalidInput,
    MayNotRecord,
    NotFound,
    NothingDecided,
    NotRecording,
    TooLateToUndo,
)
from kiosk.lookups import trail, visitors
from kiosk.store import queries
from kiosk.store.models import AuditEntry, Consent, Decision, Note, Participant, Pause, Recording
from signing.decisions import check
from tests.cast import NO_TO_BOTH, World, all_rows, fresh

STUDENT = {"role": "student", "name": "Jo"}
AGREED = Choice("agreed", NO_TO_BOTH, ("sound",))


def state(world: World, consent: Consent) -> str:
    return standing(queries.facts(fresh(consent)), world.clock())


def last_entry() -> AuditEntry:
    return AuditEntry.select().order_by(AuditEntry.seq.desc()).get()


def resume(world: World, consent: Consent) -> None:
    recordings.resume(world.by(world.alice), consent, fresh(consent).revision)


def came_in(world: World, consent: Consent, **form: str) -> Participant:
    participants.join(world.by(world.alice), consent, STUDENT | form)
    return Participant.select().order_by(Participant.id.desc()).get()


def say(world: World, consent: Consent, person: Participant, said: str) -> None:
    context = world.by(world.alice)
    participants.answer(context, consent, fresh(consent).revision, person.id, said)


# --- Pause, resume, stop ---


def test_a_pause_holds_until_it_is_resumed(world: World) -> None:
    consent = world.recording()
    world.clock.forward(minutes=2)
    recordings.pause(world.by(world.bob), consent)
    assert state(world, consent) == "paused"
    assert Recording.get().paused_at == world.clock()
    world.clock.forward(minutes=3)
    resume(world, consent)
    assert state(world, consent) == "recording"
    assert Recording.get().paused_at is None
    only = Pause.get()
    assert (only.at, only.until) == (world.clock() - 180, world.clock())
    assert (only.why, only.by) == ("clinician", world.bob)


def test_the_time_that_was_recorded_leaves_the_breaks_out(world: World) -> None:
    consent = world.recording()
    for _turn in range(2):
        world.clock.forward(minutes=2)
        recordings.pause(world.by(world.alice), consent)
        world.clock.forward(minutes=5)
        resume(world, consent)
    world.clock.forward(seconds=7)
    recordings.stop(world.by(world.alice), consent)
    row = Recording.get()
    assert elapsed(row.started_at, row.stopped_at, queries.pauses_of(row)) == 4 * 60 + 7  # type: ignore[arg-type]


def test_pausing_twice_is_pausing_once(world: World) -> None:
    consent = world.recording()
    for _tap in range(2):
        recordings.pause(world.by(world.alice), consent)
    assert Pause.select().count() == 1


def test_an_old_page_can_pause_and_stop_but_not_resume(world: World) -> None:
    """The safe way is never refused."""
    consent = world.recording()
    seen = consent.revision
    recordings.pause(world.by(world.bob), consent)
    with pytest.raises(ChangedMeanwhile):
        recordings.resume(world.by(world.alice), consent, seen)
    recordings.stop(world.by(world.alice), consent)
    assert state(world, consent) == "stopped"


@pytest.mark.parametrize("why", ["", "because", "CLINICIAN"])
def test_a_pause_has_one_of_its_reasons(world: World, why: str) -> None:
    with pytest.raises(InvalidInput):
        recordings.pause(world.by(world.alice), world.recording(), why)


def test_what_never_ran_is_neither_paused_nor_resumed(world: World) -> None:
    consent = world.decided()
    with pytest.raises(NotRecording):
        recordings.pause(world.by(world.alice), consent)
    with pytest.raises(NotRecording):
        resume(world, consent)


def test_what_runs_is_not_resumed(world: World) -> None:
    with pytest.raises(NotRecording):
        resume(world, world.recording())


def test_a_double_tap_resumes_once(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    seen = fresh(consent).revision
    for _tap in range(2):
        recordings.resume(world.by(world.alice, once="tap"), consent, seen)
    assert fresh(consent).revision == seen + 1


def test_stopping_ends_a_pause_with_it(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    world.clock.forward(minutes=1)
    recordings.stop(world.by(world.alice), consent, "patient")
    assert (Recording.get().stop_reason, Recording.get().stopped_at) == ("patient", world.clock())
    assert Pause.get().until == world.clock()
    with pytest.raises(MayNotRecord):
        resume(world, consent)


def test_a_paused_recording_ends_with_the_patients_change_of_mind(world: World) -> None:
    """R16."""
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent)
    consents.withdraw(world.context(), consent)
    assert Recording.get().stop_reason == "withdrawn"
    assert Pause.select().where(Pause.until.is_null(True)).count() == 0
    with pytest.raises(MayNotRecord) as caught:
        resume(world, consent)
    assert caught.value.reason == "withdrawn"


# --- Somebody came in ---


def test_somebody_who_came_in_pauses_the_recording_until_they_said_yes(world: World) -> None:
    """K5, K6."""
    consent = world.recording()
    world.clock.forward(minutes=1)
    person = came_in(world, consent)
    assert (person.joined_at, person.answer, person.role) == (world.clock(), "ask", "student")
    assert state(world, consent) == "someone_to_ask"
    assert (Pause.get().why, Pause.get().by) == ("came_in", world.alice)
    with pytest.raises(MayNotRecord) as caught:
        resume(world, consent)
    assert caught.value.reason == "someone_to_ask"
    say(world, consent, person, "yes")
    assert state(world, consent) == "paused"
    resume(world, consent)
    assert state(world, consent) == "recording"


def test_a_no_of_one_who_came_in_keeps_it_paused_until_they_left(world: World) -> None:
    consent = world.recording()
    person = came_in(world, consent)
    say(world, consent, person, "no")
    assert state(world, consent) == "someone_said_no"
    assert Recording.get().stopped_at is None
    with pytest.raises(MayNotRecord) as caught:
        resume(world, consent)
    assert caught.value.reason == "someone_said_no"
    say(world, consent, person, "left")
    resume(world, consent)
    assert state(world, consent) == "recording"


def test_everyone_who_came_in_has_to_say_yes(world: World) -> None:
    consent = world.recording()
    first, second = came_in(world, consent), came_in(world, consent, name="Ed", role="chaperone")
    say(world, consent, first, "yes")
    assert state(world, consent) == "someone_to_ask"
    say(world, consent, second, "left")
    assert state(world, consent) == "paused"


def test_a_yes_that_is_taken_back_pauses_what_runs(world: World) -> None:
    """No recording while somebody who came in has not been asked."""
    consent = world.recording()
    person = came_in(world, consent)
    say(world, consent, person, "yes")
    resume(world, consent)
    world.clock.forward(minutes=1)
    say(world, consent, person, "ask")
    assert state(world, consent) == "someone_to_ask"
    assert Recording.get().paused_at == world.clock()


def test_a_no_while_it_runs_ends_it(world: World) -> None:
    consent = world.recording()
    person = came_in(world, consent)
    say(world, consent, person, "yes")
    resume(world, consent)
    say(world, consent, person, "no")
    assert Recording.get().stop_reason == "someone_said_no"
    say(world, consent, person, "left")
    assert state(world, consent) == "stopped"  # one agreement, one recording


def test_who_came_in_before_the_start_is_asked_before_it(world: World) -> None:
    consent = world.decided()
    person = came_in(world, consent)
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert caught.value.reason == "someone_to_ask"
    say(world, consent, person, "yes")
    recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert state(world, consent) == "recording"


def test_coming_in_during_a_pause_makes_no_second_pause(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.alice), consent, "examination")
    came_in(world, consent)
    assert [each.why for each in Pause.select()] == ["examination"]
    assert state(world, consent) == "someone_to_ask"


def test_an_old_page_can_say_that_somebody_came_in(world: World) -> None:
    consent = world.recording()
    recordings.pause(world.by(world.bob), consent)
    assert came_in(world, consent).answer == "ask"


@pytest.mark.parametrize(
    "form", [{}, {"role": ""}, {"role": "stranger"}, {"role": "student", "name": "x" * 201}]
)
def test_who_came_in_is_one_of_the_policys_people(world: World, form: dict[str, str]) -> None:
    consent = world.recording()
    with pytest.raises(InvalidInput):
        participants.join(world.by(world.alice), consent, form)
    assert state(world, consent) == "recording"


def test_nobody_comes_in_after_the_visit(world: World) -> None:
    consent = world.recording()
    consents.withdraw(world.context(), consent)
    with pytest.raises(CannotDecide):
        came_in(world, consent)


def test_the_trail_does_not_name_who_came_in(world: World) -> None:
    consent = world.recording()
    came_in(world, consent, name="Josephine Unlikely")
    assert "Unlikely" not in repr(list(AuditEntry.select().tuples()))
    assert last_entry().detail["paused_recording"] is True


def test_who_left_is_not_taken_along_when_the_patient_signs_anew(world: World) -> None:
    consent = world.signed()
    gone, there = came_in(world, consent, name="Gone"), came_in(world, consent, name="There")
    say(world, consent, gone, "left")
    say(world, consent, there, "yes")
    token = supersede.start_again(world.context(), fresh(consent))
    company = visitors.journey_of(token, world.clock()).answers["company"]
    assert [(each["name"], each["says"]) for each in company] == [("There", "yes")]


# --- Undo, hand over, decide again ---


def test_a_slip_is_taken_back_and_both_stay_in_the_record(world: World) -> None:
    consent = world.decided("not_agreed", reason="privacy")
    world.clock.forward(seconds=20)
    decisions.undo(world.by(world.alice), consent, consent.revision)
    assert state(world, consent) == "not_decided"
    slip = Decision.get()
    assert (slip.ended_why, slip.ended_at, slip.ended_by) == ("undone", world.clock(), world.alice)
    world.decide(consent)
    assert state(world, consent) == "ok"
    assert [each.ended_why for each in queries.decisions_of(consent)] == ["undone", ""]


@pytest.mark.parametrize("stopped", [False, True])
def test_a_decision_under_which_something_was_recorded_is_no_slip(
    world: World, stopped: bool
) -> None:
    consent = world.recording()
    if stopped:
        recordings.stop(world.by(world.alice), consent)
    before = all_rows()
    with pytest.raises(TooLateToUndo):
        decisions.undo(world.by(world.alice), consent, fresh(consent).revision)
    assert all_rows() == before


def test_an_earlier_recording_does_not_hinder_undoing_a_later_decision(world: World) -> None:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    world.decide(consent)
    decisions.undo(world.by(world.alice), consent, fresh(consent).revision)
    assert state(world, consent) == "not_decided"


def test_undo_wants_a_decision_and_the_page_of_now(world: World) -> None:
    consent = world.signed()
    with pytest.raises(NothingDecided):
        decisions.undo(world.by(world.alice), consent, 0)
    world.decide(consent)
    with pytest.raises(ChangedMeanwhile):
        decisions.undo(world.by(world.bob), consent, 0)
    consents.withdraw(world.context(), consent)
    with pytest.raises(CannotDecide):
        decisions.undo(world.by(world.bob), consent, fresh(consent).revision)


def test_handing_over_ends_agreement_and_recording_and_the_new_one_decides(world: World) -> None:
    """K6."""
    consent = world.recording()
    world.clock.forward(minutes=4)
    decisions.hand_over(world.by(world.alice), consent)
    assert state(world, consent) == "handed_over"
    assert (Recording.get().stop_reason, Recording.get().stopped_at) == (
        "handed_over",
        world.clock(),
    )
    assert Decision.get().ended_why == "handed_over"
    with pytest.raises(MayNotRecord) as caught:
        recordings.start(world.by(world.alice), consent, fresh(consent).revision)
    assert caught.value.reason == "handed_over"
    decisions.decide(world.by(world.bob), consent, fresh(consent).revision, AGREED)
    assert state(world, consent) == "ok"
    assert fresh(consent).decision.staff == world.bob


def test_a_paused_recording_ends_with_the_handing_over(world: World) -> None:
    consent = world.recording()
    person = came_in(world, consent)
    decisions.hand_over(world.by(world.alice), consent)
    assert Pause.get().until == world.clock()
    decisions.decide(world.by(world.bob), consent, fresh(consent).revision, AGREED)
    assert state(world, consent) == "someone_to_ask"  # still not asked, whoever decides
    say(world, consent, person, "yes")
    assert state(world, consent) == "ok"


def test_only_a_decision_that_stands_is_handed_over(world: World) -> None:
    consent = world.signed()
    with pytest.raises(NothingDecided):
        decisions.hand_over(world.by(world.alice), consent)
    world.decide(consent)
    decisions.hand_over(world.by(world.alice), consent)
    with pytest.raises(NothingDecided):
        decisions.hand_over(world.by(world.alice), consent)
    world.clock.now = consent.expires_at
    with pytest.raises(CannotDecide):
        decisions.hand_over(world.by(world.alice), consent)


def test_deciding_again_ends_the_decision_before_as_replaced(world: World) -> None:
    consent = world.decided("wait")
    world.clock.forward(minutes=9)
    decisions.decide(world.by(world.bob), consent, consent.revision, AGREED)
    first, second = queries.decisions_of(consent)
    assert (first.ended_why, first.ended_by, first.ended_at) == (
        "replaced",
        world.bob,
        world.clock(),
    )
    assert (second.ended_at, fresh(consent).decision) == (None, second)


def test_of_two_clinicians_at_once_one_decides(world: World) -> None:
    """Issue 4: the other's page is out of date the moment the first has decided."""
    consent = world.verify(world.signed())
    for person, kind in ((world.bob, "agreed"), (world.alice, "wait")):
        choice = Choice(kind, NO_TO_BOTH, ("sound",))
        if person == world.bob:
            decisions.decide(world.by(person), consent, consent.revision, choice)
        else:
            with pytest.raises(ChangedMeanwhile):
                decisions.decide(world.by(person), consent, consent.revision, choice)
    assert [each.staff for each in Decision.select()] == [world.bob]


# --- Every decision is a token of its own ---


def claims_of(world: World, decision: Decision) -> Any:
    secrets = world.secrets
    return check(
        decision.token,
        secrets.receipt_keys,
        issuer=secrets.issuer,
        audience="hart",
        now=world.clock(),
    )


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("agreed", {}),
        ("conditions", {"conditions": ("no_faces", "talking_only")}),
        ("wait", {}),
        ("wait", {"wait_until": 1_794_393_000}),
        ("not_agreed", {"reason": "privacy"}),
    ],
)
def test_each_decision_is_signed_for_its_receipt_and_names_nobody(
    world: World, kind: str, rest: dict[str, Any]
) -> None:
    """Issue 4 item 4."""
    consent = world.decided(kind, **rest)
    said = claims_of(world, consent.decision)
    assert (said.sub, said.dec, said.n, said.role) == (consent.jti, kind, 1, "clinician")
    assert (said.iat, said.exp) == (world.clock(), consent.expires_at)
    assert said.con == rest.get("conditions", ())
    assert said.until == rest.get("wait_until")
    assert "privacy" not in repr(said)  # why not is between the patient and the clinician
    assert "Alice" not in repr(said)


def test_the_decisions_of_one_receipt_are_counted_in_one_second(world: World) -> None:
    consent = world.decided("wait")
    world.decide(consent, "agreed")
    decisions.hand_over(world.by(world.alice), consent)
    decisions.decide(world.by(world.mo), consent, fresh(consent).revision, AGREED)
    decisions.undo(world.by(world.mo), consent, fresh(consent).revision)
    world.decide(consent, "not_agreed", reason="distracts")
    said = [claims_of(world, each) for each in queries.decisions_of(consent)]
    assert [each.n for each in said] == [1, 2, 3, 4]
    assert [each.role for each in said] == ["clinician"] * 4
    assert len({each.iat for each in said}) == 1


# --- The receipt's end ---


@pytest.mark.parametrize("paused", [False, True])
def test_a_recording_left_running_is_over_with_its_receipt_and_closed_by_the_purge(
    world: World, paused: bool
) -> None:
    """Issue 4 item 5: it stops by itself, with a reason."""
    consent = world.recording()
    if paused:
        recordings.pause(world.by(world.alice), consent)
    world.clock.now = consent.expires_at
    assert state(world, consent) == ("paused" if paused else "recording")  # it may finish
    world.clock.forward(hours=2)
    assert state(world, consent) == "expired"  # before anything was written
    world.clock.forward(hours=1)
    upkeep.purge(upkeep.operator(world.secrets, world.clock()))
    row = Recording.get()
    last = consent.expires_at + MAX_OVERRUN
    assert (row.stopped_at, row.stop_reason) == (last, "time")
    assert [each.until for each in Pause.select()] == [last] * paused
    stop = AuditEntry.select().where(AuditEntry.verb == "recording.stop").get()
    assert (stop.actor, stop.detail) == ("operator", {"reason": "time"})
    trail.verify(world.secrets)


def test_a_recording_of_a_current_receipt_is_left_alone(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at + MAX_OVERRUN - 1
    assert recordings.stop_overdue(world.context()) == 0
    assert state(world, consent) == "recording"


def test_overdue_recordings_are_closed_once_and_each_at_its_site(world: World) -> None:
    consent = world.recording()
    there = world.verify(world.signed(world.there))
    charlie = world.by(world.charlie)
    decisions.decide(charlie, there, there.revision, AGREED)
    recordings.start(charlie, there, fresh(there).revision)
    world.clock.now = max(consent.expires_at, there.expires_at) + MAX_OVERRUN
    assert recordings.stop_overdue(world.context()) == 2
    assert recordings.stop_overdue(world.context()) == 0
    stops = AuditEntry.select().where(AuditEntry.verb == "recording.stop")
    assert {each.site for each in stops} == {world.here.id, world.there.id}


def test_past_the_receipts_end_a_session_pauses_goes_on_and_stops_as_before(world: World) -> None:
    """K14: the end of the receipt ends the right to start, and no session."""
    consent, alice = world.recording(), world.by(world.alice)
    world.clock.now = consent.expires_at + 60
    recordings.pause(alice, consent)
    recordings.resume(alice, consent, fresh(consent).revision)
    newcomer = came_in(world, consent)
    assert state(world, consent) == "someone_to_ask"
    say(world, consent, newcomer, "yes")
    recordings.resume(alice, consent, fresh(consent).revision)
    world.clock.forward(seconds=60)
    recordings.stop(world.by(world.alice), consent, "patient")
    row = Recording.get()
    assert (row.stopped_at, row.stop_reason) == (consent.expires_at + 120, "patient")
    with pytest.raises(CannotDecide):
        decisions.decide(world.by(world.alice), consent, fresh(consent).revision, AGREED)


def test_two_hours_past_the_receipts_end_there_is_nothing_to_pause(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at + MAX_OVERRUN
    recordings.pause(world.by(world.alice), consent)
    assert Pause.select().count() == 0
    recordings.stop(world.by(world.alice), consent, "patient")
    assert (Recording.get().stopped_at, Recording.get().stop_reason) == (
        consent.expires_at + MAX_OVERRUN,
        "time",
    )


# --- Notes and concerns ---


def test_a_note_is_kept_as_it_was_written_and_never_changed(world: World) -> None:
    """K7."""
    consent = world.decided()
    notes.keep(world.by(world.alice), consent, "The first note")
    world.clock.forward(minutes=1)
    notes.keep(world.by(world.bob), consent, "The second")
    kept = [(each.text, each.staff, each.at) for each in queries.notes_of(consent)]
    assert kept == [
        ("The second", world.bob, world.clock()),
        ("The first note", world.alice, world.clock() - 60),
    ]
    assert "first note" not in repr(list(AuditEntry.select().tuples()))
    assert b"first note" not in _file()


def test_a_double_tap_keeps_one_note(world: World) -> None:
    consent = world.decided()
    for _tap in range(2):
        notes.keep(world.by(world.alice, once="tap"), consent, "A note")
    assert Note.select().count() == 1


def test_a_concern_is_for_the_manager_of_its_site_and_the_trail_has_no_word_of_it(
    world: World,
) -> None:
    """K8."""
    finding = Finding("Margaret O'Neill", "own", "remember", ("open",), "stopped", "Quite calm.")
    for _tap in range(2):
        notes.raise_concern(world.by(world.alice, once="tap"), finding, "11 November, 10:42")
    (raised,) = queries.concerns_of(world.here)
    assert (raised.raised_by, raised.kind, raised.at) == (world.alice, "covert", world.clock())
    assert "11 November, 10:42" in raised.text
    assert queries.concerns_of(world.there) == []
    assert "Margaret" not in repr(list(AuditEntry.select().tuples()))
    assert b"Quite calm" not in _file()


def test_somebody_of_another_room_cannot_be_answered_for_here(world: World) -> None:
    mine, other = world.recording(), world.recording()
    person = came_in(world, other)
    with pytest.raises(NotFound):
        participants.answer(world.by(world.alice), mine, fresh(mine).revision, person.id, "yes")
    assert state(world, other) == "someone_to_ask"


def _file() -> bytes:
    """The bytes of the database on the disk."""
    from pathlib import Path

    from kiosk.store.database import database

    file = Path(database.obj.database)
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
