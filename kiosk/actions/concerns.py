"""Concerns: raised by anyone who is signed in, worked through by a manager, step by step (M4, M5).

Every step is made on the revision that its manager saw: of two at once, one is told.
"""

import hashlib

from kiosk.actions.change import Change, action
from kiosk.domain.concern import Raised
from kiosk.domain.concern_steps import Done, Step, case_of, check
from kiosk.domain.practice import mark
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput
from kiosk.domain.vocabulary import ROLES, HowAreYou
from kiosk.store.concern_words import ADDED, MAX_ADDED, stored, worded, worded_at
from kiosk.store.models import (
    Concern,
    ConcernDetail,
    ConcernStep,
    ConcernSupport,
    ConcernWording,
    Staff,
)
from kiosk.store.queries import people_of
from kiosk.store.queries.concerns import steps_of


def _print(*parts: object) -> str:
    """For `about`: what was sent, told apart and kept nowhere in clear."""
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()


@action("concern.raise", about=_print, by=ROLES)
def raise_concern(made: Change, raised: Raised, receipt: str | None = None) -> None:
    """Tell the manager (M4). `receipt`: the `jti` of the consent it is about, whose row and names
    may be gone. Whoever was recorded themselves is supported from then on (M5).
    """
    context = made.context
    concern = Concern.create(
        site=context.site,
        kind=raised.kind,
        raised_by=context.staff,
        at=context.now,
        text=raised.happened,
        receipt=receipt,
        affects=" ".join(raised.affects),
    )
    ConcernDetail.create(concern=concern, address=raised.address, named=raised.named)
    if raised.mine:
        _support(made, concern, context.staff)
    made.audit(f"concern:{concern.id}", kind=raised.kind)


@action("concern.step", about=lambda concern, *rest: _print(concern.id, *rest), by=("manager",))
def make(made: Change, concern: Concern, seen: int, step: Step) -> None:
    """Make one step; of a letter, its words are the letter as it is to be sent.

    Raises:
        ChangedMeanwhile: another step was made since `seen` was shown, or it is not its turn.
        InvalidInput: it wants a word.
    """
    context = made.context
    done = [Done(each.step, each.answer, each.at) for each in steps_of(concern)]
    if len(done) != seen:
        raise ChangedMeanwhile
    check(case_of(done), step)
    _move(concern, seen, step, context.now)
    ConcernStep.create(
        concern=concern,
        number=seen + 1,
        at=context.now,
        staff=context.staff,
        step=step.step,
        answer=step.answer,
        words=step.words,
    )
    made.audit(f"concern:{concern.id}", step=step.step, answer=step.answer)


@action("concern.support", about=lambda concern, number: f"{concern.id}:{number}", by=("manager",))
def support(made: Change, concern: Concern, number: int) -> None:
    """Support somebody who was recorded or named (M5).

    Raises:
        InvalidInput: nobody here has this number, or they are supported already.
    """
    context = made.context
    person = next(
        (each for each, _roles in people_of(context.site, context.now) if each.id == number), None
    )
    if person is None:
        raise InvalidInput({"person": "Choose who was recorded or named"})
    held = (ConcernSupport.concern == concern) & (ConcernSupport.staff == person)
    if ConcernSupport.select().where(held).exists():
        raise InvalidInput({"person": f"{person.name} is supported already"})
    _support(made, concern, person)
    made.audit(f"concern:{concern.id}", supports=person.id)


@action("concern.asked", about=lambda supported: str(supported.id), by=("manager",))
def asked(made: Change, supported: ConcernSupport) -> None:
    """Note that they were asked how they are."""
    context = made.context
    ConcernSupport.update(asked_at=context.now, asked_by=context.staff).where(
        ConcernSupport.id == supported.id
    ).execute()
    made.audit(f"concern:{supported.concern_id}", asked=supported.staff_id)


@action("concern.says", about=lambda supported, says: f"{supported.id}:{says}", by=ROLES)
def say_how(made: Change, supported: ConcernSupport, says: HowAreYou) -> None:
    """They say how they are: the manager is told of who would like to talk."""
    ConcernSupport.update(says=says, said_at=made.context.now).where(
        ConcernSupport.id == supported.id
    ).execute()
    made.audit(f"concern:{supported.concern_id}", says=says)


@action("concern.words", about=lambda key, *rest: _print(key, *rest), by=("manager",))
def reword(made: Change, key: str, text: str, seen: str) -> None:
    """Word a letter anew, or say where a platform takes reports ("": leave it out); `seen` is the
    mark of what was shown.

    Raises:
        ChangedMeanwhile: a colleague changed it since.
    """
    context = made.context
    held = worded_at(context.site, key)
    if held is None or mark(held.text) != seen:
        raise ChangedMeanwhile
    told = {"text": stored(held, text), "at": context.now, "by": context.staff}
    if held.own:
        ours = (ConcernWording.site == context.site) & (ConcernWording.key == key)
        ConcernWording.update(told).where(ours).execute()
    else:
        ConcernWording.create(site=context.site, key=key, **told)
    made.audit(f"site:{context.site.id}", key=key)


@action("concern.platform", about=_print, by=("manager",))
def add_platform(made: Change, name: str, address: str) -> None:
    """One more platform to report to, of the place's own.

    Raises:
        InvalidInput: there is one of this name, left out or not, or there are too many.
    """
    context = made.context
    held = worded(context.site)
    if name.casefold() in (each.name.casefold() for each in held):
        raise InvalidInput({"name": f"{name} is on this page already: change it there"})
    added = sum(each.added for each in held)
    if added >= MAX_ADDED:
        raise InvalidInput({"name": f"You have added {MAX_ADDED}: change one of those"})
    key = f"{ADDED}{added + 1}"  # none is ever deleted
    told = {"text": f"{name}\n{address}", "at": context.now, "by": context.staff}
    ConcernWording.create(site=context.site, key=key, **told)
    made.audit(f"site:{context.site.id}", key=key)


def _move(concern: Concern, seen: int, step: Step, now: int) -> None:
    columns: dict[str, int | None] = {"revision": seen + 1}
    if step.step in ("close", "reopen"):
        columns["closed_at"] = now if step.step == "close" else None
    here = (Concern.id == concern.id) & (Concern.revision == seen)
    if Concern.update(columns).where(here).execute() != 1:
        raise ChangedMeanwhile


def _support(made: Change, concern: Concern, person: Staff | None) -> None:
    context = made.context
    ConcernSupport.create(concern=concern, staff=person, at=context.now, by=context.staff)
