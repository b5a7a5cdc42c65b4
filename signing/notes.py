"""Signed notes and checkpoints, as C2SP writes them: text that any such log's tools can check.

https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint, with Ed25519 keys (type 0x01).
The receipt keys sign them: a receipt's signing input is one line, and a note's is several.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature

from signing.errors import BadNote
from signing.keys import Key, KeyRing

ED25519 = b"\x01"
DASH = "\u2014 "
MAX_NOTE = 4096  # characters


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: whose (`origin`), how many entries, and the hash over them all."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, keys: KeyRing) -> str:
    """The checkpoint as a note signed with the newest key. Raises NoSigningKey."""
    key, text = keys.signing_key, checkpoint.text()
    signature = key.signer.algorithm.get_signature(b"", text.encode())
    raw = base64.b64encode(_key_id(checkpoint.origin, key) + signature).decode()
    return f"{text}\n{DASH}{checkpoint.origin} {raw}\n"


def read(note: str, keys: KeyRing) -> Checkpoint:
    """The checkpoint in a note that one of these keys has signed. Raises BadNote."""
    text, _, signatures = note[:MAX_NOTE].rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        name, _, raw = line.removeprefix(DASH).rpartition(" ")
        if line.startswith(DASH) and _is_signed(text, name, raw, keys):
            return _parse(text, name)
    raise BadNote("no key of ours has signed it")


def _is_signed(text: str, name: str, raw: str, keys: KeyRing) -> bool:
    try:
        packed = base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        return False
    if base64.b64encode(packed).decode() != raw:
        return False  # spare bits that a decoder drops (RFC 4648 §3.5)
    for key in keys.keys:
        if packed[:4] != _key_id(name, key):
            continue
        try:
            key.public.verify(packed[4:], text.encode())
        except InvalidSignature:
            continue
        return True
    return False


def _parse(text: str, name: str) -> Checkpoint:
    try:
        origin, size, root, *_more = text.split("\n")
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError:
        raise BadNote("it is no checkpoint") from None
    odd = checkpoint.size < 0 or len(checkpoint.root) != 32
    if odd or checkpoint.text() != text or origin != name:
        raise BadNote("it is not written as a checkpoint is")
    return checkpoint


def _key_id(name: str, key: Key) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key.x).digest()[:4]
