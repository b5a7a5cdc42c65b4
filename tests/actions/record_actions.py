"""Looking at records, copying and deleting them, ready to be done, as in `every_action`."""

from kiosk.actions import consents, looks, requests
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
    return lambda: requests.export(world.by(world.mo, once="1"), consent, "json", "photo")


def delete_names(world: World) -> Do:
    consent = world.signed()
    world.clock.forward(hours=24)
    return lambda: requests.delete(world.by(world.mo, once="1"), consent, "letter")


def invalidate(world: World) -> Do:
    consent = world.recording()
    return lambda: consents.invalidate(world.by(world.mo, once="1"), consent, "test")


RECORDS = [
    open_card,
    search,
    open_sheet,
    export,
    delete_names,
    invalidate,
]
