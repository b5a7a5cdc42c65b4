"""Signing and checking a receipt, against the bare Ed25519 operation on the same bytes."""

import secrets
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from itsdangerous import base64_decode, base64_encode

from bench.table import Figure, interleaved
from signing import receipts
from signing.keys import KeyRing

ROUNDS = 41
TURNS = 100
ISSUER = "https://record.our-practice.uk"
NOW = 1_795_000_000


def claims() -> receipts.Claims:
    """A consent to everything, at a public URL of 30 characters."""
    return receipts.Claims(
        iss=ISSUER,
        aud="main",
        jti=_text(16),
        iat=NOW,
        exp=NOW + 12 * 60 * 60,
        ans="given",
        rules="2026-11-1/en",
        rh=_text(12),
        log=(123_456, _text(8)),
        rec=("sound", "video", "photo"),
        part="whole",
        by="companion",
    )


def figures() -> list[Figure]:
    """How many times the bare operation each takes."""
    keys, said = KeyRing.generate(), claims()
    token = receipts.issue(said, keys)
    message, _dot, _signature = token.encode().rpartition(b".")
    signature = base64_decode(token.rpartition(".")[2])
    key = keys.signing_key
    private = Ed25519PrivateKey.from_private_bytes(key.d or b"")

    def check() -> receipts.Claims:
        return receipts.check_genuine(token, keys, issuer=ISSUER, audience="main", now=NOW)

    return [
        _figure(
            "Sign a receipt", lambda: receipts.issue(said, keys), lambda: private.sign(message)
        ),
        _figure("Check a receipt", check, lambda: key.public.verify(signature, message)),
    ]


def _figure(what: str, ours: Callable[[], object], bare: Callable[[], object]) -> Figure:
    mine, theirs, ratio = interleaved(lambda: per_turn(ours), lambda: per_turn(bare), ROUNDS)
    detail = f"{mine * 1e6:.0f} µs against {theirs * 1e6:.0f} µs for Ed25519 alone"
    return Figure(f"{what}, times the bare operation", ratio, 1.3, " ×", detail, at_most=True)


def per_turn(work: Callable[[], object], turns: int = TURNS) -> float:
    """Seconds that one turn of the work takes."""
    began = time.perf_counter()
    for _turn in range(turns):
        work()
    return (time.perf_counter() - began) / turns


def _text(size: int) -> str:
    return base64_encode(secrets.token_bytes(size)).decode()
