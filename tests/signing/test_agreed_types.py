"""A decision says which types it agrees to (K3): sound yes, video no. One before said none: all."""

import json
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import pytest
from itsdangerous import base64_decode

from signing import errors, offline, receipts
from signing.decisions import DecisionClaims, agreed_types, check, issue
from signing.keys import KeyRing

NOW = 1_795_000_000
ISSUER, SITE = "https://record.example.org", "high-street"
KEYS = KeyRing.generate()
RECEIPT = receipts.Claims(
    iss=ISSUER,
    aud=SITE,
    jti="A" * 22,
    iat=NOW - 120,
    exp=NOW + 36_000,
    ans="given",
    rules="2026-11-2/en",
    rh="A" * 16,
    log=(7, "A" * 11),
    rec=("sound", "video", "live"),
    part="talking",
    by="patient",
)
AGREED = DecisionClaims(
    ISSUER, SITE, "A" * 22, 1, "agreed", (), "clinician", NOW - 60, NOW + 36_000, rec=("sound",)
)
BOUND = replace(AGREED, dec="conditions", con=("own_use",))


def read(token: str) -> DecisionClaims:
    return check(token, KEYS, issuer=ISSUER, audience=SITE, now=NOW)


def judged(decision: DecisionClaims) -> offline.Judged:
    given = receipts.issue(RECEIPT, KEYS)
    return offline.judge(given, issue(decision, KEYS), None, KEYS, issuer=ISSUER, now=NOW)


@pytest.mark.parametrize("claims", [AGREED, BOUND])
@pytest.mark.parametrize(
    "types", [each for count in (1, 2, 3, 4) for each in combinations(receipts.TYPES, count)]
)
def test_any_types_in_their_order_are_read_as_they_were_signed(
    claims: DecisionClaims, types: tuple[Any, ...]
) -> None:
    token = issue(replace(claims, rec=types), KEYS)
    assert read(token).rec == types
    assert json.loads(base64_decode(token.split(".")[1]))["rec"] == list(types)


@pytest.mark.parametrize(
    "types",
    [
        *(set(permutations(receipts.TYPES, 2)) - set(combinations(receipts.TYPES, 2))),
        ("sound", "sound"),
        ("sounds",),
        ("",),
        (None,),
        ["sound"],
        "sound",
        None,
        (("sound",),),
    ],
)
def test_types_out_of_order_or_of_no_kind_are_never_signed(types: Any) -> None:
    with pytest.raises(errors.BadClaims, match="rec"):
        issue(replace(AGREED, rec=types), KEYS)


@pytest.mark.parametrize("kind", ["wait", "not_agreed"])
def test_only_an_agreement_agrees_to_types(kind: Any) -> None:
    with pytest.raises(errors.BadClaims, match="rec"):
        issue(replace(AGREED, dec=kind), KEYS)


def test_what_was_not_agreed_is_told_apart_from_what_was_asked() -> None:
    assert agreed_types(AGREED, RECEIPT) == ("sound",)
    assert judged(AGREED).types == ("sound",)
    assert agreed_types(replace(AGREED, rec=("sound", "live")), RECEIPT) == ("sound", "live")
    for kind in ("wait", "not_agreed"):
        assert judged(replace(AGREED, dec=kind, rec=())).types == ()


def test_a_decision_of_before_agrees_to_all_that_its_receipt_asks() -> None:
    before = replace(AGREED, rec=())
    assert "rec" not in json.loads(base64_decode(issue(before, KEYS).split(".")[1]))
    assert judged(before).types == RECEIPT.rec


def test_a_manager_of_before_still_decided() -> None:
    """Roles are a set now, and a clinician decides; what was signed by a manager stays good."""
    assert read(issue(replace(AGREED, role="manager", rec=()), KEYS)).role == "manager"
    with pytest.raises(errors.BadClaims, match="role"):
        issue(replace(AGREED, role="reception"), KEYS)  # type: ignore[arg-type]


def test_a_decision_never_agrees_to_more_than_its_receipt_asks() -> None:
    more = replace(AGREED, rec=("sound", "photo"))
    with pytest.raises(errors.BadClaims, match="more than the receipt"):
        agreed_types(more, RECEIPT)
    assert (judged(more).reason, judged(more).types) == ("other_receipt", ())


def test_a_decision_on_another_receipt_agrees_to_nothing_of_this_one() -> None:
    other = judged(replace(AGREED, sub="B" * 21 + "A", rec=("photo",)))
    assert (other.reason, other.types) == ("other_receipt", ())
