"""A patient's unsigned walk: start, answer, abandon. Drafts leave no trace in the audit trail."""

from typing import Any

from kiosk.actions import budgets
from kiosk.actions.context import Context
from kiosk.domain import usual
from kiosk.domain.mid_walk import fitted, looked_at
from kiosk.domain.practice import pause_of
from kiosk.domain.refusals import AskingPaused, JourneyGone, KioskOutOfOrder
from kiosk.domain.retention import period
from kiosk.domain.vocabulary import Door, WayIn
from kiosk.domain.walk import MAX_LIFE
from kiosk.links import token_hash
from kiosk.store.database import write
from kiosk.store.models import Journey
from kiosk.store.policies import offered_text, policy_of, published_text, renewed
from kiosk.store.queries.visitors import unsigned_journey


def start(
    context: Context,
    *,
    way_in: WayIn,
    door: Door | None = None,
    language: str = "en",
    answers: dict[str, Any] | None = None,
    replaces: int | None = None,
) -> str:
    """Begin a journey and return the cookie value that carries it.

    `door` is how it begins: by default on a tablet, sent on by one, or from a poster. `answers`
    are carried from an earlier consent, whose id is `replaces`.

    Beginning on a tablet deletes what the patient before left unsigned there.

    Raises:
        SiteClosed, NoPolicy: nobody can be asked here now.
        KioskOutOfOrder: nobody can begin on this tablet now.
        AskingPaused: nobody can begin at this place now; one who has a consent is under way.
        Crowded: too many began here in a short time.
    """
    if replaces is None and pause_of(context.site.pause, context.now):
        raise AskingPaused
    if way_in == "kiosk" and context.kiosk and context.kiosk.out_of_order_at is not None:
        raise KioskOutOfOrder
    token = context.fresh_token("journey")
    door = door or _door(context, way_in)
    with budgets.turning_away(context), write():
        text = published_text(context.site, language)
        if Journey.select().where(Journey.token_hash == token_hash(token)).exists():
            return token
        budgets.begin(context, door, again=replaces is not None)
        if way_in == "kiosk":
            _delete_drafts(context)
        carried = fitted(policy_of(text), answers or {})
        begun = {"text": text, "answers": carried, "replaces": replaces}
        _create(context, token, way_in=way_in, door=door, **begun)
    return token


def _create(context: Context, token: str, **begun: Any) -> None:
    Journey.create(
        id=int.from_bytes(context.random(8), "big") >> 1,
        site=context.site,
        kiosk=context.kiosk,
        token_hash=token_hash(token),
        started_at=context.now,
        expires_at=context.now + period(context.site.retention, "drafts"),
        **begun,
    )


def _door(context: Context, way_in: WayIn) -> Door:
    if way_in == "kiosk":
        return "tablet"
    return "sent" if context.kiosk else "poster"


def _delete_drafts(context: Context) -> None:
    """A tablet has one patient at a time; a draft that went on to a phone is a phone's."""
    Journey.delete().where(
        (Journey.kiosk == context.kiosk)
        & (Journey.way_in == "kiosk")
        & Journey.signed_at.is_null(True)
    ).execute()


def answer(context: Context, journey: Journey, step: str, value: Any) -> dict[str, Any]:
    """Keep one answer and return all of them. Answering twice is answering once.

    The one tap on the usual answers keeps each of them, or takes back what it no longer covers.

    Raises:
        JourneyGone: it was signed, abandoned or deleted meanwhile.
    """
    with write():
        held = _unsigned(journey)
        before = looked_at(held.answers, step)
        answers = usual.kept(policy_of(held.text).usual, before, step, value)
        expires_at = min(
            context.now + period(held.site.retention, "drafts"), held.started_at + MAX_LIFE
        )
        kept = {"answers": answers, "place": held.place}
        Journey.update(text=held.text, **kept, expires_at=expires_at).where(
            Journey.id == journey.id
        ).execute()
    return answers


def _unsigned(journey: Journey) -> Journey:
    """The walk as it is now, under what the place allows now, inside the caller's transaction.

    Raises:
        JourneyGone: it was signed, abandoned or deleted meanwhile.
    """
    held = unsigned_journey(journey.id)
    if held is None:
        raise JourneyGone
    return renewed(held)


def read_in(journey: Journey, language: str) -> Journey:
    """Go on in another language of the same rules, with every question's answer kept (M3).

    What was read in the other language counts no more, the rules and the statements: the receipt
    names one language, and its hash is of the words that were read (R1 to R21). Nothing changes
    where the rules are not offered in that language.

    Raises:
        JourneyGone: it was signed, abandoned or deleted meanwhile.
    """
    with write():
        held = _unsigned(journey)
        text = offered_text(held.text, language)
        if text.id != held.text.id:
            kept = {step: held.answers[step] for step in held.answers if not _is_reading(step)}
            change = {"text": text, "answers": kept, "place": held.place}
            Journey.update(**change).where(Journey.id == journey.id).execute()
    read: Journey = Journey.get_by_id(journey.id)
    return read


def _is_reading(step: str) -> bool:
    return step.startswith("rules-") or step == "statements"


def abandon(journey: Journey) -> None:
    """Delete a journey that its patient left. Nothing of it is kept."""
    with write():
        Journey.delete().where(Journey.id == journey.id).execute()
