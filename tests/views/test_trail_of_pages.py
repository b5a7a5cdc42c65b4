"""What pages leave in the audit trail: ids and keyed hashes, never an address (M7)."""

import re

from kiosk.store.models import AuditEntry
from tests.cast import World


def test_the_trail_holds_no_address_of_a_patient(world: World) -> None:
    """Ids and keyed hashes only: an address stays in the trail for ever (M7)."""
    phone = world.phone()
    receipt = world.sign(phone)
    phone.submit(phone.open(f"{receipt.page}/withdraw"), f"{receipt.page}/withdraw")
    actors = {entry.actor for entry in AuditEntry.select()}
    assert not any(re.search(r"\d+\.\d+\.\d+\.\d+", actor) for actor in actors)
    assert any(actor.startswith("receipt:") for actor in actors)
