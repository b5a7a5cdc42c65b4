from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet


def check(token: str, typ: str, jwks: Any, issuer: str) -> dict[str, Any]:
    """The claims of a token of this kind, or an exception."""
    found = jwt.decode(token, KeySet.import_key_set(jwks), algorithms=["EdDSA"])
    if found.header.keys() != {"alg", "kid", "typ"} or found.header["typ"] != typ:
        raise JoseError("not a token of this kind")
    if found.claims.get("iss") != issuer:
        raise JoseError("of another place")
    return found.claims
