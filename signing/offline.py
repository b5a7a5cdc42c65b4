"""What can be said of a receipt without its server: from keys and a status list alone
(issue 4, item 9). Two facts, never one: the receipt, and the clinician's decision (K2).
"""

from __future__ import annotations

from dataclasses import dataclass

from signing import decisions, receipts, status
from signing.compact import LEEWAY
from signing.errors import BadClaims, TokenExpired
from signing.keys import KeyRing

OK = "ok"
"""Genuine, and neither withdrawn nor ended as of a fresh list. Without a decision it still does
not say that a clinician agrees."""


@dataclass(frozen=True)
class Judged:
    """``reason`` is ``ok``, or what stands in the way first.

    ``withdrawn``, ``superseded``, ``refused``, ``expired``, ``not_agreed``; of the decision
    ``other_receipt`` (it names another, or agrees to more than this one asks),
    ``decision_expired``, ``agreement_ended``, ``wait``; and ``stale``: what is known is too old
    to say that nothing has changed, so ask. ``types`` are those that the decision agrees to (K3):
    none of the others is ever agreed, whatever the reason says.
    """

    reason: str
    receipt: receipts.Claims
    decision: decisions.DecisionClaims | None = None
    types: tuple[receipts.RecordingType, ...] = ()


def judge(
    token: str,
    decision: str | None,
    known: status.StatusClaims | None,
    keys: KeyRing,
    *,
    issuer: str,
    now: int,
) -> Judged:
    """Check a receipt, and the decision shown with it, against a status list that was checked.

    ``now`` is in seconds since 1970 UTC. Raises a subclass of BadToken for a receipt or a
    decision that must not be believed.
    """
    receipt = receipts.check_genuine(token, keys, issuer=issuer, audience=None, now=now)
    if known is not None and not known.covers(receipt.iat):
        known = None
    said, over = _decision(decision, keys, issuer, receipt, now)
    reason = (
        _on_receipt(receipt, said, known, now)
        or _on_decision(receipt, said, over, known)
        or _on_age(said, known, now)
    )
    return Judged(reason, receipt, said, _types(said, receipt) or ())


def _types(
    decision: decisions.DecisionClaims | None, receipt: receipts.Claims
) -> tuple[receipts.RecordingType, ...] | None:
    """The types that the decision agrees to; None where it is not a decision on this receipt,
    because it names another, or agrees to more than this one asks."""
    if decision is None:
        return ()
    try:
        return decisions.agreed_types(decision, receipt) if decision.sub == receipt.jti else None
    except BadClaims:
        return None


def _decision(
    token: str | None, keys: KeyRing, issuer: str, receipt: receipts.Claims, now: int
) -> tuple[decisions.DecisionClaims | None, bool]:
    """The decision's claims, and whether it is past its end of use."""
    if token is None:
        return None, False
    try:
        return decisions.check(token, keys, issuer=issuer, audience=receipt.aud, now=now), False
    except TokenExpired as old:
        return old.claims, True


def _on_receipt(
    receipt: receipts.Claims,
    decision: decisions.DecisionClaims | None,
    known: status.StatusClaims | None,
    now: int,
) -> str:
    mark = status.mark(receipt.jti)
    if known and mark in known.withdrawn:
        return "withdrawn"
    if known and mark in known.superseded:
        return "superseded"
    if receipt.ans == "refused":
        return "refused"
    if now >= receipt.exp + LEEWAY:
        return "expired"
    # A decision made after the list may have taken the place of the one that the list knows.
    later = known and decision and decision.iat >= known.before
    return "not_agreed" if known and mark in known.not_agreed and not later else ""


def _on_decision(
    receipt: receipts.Claims,
    decision: decisions.DecisionClaims | None,
    over: bool,
    known: status.StatusClaims | None,
) -> str:
    if decision is None:
        return ""
    if _types(decision, receipt) is None:
        return "other_receipt"
    if over:
        return "decision_expired"
    if known and status.decision_mark(decision.sub, decision.n) in known.agreement_ended:
        return "agreement_ended"
    return decision.dec if decision.dec in ("wait", "not_agreed") else ""


def _on_age(
    decision: decisions.DecisionClaims | None, known: status.StatusClaims | None, now: int
) -> str:
    if known is None or not known.is_fresh(now):
        return "stale"
    return "stale" if decision and decision.iat >= known.before else OK
