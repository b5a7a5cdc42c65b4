"""Keys: made, kept, rotated, published; a wrong file says what is wrong."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from signing.errors import BadKeyFile, NoSigningKey, UnknownKey
from signing.keys import Key, KeyRing

# RFC 8037, appendix A: the key, its thumbprint, and what it signs.
RFC_D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
RFC_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
RFC_INPUT = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
RFC_SIGNATURE = (
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
RFC_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "kid": RFC_THUMBPRINT[:6],
    "x": RFC_X,
    "d": RFC_D,
}


def read(*members: object) -> KeyRing:
    return KeyRing.from_json(json.dumps({"keys": members}))


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in RFC_JWK.items() if name not in names}


def test_the_signature_is_that_of_rfc_8037():
    signer = read(RFC_JWK).signing_key.signer
    assert signer.sign(RFC_INPUT).decode() == f"{RFC_INPUT}.{RFC_SIGNATURE}"


def test_the_kid_is_the_beginning_of_the_thumbprint_of_rfc_8037():
    assert read(RFC_JWK).kids == (RFC_THUMBPRINT[:6],)


def test_a_new_ring_has_one_key_that_signs():
    ring = KeyRing.generate()
    assert len(ring.keys) == 1
    assert ring.signing_key is ring.keys[0]
    assert re.fullmatch(r"[A-Za-z0-9_-]{6}", ring.kids[0])
    assert ring != KeyRing.generate()


def test_the_file_comes_back_as_it_was():
    ring = KeyRing.generate().rotate().rotate()
    assert KeyRing.from_json(ring.to_json()) == ring
    assert [sorted(key) for key in json.loads(ring.to_json())["keys"]] == [
        ["crv", "kid", "kty", "x"],
        ["crv", "kid", "kty", "x"],
        ["crv", "d", "kid", "kty", "x"],
    ]


def test_itsdangerous_leaves_the_key_as_it_is():
    key = Key.generate()
    assert key.signer.derive_key() == key.x


def test_rotating_appends_a_key_and_retires_the_others():
    old = KeyRing.generate()
    new = old.rotate()
    assert new.kids[0] == old.kids[0]
    assert [key.d is None for key in new.keys] == [True, False]
    assert new.signing_key is new.keys[1]
    assert old.signing_key.d is not None


def test_rotating_never_gives_a_kid_twice(monkeypatch):
    ring = KeyRing.generate()
    twin, fresh = Key(ring.keys[0].x, ring.keys[0].d), Key.generate()
    offered = iter([twin, fresh])
    monkeypatch.setattr(Key, "generate", lambda: next(offered))
    assert ring.rotate().keys[1] is fresh


def test_the_last_key_with_a_private_part_signs():
    first, second = Key.generate(), Key.generate()
    assert KeyRing((first, second)).signing_key is second
    assert KeyRing((first, second.retired())).signing_key is first
    with pytest.raises(NoSigningKey):
        _ = KeyRing((first.retired(), second.retired())).signing_key


def test_a_retired_key_cannot_sign():
    with pytest.raises(NoSigningKey):
        Key.generate().retired().signer.sign("x")


def test_all_public_keys_are_published_and_no_private_one():
    ring = KeyRing.generate().rotate()
    jwks = ring.public_jwks()
    assert [key["kid"] for key in jwks["keys"]] == list(ring.kids)
    for key in jwks["keys"]:
        assert sorted(key) == ["alg", "crv", "kid", "kty", "use", "x"]
        assert (key["use"], key["alg"]) == ("sig", "EdDSA")
    assert ring.to_json() != json.dumps(jwks)
    assert KeyRing.from_json(json.dumps(jwks)).kids == ring.kids


def test_a_public_key_is_found_by_kid():
    ring = KeyRing.generate().rotate()
    for key in ring.keys:
        assert ring.public_key(key.kid).public_bytes_raw() == key.x
    with pytest.raises(UnknownKey) as caught:
        ring.public_key("nobody")
    assert caught.value.kid == "nobody"


def test_nothing_on_a_ring_can_be_changed():
    ring = KeyRing.generate()
    with pytest.raises(dataclasses.FrozenInstanceError):
        ring.keys = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        ring.keys[0].d = None


def test_no_private_part_is_ever_printed():
    ring = read(RFC_JWK)
    private = ring.keys[0].d
    assert private is not None
    assert RFC_D not in repr(ring)
    assert repr(private) not in repr(ring)


def test_members_of_others_are_ignored():
    """RFC 7517 §4: members that are not understood must be ignored."""
    assert read(RFC_JWK | {"use": "sig", "alg": "EdDSA", "nbf": 1}) == read(RFC_JWK)


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("x", "key 1: is not a JSON object"),
        ([], "key 1: is not a JSON object"),
        ({}, 'key 1: "kty" must be "OKP"'),
        (RFC_JWK | {"kty": "RSA"}, 'key 1: "kty" must be "OKP"'),
        (RFC_JWK | {"crv": "X25519"}, 'key 1: "crv" must be "Ed25519"'),
        (RFC_JWK | {"use": "enc"}, 'key 1: "use" must be "sig"'),
        (RFC_JWK | {"alg": "ES256"}, 'key 1: "alg" must be "EdDSA"'),
        (without("x"), 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"x": RFC_X + "="}, 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"x": RFC_X[:-1] + "p"}, 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"x": RFC_X[:-4]}, 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"x": "A"}, 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"x": 1}, 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"x": "\ud800"}, 'key 1: "x" is not 32 bytes in base64url'),
        (RFC_JWK | {"d": ""}, 'key 1: "d" is not 32 bytes in base64url'),
        (RFC_JWK | {"d": None}, 'key 1: "d" is not 32 bytes in base64url'),
        (RFC_JWK | {"d": RFC_D[:-1]}, 'key 1: "d" is not 32 bytes in base64url'),
        (RFC_JWK | {"d": RFC_X}, 'key 1: "d" does not belong to "x"'),
        (RFC_JWK | {"kid": "AAAAAA"}, 'key 1: "kid" does not belong to "x"'),
        (RFC_JWK | {"kid": RFC_THUMBPRINT}, 'key 1: "kid" does not belong to "x"'),
        (without("kid"), 'key 1: "kid" does not belong to "x"'),
    ],
)
def test_a_wrong_key_is_named(member, reason):
    with pytest.raises(BadKeyFile) as caught:
        read(member)
    assert caught.value.reason == reason


def test_the_wrong_key_is_counted():
    with pytest.raises(BadKeyFile) as caught:
        read(RFC_JWK, without("kty"))
    assert caught.value.reason.startswith("key 2:")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"keys":{}}', '{"keys":[]}', '{"keys":null}', "\ud800", "\0"],
)
def test_a_file_that_is_no_jwk_set_is_refused(text):
    with pytest.raises(BadKeyFile):
        KeyRing.from_json(text)


def test_a_file_with_a_name_given_twice_is_refused():
    text = json.dumps({"keys": [RFC_JWK]}).replace('"kty"', '"kid": "AAAAAA", "kty"')
    with pytest.raises(BadKeyFile) as caught:
        KeyRing.from_json(text)
    assert caught.value.reason == "a name is given twice"


def test_a_file_with_a_key_twice_is_refused():
    with pytest.raises(BadKeyFile) as caught:
        read(RFC_JWK, without("d"))
    assert caught.value.reason == 'two keys have the same "kid"'


def test_no_reason_quotes_a_key():
    for member in (RFC_JWK | {"kid": "x"}, RFC_JWK | {"d": RFC_D + "="}):
        with pytest.raises(BadKeyFile) as caught:
            read(member)
        assert RFC_D not in str(caught.value)
