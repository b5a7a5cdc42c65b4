"""Decisions as signed tokens (K3, issue 4 item 4): as strict as receipts, and never one."""

import json
import string
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import base64_decode, base64_encode

from signing import errors, receipts, status
from signing.decisions import TYP, DecisionClaims, check, issue
from signing.keys import KeyRing
from tests.signing.flip_every_bit import flipped

NOW = 1_795_000_000
ISSUER, SITE = "https://record.example.org", "high-street"
AGREED = DecisionClaims(
    ISSUER, SITE, "A" * 22, 1, "agreed", (), "clinician", NOW - 60, NOW + 36_000
)
CONDITIONS = replace(AGREED, n=2, dec="conditions", con=("talking_only", "no_faces"))
WAIT = replace(AGREED, n=3, dec="wait", until=NOW + 600)
NOT_AGREED = replace(AGREED, n=4, dec="not_agreed", role="manager")
ALL = (AGREED, CONDITIONS, WAIT, replace(WAIT, until=None), NOT_AGREED)
KEYS = KeyRing.generate().rotate()
BASE64URL = string.ascii_letters + string.digits + "-_"


def read(token: str, now: int = NOW) -> DecisionClaims:
    return check(token, KEYS, issuer=ISSUER, audience=SITE, now=now)


def members(claims: DecisionClaims = AGREED) -> dict[str, Any]:
    return json.loads(base64_decode(issue(claims, KEYS).split(".")[1]))


def forge(payload: dict[str, Any] | bytes, **header: Any) -> str:
    """Sign anything with the right key, so that one thing alone is wrong."""
    right = {"alg": "EdDSA", "kid": KEYS.signing_key.kid, "typ": TYP} | header
    body = payload if isinstance(payload, bytes) else compact(payload)
    text = b".".join(base64_encode(part) for part in (compact(right), body))
    return KEYS.signing_key.signer.sign(text).decode()


def compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


@pytest.mark.parametrize("claims", ALL, ids=[f"{each.n} {each.dec}" for each in ALL])
def test_what_was_issued_is_what_is_read(claims: DecisionClaims) -> None:
    assert read(issue(claims, KEYS)) == claims


def test_a_forger_with_our_key_and_no_fault_would_be_believed() -> None:
    """The control of every forgery below."""
    for claims in ALL:
        assert forge(members(claims)) == issue(claims, KEYS)


def test_nobody_is_named() -> None:
    """A role and never a name: anyone can read it."""
    assert members() == {
        "iss": ISSUER,
        "aud": SITE,
        "sub": "A" * 22,
        "n": 1,
        "dec": "agreed",
        "role": "clinician",
        "iat": NOW - 60,
        "exp": NOW + 36_000,
    }
    with pytest.raises(errors.BadClaims):
        issue(replace(AGREED, role="Dr Alice Hart"), KEYS)  # type: ignore[arg-type]


def test_of_two_in_one_second_it_is_known_which_came_later() -> None:
    first, second = (read(issue(replace(AGREED, n=n), KEYS)) for n in (1, 2))
    assert first.iat == second.iat
    assert first.n < second.n


WRONG: dict[str, list[Any]] = {
    "iss": ["", "example.org", 'https://a"b', "https://a\n", None, 1],
    "aud": ["", "a b", "é", "x" * 65, None, 1],
    "sub": ["", "A" * 21, "A" * 23, "A" * 21 + "B", None, 1],
    "n": [0, -1, 2**53, True, 1.0, "1", None],
    "dec": ["", "yes", "Agreed", None, True, [], {}],
    "con": [("no_faces",), None, "no_faces", 1],
    "role": ["", "nurse", "Dr Alice Hart", None, 1, []],
    "iat": [-1, True, 1.0, "1", None, 10**12],
    "exp": [NOW - 60, 0, True, None, "1", 10**12],
    "until": [NOW, 0, True, "1"],
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]
BAD_CONDITIONS: list[Any] = [
    (),
    ("",),
    ("No faces",),
    ("no-faces",),
    ("a" * 33,),
    ("no_faces", "no_faces"),
    tuple("abcdefghijklm"),
    (1,),
    (None,),
    (("no_faces",),),
]
BAD_WAITS: list[Any] = [0, NOW - 60, NOW - 61, True, 1e10, "soon", [], 10**12]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_claim_is_neither_signed_nor_believed(name: str, value: Any) -> None:
    with pytest.raises(errors.BadClaims):
        issue(replace(AGREED, **{name: value}), KEYS)
    order = ("iss", "aud", "sub", "n", "dec", "con", "role", "iat", "exp", "until")
    wrong = members() | {name: value}
    with pytest.raises(errors.BadClaims):
        read(forge({each: wrong[each] for each in order if each in wrong}))


@pytest.mark.parametrize("conditions", BAD_CONDITIONS)
def test_conditions_are_keys_each_once(conditions: Any) -> None:
    with pytest.raises(errors.BadClaims):
        issue(replace(CONDITIONS, con=conditions), KEYS)
    with pytest.raises(errors.BadClaims):
        read(forge(members(CONDITIONS) | {"con": list(conditions)}))


@pytest.mark.parametrize("until", BAD_WAITS)
def test_a_wait_ends_after_it_began(until: Any) -> None:
    with pytest.raises(errors.BadClaims):
        issue(replace(WAIT, until=until), KEYS)
    with pytest.raises(errors.BadClaims):
        read(forge(members(WAIT) | {"until": until}))


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_claim_missing_or_given_twice_is_refused(name: str) -> None:
    whole = members(WAIT if name == "until" else CONDITIONS)
    if name != "until":  # a wait without an end is right
        without = {each: value for each, value in whole.items() if each != name}
        with pytest.raises(errors.BadClaims):
            read(forge(without))
    twice = compact(whole)[:-1] + f',"{name}":{json.dumps(whole[name])}}}'.encode()
    with pytest.raises(errors.TokenMalformed):
        read(forge(twice))


