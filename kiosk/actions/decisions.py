"""The clinician's verbs on a verified receipt: decide, undo, hand over (K2, K3, K4, K6)."""

import datetime

from kiosk.actions.change import Change, action, move, the_consent
from kiosk.actions.context import Context
from kiosk.actions.recordings import end_open_recording
from kiosk.domain import ages, hours
from kiosk.domain.answers import Answers
from kiosk.domain.decision import Asked, Choice
from kiosk.domain.permission import AGREED, MAX_OVERRUN, may_change, may_decide
from kiosk.domain.refusals import (
    CannotDecide,
    ChangedMeanwhile,
    NothingDecided,
    NotVerified,
    RowUnreadable,
    TooLateToUndo,
)
from kiosk.domain.vocabulary import DecisionEnd, DecisionKind
from kiosk.store.models import Consent, Decision
from kiosk.store.policies import policy_of
from kiosk.store.queries import (
    asked_types,
    facts,
    in_the_room,
    is_unreadable,
    may_undo,
    staff_text,
)
from signing.decisions import DecisionClaims, issue

ENDING: tuple[DecisionKind, ...] = ("not_agreed", "colleague")  # never too late for these
WITHOUT_AUTHORITY = ("family", "other")  # relationships that let nobody decide for another (K10)
ADULT = 18  # years


@action(
    "decision.decide",
    about=lambda consent, _seen, choice: f"{consent.jti}:{choice.kind}",
    by=("clinician",),
)
def decide(made: Change, consent: Consent, seen: int, choice: Choice) -> None:
    """Make a decision on a consent; it takes the place of the one before.

    Any new decision ends a running recording: under a new agreement it is started afresh.
    It is signed as a token of its own, which names a role and nobody. "A colleague can" is
    none: it hands over, without a reason and without a no (K3).

    Raises:
        InvalidInput: the choice is not complete (K4) or makes no sense.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        NotVerified: nobody has checked the receipt, or matched the person, yet (K2).
        RowUnreadable: part of what was signed cannot be read, and this would agree or wait.
        ChangedMeanwhile: somebody changed it after the clinician's page was drawn.
    """
    held = open_consent(made.context, consent, agreeing=choice.kind not in ENDING)
    if held.text.policy.outdated:  # published while this one was recording
        raise CannotDecide("superseded")
    if held.verified_at is None:
        raise NotVerified
    if held.revision != seen:
        raise ChangedMeanwhile
    if is_unreadable(held) and choice.kind not in ENDING:
        raise RowUnreadable
    choice = choice.validated(made.context.now, asked_of(held, len(in_the_room(held))))
    if choice.kind == "colleague":
        _leave_to_a_colleague(made, held, choice)
        return
    decision = _create(made.context, held, choice)
    stopped = end_open_recording(
        made.context, held, "new_decision" if choice.kind in AGREED else "not_agreed"
    )
    _end(made.context, held, "replaced")
    move(held, decision=decision, recording=None, handed_over=False)
    made.audit(
        f"receipt:{held.jti}",
        decision=choice.kind,
        types=list(choice.types),
        stopped_recording=stopped,
    )


def asked_of(consent: Consent, company: int) -> Asked:
    """What a decision on this consent is made about (K3, K9, K10, K12, Q9, Q10).

    `company` is how many others are there now.
    """
    policy, answers = policy_of(staff_text(consent.text)), Answers(consent.answers)
    behalf = answers.on_behalf
    return Asked(
        types=tuple(each for each in asked_types(consent) if each in policy.types),
        bounds=policy.conditions,
        offers=tuple(each.key for each in policy.offers),
        audience=answers.audience,
        remote=answers.remote,
        company=company,
        needs_grounds=behalf is not None
        and behalf.relationship in WITHOUT_AUTHORITY
        and answers.own_answer not in ("ok", "yes"),
        needs_able=behalf is None and _is_under_18(consent),
        alone_first=answers.alone_first,
    )


def _is_under_18(consent: Consent) -> bool:
    if not consent.birth_date:
        return False
    signed = hours.local(consent.signed_at, consent.site.timezone).date()
    return ages.years(datetime.date.fromisoformat(consent.birth_date), signed) < ADULT


def _leave_to_a_colleague(made: Change, held: Consent, choice: Choice) -> None:
    """A hand-over that was chosen as the decision: noted as one that ended as it was made."""
    stopped = end_open_recording(made.context, held, "handed_over")
    _end(made.context, held, "handed_over")
    decision = _create(made.context, held, choice)
    Decision.update(ended_at=made.context.now, ended_by=made.context.staff).where(
        Decision.id == decision.id
    ).execute()
    move(held, decision=None, recording=None, handed_over=True)
    made.audit(f"receipt:{held.jti}", decision=choice.kind, stopped_recording=stopped)


