"""Status lists (issue 4, item 9): signed, strict, and never rolled back."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import base64_decode, base64_encode

from signing import errors
from signing.keys import KeyRing
from signing.status import (
    KINDS,
    MAX_BYTES,
    TYP,
    StatusClaims,
    check,
    decision_mark,
    in_order,
    issue,
    mark,
)
from tests.signing.flip_every_bit import flipped

NOW = 1_795_000_000
ISSUER = "https://record.example.org"
KEYS = KeyRing.generate()
LIST = StatusClaims(
    iss=ISSUER,
    iat=NOW,
    seq=57,
    since=NOW - 172_800,
    before=NOW,
    fresh=900,
    withdrawn=in_order(mark(f"{number:022d}") for number in range(5)),
    agreement_ended=(decision_mark("A" * 22, 1),),
)


def read(token: str, now: int = NOW, seen: int = 0) -> StatusClaims:
    return check(token, KEYS, issuer=ISSUER, now=now, seen=seen)


def members() -> dict[str, Any]:
    return json.loads(base64_decode(issue(LIST, KEYS).split(".")[1]))


def forge(payload: dict[str, Any] | bytes) -> str:
    header = {"alg": "EdDSA", "kid": KEYS.signing_key.kid, "typ": TYP}
    parts = (each if isinstance(each, bytes) else compact(each) for each in (header, payload))
    return KEYS.signing_key.signer.sign(b".".join(map(base64_encode, parts))).decode()


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def test_what_was_issued_is_what_is_read() -> None:
    for claims in (LIST, StatusClaims(ISSUER, NOW, 0, NOW, NOW, 1)):
        assert read(issue(claims, KEYS)) == claims
    assert forge(members()) == issue(LIST, KEYS)  # the control of the forgeries below


def test_a_mark_is_the_first_64_bits_of_sha_256() -> None:
    digest = hashlib.sha256(b"A" * 22).digest()[:8]
    assert mark("A" * 22) == base64_encode(digest).decode()
    assert len(mark("A" * 22)) == 11
    assert decision_mark("A" * 22, 1) == mark("A" * 22 + "~1") != decision_mark("A" * 22, 2)


def test_it_names_nobody_and_no_receipt() -> None:
    assert "A" * 22 not in base64_decode(issue(LIST, KEYS).split(".")[1]).decode()


WRONG: dict[str, list[Any]] = {
    "iss": ["", "example.org", None, 1],
    "iat": [-1, True, 1.5, "1", None, 10**12],
    "seq": [-1, True, 2**53, None],
    "from": [-1, True, None, NOW + 1],
    "to": [-1, None, NOW - 172_801, 10**12],
    "fresh": [0, -1, True, None, 10**9],
    **{
        name: [
            None,
            "x",
            {},
            ["A" * 10],
            ["A" * 10 + "B"],
            ["A" * 11, "A" * 11],
            ["B" * 10 + "A", "A" * 11],
            [1],
            [None],
        ]
        for name in KINDS
    },
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_claim_is_neither_signed_nor_believed(name: str, value: Any) -> None:
    with pytest.raises(errors.BadClaims):
        read(forge(members() | {name: value}))
    field = {"from": "since", "to": "before"}.get(name, name)
    with pytest.raises(errors.BadClaims):
        issue(replace(LIST, **{field: tuple(value) if isinstance(value, list) else value}), KEYS)


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_claim_missing_or_given_twice_is_refused(name: str) -> None:
    without = {each: value for each, value in members().items() if each != name}
    with pytest.raises(errors.BadClaims):
        read(forge(without))
    twice = compact(members())[:-1] + f',"{name}":1}}'.encode()
    with pytest.raises(errors.TokenMalformed):
        read(forge(twice))


def test_right_claims_in_another_form_are_not_believed() -> None:
    for other in (
        json.dumps(members()).encode(),
        compact(dict(reversed(members().items()))),
        compact(members() | {"more": 1}),
        b" " + compact(members()),
    ):
        with pytest.raises(errors.BadClaims):
            read(forge(other))


def test_an_older_list_than_one_seen_is_refused_and_shown() -> None:
    """Whoever withholds news cannot pass off old news as new."""
    token = issue(LIST, KEYS)
    assert read(token, seen=57) == LIST
    with pytest.raises(errors.RolledBack) as caught:
        read(token, seen=58)
    assert caught.value.claims == LIST


def test_fresh_until_the_sites_limit_by_a_clock_that_is_right() -> None:
    assert LIST.is_fresh(NOW + 900)
    assert not LIST.is_fresh(NOW + 901)
    assert LIST.is_fresh(NOW - 60)
    assert not LIST.is_fresh(NOW - 61)


def test_it_covers_what_was_signed_before_it_was_made() -> None:
    assert LIST.covers(NOW - 172_800)
    assert LIST.covers(NOW - 1)
    assert not LIST.covers(NOW)
    assert not LIST.covers(NOW - 172_801)


def test_another_issuer_or_time_is_refused() -> None:
    with pytest.raises(errors.WrongIssuer):
        read(issue(replace(LIST, iss="https://record.example.com"), KEYS))
    with pytest.raises(errors.NotYetValid):
        read(issue(LIST, KEYS), now=NOW - 61)
    with pytest.raises(errors.UnknownKey):
        read(issue(LIST, KeyRing.generate()))


def test_more_than_a_megabyte_is_too_long() -> None:
    with pytest.raises(errors.TokenTooLong):
        read("A" * (MAX_BYTES + 1))
    with pytest.raises(errors.TokenMalformed):
        read("A" * MAX_BYTES)


def test_every_flipped_bit_is_refused() -> None:
    token = issue(LIST, KEYS)
    for text in flipped(token):
        with pytest.raises(errors.BadToken):
            read(text)


def test_a_day_of_a_busy_site_is_small() -> None:
    """300 consents a day, a fifth of them ended, each in every list: a year is under a megabyte."""
    marks = [mark(f"{number:022d}") for number in range(60)]
    day = replace(LIST, withdrawn=in_order(marks), agreement_ended=in_order(marks))
    assert len(issue(day, KEYS)) < 2800
    assert 365 * len(issue(day, KEYS)) < 1024 * 1024


@settings(max_examples=200, deadline=None, database=None)
@given(
    name=st.sampled_from(sorted(WRONG)),
    value=st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=3),
)
def test_what_is_believed_is_what_would_be_issued(name: str, value: Any) -> None:
    forged = forge(members() | {name: value})
    try:
        claims = read(forged)
    except errors.NotYetValid as ahead:
        claims = ahead.claims
    except errors.BadToken:
        return
    assert issue(claims, KEYS) == forged