def test_an_unknown_claim_is_refused_and_not_named() -> None:
    with pytest.raises(errors.BadClaims) as caught:
        read(forge(members() | {"S3CRET": 1}))
    assert caught.value.claim == "unknown"


def test_right_claims_in_another_form_are_not_believed() -> None:
    text = compact(members()).decode()
    for other in (
        json.dumps(members()),
        json.dumps(dict(reversed(members().items())), separators=(",", ":")),
        text.replace("agreed", "\\u0061greed"),
        f" {text}",
        text[:-1] + ',"until":null}',
        text.replace('"role"', '"con":[],"role"'),
    ):
        with pytest.raises(errors.BadClaims):
            read(forge(other.encode()))


# --- one kind is never another ---


def receipt() -> str:
    claims = receipts.Claims(
        iss=ISSUER,
        aud=SITE,
        jti="A" * 22,
        iat=NOW,
        exp=NOW + 60,
        ans="refused",
        rules="1/en",
        rh="h" * 16,
        log=(1, "E" * 11),
    )
    return receipts.issue(claims, KEYS)


def listed() -> str:
    return status.issue(status.StatusClaims(ISSUER, NOW, 1, NOW - 60, NOW, 900), KEYS)


def test_a_decision_is_neither_a_receipt_nor_a_list() -> None:
    token = issue(AGREED, KEYS)
    with pytest.raises(errors.BadHeader) as caught:
        receipts.check_genuine(token, KEYS, issuer=ISSUER, audience=SITE, now=NOW)
    assert caught.value.reason == "typ"
    with pytest.raises(errors.BadHeader):
        status.check(token, KEYS, issuer=ISSUER, now=NOW)


def test_neither_a_receipt_nor_a_list_is_a_decision() -> None:
    for token in (receipt(), listed()):
        with pytest.raises(errors.BadHeader) as caught:
            read(token)
        assert caught.value.reason == "typ"


def test_the_typ_is_signed_too() -> None:
    """Another kind's header over a decision's claims does not carry its signature along."""
    head = receipt().split(".")[0]
    _typ, payload, signature = issue(AGREED, KEYS).split(".")
    with pytest.raises(errors.BadSignature):
        receipts.check_genuine(
            f"{head}.{payload}.{signature}", KEYS, issuer=ISSUER, audience=SITE, now=NOW
        )


@pytest.mark.parametrize(
    "header",
    [{"alg": "none"}, {"alg": "Ed25519"}, {"typ": "JWT"}, {"typ": None}, {"crit": []}, {"kid": 1}],
)
def test_another_header_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(errors.BadHeader):
        read(forge(members(), **header))


# --- for whom and when ---


def test_another_issuer_site_or_time_is_refused_and_shown() -> None:
    for error, change in (
        (errors.WrongIssuer, {"iss": "https://record.example.com"}),
        (errors.WrongAudience, {"aud": "low-street"}),
        (errors.NotYetValid, {"iat": NOW + 61}),
    ):
        claims = replace(AGREED, **change)  # type: ignore[arg-type]
        with pytest.raises(error) as caught:
            read(issue(claims, KEYS))
        assert caught.value.claims == claims


def test_an_old_one_is_evidence_and_no_longer_for_use() -> None:
    """RFC 7519 §4.1.4: not accepted "on or after" the time, and the leeway."""
    token = issue(AGREED, KEYS)
    assert read(token, AGREED.exp + 59) == AGREED
    with pytest.raises(errors.TokenExpired) as caught:
        read(token, AGREED.exp + 60)
    assert caught.value.claims == AGREED


def test_a_retired_key_still_checks_and_a_strangers_does_not() -> None:
    token = issue(AGREED, KEYS)
    later = KEYS.rotate()
    assert check(token, later, issuer=ISSUER, audience=SITE, now=NOW) == AGREED
    with pytest.raises(errors.UnknownKey):
        read(issue(AGREED, KeyRing.generate()))


# --- mass tampering ---


def refused(text: str) -> bool:
    try:
        read(text)
    except errors.BadToken:
        return True
    return False


def test_every_flipped_bit_is_refused() -> None:
    for claims in (AGREED, CONDITIONS):
        token = issue(claims, KEYS)
        assert not refused(token)
        assert all(refused(text) for text in flipped(token))


def test_every_wrong_last_letter_is_refused() -> None:
    token = issue(WAIT, KEYS)
    for letter in BASE64URL.replace(token[-1], ""):
        assert refused(token[:-1] + letter)


@settings(max_examples=300, deadline=None, database=None)
@given(text=st.text(st.characters(exclude_categories=())) | st.text(BASE64URL + ".", max_size=200))
def test_any_text_is_refused_by_name(text: str) -> None:
    assert refused(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, database=None)
@given(name=st.sampled_from([*WRONG, "other"]), value=json_values)
def test_what_is_believed_is_what_would_be_issued(name: str, value: Any) -> None:
    forged = forge(members(CONDITIONS) | {name: value})
    try:
        claims = read(forged)
    except errors.TokenExpired as old:
        claims = old.claims
    except errors.BadToken:
        return
    assert issue(claims, KEYS) == forged
