"""Who a consent is about is kept past its time while a concern or a request about it is open."""

from collections.abc import Mapping
from typing import Literal

from kiosk.actions.change import Change
from kiosk.store.models import Consent, Hold

Why = Literal["concern", "request"]
WORDS: Mapping[str, str] = {
    "concern": "a concern about it is open",
    "request": "its patient’s request is open",
}


def hold(made: Change, consent: Consent, why: Why, about: str) -> None:
    """Keep what a consent says of people until `release`; in the transaction of another change,
    whose entry names the hold. `about` is its subject, such as `concern:3`. Twice is once.
    """
    open_one = (Hold.consent == consent) & (Hold.about == about) & Hold.ended_at.is_null(True)
    if not Hold.select().where(open_one).exists():
        Hold.create(consent=consent, why=why, about=about, at=made.context.now)


def release(made: Change, about: str) -> None:
    """What was held for this is held no more: it goes when its time is over, or at once."""
    open_ones = (Hold.about == about) & Hold.ended_at.is_null(True)
    Hold.update(ended_at=made.context.now).where(open_ones).execute()
