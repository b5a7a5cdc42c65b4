"""Claims of a wrong form are neither signed nor believed, whoever signed them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from itsdangerous import base64_decode

from signing.errors import BadClaims, TokenMalformed
from signing.receipts import issue

TIMES = [True, False, 1.0, 1795000000.0, "1795000000", None, [], -1, 10**12, 10**1000]
NAMES = ["", " ", "a b", 'a"b', "a\\b", "a\nb", "é", "\ud800", "x" * 65, None, 1, True, []]
WRONG = {
    "iss": ["", "example.org", "ftp://example.org", "https://", "https://a b", "https://é"]
    + ['https://a"b', "https://a\\b", "https://a\n", "https://" + "a" * 121, None, 1, []],
    "aud": NAMES,
    "rules": NAMES,
    # 22 characters hold 132 bits: the last four must be nought.
    "jti": ["", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 21 + "=", "+" * 22, None, 1, []],
    "rh": ["", "h" * 15, "h" * 17, "h" * 15 + "=", "h" * 15 + "\n", None, 1, []],
    "iat": TIMES,
    "exp": [*TIMES, 0, 1_795_000_000, 253402300800],
    "ans": ["", "Given", "yes", None, True, 1, [], {}, ["given"]],
    "rec": [[], ["smell"], ["sound", "sound"], ["video", "sound"], ["photo", "sound"]]
    + [["sound", "photo", "video"], [True], [["sound"]], [{}], [None]],
    "part": ["", "all", None, True, [], {}],
    "by": ["", "family", None, True, [], {}],
    "log": [[], [1], [1, "E" * 11, 1], ["1", "E" * 11], [True, "E" * 11], [1.0, "E" * 11]]
    + [[-1, "E" * 11], [2**53, "E" * 11], [1, "E" * 10], [1, "E" * 10 + "B"]]
    + [[1, None], [1, 1], [1, ["E"]], [None, None], [[], []]],
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_claim_is_not_signed(clinic, name, value):
    if name in ("rec", "log"):
        value = tuple(value)
    with pytest.raises(BadClaims):
        issue(replace(clinic.given, **{name: value}), clinic.keys)


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_claim_is_not_believed(clinic, name, value):
    with pytest.raises(BadClaims) as caught:
        clinic.check(clinic.forge(payload=clinic.members() | {name: value}))
    # Another answer makes the names of a recording the odd ones out.
    assert caught.value.claim == name or name == "ans"


@pytest.mark.parametrize("name", ["rec", "log"])
@pytest.mark.parametrize("value", ["sound", None, 1, True, {}, {"sound": 1}])
def test_an_array_is_an_array(clinic, name, value):
    with pytest.raises(BadClaims):
        clinic.check(clinic.forge(payload=clinic.members() | {name: value}))
    with pytest.raises(BadClaims):
        issue(replace(clinic.given, **{name: value}), clinic.keys)


@pytest.mark.parametrize("name", ["rec", "log"])
def test_a_list_is_not_signed(clinic, name):
    value = list(getattr(clinic.given, name))
    with pytest.raises(BadClaims):
        issue(replace(clinic.given, **{name: value}), clinic.keys)


@pytest.mark.parametrize(
    "extra", [{"rec": ("sound",)}, {"part": "talking"}, {"by": "patient"}, {"part": ""}]
)
def test_a_refusal_that_names_a_recording_is_not_signed(clinic, extra):
    with pytest.raises(BadClaims):
        issue(replace(clinic.refused, **extra), clinic.keys)


@pytest.mark.parametrize("answer", ["", "Refused", "no", None, True, [], {}])
def test_an_answer_that_is_neither_is_not_signed_or_believed(clinic, answer):
    members = clinic.members() | {"ans": answer}
    for name in ("rec", "part", "by"):
        del members[name]
    with pytest.raises(BadClaims):
        clinic.check(clinic.forge(payload=members))
    with pytest.raises(BadClaims):
        issue(replace(clinic.refused, ans=answer), clinic.keys)


@pytest.mark.parametrize("extra", [{"rec": []}, {"part": None}, {"by": "patient"}])
def test_a_refusal_that_names_a_recording_is_not_believed(clinic, extra):
    members = clinic.members() | {"ans": "refused"}
    for name in ("rec", "part", "by"):
        del members[name]
    assert clinic.check(clinic.forge(payload=members)) == clinic.refused
    with pytest.raises(BadClaims):
        clinic.check(clinic.forge(payload=members | extra))


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_missing_claim_is_not_believed(clinic, name):
    members = clinic.members()
    del members[name]
    with pytest.raises(BadClaims):
        clinic.check(clinic.forge(payload=members))


@pytest.mark.parametrize("name", ["sub", "nbf", "name", "", "ISS", "iss ", "\ud800", "\0"])
def test_an_unknown_claim_is_not_believed(clinic, name):
    with pytest.raises(BadClaims) as caught:
        clinic.check(clinic.forge(payload=clinic.members() | {name: 1}))
    assert caught.value.claim == "unknown"


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_claim_given_twice_is_malformed(clinic, name):
    text = json.dumps(clinic.members(), separators=(",", ":"))
    twice = f'{text[:-1]},"{name}":{json.dumps(clinic.members()[name])}}}'
    with pytest.raises(TokenMalformed):
        clinic.check(clinic.forge(payload=twice.encode()))


def test_right_claims_in_another_form_are_not_believed(clinic):
    text = json.dumps(clinic.members(), separators=(",", ":"))
    for other in (
        json.dumps(clinic.members()),
        json.dumps(dict(reversed(clinic.members().items())), separators=(",", ":")),
        text.replace("given", "\\u0067iven"),
        text.replace("https://", "https:\\/\\/"),
        text.replace("[41,", "[4.1e1,"),
        f" {text}",
        f"{text}\n",
    ):
        with pytest.raises(BadClaims):
            clinic.check(clinic.forge(payload=other.encode()))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"given",
        b"[" * 1300,
        b'{"ans":' * 180,
        b'{"ans":NaN}',
        b'{"ans":-Infinity}',
        b'\xef\xbb\xbf{"ans":"given"}',
        b'{"ans":"\xff"}',
        b'{"ans":"given"}\0',
        '{"ans":"given"}'.encode("utf-16"),
        '{"ans":"given"}'.encode("utf-32"),
    ],
)
def test_claims_that_are_no_strict_json_object_are_malformed(clinic, payload):
    with pytest.raises(TokenMalformed):
        clinic.check(clinic.forge(payload=payload))


def test_the_payload_is_what_json_would_write(clinic, many):
    """It is written by hand: this is the proof that it may be."""
    for token in many:
        text = base64_decode(token.split(".")[1])
        again = json.dumps(json.loads(text), separators=(",", ":")).encode()
        assert again == text
