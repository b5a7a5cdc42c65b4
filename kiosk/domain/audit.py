"""An entry of the audit trail: what it holds, and how it is chained to the one before."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
WITNESS_BYTES = 8  # 64 bits of an entry's hash go into each receipt (claim `log`)


@dataclass(frozen=True)
class Entry:
    """One event. Ids and keyed hashes only: never a name, date of birth, code or token."""

    seq: int
    at: int  # seconds since 1970, UTC
    site: int | None
    verb: str
    actor: str
    subject: str
    detail: dict[str, Any]
    previous: str

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of the entry, the previous hash included (hex)."""
        text = json.dumps(vars(self), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def witness(entry_hash: str) -> str:
    """The first 64 bits of an entry's hash, base64url without padding (11 characters)."""
    first = bytes.fromhex(entry_hash)[:WITNESS_BYTES]
    return base64.urlsafe_b64encode(first).decode("ascii").rstrip("=")
