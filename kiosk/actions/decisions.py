"""The clinician's verbs on a verified receipt: decide, undo, hand over (K2, K3, K4, K6)."""

from kiosk.actions.change import Change, action, move, the_consent
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.domain.decision import Choice
from kiosk.domain.permission import AGREED, may_decide
from kiosk.domain.refusals import (
    CannotDecide,
    ChangedMeanwhile,
    NothingDecided,
    NotVerified,
    TooLateToUndo,
)
from kiosk.domain.vocabulary import DecisionEnd
from kiosk.store.models import Consent, Decision
from kiosk.store.queries import facts, may_undo
from signing.decisions import DecisionClaims, issue


@action("decision.decide", about=lambda consent, _seen, choice: f"{consent.jti}:{choice.kind}")
def decide(made: Change, consent: Consent, seen: int, choice: Choice) -> None:
    """Make a decision on a consent; it takes the place of the one before.

    Any new decision ends a running recording: under a new agreement it is started afresh.
    The decision is signed as a token of its own, which names a role and nobody.

    Raises:
        InvalidInput: the choice is not complete (K4) or makes no sense.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        NotVerified: nobody has checked the receipt, or matched the person, yet (K2).
        ChangedMeanwhile: somebody changed it after the clinician's page was drawn.
    """
    choice = choice.validated(made.context.now)
    held = still_open(made.context, consent)
    if held.text.policy.withdrawn_at is not None:  # published while this one was recording
        raise CannotDecide("superseded")
    if held.verified_at is None:
        raise NotVerified
    if held.revision != seen:
        raise ChangedMeanwhile
    decision = _create(made.context, held, choice)
    stopped = end_open_recording(
        made.context, held, "new_decision" if choice.kind in AGREED else "not_agreed"
    )
    _end(made.context, held, "replaced")
    move(held, decision=decision, recording=None, handed_over=False)
    made.audit(f"receipt:{held.jti}", decision=choice.kind, stopped_recording=stopped)


@action("decision.undo", about=the_consent)
def undo(made: Change, consent: Consent, seen: int) -> None:
    """Take back a decision made by a slip: it stays in the trail, and another can be made.

    Raises:
        TooLateToUndo: a recording was started under it.
        NothingDecided: no decision stands.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        ChangedMeanwhile: somebody changed it after the clinician's page was drawn.
    """
    held = still_open(made.context, consent)
    if held.decision_id is None:
        raise NothingDecided
    if held.revision != seen:
        raise ChangedMeanwhile
    if not may_undo(held):
        raise TooLateToUndo
    _end(made.context, held, "undone")
    move(held, decision=None)
    made.audit(f"receipt:{held.jti}", decision=held.decision.kind)


@action("decision.hand_over", about=the_consent)
def hand_over(made: Change, consent: Consent) -> None:
    """The clinician changes: the agreement ends, and a recording with it; the new one decides (K6).

    No page is too old to hand over from: what it ends is ended anyway.

    Raises:
        NothingDecided: no decision stands that could end.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
    """
    held = still_open(made.context, consent)
    if held.decision_id is None:
        raise NothingDecided
    stopped = end_open_recording(made.context, held, "handed_over")
    _end(made.context, held, "handed_over")
    move(held, decision=None, recording=None, handed_over=True)
    made.audit(f"receipt:{held.jti}", stopped_recording=stopped)


def still_open(context: Context, consent: Consent) -> Consent:
    """The consent as it is now, inside the caller's transaction.

    Raises:
        CannotDecide: a decision on it would mean nothing.
    """
    held: Consent = Consent.get_by_id(consent.id)
    permission = may_decide(facts(held), context.now)
    if not permission.allowed:
        raise CannotDecide(permission.reason)
    return held


def _end(context: Context, consent: Consent, why: DecisionEnd) -> None:
    """Note the end of the decision that stands, if one does."""
    standing = (Decision.id == consent.decision_id) & Decision.ended_at.is_null(True)
    ended = Decision.update(ended_at=context.now, ended_by=context.staff, ended_why=why)
    ended.where(standing).execute()


def _create(context: Context, consent: Consent, choice: Choice) -> Decision:
    conditional, refused = choice.kind == "conditions", choice.kind == "not_agreed"
    return Decision.create(
        consent=consent,
        staff=context.staff,
        at=context.now,
        kind=choice.kind,
        conditions=list(choice.conditions) if conditional else [],
        reason=choice.reason if refused else "",
        wait_until=choice.wait_until if choice.kind == "wait" else None,
        checks=dict(choice.checks) | ({"listening": choice.listening} if choice.listening else {}),
        token=_signed(context, consent, choice),
    )


def _signed(context: Context, consent: Consent, choice: Choice) -> str:
    before = Decision.select().where(Decision.consent == consent).count()
    claims = DecisionClaims(
        iss=context.secrets.issuer,
        aud=context.site.slug,
        sub=consent.jti,
        n=before + 1,
        dec=choice.kind,
        con=choice.conditions if choice.kind == "conditions" else (),
        role=context.staff.role,  # type: ignore[union-attr]  # guarded: staff
        iat=context.now,
        exp=consent.expires_at,
        until=choice.wait_until if choice.kind == "wait" else None,
    )
    return issue(claims, context.secrets.receipt_keys)
