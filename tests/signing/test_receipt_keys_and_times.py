"""A receipt's key, signature, audience and times: for whom it holds, and when (RFC 7515, 8032)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from itsdangerous import base64_decode, base64_encode

from signing import errors
from signing.keys import KeyRing
from signing.receipts import LEEWAY, Claims, check_current, check_genuine, issue

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def test_a_strangers_key_is_unknown(clinic):
    stranger = KeyRing.generate()
    with pytest.raises(errors.UnknownKey) as caught:
        clinic.check(issue(clinic.given, stranger))
    assert caught.value.kid == stranger.signing_key.kid


@pytest.mark.parametrize("kid", ["", "AAAAAA", "A" * 900, "\ud800", "../../etc/passwd", "\0"])
def test_a_kid_that_names_no_key_is_unknown(clinic, kid):
    with pytest.raises(errors.UnknownKey):
        clinic.check(clinic.forge(header=clinic.header() | {"kid": kid}))


def test_a_retired_key_still_checks(clinic, token):
    later = clinic.keys.rotate().rotate()
    assert later.key(clinic.keys.signing_key.kid).d is None
    assert clinic.check(token, later) == clinic.given


def test_a_key_that_is_gone_is_unknown(clinic, token):
    newest_only = KeyRing(clinic.keys.rotate().keys[-1:])
    with pytest.raises(errors.UnknownKey):
        clinic.check(token, newest_only)


def test_a_ring_of_public_halves_checks_and_does_not_sign(clinic, token):
    public = KeyRing.from_json(json.dumps(clinic.keys.public_jwks()))
    assert clinic.check(token, public) == clinic.given
    with pytest.raises(errors.NoSigningKey):
        issue(clinic.given, public)


def test_another_keys_signature_under_our_kid_is_bad(clinic, token):
    signing_input = token.rsplit(".", 1)[0]
    forged = KeyRing.generate().signing_key.signer.sign(signing_input).decode()
    with pytest.raises(errors.BadSignature):
        clinic.check(forged)


def test_the_retired_keys_signature_under_the_new_kid_is_bad(clinic):
    older = KeyRing.generate()
    ring = older.rotate()
    header, payload, _ = issue(clinic.given, ring).split(".")
    forged = older.signing_key.signer.sign(f"{header}.{payload}").decode()
    with pytest.raises(errors.BadSignature):
        clinic.check(forged, ring)


def test_claims_and_signatures_do_not_mix(clinic, token):
    head = token.rsplit(".", 1)[0]
    signature = issue(clinic.refused, clinic.keys).rsplit(".", 1)[1]
    with pytest.raises(errors.BadSignature):
        clinic.check(f"{head}.{signature}")


def test_the_same_signature_written_with_a_larger_number_is_bad(clinic, token):
    """S + L solves the same equation: RFC 8032 §5.1.7 demands S < L."""
    head, signature = token.rsplit(".", 1)
    raw = base64_decode(signature)
    larger = int.from_bytes(raw[32:], "little") + GROUP_ORDER
    twin = base64_encode(raw[:32] + larger.to_bytes(32, "little")).decode()
    with pytest.raises(errors.BadSignature):
        clinic.check(f"{head}.{twin}")


def test_the_signature_is_checked_before_the_claims_are_read(clinic, token):
    header, _, signature = token.split(".")
    with pytest.raises(errors.BadSignature):
        clinic.check(f"{header}.{base64_encode(b'not json').decode()}.{signature}")


def test_another_issuer_is_refused_and_shown(clinic):
    elsewhere = replace(clinic.given, iss="https://record.example.com")
    with pytest.raises(errors.WrongIssuer) as caught:
        clinic.check(issue(elsewhere, clinic.keys))
    assert caught.value.claims == elsewhere


def test_another_sites_receipt_is_refused_and_shown(clinic):
    elsewhere = replace(clinic.given, aud="low-street")
    with pytest.raises(errors.WrongAudience) as caught:
        clinic.check(issue(elsewhere, clinic.keys))
    assert caught.value.claims == elsewhere


def test_any_site_will_do_when_none_is_named(clinic):
    elsewhere = replace(clinic.given, aud="low-street")
    token = issue(elsewhere, clinic.keys)
    found = check_genuine(token, clinic.keys, issuer=clinic.issuer, audience=None, now=clinic.now)
    assert found == elsewhere


def test_a_receipt_from_the_future_is_not_yet_valid(clinic):
    ahead = replace(clinic.given, iat=clinic.now + LEEWAY + 1)
    with pytest.raises(errors.NotYetValid) as caught:
        clinic.check(issue(ahead, clinic.keys))
    assert caught.value.claims == ahead


def test_a_clock_within_the_leeway_is_forgiven(clinic):
    ahead = replace(clinic.given, iat=clinic.now + LEEWAY)
    assert clinic.check(issue(ahead, clinic.keys)) == ahead


def current(clinic, token: str, now: int) -> Claims:
    return check_current(token, clinic.keys, issuer=clinic.issuer, audience=clinic.site, now=now)


def test_current_until_the_end_of_use_and_the_leeway(clinic, token):
    """RFC 7519 §4.1.4: not accepted "on or after" the time."""
    end = clinic.given.exp
    assert current(clinic, token, end + LEEWAY - 1) == clinic.given
    with pytest.raises(errors.TokenExpired) as caught:
        current(clinic, token, end + LEEWAY)
    assert caught.value.claims == clinic.given


def test_genuine_for_ever(clinic, token):
    found = check_genuine(token, clinic.keys, issuer=clinic.issuer, audience=clinic.site, now=2**40)
    assert found == clinic.given


def test_current_is_as_strict_as_genuine(clinic, token):
    with pytest.raises(errors.NotYetValid):
        current(clinic, token, clinic.given.iat - LEEWAY - 1)
    with pytest.raises(errors.TokenMalformed):
        current(clinic, token + ".", clinic.now)


def test_no_message_quotes_the_token(clinic, token):
    kid = "S3CRET"
    bad = [token[:-1], clinic.forge(header=clinic.header() | {"kid": kid})]
    bad.append(clinic.forge(payload=clinic.members() | {"S3CRET": 1}))
    for text in bad:
        with pytest.raises(errors.BadToken) as caught:
            clinic.check(text)
        assert "S3CRET" not in str(caught.value)
        assert text[:20] not in str(caught.value)
