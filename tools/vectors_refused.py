"""Vectors that a check must refuse: a wrong text, header, place, time or use."""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Iterator
from typing import Any

from signing import base64url, decisions, receipts, status
from tools.vector_parts import (
    AGREED,
    GIVEN,
    GROUP_ORDER,
    LIST,
    NOW,
    REFUSED,
    RING,
    STRANGER,
    TYPS,
    Json,
    as_json,
    forge,
    must_refuse,
    one_of_each,
)


def bad_text() -> Iterator[Json]:
    for kind, token in one_of_each():
        header, payload, signature = token.split(".")
        flipped = _flipped(signature, 10)
        yield must_refuse("one letter of the signature", kind, f"{header}.{payload}.{flipped}")
        yield must_refuse(
            "one letter of the claims", kind, f"{header}.{_flipped(payload, 40)}.{signature}"
        )
        last = chr(ord(signature[-1]) + 1)
        yield must_refuse(
            "the last letter with a spare bit set",
            kind,
            f"{header}.{payload}.{signature[:-1]}{last}",
            "token-not-canonical",
            forged=False,
        )
        junk = f"{header}.{payload}.{signature[:43]}!!!!{signature[47:]}"
        yield must_refuse("letters of no alphabet", kind, junk, "token-not-canonical")
        yield must_refuse("a line's end", kind, f"{token}\n", "token-malformed", forged=False)
        yield must_refuse("two parts", kind, f"{header}.{payload}", "token-malformed")
        yield must_refuse("four parts", kind, f"{token}.{signature}", "token-malformed")
        yield must_refuse("another's signature", kind, f"{header}.{payload}.{_other_signature()}")
        yield must_refuse(
            "the twin signature, S + L", kind, f"{header}.{payload}.{_twin(signature)}"
        )
    yield must_refuse("more than 2 KB", "receipt", "A" * 2049, "token-too-long")


def _flipped(text: str, place: int) -> str:
    other = "A" if text[place] != "A" else "B"
    return text[:place] + other + text[place + 1 :]


def _other_signature() -> str:
    return receipts.issue(REFUSED, RING).split(".")[2]


def _twin(signature: str) -> str:
    """The same equation with a larger number (RFC 8032 §5.1.7 demands S < L)."""
    raw = base64url.decode(signature.encode())
    larger = int.from_bytes(raw[32:], "little") + GROUP_ORDER
    return base64url.encode(raw[:32] + larger.to_bytes(32, "little")).decode()


def bad_header() -> Iterator[Json]:
    for kind, token in one_of_each():
        payload = base64url.decode(token.split(".")[1].encode())
        right: Json = {"alg": "EdDSA", "kid": RING.signing_key.kid, "typ": TYPS[kind]}
        for name, header in (
            ("alg Ed25519, for which others take it", right | {"alg": "Ed25519"}),
            ("a fourth name in the header", right | {"cty": "JWT"}),
            ("a crit header", right | {"crit": ["exp"], "exp": 1}),
            (
                "a key of its own in the header",
                right | {"jwk": STRANGER.keys[0].retired().to_jwk()},
            ),
            ("no typ", {"alg": "EdDSA", "kid": right["kid"]}),
            ("typ JWT", right | {"typ": "JWT"}),
            ("the header in another order", dict(reversed(right.items()))),
        ):
            yield must_refuse(name, kind, forge(header, payload), "bad-header", forged=False)
        none = base64url.encode(as_json(right | {"alg": "none"})).decode()
        text = f"{none}.{token.split('.')[1]}"
        yield must_refuse("alg none", kind, f"{text}.{token.split('.')[2]}", "bad-header")
        yield must_refuse("alg none, and no signature", kind, f"{text}.", "token-malformed")
        yield must_refuse(
            "HS512 with the public key", kind, _mac(right | {"alg": "HS512"}, payload), "bad-header"
        )
        twice = as_json(right)[:-1] + b',"alg":"EdDSA"}'
        name = "a name of the header twice"
        yield must_refuse(name, kind, forge(twice, payload), "token-malformed", forged=False)
        stranger = right | {"kid": STRANGER.signing_key.kid}
        forged = forge(stranger, payload, STRANGER)
        yield must_refuse("a stranger's key", kind, forged, "unknown-key")
        yield must_refuse("a stranger's key under our kid", kind, forge(right, payload, STRANGER))


def _mac(header: Json, payload: bytes) -> str:
    """The confusion of RFC 8725 §2.1: this signature even has our length."""
    text = f"{base64url.encode(as_json(header)).decode()}.{base64url.encode(payload).decode()}"
    mac = hmac.digest(RING.signing_key.x, text.encode(), "sha512")
    return f"{text}.{base64url.encode(mac).decode()}"


def bad_kind() -> Iterator[Json]:
    made = dict(one_of_each())
    for kind in made:
        for other, token in made.items():
            if kind != other:
                yield must_refuse(
                    f"a {other} for a {kind}", kind, token, "bad-header", forged=False
                )
    elsewhere, site = "https://record.example.com", "low-street"
    for name, code, change in (
        ("another public URL", "wrong-issuer", {"iss": elsewhere}),
        ("another site", "wrong-audience", {"aud": site}),
        ("from the future", "not-yet-valid", {"iat": NOW + 61, "exp": NOW + 7200}),
    ):
        claims: Any = change
        receipt = receipts.issue(dataclasses.replace(GIVEN, **claims), RING)
        yield must_refuse(name, "receipt", receipt, code, forged=False)
        decision = decisions.issue(dataclasses.replace(AGREED, **claims), RING)
        yield must_refuse(name, "decision", decision, code, forged=False)
    for name, code, change in (
        ("another public URL", "wrong-issuer", {"iss": elsewhere}),
        ("from the future", "not-yet-valid", {"iat": NOW + 61}),
    ):
        claims = change
        listed = status.issue(dataclasses.replace(LIST, **claims), RING)
        yield must_refuse(name, "status", listed, code, forged=False)
    old = must_refuse(
        "past its end of use", "decision", made["decision"], "token-expired", forged=False
    )
    yield old | {"now": AGREED.exp + 60}
    seen = must_refuse("older than one seen", "status", made["status"], "rolled-back", forged=False)
    yield seen | {"seen": LIST.seq + 1}
