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
    changed: dict[str, Any] | None = None  # digests of the rows it changed; None: of before these

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of the entry, the previous hash included (hex)."""
        said = {name: value for name, value in vars(self).items() if name != "changed"}
        said |= {} if self.changed is None else {"changed": self.changed}
        return hashlib.sha256(canonical(said)).hexdigest()


def digest(*parts: Any) -> str:
    """SHA-256 over the canonical JSON of some values, base64url without padding (43 characters)."""
    hashed = hashlib.sha256(canonical(parts)).digest()
    return base64.urlsafe_b64encode(hashed).decode("ascii").rstrip("=")


def canonical(value: Any) -> bytes:
    """JSON with one spelling for each value: sorted, without spaces, in ASCII."""
    return _encode(value).encode("ascii")


def _no_json(value: Any) -> Any:
    """What only somebody else can have put where text or a number belongs."""
    return {"odd": repr(value)}


# Made once: `json.dumps` would make one for each digest, of which a signing has several.
_encode = json.JSONEncoder(
    ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_no_json
).encode


def witness(entry_hash: str) -> str:
    """The first 64 bits of an entry's hash, base64url without padding (11 characters)."""
    first = bytes.fromhex(entry_hash)[:WITNESS_BYTES]
    return base64.urlsafe_b64encode(first).decode("ascii").rstrip("=")
