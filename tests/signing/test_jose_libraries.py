"""Anybody can check a receipt with the published keys and a library of theirs.

Each library also refuses one forged receipt, so that its yes means something.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

import jwt
import pytest
from joserfc import errors as joserfc_errors
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet
from jwcrypto import jwk as jwcrypto_jwk
from jwcrypto import jws as jwcrypto_jws

from signing.receipts import issue
from tools.node import node_command

SCRIPT = Path(__file__).with_name("jose_check.mjs")


@pytest.fixture(scope="module")
def published(clinic):
    """The published keys after two more rotations: the signing key is retired."""
    return clinic.keys.rotate().rotate().public_jwks()


@pytest.fixture(scope="module")
def forged(clinic) -> str:
    header, payload, _ = issue(clinic.given, clinic.keys).split(".")
    signature = issue(clinic.refused, clinic.keys).split(".")[2]
    return f"{header}.{payload}.{signature}"


def expected(clinic, token: str) -> dict[str, object]:
    """Our own reading, in JSON's types and without what a refusal leaves out."""
    members = json.loads(json.dumps(asdict(clinic.check(token))))
    if members["ans"] == "refused":
        for name in ("rec", "part", "by"):
            del members[name]
    return members


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
def test_joserfc(clinic, many, published, forged):
    """It must be told EdDSA: by itself it prefers RFC 9864's name."""
    keys = KeySet.import_key_set(published)
    for token in many:
        found = joserfc_jwt.decode(token, keys, algorithms=["EdDSA"])
        assert found.claims == expected(clinic, token)
        assert found.header == clinic.header()
    with pytest.raises(joserfc_errors.BadSignatureError):
        joserfc_jwt.decode(forged, keys, algorithms=["EdDSA"])


def test_pyjwt(clinic, many, published, forged):
    keys = jwt.PyJWKSet.from_dict(published)

    def read(token: str) -> dict[str, object]:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            issuer=clinic.issuer,
            audience=clinic.site,
            # Its clock is the machine's, which the test does not set.
            options={"verify_exp": False, "verify_iat": False},
        )

    for token in many:
        assert read(token) == expected(clinic, token)
    with pytest.raises(jwt.InvalidSignatureError):
        read(forged)


def test_jwcrypto(clinic, many, published, forged):
    keys = jwcrypto_jwk.JWKSet.from_json(json.dumps(published))

    def read(token: str) -> dict[str, object]:
        jws = jwcrypto_jws.JWS()
        jws.allowed_algs = ["EdDSA"]
        jws.deserialize(token)
        jws.verify(keys.get_key(jws.jose_header["kid"]))
        return json.loads(jws.payload)

    for token in many:
        assert read(token) == expected(clinic, token)
    with pytest.raises(jwcrypto_jws.InvalidJWSSignature):
        read(forged)


def test_npm_jose(clinic, many, published, forged):
    work = {
        "jwks": published,
        "issuer": clinic.issuer,
        "audience": clinic.site,
        "now": clinic.now,
        "tokens": [*many, forged],
    }
    command = node_command()
    assert command, "there is no Node.js: `make test` brings one"
    done = subprocess.run(
        [*command, SCRIPT],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *found, last = json.loads(done.stdout)
    assert found == [expected(clinic, token) for token in many]
    assert last == {"error": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"}
