"""The room as its tests go about in it: what holds, who came in, what they say."""

from kiosk.actions import (
    participants,
    recordings,
)
from kiosk.domain.permission import standing
from kiosk.store import queries
from kiosk.store.models import AuditEntry, Consent, Participant
from tests.cast import World, fresh

STUDENT = {"role": "student", "name": "Jo"}


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
