"""Every way in which something signed can be bad, each with a stable code.

One root, as in itsdangerous' ``exc.py``; the subclasses carry what the caller needs.
No message quotes the token: tokens never reach a log.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

CodeFault = Literal["length", "symbol", "check"]


class SigningError(Exception):
    """The root of all errors of this package."""

    code: ClassVar[str] = "signing"


class BadKeyFile(SigningError):
    """The key file cannot be used; ``reason`` says why and never quotes a key."""

    code = "bad-key-file"

    def __init__(self, reason: str) -> None:
        super().__init__(f"bad key file: {reason}")
        self.reason = reason


class NoSigningKey(SigningError):
    """The ring holds public halves only, so that it can check but not sign."""

    code = "no-signing-key"

    def __init__(self) -> None:
        super().__init__("no key on this ring has a private part")


class BadCode(SigningError):
    """A short code that was mistyped: wrong length, symbol or check symbol."""

    code = "bad-code"

    def __init__(self, reason: CodeFault) -> None:
        super().__init__(f"bad short code: {reason}")
        self.reason: CodeFault = reason


class BadLink(SigningError):
    """A short link that this secret and salt did not make, or not in this form."""

    code = "bad-link"

    def __init__(self) -> None:
        super().__init__("this link was not made here")


class LinkExpired(SigningError):
    """A real link, too old. ``made_at`` is in seconds since 1970 UTC."""

    code = "link-expired"

    def __init__(self, subject: str, made_at: int) -> None:
        super().__init__("this link is too old")
        self.subject = subject
        self.made_at = made_at


class BadToken(SigningError):
    """A token that must not be believed, or (:exc:`TokenExpired`) no longer used."""

    code = "bad-token"


class TokenTooLong(BadToken):
    """More than a token of its kind may have (2 KB for a receipt): refused before it is read."""

    code = "token-too-long"

    def __init__(self) -> None:
        super().__init__("the token is too long")


class TokenMalformed(BadToken):
    """Not a compact JWS at all (RFC 7515 §3.1); ``reason`` says what is wrong."""

    code = "token-malformed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"malformed token: {reason}")
        self.reason = reason


class TokenNotCanonical(BadToken):
    """Decodes, but is not the text that encoding gives (RFC 4648 §3.5)."""

    code = "token-not-canonical"

    def __init__(self) -> None:
        super().__init__("the token is not in its one canonical form")


UNREADABLE = (TokenTooLong, TokenMalformed)
"""It cannot be read as a token at all, so that it was hardly made up by anybody."""


class BadHeader(BadToken):
    """A header other than ours; ``reason`` is ``names``, a name, or ``form``."""

    code = "bad-header"

    def __init__(self, reason: str) -> None:
        super().__init__(f"bad header: {reason}")
        self.reason = reason


class UnknownKey(BadToken):
    """No key on the ring has this ``kid``."""

    code = "unknown-key"

    def __init__(self, kid: str) -> None:
        super().__init__("signed with a key that is not on this ring")
        self.kid = kid


class BadSignature(BadToken):
    """The signature does not belong to this header and these claims."""

    code = "bad-signature"

    def __init__(self) -> None:
        super().__init__("the signature does not match")


class BadClaims(BadToken):
    """A claim is missing, unknown or of a wrong form; ``claim`` names it."""

    code = "bad-claims"

    def __init__(self, claim: str, problem: str) -> None:
        super().__init__(f"bad claim {claim}: {problem}")
        self.claim = claim
        self.problem = problem


class _Refused(BadToken):
    """The signature holds, so ``claims`` of this kind of token can be shown; something else
    does not."""

    message: ClassVar[str]

    def __init__(self, claims: Any) -> None:
        super().__init__(self.message)
        self.claims = claims


class WrongIssuer(_Refused):
    """Signed with our key under another public URL."""

    code = "wrong-issuer"
    message = "issued under another public URL"


class WrongAudience(_Refused):
    """Issued for another site."""

    code = "wrong-audience"
    message = "issued for another site"


class NotYetValid(_Refused):
    """``iat`` lies in the future, beyond the leeway."""

    code = "not-yet-valid"
    message = "issued in the future"


class TokenExpired(_Refused):
    """Genuine, but past ``exp``: evidence, no longer for use."""

    code = "token-expired"
    message = "past its end of use"


class RolledBack(_Refused):
    """A status list older than one that was seen before: something old is passed off as new."""

    code = "rolled-back"
    message = "older than a list already seen"


class BadNote(SigningError):
    """A signed note that no key of ours signed, or that is no checkpoint."""

    code = "bad-note"
