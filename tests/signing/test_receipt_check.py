"""A receipt that is right is believed; each way to be wrong has its own name."""

from __future__ import annotations

import hmac
import json

import pytest
from itsdangerous import base64_decode, base64_encode

from signing import errors
from signing.keys import KeyRing
from signing.receipts import issue

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("answer", ["given", "refused"])
def test_what_was_issued_is_what_is_read(clinic, answer):
    claims = getattr(clinic, answer)
    assert clinic.check(issue(claims, clinic.keys)) == claims


def test_the_token_is_the_compact_jws_of_the_design(clinic, token):
    header, payload, signature = token.split(".")
    kid = clinic.keys.signing_key.kid
    expected = f'{{"alg":"EdDSA","kid":"{kid}","typ":"recording-consent+jwt"}}'
    assert base64_decode(header) == expected.encode()
    assert len(signature) == 86
    compact = json.dumps(clinic.members(), separators=(",", ":")).encode()
    assert base64_decode(payload) == compact


def test_a_refusal_says_nothing_about_a_recording(clinic):
    payload = base64_decode(issue(clinic.refused, clinic.keys).split(".")[1])
    expected = clinic.members() | {"ans": "refused"}
    for name in ("rec", "part", "by"):
        del expected[name]
    assert payload == json.dumps(expected, separators=(",", ":")).encode()


# --- length and shape ---


@pytest.mark.parametrize("text", ["a" * 2049, "é" * 1025, "." * 5000, "\ud800" * 700, "[" * 10**6])
def test_more_than_2_kb_is_too_long(clinic, text):
    with pytest.raises(errors.TokenTooLong):
        clinic.check(text)


@pytest.mark.parametrize("text", ["a" * 2048, "é" * 1024, "\ud800" * 682])
def test_2_kb_is_read(clinic, text):
    with pytest.raises(errors.TokenMalformed):
        clinic.check(text)


@pytest.mark.parametrize("text", ["", ".", "..", "...", "a", "a.b", "\0", "\ud800", "é.é.é"])
def test_text_that_is_no_token_is_malformed(clinic, text):
    with pytest.raises(errors.TokenMalformed):
        clinic.check(text)


def test_two_and_four_parts_are_malformed(clinic, token):
    header, payload, signature = token.split(".")
    for text in (f"{header}.{payload}", f"{header}.{signature}", f"{token}.", f".{token}"):
        with pytest.raises(errors.TokenMalformed) as caught:
            clinic.check(text)
        assert caught.value.reason == "not three parts"


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "A", lambda s: ""])
def test_a_signature_of_another_length_is_malformed(clinic, token, change):
    head, signature = token.rsplit(".", 1)
    with pytest.raises(errors.TokenMalformed):
        clinic.check(f"{head}.{change(signature)}")


def test_a_part_of_impossible_length_is_malformed(clinic, token):
    header, _, signature = token.split(".")
    with pytest.raises(errors.TokenMalformed) as caught:
        clinic.check(f"{header}.AAAAA.{signature}")
    assert caught.value.reason == "not base64url"


SPACES = [" ", "\n", "\r\n", "\t", "\0", "\x0b", "\u00a0", "\u2028", "\ufeff", "\u200b"]


@pytest.mark.parametrize("space", SPACES)
def test_no_space_is_forgiven(clinic, token, space):
    header, payload, signature = token.split(".")
    for text in (
        f"{space}{token}",
        f"{token}{space}",
        f"{header}{space}.{payload}.{signature}",
        f"{header}.{space}{payload}.{signature}",
        f"{header}.{payload}{space}.{signature}",
        f"{header}.{payload}.{space}{signature}",
    ):
        with pytest.raises((errors.TokenMalformed, errors.TokenNotCanonical)):
            clinic.check(text)


@pytest.mark.parametrize("padding", ["=", "==", "==="])
def test_padding_is_not_forgiven(clinic, token, padding):
    header, payload, signature = token.split(".")
    for text in (
        f"{header}{padding}.{payload}.{signature}",
        f"{header}.{payload}{padding}.{signature}",
        f"{header}.{payload}.{signature}{padding}",
        f"{header}.{payload}.{signature[: -len(padding)]}{padding}",
    ):
        with pytest.raises((errors.TokenMalformed, errors.TokenNotCanonical)):
            clinic.check(text)


def test_the_other_base64_alphabet_is_not_canonical(clinic):
    # "?" and "~" give "_" and "-" somewhere in the payload of this header.
    token = clinic.forge(header=b'{"?>~":"\x7f\xff\xfe?>~?>~?>~"}')
    head, rest = token.split(".", 1)
    other = head.replace("-", "+").replace("_", "/")
    assert other != head
    with pytest.raises(errors.TokenNotCanonical):
        clinic.check(f"{other}.{rest}")


