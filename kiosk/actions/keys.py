"""Receipt keys: rotate them. All keys: note them, so that none is replaced unseen."""

from collections.abc import Callable

from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.lookups import fingerprints
from kiosk.store.database import write
from kiosk.store.models import KeyPrint
from signing.keys import KeyRing


def rotate(
    context: Context, load: Callable[[], KeyRing], save: Callable[[KeyRing], None]
) -> KeyRing:
    """Add a new receipt key; the ones before keep their public half only, to check with.

    `load` and `save` are the key file's. Both are called inside the transaction, so that of
    two rotations at once neither is lost, and a file that cannot be written leaves no entry.
    """
    with change(context, "keys.rotate") as made:
        ring = load().rotate()
        made.audit(f"key:{ring.signing_key.kid}")
        save(ring)
    return ring


def note(context: Context) -> int:
    """Note the fingerprints of keys that this database has not been used with; returns how many.

    Raises:
        KeysWrong: a key that it has been used with is not among those given.
    """
    with write():
        fingerprints.require(context.secrets)
        fresh = fingerprints.held(context.secrets) - fingerprints.known()
        for each in fresh:
            KeyPrint.create(**vars(each), noted_at=context.now)
        if fresh:
            kinds = sorted(each.kind for each in fresh)
            append(context, "keys.note", "keys", {"kinds": kinds})
    return len(fresh)
