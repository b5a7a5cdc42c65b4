"""Rotate receipt, secret and field keys; and note them all, so that none is replaced unseen.

A key is noted in the database before it is used, and forgotten there before it leaves its file:
whatever is cut short, no key is missing that the database knows.
"""

from collections.abc import Callable
from dataclasses import replace

from kiosk.actions.change import append, change
from kiosk.actions.context import Context
from kiosk.lookups import fingerprints
from kiosk.lookups.fingerprints import Print
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
        _know(context, ring)
        made.audit(f"key:{ring.signing_key.kid}")
        save(ring)
    return ring


def publish_ahead(
    context: Context, load: Callable[[], KeyRing], save: Callable[[KeyRing], None]
) -> KeyRing:
    """Publish the receipt key that signs next, so that whoever checks has it before it does."""
    with change(context, "keys.publish") as made:
        before = load()
        ring = before.publish_ahead()
        if ring != before:
            _know(context, ring)
            made.audit(f"key:{ring.kids[-1]}")
            save(ring)
    return ring


def _know(context: Context, ring: KeyRing) -> None:
    """Note the receipt key that was added, if it is not known yet."""
    secrets = replace(context.secrets, receipt_keys=ring)
    for each in fingerprints.held(secrets) - fingerprints.known():
        if each.kind == "receipt":
            KeyPrint.create(**vars(each), noted_at=context.now)


def begin(context: Context, fresh: Print, save: Callable[[], None]) -> None:
    """Note a new secret or field key, and let `save` put it first in its file."""
    with change(context, "keys.rotate") as made:
        KeyPrint.create(**vars(fresh), noted_at=context.now)
        made.audit(f"key:{fresh.kind}-{fresh.fingerprint[:8]}")
        save()


def drop(context: Context, kind: str, keep: str) -> int:
    """Let the database forget every key of a kind but the one whose fingerprint is `keep`.

    Returns how many. From here on no process writes with one of them (`store/bound.py`).
    """
    gone = (KeyPrint.kind == kind) & (KeyPrint.fingerprint != keep)
    with change(context, "keys.drop") as made:
        count = int(KeyPrint.delete().where(gone).execute())
        if count:
            made.audit(f"key:{kind}-{keep[:8]}", dropped=count)
    return count


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