# --- header ---


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"EdDSA"',
        b"{}{}",
        b"\xff\xfe",
        b'{"alg":NaN}',
        b'{"alg":Infinity}',
        b"[" * 1050,
        b'{"a":' * 210,
        b'{"n":' + b"9" * 1000 + b"x}",
        json.dumps({"alg": "EdDSA"}).encode("utf-16"),
    ],
)
def test_a_header_that_is_no_strict_json_object_is_malformed(clinic, header):
    with pytest.raises(errors.TokenMalformed):
        clinic.check(clinic.forge(header=header))


@pytest.mark.parametrize("name", ["alg", "kid", "typ", "crit"])
def test_a_header_name_given_twice_is_malformed(clinic, name):
    text = json.dumps(clinic.header())
    value = json.dumps(clinic.header().get(name, "x"))
    twice = f'{text[:-1]}, "{name}": {value}, "{name}": {value}}}'
    with pytest.raises(errors.TokenMalformed):
        clinic.check(clinic.forge(header=twice.encode()))


@pytest.mark.parametrize(
    "extra",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"b64": False},
        {"cty": "JWT"},
        {"jku": "https://evil.example/jwks.json"},
        {"x5u": "https://evil.example/x5u"},
        {"zip": "DEF"},
        {"": ""},
    ],
)
def test_an_extra_header_name_is_refused(clinic, extra):
    with pytest.raises(errors.BadHeader) as caught:
        clinic.check(clinic.forge(header=clinic.header() | extra))
    assert caught.value.reason == "names"


def test_a_key_in_the_header_is_refused(clinic):
    stranger = KeyRing.generate()
    jwk = stranger.public_jwks()["keys"][0]
    header = clinic.header() | {"jwk": jwk}
    signing_input = base64_encode(json.dumps(header)) + b"." + base64_encode(b"{}")
    token = stranger.signing_key.signer.sign(signing_input).decode()
    with pytest.raises(errors.BadHeader):
        clinic.check(token)


@pytest.mark.parametrize("name", ["alg", "kid", "typ"])
def test_a_missing_header_name_is_refused(clinic, name):
    header = clinic.header()
    del header[name]
    with pytest.raises(errors.BadHeader) as caught:
        clinic.check(clinic.forge(header=header))
    assert caught.value.reason == "names"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("alg", alg) for alg in ("none", "None", "NONE", "", "HS256", "HS512")),
        *(("alg", alg) for alg in ("Ed25519", "eddsa", "EdDSA ", "ES256", None, ["EdDSA"])),
        *(("typ", typ) for typ in ("JWT", "Recording-Consent+JWT", "", None, 1)),
        *(("kid", kid) for kid in (None, 1, True, [], {}, ["x"])),
    ],
)
def test_a_header_value_that_is_not_ours_is_refused(clinic, name, value):
    with pytest.raises(errors.BadHeader) as caught:
        clinic.check(clinic.forge(header=clinic.header() | {name: value}))
    assert caught.value.reason == name


def test_a_right_header_in_another_form_is_refused(clinic):
    ours = clinic.header()
    other_order = dict(reversed(ours.items()))
    spaced = json.dumps(ours).encode()
    escaped = json.dumps(ours).replace("EdDSA", "\\u0045dDSA").replace(" ", "").encode()
    for header in (other_order, spaced, escaped):
        with pytest.raises(errors.BadHeader) as caught:
            clinic.check(clinic.forge(header=header))
        assert caught.value.reason == "form"


def test_alg_none_without_a_signature_is_malformed(clinic, token):
    payload = token.split(".")[1]
    header = base64_encode(json.dumps({"alg": "none"})).decode()
    with pytest.raises(errors.TokenMalformed):
        clinic.check(f"{header}.{payload}.")


@pytest.mark.parametrize(("alg", "digest"), [("HS256", "sha256"), ("HS512", "sha512")])
def test_a_mac_made_with_the_public_key_is_refused(clinic, token, alg, digest):
    """The confusion of RFC 8725 §2.1; an HS512 signature even has our length."""
    header = base64_encode(json.dumps(clinic.header() | {"alg": alg})).decode()
    signing_input = f"{header}.{token.split('.')[1]}"
    mac = hmac.digest(clinic.keys.signing_key.x, signing_input.encode(), digest)
    with pytest.raises((errors.BadHeader, errors.TokenMalformed)):
        clinic.check(f"{signing_input}.{base64_encode(mac).decode()}")
