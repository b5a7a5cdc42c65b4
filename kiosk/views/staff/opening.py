"""Opening a card is an entry: who, whom, when (M7). The one thing that a GET may write.

A poll is no opening, nor is what a browser fetches ahead. A card whose day is over asks why first;
while a recording runs nothing is asked, and a write that fails keeps nobody from it (K14).
"""

from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import looks
from kiosk.domain import hours
from kiosk.domain.looks import REASONS, is_old
from kiosk.domain.record_refusals import ReasonNeeded
from kiosk.domain.refusals import NotFound
from kiosk.domain.vocabulary import one_of
from kiosk.logs import log
from kiosk.store import queries
from kiosk.views.front import ahead
from kiosk.views.front.addresses import CARD
from kiosk.views.front.current import context, now
from kiosk.views.front.rendering import page
from kiosk.views.staff import pages

STILL_OPEN = 24 * 60 * 60  # seconds by which a page left open outlasts its day


def consent_of(number: int) -> queries.Consent:
    """The consent of this number at the signed-in person's site.

    Raises:
        NotFound: there is none here.
    """
    consent = queries.consent_at(g.site, number)
    if consent is None:
        raise NotFound
    return consent


def card_of(number: int) -> queries.Card:
    """The card of the consent of this number at the signed-in person's site, opened by them.

    Raises:
        NotFound: there is none here.
        FetchedAhead, ReasonNeeded: it is not opened (`opening`).
    """
    found = card_seen(number)
    _note(found)
    return found


def card_seen(number: int) -> queries.Card:
    """The same, without opening it: for what shows nobody, and for what looks again."""
    found = queries.card_at(g.site, number, now())
    if found is None:
        raise NotFound
    return found


@pages.post(f"/consents/{CARD}/why")
def say_why(number: int) -> Response | tuple[str, int]:
    """Why a card is opened whose visit is over; then it is shown."""
    held, reason = card_seen(number), one_of(REASONS, request.form.get("reason", ""))
    if reason is None:
        return _ask(held, {"reason": "Choose why you open this card"}), 422
    looks.opened(context(), held.consent, reason)
    return redirect(url_for("staff.card", number=number, **_asked()), 303)


def ask_why(_refusal: ReasonNeeded) -> tuple[str, int]:
    """A card that is not opened yet: asked in its place, whichever of its pages was wanted."""
    held = card_seen((request.view_args or {})["number"])
    return _ask(held), ReasonNeeded.status


pages.register_error_handler(ReasonNeeded, ask_why)


def _note(held: queries.Card) -> None:
    """Write that the signed-in person opened this card, or raise why it is not opened.

    Raises:
        FetchedAhead: a browser asks before anybody wants it.
        ReasonNeeded: the visit's day is over, and this person has not said why they look.
    """
    if not ahead.wanted():
        return
    if _runs(held):
        if not looks.opened_while_recording(context(), held.consent):
            log.error("opening not written")
        return
    if asks_why(held):
        raise ReasonNeeded
    looks.opened(context(), held.consent)


def may_follow(held: queries.Card) -> bool:
    """Whether a poll may show this card: it is opened, and polling opens nothing.

    A card that says that a recording runs must be able to say that it has ended, whatever could not
    be written meanwhile (K14): it is written now, so that nobody follows one without a trace.
    """
    if _opened(held, _midnight() - STILL_OPEN):
        return True
    if held.facts.recording is None or _is_over(held):
        return False
    looks.opened_while_recording(context(), held.consent)
    return True


def asks_why(held: queries.Card) -> bool:
    """Whether this person has to say first why they look."""
    return _is_over(held) and not _opened(held, _midnight())


def _is_over(held: queries.Card) -> bool:
    """Whether the visit's day is over, and no recording goes on."""
    recording = held.consent.recording
    stopped = recording.stopped_at if recording else None
    return is_old(held.consent.expires_at, stopped, _midnight()) and not _runs(held)


def _runs(held: queries.Card) -> bool:
    """Whether a recording goes on: one that nobody stopped has ended by itself."""
    return held.facts.running and now() < held.facts.ends_at


def _opened(held: queries.Card, since: int) -> bool:
    return queries.has_looked(held.consent.jti, g.actor, since)


def _midnight() -> int:
    return hours.day_start(now(), g.site.timezone)


def _ask(held: queries.Card, errors: dict[str, str] | None = None) -> str:
    """The page that asks why; it names nobody."""
    values = {"consent": held.consent, "reasons": REASONS, "errors": errors or {}}
    to = url_for("staff.say_why", number=held.consent.id, **_asked())
    return page("staff/why.html", **values, action=to)


def _asked() -> dict[str, Any]:
    """How the card was come by, to go on with: what a page of ours put in its address."""
    return {name: request.args[name] for name in ("found", "again") if name in request.args}
