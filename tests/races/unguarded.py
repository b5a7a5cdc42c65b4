"""The controls: Ask First with one guard taken out, as a hurried hand might have written it.

`gunicorn tests.races.unguarded:app`, with `UNGUARDED` naming the guard that is missing.
"""

import datetime
import os
import threading
import time
from contextlib import nullcontext
from typing import Any

from playhouse.pool import PostgresqlDatabase

from kiosk.actions import (
    attempts,
    concerns,
    decisions,
    handoffs,
    journeys,
    receipts,
    recordings,
    records,
    staff,
    verifications,
)
from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain import decision
from kiosk.domain.account_refusals import WrongSignIn
from kiosk.domain.concern_steps import Done, Step, case_of, check
from kiosk.domain.permission import may_record
from kiosk.domain.refusals import (
    ChangedMeanwhile,
    InvalidInput,
    MayNotRecord,
    NoTriesLeft,
    TooManyTries,
)
from kiosk.lookups.tries import tries_left
from kiosk.store import database
from kiosk.store.database import write
from kiosk.store.models import Concern, ConcernStep, Consent, Handoff, Recording, Staff
from kiosk.store.queries import facts
from kiosk.store.queries.concerns import steps_of

_read = threading.local()
_record = verifications._record


def record(context: Context, consent: verifications.Found, way: str) -> verifications.Verified:
    """Reads before the transaction begins."""
    _read.first = Consent.get_by_id(consent.id).verified_at is None
    return _record(context, consent, way)


def claim_first(context: Context, consent: verifications.Found) -> bool:
    """Goes by what was read, and writes whatever holds now."""
    Consent.update(verified_at=context.now, verified_by=context.staff).where(
        Consent.id == consent.id
    ).execute()
    return bool(_read.first)


def start_as_read(context: Context, consent: Consent, seen: int) -> None:
    """Asks permission of what was read before the transaction, and moves without a condition."""
    permission = may_record(facts(consent), context.now)
    if not permission.allowed:
        raise MayNotRecord(permission.reason)
    if consent.revision != seen or consent.recording_id is not None:
        raise ChangedMeanwhile
    _start(context, consent)


def start_as_shown(context: Context, consent: Consent, seen: int) -> None:
    """Trusts the page that the clinician pressed the button on."""
    _start(context, consent)


def _start(context: Context, consent: Consent) -> None:
    with change(context, "recording.start") as made:
        recording = Recording.create(
            consent=consent,
            decision=consent.decision_id,
            started_by=context.staff,
            started_at=context.now,
        )
        moved: dict[str, Any] = {"recording": recording, "revision": Consent.revision + 1}
        Consent.update(**moved).where(Consent.id == consent.id).execute()
        made.audit(f"receipt:{consent.jti}", recording=recording.id)


def resume_unasked(context: Context, consent: Consent, seen: int) -> None:
    """Goes on with whatever was paused, without asking for permission."""
    with change(context, "recording.resume") as made:
        held = Consent.get_by_id(consent.id)
        Recording.update(paused_at=None).where(Recording.id == held.recording_id).execute()
        recordings._end_pause(held.recording_id or 0, context.now)
        made.audit(f"receipt:{held.jti}", recording=held.recording_id)


def decide_as_read(context: Context, consent: Consent, seen: int, choice: decision.Choice) -> None:
    """Compares the page with what was read before the transaction, and moves on regardless."""
    if consent.revision != seen:
        raise ChangedMeanwhile
    with change(context, "decision.decide") as made:
        row = decisions._create(context, consent, choice)
        moved: dict[str, Any] = {"decision": row, "revision": Consent.revision + 1}
        Consent.update(**moved).where(Consent.id == consent.id).execute()
        made.audit(f"receipt:{consent.jti}", decision=choice.kind, stopped_recording=False)


def claim_as_read(context: Context, typed: str, language: str) -> str:
    """Looks before the transaction whether the code is unused, and claims it regardless."""
    handoff = handoffs.open_handoff(context.secrets, typed, context.now)
    cookie = journeys.start(context, way_in="phone", language=language)
    number = handoffs.journey_of(cookie, context.now).id
    with change(context, "handoff.claim") as made:
        Handoff.update(claimed_at=context.now, journey=number).where(
            Handoff.id == handoff.id
        ).execute()
        made.audit(f"handoff:{handoff.id}")
    return cookie


