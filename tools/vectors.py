"""Write docs/vectors.json: `python -m tools.vectors`. Tokens to test a check with, good and bad.

The key is made from words and published with them: it signs nothing else. The same code gives
the same bytes, and a test holds the file to it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from signing import base64url, decisions, receipts, status
from signing.keys import Key, KeyRing

FILE = Path(__file__).resolve().parent.parent / "docs" / "vectors.json"
ISSUER, SITE, NOW = "https://record.example.org", "high-street", 1_795_000_000
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519 (RFC 8032 §5.1)
NOTE = (
    "Made by `make vectors`. The keys are published with their private parts, and sign nothing but "
    "these. `ok` is what a strict check says at `now` (or the vector's own), and `code` names the "
    "refusal. `forged` marks what nobody who holds a key of `jwks` has signed: whatever a library "
    "is more lenient about, it must refuse these."
)

Json = dict[str, Any]


def _key(words: str) -> Key:
    return Key.from_private(hashlib.sha256(words.encode()).digest())


RING = KeyRing((_key("Ask First test key 1").retired(), _key("Ask First test key 2")))
OLDER = KeyRing((_key("Ask First test key 1"),))
STRANGER = KeyRing((_key("somebody else's key"),))
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


def vectors() -> Json:
    """Everything that the file holds."""
    return {
        "note": NOTE,
        "issuer": ISSUER,
        "audience": SITE,
        "now": NOW,
        "jwks": RING.public_jwks(),
        "private_jwks": json.loads(KeyRing((*OLDER.keys, RING.signing_key)).to_json()),
        "tokens": [*_good(), *_bad_text(), *_bad_header(), *_bad_claims(), *_bad_kind()],
        "checks": list(_checks()),
    }


# --- tokens that are right ---


def _good() -> Iterator[Json]:
    for name, claims, ring in (
        ("a consent given", GIVEN, RING),
        ("a refusal", REFUSED, RING),
        ("a consent given, signed with a key retired since", GIVEN, OLDER),
    ):
        yield _ok(name, "receipt", receipts.issue(claims, ring))
    for name, made in (
        ("agreed", AGREED),
        ("agreed with conditions", CONDITIONS),
        ("asked to wait until a time", WAIT),
        ("asked to wait", dataclasses.replace(WAIT, until=None)),
        ("not agreed", dataclasses.replace(AGREED, dec="not_agreed", role="manager")),
    ):
        yield _ok(name, "decision", decisions.issue(made, RING))
    nothing: Any = dict.fromkeys(status.KINDS, ())
    empty = dataclasses.replace(LIST, **nothing)
    yield _ok("a list", "status", status.issue(LIST, RING))
    yield _ok("a list of nothing", "status", status.issue(empty, RING))


def _ok(name: str, kind: str, token: str) -> Json:
    payload = base64url.decode(token.split(".")[1].encode())
    return {
        "name": name,
        "kind": kind,
        "token": token,
        "ok": True,
        "forged": False,
        "claims": json.loads(payload),
    }


# --- tokens whose text is wrong ---


def _bad_text() -> Iterator[Json]:
    for kind, token in _one_of_each():
        header, payload, signature = token.split(".")
        flipped = _flipped(signature, 10)
        yield _no("one letter of the signature", kind, f"{header}.{payload}.{flipped}")
        yield _no("one letter of the claims", kind, f"{header}.{_flipped(payload, 40)}.{signature}")
        last = chr(ord(signature[-1]) + 1)
        yield _no(
            "the last letter with a spare bit set",
            kind,
            f"{header}.{payload}.{signature[:-1]}{last}",
            "token-not-canonical",
            forged=False,
        )
        junk = f"{header}.{payload}.{signature[:43]}!!!!{signature[47:]}"
        yield _no("letters of no alphabet", kind, junk, "token-not-canonical")
        yield _no("a line's end", kind, f"{token}\n", "token-malformed", forged=False)
        yield _no("two parts", kind, f"{header}.{payload}", "token-malformed")
        yield _no("four parts", kind, f"{token}.{signature}", "token-malformed")
        yield _no("another's signature", kind, f"{header}.{payload}.{_other_signature()}")
        yield _no("the twin signature, S + L", kind, f"{header}.{payload}.{_twin(signature)}")
    yield _no("more than 2 KB", "receipt", "A" * 2049, "token-too-long")


def _one_of_each() -> list[tuple[str, str]]:
    return [
        ("receipt", receipts.issue(GIVEN, RING)),
        ("decision", decisions.issue(AGREED, RING)),
        ("status", status.issue(LIST, RING)),
    ]


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


# --- headers ---


def _bad_header() -> Iterator[Json]:
    for kind, token in _one_of_each():
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
            yield _no(name, kind, _forge(header, payload), "bad-header", forged=False)
        none = base64url.encode(_json(right | {"alg": "none"})).decode()
        text = f"{none}.{token.split('.')[1]}"
        yield _no("alg none", kind, f"{text}.{token.split('.')[2]}", "bad-header")
        yield _no("alg none, and no signature", kind, f"{text}.", "token-malformed")
        yield _no(
            "HS512 with the public key", kind, _mac(right | {"alg": "HS512"}, payload), "bad-header"
        )
        twice = _json(right)[:-1] + b',"alg":"EdDSA"}'
        name = "a name of the header twice"
        yield _no(name, kind, _forge(twice, payload), "token-malformed", forged=False)
        stranger = right | {"kid": STRANGER.signing_key.kid}
        forged = _forge(stranger, payload, STRANGER)
        yield _no("a stranger's key", kind, forged, "unknown-key")
        yield _no("a stranger's key under our kid", kind, _forge(right, payload, STRANGER))


def _mac(header: Json, payload: bytes) -> str:
    """The confusion of RFC 8725 §2.1: this signature even has our length."""
    text = f"{base64url.encode(_json(header)).decode()}.{base64url.encode(payload).decode()}"
    mac = hmac.digest(RING.signing_key.x, text.encode(), "sha512")
    return f"{text}.{base64url.encode(mac).decode()}"


def _forge(header: Json | bytes, payload: Json | bytes, ring: KeyRing = RING) -> str:
    """Sign anything with a right key: what an issuer with a fault would send."""
    parts = (each if isinstance(each, bytes) else _json(each) for each in (header, payload))
    text = b".".join(base64url.encode(each) for each in parts)
    return ring.signing_key.signer.sign(text).decode()


def _json(members: Json) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()


# --- claims ---

_WRONG: dict[str, list[tuple[str, Json]]] = {
    "receipt": [
        ("an address with a quote", {"iss": 'https://a"b'}),
        ("an id of 129 bits", {"jti": "A" * 21 + "B"}),
        ("an end before the beginning", {"exp": GIVEN.iat}),
        ("a time as text", {"iat": str(GIVEN.iat)}),
        ("a time with a fraction", {"iat": GIVEN.iat + 0.5}),
        ("a time that is true", {"iat": True}),
        ("an answer of another kind", {"ans": "yes"}),
        ("types in another order", {"rec": ["video", "sound"]}),
        ("a type of no kind", {"rec": ["smell"]}),
        ("nothing to record", {"rec": []}),
        ("an unknown claim", {"name": "Margaret O'Neill"}),
    ],
    "decision": [
        ("the noughth decision", {"n": 0}),
        ("a decision of another kind", {"dec": "maybe"}),
        ("conditions with a plain agreement", {"con": ["no_faces"]}),
        ("an end to a plain agreement", {"until": NOW + 60}),
        ("a name for a role", {"role": "Dr Alice Hart"}),
        ("conditions that are none", {"dec": "conditions", "con": []}),
        ("a condition twice", {"dec": "conditions", "con": ["no_faces", "no_faces"]}),
        ("a condition in capitals", {"dec": "conditions", "con": ["No faces"]}),
        ("a wait that is over when it begins", {"dec": "wait", "until": AGREED.iat}),
        ("a receipt of no form", {"sub": "1"}),
    ],
    "status": [
        ("marks out of order", {"withdrawn": list(reversed(LIST.withdrawn))}),
        ("a mark twice", {"superseded": [*LIST.superseded, *LIST.superseded]}),
        ("a mark with a spare bit set", {"not_agreed": ["A" * 10 + "B"]}),
        ("no list where one should be", {"withdrawn": "none"}),
        ("an end before the beginning", {"to": LIST.since - 1}),
        ("fresh for no time", {"fresh": 0}),
        ("a number below nought", {"seq": -1}),
    ],
}


def _bad_claims() -> Iterator[Json]:
    for kind, token in _one_of_each():
        right = json.loads(base64url.decode(token.split(".")[1].encode()))
        header: Json = {"alg": "EdDSA", "kid": RING.signing_key.kid, "typ": TYPS[kind]}
        for name, change in _WRONG[kind]:
            forged = _forge(header, _in_order(kind, right | change))
            yield _no(name, kind, forged, "bad-claims", forged=False)
        for name, payload in (
            ("spaces between the claims", json.dumps(right).encode()),
            ("the claims in another order", _json(dict(reversed(right.items())))),
            ("a claim missing", _json({name: right[name] for name in right if name != "iat"})),
            ("a letter escaped", _json(right).replace(b"https", b"\\u0068ttps")),
        ):
            yield _no(name, kind, _forge(header, payload), "bad-claims", forged=False)
        for name, payload in (
            ("a claim twice", _json(right)[:-1] + b',"iat":1}'),
            ("claims that are no object", b"[]"),
            ("claims in UTF-16", _json(right).decode().encode("utf-16")),
        ):
            yield _no(name, kind, _forge(header, payload), "token-malformed", forged=False)


def _in_order(kind: str, members: Json) -> Json:
    """Claims at the place where the issuer writes them, so that only their values are wrong."""
    if kind != "decision":
        return members
    order = ("iss", "aud", "sub", "n", "dec", "con", "role", "iat", "exp", "until")
    return {name: members[name] for name in order if name in members}


# --- the right token for another place, time or use ---


def _bad_kind() -> Iterator[Json]:
    made = dict(_one_of_each())
    for kind in made:
        for other, token in made.items():
            if kind != other:
                yield _no(f"a {other} for a {kind}", kind, token, "bad-header", forged=False)
    elsewhere, site = "https://record.example.com", "low-street"
    for name, code, change in (
        ("another public URL", "wrong-issuer", {"iss": elsewhere}),
        ("another site", "wrong-audience", {"aud": site}),
        ("from the future", "not-yet-valid", {"iat": NOW + 61, "exp": NOW + 7200}),
    ):
        claims: Any = change
        receipt = receipts.issue(dataclasses.replace(GIVEN, **claims), RING)
        yield _no(name, "receipt", receipt, code, forged=False)
        decision = decisions.issue(dataclasses.replace(AGREED, **claims), RING)
        yield _no(name, "decision", decision, code, forged=False)
    for name, code, change in (
        ("another public URL", "wrong-issuer", {"iss": elsewhere}),
        ("from the future", "not-yet-valid", {"iat": NOW + 61}),
    ):
        claims = change
        listed = status.issue(dataclasses.replace(LIST, **claims), RING)
        yield _no(name, "status", listed, code, forged=False)
    old = _no("past its end of use", "decision", made["decision"], "token-expired", forged=False)
    yield old | {"now": AGREED.exp + 60}
    seen = _no("older than one seen", "status", made["status"], "rolled-back", forged=False)
    yield seen | {"seen": LIST.seq + 1}


def _no(
    name: str, kind: str, token: str, code: str = "bad-signature", *, forged: bool = True
) -> Json:
    return {"name": name, "kind": kind, "token": token, "ok": False, "forged": forged, "code": code}


# --- whole checks: receipt, decision and list together ---


def _checks() -> Iterator[Json]:
    yield from _checks_of_age()
    yield from _checks_of_receipts()
    ended = status.decision_mark(GIVEN.jti, AGREED.n)
    not_agreed = _listing("not_agreed", status.mark(GIVEN.jti))
    over = _listing("agreement_ended", ended)
    other = dataclasses.replace(AGREED, sub=REFUSED.jti)
    later = dataclasses.replace(AGREED, n=3, iat=LIST.before)
    no = dataclasses.replace(AGREED, dec="not_agreed")
    short = dataclasses.replace(AGREED, exp=AGREED.iat + 60)
    yield _check("ok", "agreed", GIVEN, AGREED, LIST)
    yield _check("ok", "agreed anew after the first ended", GIVEN, CONDITIONS, over)
    yield _check("stale", "decided after the list was made", GIVEN, later, LIST)
    yield _check("not_agreed", "not agreed since", GIVEN, AGREED, not_agreed)
    yield _check("stale", "agreed again after the list was made", GIVEN, later, not_agreed)
    yield _check("not_agreed", "the clinician's no", GIVEN, no, LIST)
    yield _check("other_receipt", "a decision on another receipt", GIVEN, other, LIST)
    yield _check("decision_expired", "a decision past its end", GIVEN, short, LIST)
    yield _check("agreement_ended", "agreed, and does not hold now", GIVEN, AGREED, over)
    yield _check("wait", "asked to wait", GIVEN, WAIT, LIST)


def _checks_of_age() -> Iterator[Json]:
    late = dataclasses.replace(GIVEN, iat=LIST.before)
    early = dataclasses.replace(GIVEN, iat=LIST.since - 1)
    last = LIST.iat + LIST.fresh
    yield _check("ok", "fresh, and not in the list", GIVEN, None, LIST)
    yield _check("ok", "an almost old list", GIVEN, AGREED, LIST, now=last)
    yield _check("stale", "an old list", GIVEN, AGREED, LIST, now=last + 1)
    yield _check("stale", "no list", GIVEN, None, None)
    yield _check("stale", "by a clock that is behind", GIVEN, None, LIST, now=LIST.iat - 61)
    yield _check("stale", "signed after the list was made", late, None, LIST)
    yield _check("stale", "signed before the list begins", early, None, LIST)


def _checks_of_receipts() -> Iterator[Json]:
    mark = status.mark(GIVEN.jti)
    withdrawn, superseded = _listing("withdrawn", mark), _listing("superseded", mark)
    yield _check("withdrawn", "withdrawn, though agreed", GIVEN, AGREED, withdrawn)
    yield _check("withdrawn", "withdrawn, by an old list", GIVEN, None, withdrawn, now=NOW + 9000)
    yield _check("superseded", "signed again since", GIVEN, None, superseded)
    yield _check("refused", "a refusal", REFUSED, None, LIST)
    yield _check("expired", "past its end of use", GIVEN, None, LIST, now=GIVEN.exp + 60)


def _listing(name: str, mark: str) -> status.StatusClaims:
    more: Any = {name: status.in_order([*getattr(LIST, name), mark])}
    return dataclasses.replace(LIST, **more)


def _check(
    reason: str,
    name: str,
    receipt: receipts.Claims,
    decision: decisions.DecisionClaims | None,
    known: status.StatusClaims | None,
    now: int = NOW,
) -> Json:
    return {
        "name": name,
        "receipt": receipts.issue(receipt, RING),
        "decision": decisions.issue(decision, RING) if decision else None,
        "status": status.issue(known, RING) if known else None,
        "now": now,
        "reason": reason,
    }


def text() -> str:
    """The file's text."""
    return json.dumps(vectors(), indent=1, ensure_ascii=True) + "\n"


def main() -> int:
    """Write the file, and say how many there are."""
    FILE.write_text(text(), encoding="ascii")
    made = vectors()
    print(f"{FILE.name}: {len(made['tokens'])} tokens, {len(made['checks'])} checks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
