"""One clinic, one key ring, one receipt given and one refused, and a forger.

The forger signs whatever it is told with the ring's real key, so that each test can
make exactly one thing wrong and leave the signature right.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import pytest
from itsdangerous import base64_encode

from signing.keys import Key, KeyRing
from signing.receipts import TYP, Claims, check_genuine, issue

NOW = 1_795_000_000
ISSUER = "https://record.example.org"
SITE = "high-street"


@dataclass(frozen=True)
class Clinic:
    """What a test needs: keys, two receipts' claims, the check and the forger."""

    keys: KeyRing
    given: Claims
    refused: Claims
    issuer: str = ISSUER
    site: str = SITE
    now: int = NOW

    def check(self, token: str, keys: KeyRing | None = None) -> Claims:
        return check_genuine(token, keys or self.keys, issuer=ISSUER, audience=SITE, now=NOW)

    def header(self) -> dict[str, object]:
        return {"alg": "EdDSA", "kid": self.keys.signing_key.kid, "typ": TYP}

    def members(self) -> dict[str, object]:
        """The given receipt's claims as the JSON that the token carries."""
        return {
            "iss": ISSUER,
            "aud": SITE,
            "jti": "A" * 22,
            "iat": NOW,
            "exp": NOW + 3600,
            "ans": "given",
            "rec": ["sound", "video"],
            "part": "talking",
            "by": "patient",
            "rules": "2026-11-1/en",
            "rh": "h" * 16,
            "log": [41, "E" * 11],
        }

    def forge(self, header: object = None, payload: object = None) -> str:
        """Sign any header and payload (JSON values, or bytes as they are)."""
        header = self.header() if header is None else header
        payload = self.members() if payload is None else payload
        signing_input = b".".join(base64_encode(_bytes(part)) for part in (header, payload))
        return self.keys.signing_key.signer.sign(signing_input).decode()


def _bytes(part: object) -> bytes:
    if isinstance(part, bytes):
        return part
    return json.dumps(part, separators=(",", ":")).encode()


@pytest.fixture(scope="session")
def clinic() -> Clinic:
    given = Claims(
        iss=ISSUER,
        aud=SITE,
        jti="A" * 22,
        iat=NOW,
        exp=NOW + 3600,
        ans="given",
        rules="2026-11-1/en",
        rh="h" * 16,
        log=(41, "E" * 11),
        rec=("sound", "video"),
        part="talking",
        by="patient",
    )
    refused = replace(given, ans="refused", rec=(), part=None, by=None)
    return Clinic(KeyRing((Key.generate(),)).rotate(), given, refused)


@pytest.fixture(scope="session")
def token(clinic: Clinic) -> str:
    return issue(clinic.given, clinic.keys)


@pytest.fixture(scope="session")
def many(clinic: Clinic) -> list[str]:
    """200 receipts of all sorts, each with an id, times and audit entry of its own."""
    return [issue(vary(clinic, number), clinic.keys) for number in range(200)]


def vary(clinic: Clinic, number: int) -> Claims:
    claims = clinic.given if number % 2 else clinic.refused
    return replace(
        claims,
        jti=base64_encode(number.to_bytes(16, "big")).decode(),
        iat=NOW - number,
        log=(number, base64_encode(number.to_bytes(8, "big")).decode()),
    )