def sign_in_counted_later(
    context: Context, username: str, password: str, here: staff.Browser = staff.UNKNOWN
) -> str:
    """Looks for room first, checks the password, and counts what was wrong when that is done."""
    purses = (attempts.purse(context, attempts.SIGN_IN, "sign-in", username, context.actor),)
    for each in purses:
        if minutes := attempts.minutes_left(context, each):
            raise TooManyTries(minutes)
    person = Staff.get(Staff.username == username)
    if not staff.matches(person, password):
        with write():
            attempts.count(context, *purses)
        raise WrongSignIn
    return staff.begin(context, person, here)


_minutes_left = attempts.minutes_left


def minutes_left_slowly(context: Context, held: attempts.Purse) -> int:
    """Time goes by between the look and the count, as it does on a busy day."""
    found = _minutes_left(context, held)
    time.sleep(0.03)
    return found


def prove_as_read(context: Context, consent: Consent, born: datetime.date) -> None:
    """Looks before the transaction how many tries are left."""
    left = tries_left(context.secrets, consent)
    if not left:
        raise NoTriesLeft
    if consent.birth_date == born.isoformat():
        return
    with change(context, "receipt.prove"):
        receipts._count(context, consent, left)
    raise InvalidInput(receipts.wrong(left - 1))


def step_as_read(context: Context, concern: Concern, seen: int, step: Step) -> None:
    """Looks before the transaction whose turn it is, and writes whatever was made meanwhile."""
    done = [Done(each.step, each.answer, each.at) for each in steps_of(concern)]
    if len(done) != seen:
        raise ChangedMeanwhile
    check(case_of(done), step)
    time.sleep(0.02)  # as on a busy day
    with change(context, "concern.step") as made:
        number = len(steps_of(concern)) + 1
        Concern.update(revision=number).where(Concern.id == concern.id).execute()
        told = {"step": step.step, "answer": step.answer, "words": step.words}
        ConcernStep.create(
            concern=concern, number=number, at=context.now, staff=context.staff, **told
        )
        made.audit(f"concern:{concern.id}", step=step.step, answer=step.answer)


def decided_at_once(_context: Context, *_purses: attempts.Purse) -> bool:
    """Takes every try that counts for a failure, though its password may be right."""
    return False


_matches = staff.matches


def matches_slowly(person: Staff | None, password: str) -> bool:
    """A password takes its time to check, as it does on a busy day."""
    time.sleep(0.3)
    return _matches(person, password)


NARROW = [
    (attempts, "SIGN_IN", attempts.Limit(most=1, window=15 * 60)),
    (staff, "matches", matches_slowly),
]
GUARDS: dict[str, list[tuple[Any, str, Any]]] = {
    "sign_in": [(staff, "sign_in", sign_in_counted_later)],
    # One try at a time, and a slow one: with all its guards, and without the one that waits.
    "narrow": NARROW,
    "waiting": [*NARROW, (attempts, "_undecided", decided_at_once)],
    # The look and the count are no longer one transaction.
    "budget": [
        (journeys, "write", nullcontext),
        (attempts, "minutes_left", minutes_left_slowly),
    ],
    # Whoever deletes does not ask whether it is done already.
    "delete": [(records, "_first", lambda _held: True)],
    "claim": [(handoffs, "claim", claim_as_read)],
    "guesses": [(receipts, "prove", prove_as_read)],
    "resume": [(recordings, "resume", resume_unasked)],
    "decide_read": [(decisions, "decide", decide_as_read)],
    "first": [
        (verifications, "_record", record),
        (verifications, "claim_first", claim_first),
    ],
    # A connection never looks whether its file is still there.
    "file": [(database.Embedded, "is_sound", lambda _self: True)],
    "step": [(concerns, "make", step_as_read)],
    # On a server: a connection from the pool is taken as it is; whoever writes takes no lock.
    "dead_connections": [
        (database.Server, "is_sound", lambda _self: True),
        (database.Server, "_is_closed", lambda _self, _conn: False),
    ],
    "lock": [(database.Server, "begin", PostgresqlDatabase.begin)],
    "start_read": [(recordings, "start", start_as_read)],
    "start_shown": [(recordings, "start", start_as_shown)],
}
for _place in GUARDS[os.environ["UNGUARDED"]]:
    setattr(*_place)

# Only now: what gunicorn serves is the app without its guard. Limits themselves are tested as they
# are; the other rooms are full at one moment, as everywhere (harness/quick.py).
if os.environ["UNGUARDED"] in ("sign_in", "narrow", "waiting", "budget"):
    from wsgi import app
else:
    from harness.quick import app  # noqa: F401
