"""What a browser that nobody knows may make last: walks begun, signings, and guesses of a code.

Each door has a budget of its own. A paired tablet, the phones that one sends on, and those to which
staff showed a code cannot be shut out by whoever floods the poster's code.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kiosk import links
from kiosk.actions import attempts
from kiosk.actions.attempts import Limit, Purse
from kiosk.actions.context import Context
from kiosk.domain.budget_sizes import USUAL
from kiosk.domain.refusals import (
    Crowded,
    CrowdedSigning,
    PosterGone,
    Refusal,
    TooManyGuesses,
)
from kiosk.domain.vocabulary import Budget, Door
from kiosk.lookups import visitors
from kiosk.store.database import database, write
from kiosk.store.models import Handoff, Journey, Site, TurnedAway
from kiosk.store.queries.turned_away import MAX_ADDRESSES, MAX_TIMES

TEN_MINUTES, HOUR = 10 * 60, 60 * 60
# Walks begun, and as many signings. From one of a place's own networks, RAISED times as many.
LIMITS: dict[Budget, Limit] = {
    "tablet": Limit(USUAL["tablet"], TEN_MINUTES),  # on one tablet
    "sent": Limit(USUAL["sent"], TEN_MINUTES),  # on phones that one tablet sent on
    "code": Limit(USUAL["code"], TEN_MINUTES),  # with the codes that a site's staff showed
    "address": Limit(USUAL["address"], TEN_MINUTES),  # from a poster, by one address
    "poster": Limit(USUAL["poster"], HOUR),  # from one poster's code, until it is replaced
    "site": Limit(USUAL["site"], HOUR),  # from any poster of a site
    "again": Limit(USUAL["again"], HOUR),  # to change what was signed, by one address
    "guesses": Limit(USUAL["guesses"], TEN_MINUTES),  # wrong codes in an address, by one address
}
RAISED = 10

Counted = tuple[tuple[Budget, tuple[str, ...]], ...]  # budgets, and whose each of them is


def begin(context: Context, door: Door, *, again: bool) -> None:
    """Count a walk that begins, inside the caller's transaction; `again` to replace a receipt.

    Raises:
        Crowded: its budget is used up.
    """
    kiosk = context.kiosk.id if context.kiosk else None
    _spend(context, "walk", _budgets(context, door, kiosk, again), Crowded)


def sign(context: Context, journey: Journey) -> None:
    """Count the signature of a walk, inside the caller's transaction.

    Raises:
        CrowdedSigning: its budget is used up. The answers are kept.
    """
    again = journey.replaces is not None
    counted = _budgets(context, journey.door, journey.kiosk_id, again)
    _spend(context, "signing", counted, CrowdedSigning)


def _spend(context: Context, what: str, counted: Counted, refusal: type[Crowded]) -> None:
    if not context.address:
        return  # an operator's command: no browser asks
    purses = {budget: _purse(context, budget, what, *whose) for budget, whose in counted}
    for budget, held in purses.items():
        if minutes := attempts.minutes_left(context, held):
            raise refusal(minutes, budget)
    attempts.count(context, *purses.values())


def _budgets(context: Context, door: Door, kiosk: int | None, again: bool) -> Counted:
    """Which budgets count this door, and whose they are."""
    site, address = str(context.site.id), context.address
    more: Counted = (("again", (address,)),) if again else ()
    if door == "tablet" or door == "sent":
        return ((door, (site, str(kiosk))), *more)
    if door == "code":
        return ((door, (site,)), *more)
    poster = (site, str(context.site.poster_turn))
    return (("address", (address,)), ("poster", poster), ("site", (site,)), *more)


def _purse(context: Context, budget: Budget, what: str, *whose: str) -> Purse:
    """As large as the place set it. Its own networks have a larger one, which no other empties."""
    limit, guest = LIMITS[budget], context.guest
    if budget in context.budgets:
        limit = replace(limit, most=context.budgets[budget])
    if guest:
        limit = replace(limit, most=limit.most * RAISED)
    return attempts.purse(context, limit, what, budget, "own" if guest else "any", *whose)


# --- guesses ---


def code_shown(context: Context, typed: str) -> Handoff:
    """The code that staff showed, with its site. A guess that fits the check symbol counts.

    Raises:
        HandoffBad: no code of ours.
        TooManyGuesses: too many wrong ones from this address.
    """
    links.handoff_hash(context.secrets, typed)  # what can be no code tells a guesser nothing
    with _guess(context):
        return visitors.handoff_of(context.secrets, typed)


def poster_of(context: Context, typed: str) -> Site:
    """The site whose poster has this code now; a poster that was replaced is no guess.

    Raises:
        PosterMistyped, PosterGone: no code at all; replaced, or never a poster's.
        TooManyGuesses: too many wrong ones from this address.
    """
    if visitors.was_replaced(context.secrets, typed):
        raise PosterGone
    with _guess(context):
        return visitors.site_of_poster(context.secrets, typed)


@contextmanager
def _guess(context: Context) -> Iterator[None]:
    """What is wrong counts for the address, and is answered only while there is room.

    What is right is read alone: a page is shown while somebody else writes.
    """
    held = _purse(context, "guesses", "guess", context.address)
    with turning_away(context):
        if minutes := attempts.minutes_left(context, held):
            raise TooManyGuesses(minutes, "guesses")
        try:
            yield
        except Refusal as refused:
            with write():
                if minutes := attempts.minutes_left(context, held):
                    raise TooManyGuesses(minutes, "guesses") from None
                attempts.count(context, held)
            raise refused from None


# --- who was turned away ---


@contextmanager
def turning_away(context: Context) -> Iterator[None]:
    """Around a whole change: whoever it turns away is noted for the manager once it is undone."""
    try:
        yield
    except Crowded as refusal:
        if not database.in_transaction():
            _note(context, refusal.budget)
        raise


def _note(context: Context, budget: Budget) -> None:
    """Read first: once an address has been noted often enough, a flood of it writes nothing."""
    hour = context.now - context.now % HOUR
    address = context.secrets.keyed_hash("turned away", context.address)[:16]
    same_hour = (TurnedAway.site == context.site) & (TurnedAway.hour == hour)
    this = same_hour & (TurnedAway.budget == budget) & (TurnedAway.address == address)
    row = TurnedAway.get_or_none(this)
    others = TurnedAway.select().where(same_hour)
    if row.times >= MAX_TIMES if row else others.count() >= MAX_ADDRESSES:
        return
    with write():
        more = {"times": TurnedAway.times + 1, "last_at": context.now}
        if not TurnedAway.update(more).where(this).execute():
            values = {"budget": budget, "address": address, "hour": hour}
            TurnedAway.create(site=context.site, times=1, last_at=context.now, **values)
