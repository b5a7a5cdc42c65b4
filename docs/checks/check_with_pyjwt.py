from typing import Any

import jwt  # PyJWT


def check(token: str, typ: str, jwks: dict[str, Any], issuer: str) -> dict[str, Any]:
    """The claims of a token of this kind, or an exception."""
    header = jwt.get_unverified_header(token)
    if header.keys() != {"alg", "kid", "typ"} or header["typ"] != typ:
        raise jwt.InvalidTokenError("not a token of this kind")
    key = jwt.PyJWKSet.from_dict(jwks)[header["kid"]]
    options: Any = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
    return jwt.decode(token, key, algorithms=["EdDSA"], issuer=issuer, options=options)
