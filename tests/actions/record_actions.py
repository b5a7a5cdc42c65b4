"""Looking at records, copying and deleting them, ready to be done, as in `every_action`."""

from kiosk.actions import consents, looks, patient_requests, records
from kiosk.domain.patient_request import Noted
from kiosk.store.models import PatientRequest
from tests.cast import Do, World


def open_card(world: World) -> Do:
    consent = world.signed()
    return lambda: looks.opened(world.by(world.alice, once="1"), consent)


def search(world: World) -> Do:
    return lambda: looks.searched(world.by(world.alice, once="1"), "name", 2)


def open_sheet(world: World) -> Do:
    consent = world.signed()
    return lambda: looks.sheet_opened(world.by(world.mo, once="1"), [consent])


def export(world: World) -> Do:
    consent = world.signed()
    return lambda: records.export(world.by(world.mo, once="1"), consent, "json", "photo")


def delete_names(world: World) -> Do:
    consent = world.signed()
    world.clock.forward(hours=24)
    return lambda: records.delete(world.by(world.mo, once="1"), consent, "letter")


def invalidate(world: World) -> Do:
    consent = world.recording()
    return lambda: consents.invalidate(world.by(world.mo, once="1"), consent, "test")


def note_request(world: World) -> Do:
    consent = world.signed()
    asked = Noted("copy", "All of it")
    return lambda: patient_requests.note(world.by(world.mo, once="1"), [consent], asked)


def close_request(world: World) -> Do:
    patient_requests.note(world.by(world.mo), [world.signed()], Noted("copy"))
    request = PatientRequest.get()
    return lambda: patient_requests.close(world.by(world.mo, once="1"), request, "done")


RECORDS = [
    open_card,
    search,
    open_sheet,
    export,
    delete_names,
    invalidate,
    note_request,
    close_request,
]
