"""The keys that receipts are signed with, and their file and published forms.

A ring runs from oldest to newest: it signs with the last key that has a private
part and checks against all. A retired key keeps its public half for ever, so that
old receipts stay evidence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from itsdangerous import Signer
from itsdangerous.signer import SigningAlgorithm

from signing import base64url
from signing.errors import BadKeyFile, NoSigningKey, UnknownKey
from signing.strictjson import read_object

KID_LENGTH = 6

_FIXED_MEMBERS = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA"}
_OPTIONAL = {"use", "alg"}

_P = 2**255 - 19
# The y of the eight points whose order is 1, 2, 4 or 8; with either sign of x.
_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
_SMALL = {0, 1, _P - 1, (y := int.from_bytes(_ORDER_8, "little")), _P - y}


class Ed25519(SigningAlgorithm):
    """EdDSA over Ed25519 (RFC 8037 §3.1) at itsdangerous' own extension point.

    Bound to one key pair, because building the key objects again for each signature
    costs as much as signing. The bytes that the Signer hands over are therefore
    unused: they are the public half and only name the key.
    """

    def __init__(self, public: Ed25519PublicKey, private: Ed25519PrivateKey | None) -> None:
        self._public = public
        self._private = private

    def get_signature(self, key: bytes, value: bytes) -> bytes:  # noqa: ARG002  # see above
        """Sign ``value``. Raises NoSigningKey when the private part is gone."""
        if self._private is None:
            raise NoSigningKey
        return self._private.sign(value)

    def verify_signature(self, key: bytes, value: bytes, sig: bytes) -> bool:  # noqa: ARG002
        """Say whether ``sig`` is this key's; the base class would sign again."""
        try:
            self._public.verify(sig, value)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Key:
    """One Ed25519 key: ``x`` public, ``d`` private or, once retired, None."""

    x: bytes
    d: bytes | None = field(default=None, repr=False)
    ahead: bool = False  # published already, and not signed with yet

    @classmethod
    def generate(cls) -> Key:
        """Make a new key from the operating system's randomness."""
        return cls.from_private(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_private(cls, d: bytes) -> Key:
        """Make the key whose private part is these 32 bytes."""
        private = Ed25519PrivateKey.from_private_bytes(d)
        return cls(private.public_key().public_bytes_raw(), d)

    @cached_property
    def kid(self) -> str:
        """The first 6 characters of the JWK thumbprint (RFC 7638 §3, RFC 8037 §2)."""
        required = f'{{"crv":"Ed25519","kty":"OKP","x":"{_text(self.x)}"}}'
        return _text(hashlib.sha256(required.encode()).digest())[:KID_LENGTH]

    @cached_property
    def public(self) -> Ed25519PublicKey:
        """The public half, as cryptography wants it."""
        return Ed25519PublicKey.from_public_bytes(self.x)

    @cached_property
    def signer(self) -> Signer:
        """The Signer of this key, made once.

        ``key_derivation="none"``, because by default itsdangerous would hash the key
        down to 20 bytes; ``sep="."`` is the JWS one (RFC 7515 §7.1).
        """
        private = None if self.d is None else Ed25519PrivateKey.from_private_bytes(self.d)
        algorithm = Ed25519(self.public, private)
        return Signer(self.x, sep=".", key_derivation="none", algorithm=algorithm)

    def retired(self) -> Key:
        """The same key without its private part."""
        return Key(self.x)

    def to_jwk(self) -> dict[str, str]:
        """The key as a private JWK, or a public one once retired (RFC 8037 §2)."""
        jwk = {"kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": _text(self.x)}
        if self.d is None:
            return jwk
        return jwk | {"d": _text(self.d)} | ({"ahead": "yes"} if self.ahead else {})

    @classmethod
    def from_jwk(cls, jwk: object) -> Key:
        """Read a JWK. Raises ValueError with the reason, which quotes no key."""
        if not isinstance(jwk, dict):
            raise ValueError("is not a JSON object")
        _check_fixed_members(jwk)
        key = cls(_thirty_two_bytes("x", jwk.get("x")))
        if not _is_sound(key.x):
            raise ValueError('"x" is no key to go by: anything could be "signed" with it')
        if jwk.get("kid") != key.kid:
            raise ValueError('"kid" does not belong to "x"')
        if "d" not in jwk:
            return key
        pair = cls.from_private(_thirty_two_bytes("d", jwk["d"]))
        if pair.x != key.x:
            raise ValueError('"d" does not belong to "x"')
        return cls(pair.x, pair.d, ahead=jwk.get("ahead") == "yes")


@dataclass(frozen=True)
class KeyRing:
    """Keys from oldest to newest. Immutable: rotating gives a new ring."""

    keys: tuple[Key, ...]

    @classmethod
    def generate(cls) -> KeyRing:
        """Make a ring of one new key."""
        return cls((Key.generate(),))

    @classmethod
    def from_json(cls, text: str) -> KeyRing:
        """Read a JWK Set (RFC 7517 §5), private or published.

        Members that are not ours are ignored, as RFC 7517 §4 demands. Raises
        BadKeyFile with the reason.
        """
        try:
            ring = cls(tuple(_keys_of(read_object(text.encode()))))
        except ValueError as error:
            raise BadKeyFile(str(error)) from None
        if len(set(ring.kids)) != len(ring.keys):
            raise BadKeyFile('two keys have the same "kid"')
        return ring

    def to_json(self) -> str:
        """Write the private JWK Set: a secret, for a file of mode 0600 only."""
        return json.dumps({"keys": [key.to_jwk() for key in self.keys]}, indent=1) + "\n"

    def public_jwks(self) -> dict[str, list[dict[str, str]]]:
        """The JWK Set to publish: every key, retired ones included, no private part."""
        marks = {"use": "sig", "alg": "EdDSA"}
        return {"keys": [key.retired().to_jwk() | marks for key in self.keys]}

    def publish_ahead(self) -> KeyRing:
        """Add the key that signs next, for everyone to know before it does; once is enough."""
        if self._ahead is not None:
            return self
        return KeyRing((*self.keys, replace(self._new(), ahead=True)))

    def rotate(self) -> KeyRing:
        """Sign with the key published ahead, else a new one; the others lose their private part."""
        ahead = self._ahead
        new = replace(ahead, ahead=False) if ahead else self._new()
        retired = (key.retired() for key in self.keys if key is not ahead)
        return KeyRing((*retired, new))

    @property
    def _ahead(self) -> Key | None:
        return next((key for key in self.keys if key.ahead), None)

    def _new(self) -> Key:
        new = Key.generate()
        while new.kid in self._by_kid:
            new = Key.generate()
        return new

    @property
    def kids(self) -> tuple[str, ...]:
        """The key ids, oldest first."""
        return tuple(key.kid for key in self.keys)

    def key(self, kid: str) -> Key:
        """The key of this id. Raises UnknownKey."""
        try:
            return self._by_kid[kid]
        except KeyError:
            raise UnknownKey(kid) from None

    def public_key(self, kid: str) -> Ed25519PublicKey:
        """The public half of the key of this id. Raises UnknownKey."""
        return self.key(kid).public

    @cached_property
    def signing_key(self) -> Key:
        """The newest key that has a private part, and is not for later. Raises NoSigningKey."""
        for key in reversed(self.keys):
            if key.d is not None and not key.ahead:
                return key
        raise NoSigningKey

    @cached_property
    def _by_kid(self) -> dict[str, Key]:
        return {key.kid: key for key in self.keys}


def _text(data: bytes) -> str:
    return base64url.encode(data).decode("ascii")


def _keys_of(jwks: dict[str, object]) -> Iterable[Key]:
    members = jwks.get("keys")
    if not isinstance(members, list) or not members:
        raise ValueError('"keys" must be a list of at least one key')
    for number, member in enumerate(members, start=1):
        try:
            yield Key.from_jwk(member)
        except ValueError as error:
            raise ValueError(f"key {number}: {error}") from None


def _check_fixed_members(jwk: dict[str, object]) -> None:
    for name, value in _FIXED_MEMBERS.items():
        if name in _OPTIONAL and name not in jwk:
            continue
        if jwk.get(name) != value:
            raise ValueError(f'"{name}" must be "{value}"')


def _is_sound(x: bytes) -> bool:
    """Whether a public key is canonical (RFC 8032 §5.1.3), and not of small order.

    With a point of small order a signature can be made for anything, without a private key.
    """
    y = int.from_bytes(x, "little") & ((1 << 255) - 1)
    return y < _P and y not in _SMALL


def _thirty_two_bytes(name: str, text: object) -> bytes:
    try:
        data = base64url.decode(text.encode("ascii")) if isinstance(text, str) else b""
    except ValueError:
        data = b""
    if len(data) != 32:
        raise ValueError(f'"{name}" is not 32 bytes in base64url')
    return data
