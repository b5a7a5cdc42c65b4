"""The others in the room: asked by the patient when signing, or by staff on the card (K5, Q6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.actions.change import Change, action, move
from kiosk.actions.context import Context
from kiosk.actions.decisions import open_consent
from kiosk.actions.recordings import end_open_recording, pause_open_recording
from kiosk.domain import people
from kiosk.domain.form import Form
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound
from kiosk.domain.vocabulary import LEFT, SAID
from kiosk.store.models import Consent, Participant
from kiosk.store.policies import policy_of

MAX_ON_CARD = 60  # people on one card, those who left included


def ask(consent: Consent, company: Sequence[Mapping[str, Any]]) -> None:
    """Keep who else will be in the room and what they said, inside the caller's transaction."""
    for each in company:
        no_at = consent.signed_at if each["says"] == "no" else None
        Participant.create(
            consent=consent, name=each["name"], role=each["role"], answer=each["says"], no_at=no_at
        )


@action(
    "participants.answer",
    about=lambda consent, _seen, number, said: f"{consent.jti}:{number}:{said}",
    by=("clinician",),
)
def answer(made: Change, consent: Consent, seen: int, number: int, said: str) -> None:
    """Note what a participant says now (`SAID`), or that they `left` the room or are `back`.

    What they said outlives leaving, and a no outlives a yes: the note tells both.

    A no ends a running recording; a paused one waits, in case they leave; and a running one
    pauses where one who came in turns out not to have been asked. `seen` is the revision
    of the consent that the clinician's page showed. K11: an interpreter, chaperone or student is
    asked like anyone else.

    Raises:
        InvalidInput: `said` is none of these.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        ChangedMeanwhile: somebody changed it after the page was drawn.
        NotFound: nobody of this number is in this room.
    """
    if said not in SAID:
        raise InvalidInput({"said": "Choose yes, no or not asked yet"})
    held = open_consent(made.context, consent)
    if held.revision != seen:
        raise ChangedMeanwhile
    _note(made.context, held, number, said)
    running = held.recording_id is not None and held.recording.paused_at is None
    stopped = said == "no" and running and end_open_recording(made.context, held, "someone_said_no")
    company = _company(held)
    if company["someone_to_ask"]:  # the answer of one who came in was taken back
        pause_open_recording(made.context, held, "came_in")
    move(held, **company)
    made.audit(f"receipt:{held.jti}", participant=number, said=said, stopped_recording=stopped)


@action(
    "participants.join",
    about=lambda consent, form: f"{consent.jti}:{form.get('role', '')}:{form.get('name', '')}",
)
def join(made: Change, consent: Consent, form: Form) -> None:
    """Somebody came in, or listens to a call (K6, K12): a running recording pauses until they
    have been asked. No page is too old for it: pausing is never refused.

    Raises:
        InvalidInput: under `role` or `name`; the card is full.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
    """
    question = policy_of(consent.text).question("company")
    if question is None:  # a policy that does not ask who is there has no names for them either
        raise NotFound
    who = people.newcomer(question, form)
    held = open_consent(made.context, consent)
    _require_room(held)
    newcomer = Participant.create(consent=held, **who, answer="ask", joined_at=made.context.now)
    paused = pause_open_recording(made.context, held, "came_in")
    move(held, **_company(held))
    made.audit(f"receipt:{held.jti}", participant=newcomer.id, paused_recording=paused)


def _require_room(consent: Consent) -> None:
    if Participant.select().where(Participant.consent == consent).count() >= MAX_ON_CARD:
        full = f"There are {MAX_ON_CARD} people on this card"
        raise InvalidInput({"name": f"{full}: pause, and write the others in the record"})


def _note(context: Context, consent: Consent, number: int, said: str) -> None:
    here = (Participant.id == number) & (Participant.consent == consent)
    columns: dict[str, Any] = {"asked_at": context.now, "asked_by": context.staff}
    if said == LEFT:
        columns = {"left_at": context.now}
    else:
        columns |= {"answer": said, "left_at": None}
        columns |= {"no_at": context.now} if said == "no" else {}
    if Participant.update(**columns).where(here).execute() != 1:
        raise NotFound


def _company(consent: Consent) -> dict[str, bool]:
    """The two columns of a consent that sum up who is in the room, asked or not (K5)."""
    here = Participant.select().where(
        (Participant.consent == consent) & Participant.left_at.is_null(True)
    )
    return {
        "someone_said_no": here.where(Participant.answer == "no").exists(),
        "someone_to_ask": here.where(Participant.answer == "ask").exists(),
    }
