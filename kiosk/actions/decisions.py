"""The clinician's verb: decide (K2, K3, K4)."""

from kiosk.actions.change import change, move
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.domain.decision import Choice
from kiosk.domain.permission import AGREED, may_decide
from kiosk.domain.refusals import CannotDecide, ChangedMeanwhile
from kiosk.store.models import Consent, Decision
from kiosk.store.queries import facts


def decide(context: Context, consent: Consent, seen: int, choice: Choice) -> None:
    """Make a decision on a consent; it takes the place of the one before.

    Any new decision ends a running recording: under a new agreement it is started afresh.

    Raises:
        InvalidInput: the choice is not complete (K4) or makes no sense.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        ChangedMeanwhile: somebody changed it after the clinician's page was drawn.
    """
    choice = choice.validated(context.now)
    with change(context, "decision.decide", consent.jti) as made:
        if made.earlier is not None:
            return
        held = Consent.get_by_id(consent.id)
        permission = may_decide(facts(held), context.now)
        if not permission.allowed:
            raise CannotDecide(permission.reason)
        if held.text.policy.withdrawn_at is not None:  # published while this one was recording
            raise CannotDecide("superseded")
        if held.revision != seen:
            raise ChangedMeanwhile
        decision = _create(context, held, choice)
        stopped = end_open_recording(
            context, held, "new_decision" if choice.kind in AGREED else "not_agreed"
        )
        move(held, decision=decision, recording=None)
        made.audit(f"receipt:{held.jti}", decision=choice.kind, stopped_recording=stopped)
        made.keep(decision=decision.id)


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
        checks=choice.checks,
    )
