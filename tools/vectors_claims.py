"""Vectors that a check must refuse for what they claim."""

from __future__ import annotations

import json
from collections.abc import Iterator

from signing import base64url
from tools.vector_parts import (
    AGREED,
    GIVEN,
    LIST,
    NOW,
    RING,
    TYPS,
    Json,
    as_json,
    forge,
    must_refuse,
    one_of_each,
)

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
        ("a type that came later", {"rec": ["sound", "smell"]}),
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
        ("no type agreed", {"rec": []}),
        ("agreed types in another order", {"rec": ["video", "sound"]}),
        ("an agreed type that came later", {"rec": ["sound", "smell"]}),
        ("types with a wait", {"dec": "wait", "rec": ["sound"]}),
        ("types with a no", {"dec": "not_agreed", "rec": ["sound"]}),
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


def bad_claims() -> Iterator[Json]:
    for kind, token in one_of_each():
        right = json.loads(base64url.decode(token.split(".")[1].encode()))
        header: Json = {"alg": "EdDSA", "kid": RING.signing_key.kid, "typ": TYPS[kind]}
        for name, change in _WRONG[kind]:
            forged = forge(header, _in_order(kind, right | change))
            yield must_refuse(name, kind, forged, "bad-claims", forged=False)
        for name, payload in (
            ("spaces between the claims", json.dumps(right).encode()),
            ("the claims in another order", as_json(dict(reversed(right.items())))),
            ("a claim missing", as_json({name: right[name] for name in right if name != "iat"})),
            ("a letter escaped", as_json(right).replace(b"https", b"\\u0068ttps")),
        ):
            yield must_refuse(name, kind, forge(header, payload), "bad-claims", forged=False)
        for name, payload in (
            ("a claim twice", as_json(right)[:-1] + b',"iat":1}'),
            ("claims that are no object", b"[]"),
            ("claims in UTF-16", as_json(right).decode().encode("utf-16")),
        ):
            yield must_refuse(name, kind, forge(header, payload), "token-malformed", forged=False)


def _in_order(kind: str, members: Json) -> Json:
    """Claims at the place where the issuer writes them, so that only their values are wrong."""
    if kind != "decision":
        return members
    order = ("iss", "aud", "sub", "n", "dec", "rec", "con", "role", "iat", "exp", "until")
    return {name: members[name] for name in order if name in members}