@action("decision.undo", about=the_consent, by=("clinician",))
def undo(made: Change, consent: Consent, seen: int) -> None:
    """Take back a decision made by a slip: it stays in the trail, and another can be made.

    Raises:
        TooLateToUndo: a recording was started under it.
        NothingDecided: no decision stands.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
        ChangedMeanwhile: somebody changed it after the clinician's page was drawn.
    """
    held = open_consent(made.context, consent)
    if held.decision_id is None:
        raise NothingDecided
    if held.revision != seen:
        raise ChangedMeanwhile
    if not may_undo(held):
        raise TooLateToUndo
    _end(made.context, held, "undone")
    move(held, decision=None)
    made.audit(f"receipt:{held.jti}", decision=held.decision.kind)


@action("decision.hand_over", about=the_consent, by=("clinician",))
def hand_over(made: Change, consent: Consent) -> None:
    """The clinician changes: the agreement ends, and a recording with it; the new one decides (K6).

    No page is too old to hand over from: what it ends is ended anyway.

    Raises:
        NothingDecided: no decision stands that could end.
        CannotDecide: the consent is refused, withdrawn, superseded or expired.
    """
    held = open_consent(made.context, consent)
    if held.decision_id is None:
        raise NothingDecided
    stopped = end_open_recording(made.context, held, "handed_over")
    _end(made.context, held, "handed_over")
    move(held, decision=None, recording=None, handed_over=True)
    made.audit(f"receipt:{held.jti}", stopped_recording=stopped)


def open_consent(context: Context, consent: Consent, *, agreeing: bool = False) -> Consent:
    """The consent as it is now, inside the caller's transaction.

    `agreeing` is closed at the receipt's end; anything else while a session lasts, too.

    Raises:
        CannotDecide: a change of it would mean nothing.
    """
    held: Consent = Consent.get_by_id(consent.id)
    may = may_decide if agreeing else may_change
    permission = may(facts(held), context.now)
    if not permission.allowed:
        raise CannotDecide(permission.reason)
    return held


def _end(context: Context, consent: Consent, why: DecisionEnd) -> None:
    """Note the end of the decision that stands, if one does."""
    if consent.decision_id is None:
        return
    standing = (Decision.id == consent.decision_id) & Decision.ended_at.is_null(True)
    ended = Decision.update(ended_at=context.now, ended_by=context.staff, ended_why=why)
    ended.where(standing).execute()


def _create(context: Context, consent: Consent, choice: Choice) -> Decision:
    checks: dict[str, str] = {name: said for name, said in choice.checks.items()}  # noqa: C416
    checks |= {"listening": choice.listening} if choice.listening else {}
    checks |= {"able": "yes"} if choice.able else {}
    if Answers(consent.answers).device == "glasses":  # R20: they come off, unless agreed
        checks |= {"worn": "agreed" if choice.glasses else "off"}
    return Decision.create(
        consent=consent,
        staff=context.staff,
        at=context.now,
        kind=choice.kind,
        types=" ".join(choice.types),
        conditions=list(choice.conditions),
        offered=list(choice.offered) if choice.kind in ("wait", "not_agreed") else [],
        grounds=choice.grounds if choice.kind in AGREED else "",
        reason=choice.reason if choice.kind == "not_agreed" else "",
        wait_until=choice.wait_until if choice.kind == "wait" else None,
        checks=checks,
        token="" if choice.kind == "colleague" else _signed(context, consent, choice),
    )


def _signed(context: Context, consent: Consent, choice: Choice) -> str:
    """The decision as a token; its number counts the decisions that have one (K3)."""
    signed = (Decision.consent == consent) & (Decision.kind != "colleague")
    late = context.now >= consent.expires_at  # a no, while a session outlasts its receipt
    claims = DecisionClaims(
        iss=context.secrets.issuer,
        aud=context.site.slug,
        sub=consent.jti,
        n=Decision.select().where(signed).count() + 1,
        dec=choice.kind,  # type: ignore[arg-type]  # "colleague" has no token
        con=choice.conditions,
        role="clinician",
        iat=context.now,
        exp=consent.expires_at + (MAX_OVERRUN if late else 0),
        until=choice.wait_until if choice.kind == "wait" else None,
        rec=choice.types,
    )
    return issue(claims, context.secrets.receipt_keys)
