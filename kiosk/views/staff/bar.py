"""A visit while it lasts: who is there, and the bar of what is being recorded (K6)."""

from typing import Any

from flask import request
from markupsafe import Markup

from kiosk.domain import hours, recording
from kiosk.domain.policy import Policy
from kiosk.domain.vocabulary import Standing
from kiosk.store import queries
from kiosk.views.front.current import now
from kiosk.views.staff import words

IN_THE_ROOM: tuple[Standing, ...] = ("recording", "paused", "someone_to_ask", "someone_said_no")


def visit_values(card: queries.Card, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """What every staff page of a visit has at its top, and what was typed into it, if wrong."""
    return {
        "consent": card.consent,
        "state": card.standing,
        "bar": bar_values(card),
        "asks_who": _asks_who(card),
        "newcomers": _newcomers(card.policy),
        "start_waits": {said: _who(card, said) for said in ("ask", "no")},
        "keyed": words,
        "errors": errors or {},
        "typed": request.form if errors else {},
    }


def bar_values(visit: queries.Visit) -> dict[str, Any]:
    """The bar of a visit that is being recorded (K6): nothing where no session is open."""
    running, pauses = visit.consent.recording, visit.pauses
    if running is None or running.stopped_at is not None or visit.standing not in IN_THE_ROOM:
        return {}
    seconds = recording.elapsed(running.started_at, now(), pauses)
    return {
        "end": end_words(visit),
        "photos": "photo" in visit.agreed,  # beside sound, video or live: they end with Stop
        "paused": running.paused_at is not None,
        "why": recording.PAUSE_REASONS[pauses[-1].why] if running.paused_at is not None else "",
        "seconds": seconds,
        "quiet": now() - recording.last_known(running.started_at, pauses),
        "span": recording.span(seconds),
        "may_resume": visit.standing == "paused",
    }


def _asks_who(card: queries.Card) -> bool:
    """Whether it is paused because somebody came in, and nobody was named since (K6)."""
    last = card.pauses[-1] if card.pauses else None
    if last is None or last.until is not None or last.why != "came_in":
        return False
    return not any((each.joined_at or 0) >= last.at for each in card.people)


def end_words(visit: queries.Visit) -> str:
    """What staff read of an end that is near or has come (K14); "" while none is."""
    may, known = "recording may finish, not start again", visit.facts
    if visit.end == "session":
        return f"{may.capitalize()}: it must end by {clock(known.ends_at, visit.consent)}"
    if visit.end == "start":
        return f"From {clock(known.expires_at, visit.consent)} {may}"
    return may.capitalize() if visit.end == "over" else ""


def clock(at: int, consent: queries.Consent) -> str:
    """The time of day at the consent's site."""
    return hours.clock(at, consent.site.timezone)


def _who(card: queries.Card, said: str) -> list[Markup]:
    """Those still there of whom this is the last word, by name, else by role (K5)."""
    here = [each for each in card.people if each.left_at is None and each.answer == said]
    return [
        Markup("<bdi>{}</bdi>").format(each.name or card.policy.label("company", each.role).lower())
        for each in here
    ]


def _newcomers(policy: Policy) -> list[tuple[str, str]]:
    """Who may come in or listen: the roles of the policy, in its words (K6, K11, K12)."""
    question = policy.question("company")
    return [(role, policy.label("company", role)) for role in question.options] if question else []
