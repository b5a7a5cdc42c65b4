"""The others in the room: asked by the patient when signing, or by staff on the card (K5, Q6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.actions.change import change, move
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.domain.permission import may_decide
from kiosk.domain.policy import SAYS
from kiosk.domain.refusals import CannotDecide, ChangedMeanwhile, InvalidInput, NotFound
from kiosk.store.models import Consent, Participant
from kiosk.store.queries import facts


def ask(consent: Consent, company: Sequence[Mapping[str, Any]]) -> None:
    """Keep who else will be in the room and what they said, inside the caller's transaction."""
    for each in company:
        Participant.create(
            consent=consent, name=each["name"], role=each["role"], answer=each["says"]
        )


def answer(context: Context, consent: Consent, seen: int, number: int, said: str) -> None:
    """Note what a participant says now: yes, no, or ask. A no ends a running recording.

    `seen` is the revision of the consent that the clinician's page showed. K11: an interpreter,
    chaperone or student is asked like anyone else.

    Raises:
        InvalidInput: `said` is none of the three.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        ChangedMeanwhile: somebody changed it after the page was drawn.
        NotFound: nobody of this number is in this room.
    """
    if said not in SAYS:
        raise InvalidInput({"said": "Choose yes, no or not asked yet"})
    with change(context, "participants.answer", f"{consent.jti}:{number}") as made:
        if made.earlier is not None:
            return
        held = Consent.get_by_id(consent.id)
        permission = may_decide(facts(held), context.now)
        if not permission.allowed:
            raise CannotDecide(permission.reason)
        if held.revision != seen:
            raise ChangedMeanwhile
        _note(context, held, number, said)
        stopped = said == "no" and end_open_recording(context, held, "someone_said_no")
        move(held, someone_said_no=_someone_said_no(held))
        made.audit(f"receipt:{held.jti}", participant=number, said=said, stopped_recording=stopped)
        made.keep(said=said)


def _note(context: Context, consent: Consent, number: int, said: str) -> None:
    here = (Participant.id == number) & (Participant.consent == consent)
    noted = Participant.update(answer=said, asked_at=context.now, asked_by=context.staff)
    if noted.where(here).execute() != 1:
        raise NotFound


def _someone_said_no(consent: Consent) -> bool:
    no = (Participant.consent == consent) & (Participant.answer == "no")
    return bool(Participant.select().where(no).exists())
