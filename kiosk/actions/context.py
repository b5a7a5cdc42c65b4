"""What an action is given besides its own arguments: who, when, where, keys, randomness."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.store.models import Kiosk, Site, Staff
from signing.keys import KeyRing
from signing.tokens import derive


@dataclass(frozen=True)
class Secrets:
    """The keys that actions sign and hash with, and the issuer they sign for."""

    key: str = field(repr=False)
    receipt_keys: KeyRing = field(repr=False)
    issuer: str

    def keyed_hash(self, purpose: str, *parts: str) -> str:
        """A hash that means nothing to whoever holds the database without the key (hex)."""
        return derive(self.key, purpose, *parts).hex()


@dataclass(frozen=True)
class Context:
    """Who does it (`actor`, such as `staff:3`), when (seconds since 1970, UTC) and where.

    `once` is the idempotency key of the request; a change made under it is made once.
    """

    now: int
    site: Site
    secrets: Secrets
    actor: str
    once: str = ""
    staff: Staff | None = None
    kiosk: Kiosk | None = None
    random: Callable[[int], bytes] = os.urandom
