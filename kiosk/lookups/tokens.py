"""What a signed token must say, by the columns of the row that it belongs to."""

from typing import Any

from kiosk.domain.permission import MAX_OVERRUN
from kiosk.links import Secrets
from kiosk.store.models import Consent, Decision
from signing import decisions, errors, receipts

END_OF_TIME = 253402300799  # evidence does not depend on this machine's clock


def said_by(consent: Consent) -> dict[str, Any]:
    """The claims of a receipt that the columns of its consent say, all but whose and which entry.

    Its site and the entry of its signing are not among them.
    """
    given = consent.answer == "given"
    return {
        "jti": consent.jti,
        "iat": consent.signed_at,
        "exp": consent.expires_at,
        "ans": consent.answer,
        "rec": tuple(consent.types.split()),
        "part": consent.part if given else None,
        "by": consent.recorder if given else None,
        "rules": f"{consent.text.policy.version}/{consent.text.language}",
        "rh": consent.text.text_hash,
    }


def receipt(secrets: Secrets, token: str) -> receipts.Claims | None:
    """What a stored receipt says, if its signature holds; under whatever public URL it was made."""
    try:
        return receipts.check_genuine(
            token, secrets.receipt_keys, issuer=secrets.issuer, audience=None, now=END_OF_TIME
        )
    except errors.WrongIssuer as moved:
        claims: receipts.Claims = moved.claims
        return claims
    except (errors.BadToken, TypeError, AttributeError):
        return None


def receipt_fits(claims: receipts.Claims, consent: Consent) -> bool:
    """Whether a receipt says what the columns of its consent do."""
    told = vars(claims)
    wanted = said_by(consent) | {"aud": consent.site.slug}
    return all(told[name] == value for name, value in wanted.items())


def decision_fits(secrets: Secrets, made: Decision, ordinal: int) -> bool:
    """Whether the token of a decision says what its columns do; a hand-over has none (K3)."""
    if made.kind == "colleague" or not made.token:
        return not made.token
    claims = _decision(secrets, made.token)
    if claims is None:
        return False
    return (
        claims.sub == made.consent.jti
        and claims.aud == made.consent.site.slug
        and claims.n == ordinal
        and claims.dec == made.kind
        and list(claims.con) == list(made.conditions)
        and claims.rec == tuple(made.types.split())
        and claims.iat == made.at
        and claims.until == made.wait_until
        and claims.exp in (made.consent.expires_at, made.consent.expires_at + MAX_OVERRUN)
    )


def _decision(secrets: Secrets, token: str) -> decisions.DecisionClaims | None:
    try:
        return decisions.check(
            token, secrets.receipt_keys, issuer=secrets.issuer, audience=None, now=END_OF_TIME
        )
    except errors.TokenExpired as old:
        expired: decisions.DecisionClaims = old.claims
        return expired
    except errors.WrongIssuer as moved:
        claims: decisions.DecisionClaims = moved.claims
        return claims
    except (errors.BadToken, TypeError, AttributeError):
        return None
