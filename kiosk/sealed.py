"""What a browser carries for one person, and nobody else can read."""

import base64
import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from kiosk.links import Secrets
from signing.tokens import derive

MAX_KEPT = 12 * 60 * 60  # seconds for which what was typed and not sent can be brought back


def seal(secrets: Secrets, text: str, now: int, purpose: str, *parts: str) -> str:
    """A text that only these secrets can open, for this purpose and these parts (Fernet)."""
    packed = zlib.compress(text.encode("utf-8", "replace"))
    return _box(secrets, purpose, *parts).encrypt_at_time(packed, now).decode("ascii")


def unseal(secrets: Secrets, sealed: str, now: int, purpose: str, *parts: str) -> str:
    """The text that was sealed for the same purpose and parts; "" for any other, or if too old."""
    boxes = MultiFernet([_box(each, purpose, *parts) for each in secrets.each])
    try:
        packed = boxes.decrypt_at_time(sealed.encode(), MAX_KEPT, now)
    except InvalidToken:
        return ""
    return zlib.decompress(packed).decode()


def _box(secrets: Secrets, purpose: str, *parts: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derive(secrets.key, purpose, *parts)))
