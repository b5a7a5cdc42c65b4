"""What an action is given besides its own arguments: who, when, where, keys, randomness."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.vocabulary import Budget
from kiosk.links import Secrets, text_of
from kiosk.store.models import Kiosk, Site, Staff
from signing.tokens import derive


@dataclass(frozen=True)
class Context:
    """Who does it (`actor`, such as `staff:3`), when (seconds since 1970, UTC) and where.

    `once` is the idempotency key of the request; a change made under it is made once. `locked`:
    it comes from a screen that had locked itself. `address` is where a browser asks from, as
    limits count it (an IPv6 /64 is one); "" is no browser, which no budget counts. `guest`: it is
    one of the place's own networks, behind which hundreds of patients may be. `budgets` are those
    that the place has set otherwise.
    """

    now: int
    site: Site
    secrets: Secrets
    actor: str
    once: str = ""
    staff: Staff | None = None
    kiosk: Kiosk | None = None
    locked: bool = False
    address: str = ""
    guest: bool = False
    budgets: Mapping[Budget, int] = field(default_factory=dict)
    random: Callable[[int], bytes] = os.urandom

    def fresh_token(self, purpose: str) -> str:
        """A cookie value of 256 bits, the same for a retry under one idempotency key."""
        return text_of(self.fresh_bytes(purpose))

    def fresh_bytes(self, purpose: str) -> bytes:
        """32 bytes that nobody can guess, the same for a retry under one idempotency key."""
        if self.once:
            return derive(self.secrets.key, purpose, self.actor, self.once)
        return self.random(32)
