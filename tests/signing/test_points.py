"""One rule for signatures: OpenSSL, the browser, and the verifier's fallback without either.

Points of small order, points not written canonically, and signatures that only the equation with
the cofactor lets through (RFC 8032 §5.1.7 allows both equations): all three answer alike.
"""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from signing import base64url, receipts
from signing.errors import BadKeyFile, BadToken
from signing.keys import Key, KeyRing
from tools import node

ROOT = Path(__file__).resolve().parents[2]
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ISSUER, NOW = "http://clinic.example:8000", 1_794_391_200
Point = tuple[int, int]


def plus(one: Point, other: Point) -> Point:
    (a, b), (c, d) = one, other
    product = D * a * b * c * d % P
    x = (a * d + b * c) * pow(1 + product, -1, P) % P
    return x, (b * d + a * c) * pow(1 - product, -1, P) % P


def times(number: int, point: Point) -> Point:
    found: Point = (0, 1)
    while number:
        found = plus(found, point) if number & 1 else found
        point, number = plus(point, point), number >> 1
    return found


def x_of(y: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    return x


def written(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


BASE = (x_of(4 * pow(5, -1, P) % P), 4 * pow(5, -1, P) % P)
BASE = BASE if BASE[0] % 2 == 0 else (P - BASE[0], BASE[1])
Y8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
EIGHTH = (x_of(Y8), Y8)  # a point of order 8
CLAIMS = receipts.Claims(
    iss=ISSUER,
    aud="hart",
    jti="A" * 22,
    iat=NOW,
    exp=NOW + 60,
    ans="refused",
    rules="1",
    rh="A" * 16,
    log=(1, "A" * 11),
)


def parts(x: bytes) -> tuple[dict[str, Any], bytes]:
    """A published ring of one key, whoever's it is, and what a token of it has to sign."""
    kid = Key(x).kid
    jwks = {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": text(x)}]}
    made = receipts.issue(CLAIMS, KeyRing.generate())
    header = f'{{"alg":"EdDSA","kid":"{kid}","typ":"recording-consent+jwt"}}'
    return jwks, f"{text(header.encode())}.{made.split('.')[1]}".encode()


def typed(types: str) -> dict[str, Any]:
    """A token of a sound key whose `rec` is this list: the browser once took `[""]` for types."""
    key = KeyRing.generate().signing_key
    jwks, message = parts(key.x)
    given = f'"ans":"given","rec":{types},"part":"talking","by":"patient"'
    head, _dot, payload = message.partition(b".")
    claims = base64url.decode(payload).decode().replace('"ans":"refused"', given)
    signed = key.signer.sign(head + b"." + text(claims.encode()).encode()).decode()
    return {"jwks": jwks, "token": signed, "issuer": ISSUER, "now": NOW}


def text(raw: bytes) -> str:
    return base64url.encode(raw).decode()


def case(x: bytes, secret: int, torsion: Point = (0, 1), over: int = 0) -> dict[str, Any]:
    """A token signed with this number, its R moved by a point of small order, its s by `over`."""
    jwks, message = parts(x)
    r = 12345678901234567890
    big_r = written(plus(times(r, BASE), torsion))
    k = int.from_bytes(hashlib.sha512(big_r + x + message).digest(), "little") % L
    s = (r + k * secret) % L + over
    signed = message.decode() + "." + text(big_r + s.to_bytes(32, "little"))
    return {"jwks": jwks, "token": signed, "issuer": ISSUER, "now": NOW}


A = 98765432109876543210
OWN = written(times(A, BASE))
MIXED = written(plus(times(A, BASE), EIGHTH))
SMALL = {f"order {8 // _n if _n else 1}, {_n} times": times(_n, EIGHTH) for _n in range(8)}


def cases() -> dict[str, dict[str, Any]]:
    found = {
        "sound": case(OWN, A),
        "R moved by order 8": case(OWN, A, EIGHTH),
        "R moved by order 2": case(OWN, A, times(4, EIGHTH)),
        "s over the order": case(OWN, A, over=L),
        "key moved by order 8": case(MIXED, A),
        "key not canonical": case((P + 1).to_bytes(32, "little"), 0),
        "key no point": case((2).to_bytes(32, "little"), 0),
        "types": typed('["sound","video"]'),
        "no type": typed('[""]'),
        "no types": typed("[]"),
        "types in another order": typed('["video","sound"]'),
    }
    return found | {name: case(written(point), 0) for name, point in SMALL.items()}


CASES = cases()


def by_openssl(each: dict[str, Any]) -> str:
    try:
        ring = KeyRing.from_json(json.dumps(each["jwks"]))
        receipts.check_genuine(each["token"], ring, issuer=ISSUER, audience=None, now=NOW)
    except BadKeyFile:
        return "no key"
    except BadToken as bad:
        return bad.code
    return "genuine"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The verifier's scripts as the browser finds them, side by side."""
    folder = tmp_path_factory.mktemp("js")
    (folder / "package.json").write_text('{"type": "module"}')
    for name in ("verifier_token.js", "verifier_claims.js"):
        shutil.copy(ROOT / "static/js" / name, folder / name)
    shutil.copy(ROOT / "node_modules/@noble/ed25519/index.js", folder / "ed25519.js")
    return str(folder / "verifier_token.js")


@pytest.mark.parametrize("fallback", [False, True], ids=["WebCrypto", "fallback"])
def test_a_browser_answers_as_openssl_does(module: str, fallback: bool) -> None:
    command = node.node_command()
    assert command is not None
    asked = json.dumps({"module": module, "fallback": fallback, "work": list(CASES.values())})
    done = subprocess.run(
        [*command, str(ROOT / "tests/signing/points.mjs")],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers = dict(zip(CASES, json.loads(done.stdout), strict=True))
    assert answers == {name: by_openssl(each) for name, each in CASES.items()}
    assert answers["sound"] == "genuine"
    assert answers["types"] == "genuine"
    assert answers["no type"] == "bad-claims"


@pytest.mark.parametrize("name", [*SMALL, "key not canonical"])
def test_a_ring_with_a_key_of_small_order_is_not_read(name: str) -> None:
    """For one of order 1, `R = sB` signs anything: the control below shows it."""
    assert by_openssl(CASES[name]) == "no key"


def test_without_the_rule_anything_would_be_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nobody has a private key for the point of order 1, and it verifies."""
    monkeypatch.setattr("signing.keys._is_sound", lambda _x: True)
    one = next(name for name, point in SMALL.items() if point == (0, 1))
    assert by_openssl(CASES[one]) == "genuine"


def test_the_equation_with_the_cofactor_would_let_another_signature_through() -> None:
    """The control for the fallback: eight times the equation holds, once it does not."""
    moved = CASES["R moved by order 8"]
    message, _dot, signature = moved["token"].rpartition(".")
    raw = base64url.decode(signature.encode())
    k = int.from_bytes(hashlib.sha512(raw[:32] + OWN + message.encode()).digest(), "little") % L
    s = int.from_bytes(raw[32:], "little")
    left = times(s, BASE)
    y = int.from_bytes(raw[:32], "little") & (2**255 - 1)
    x = x_of(y)
    r = (x if x % 2 == raw[31] >> 7 else P - x, y)
    right = plus(r, times(k, times(A, BASE)))
    assert left != right
    assert times(8, left) == times(8, right)
