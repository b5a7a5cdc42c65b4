"""Receipt keys: rotate them."""

from collections.abc import Callable

from kiosk.actions.change import change
from kiosk.actions.context import Context
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
