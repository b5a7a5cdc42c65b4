"""What the vectors are made of: published keys, claims that are right, and a forger's pen."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from signing import base64url, decisions, receipts, status
from signing.keys import Key, KeyRing

ISSUER, SITE, NOW = "https://record.example.org", "high-street", 1_795_000_000
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519 (RFC 8032 §5.1)
Json = dict[str, Any]


def key_of(words: str) -> Key:
    return Key.from_private(hashlib.sha256(words.encode()).digest())


RING = KeyRing((key_of("Ask First test key 1").retired(), key_of("Ask First test key 2")))
OLDER = KeyRing((key_of("Ask First test key 1"),))
STRANGER = KeyRing((key_of("somebody else's key"),))
GIVEN = receipts.Claims(
    iss=ISSUER,
    aud=SITE,
    jti="AAECAwQFBgcICQoLDA0ODw",
    iat=NOW - 600,
    exp=NOW + 36_000,
    ans="given",
    rules="2026-11-1/en",
    rh="q83vASNFZ4mrze8B",
    log=(41, "ESIzRFVmd4g"),
    rec=("sound", "video"),
    part="talking",
    by="patient",
)
STREAMED = dataclasses.replace(
    GIVEN, jti="ICEiIyQlJicoKSorLC0uLw", rec=("sound", "video", "photo", "live"), part="whole"
)
REFUSED = dataclasses.replace(
    GIVEN, jti="EBESExQVFhcYGRobHB0eHw", ans="refused", rec=(), part=None, by=None
)
AGREED = decisions.DecisionClaims(
    iss=ISSUER,
    aud=SITE,
    sub=GIVEN.jti,
    n=1,
    dec="agreed",
    con=(),
    role="clinician",
    iat=NOW - 300,
    exp=GIVEN.exp,
)
CONDITIONS = dataclasses.replace(
    AGREED, n=2, dec="conditions", con=("no_faces", "pause_examination")
)
SOUND = dataclasses.replace(AGREED, rec=("sound",))  # and not video
BOUND = dataclasses.replace(CONDITIONS, rec=("video",), con=("own_use",))
WAIT = dataclasses.replace(AGREED, n=1, dec="wait", until=NOW + 1800)
LIST = status.StatusClaims(
    iss=ISSUER,
    iat=NOW - 60,
    seq=57,
    since=NOW - 172_800,
    before=NOW - 60,
    fresh=900,
    withdrawn=status.in_order(status.mark(each) for each in ("A" * 22, "B" * 21 + "A")),
    superseded=(status.mark("C" * 21 + "A"),),
    not_agreed=(status.mark("D" * 21 + "A"),),
    agreement_ended=(status.decision_mark("E" * 21 + "A", 1),),
)
TYPS = {"receipt": receipts.TYP, "decision": decisions.TYP, "status": status.TYP}


def forge(header: Json | bytes, payload: Json | bytes, ring: KeyRing = RING) -> str:
    """Sign anything with a right key: what an issuer with a fault would send."""
    parts = (each if isinstance(each, bytes) else as_json(each) for each in (header, payload))
    text = b".".join(base64url.encode(each) for each in parts)
    return ring.signing_key.signer.sign(text).decode()


def as_json(members: Json) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()


def must_refuse(
    name: str, kind: str, token: str, code: str = "bad-signature", *, forged: bool = True
) -> Json:
    return {"name": name, "kind": kind, "token": token, "ok": False, "forged": forged, "code": code}


def one_of_each() -> list[tuple[str, str]]:
    return [
        ("receipt", receipts.issue(GIVEN, RING)),
        ("decision", decisions.issue(AGREED, RING)),
        ("status", status.issue(LIST, RING)),
    ]
