"""Countersigns: what only the holder of a secret can write beside an entry of the audit trail.

HMAC-SHA256 over the entry's hash, which holds all that the entry says and the hash before it, under
a key of its own (HKDF, RFC 5869). Who holds the database alone can compute hashes, and not this.
"""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from signing import base64url

_PURPOSE = b"Ask First audit entry"


class EntryKey:
    """The key that countersigns entries; ``name`` tells it from others and gives it not away."""

    def __init__(self, secret: str) -> None:
        raw = secret.encode("utf-8", "surrogatepass")
        self._key = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(raw)
        self.name = HKDF(SHA256(), 4, salt=None, info=_PURPOSE + b" name").derive(raw).hex()

    def countersign(self, entry_hash: str) -> str:
        """What stands beside the entry of this hash: the key's name, a dot, and the code."""
        code = hmac.digest(self._key, entry_hash.encode("ascii", "replace"), "sha256")
        return f"{self.name}.{base64url.encode(code).decode('ascii')}"

    def fits(self, entry_hash: str, countersign: str) -> bool:
        """Whether this key wrote it beside that hash."""
        mine = self.countersign(entry_hash).encode()
        return hmac.compare_digest(mine, countersign.encode("utf-8", "replace"))


def name_in(countersign: str) -> str:
    """The name of the key that a countersign says it was written with."""
    return countersign.partition(".")[0]
