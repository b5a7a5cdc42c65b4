"""A second screen in the room: what holds, in one word, and nobody's name (K6)."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from kiosk import links
from kiosk.domain.permission import may_record
from kiosk.domain.refusals import NotFound
from kiosk.domain.vocabulary import Standing
from kiosk.store import queries
from kiosk.views.front.bands import Band, part_words, type_words
from kiosk.views.front.current import config, now, secrets
from kiosk.views.front.pages import Pages
from kiosk.views.front.qr import svg
from kiosk.views.front.rendering import fragment, page
from kiosk.views.staff.bar import bar_values

pages = Pages("screen", __name__, english=True, url_prefix="/room")

# It cannot know what phones do: it says what was agreed, never that nobody records.
QUIET = Band("over", "No recording agreed now")
MAY = Band("go", "May record")
PHOTOS = Band("go", "Photos agreed")
BANDS: Mapping[Standing, Band] = {
    "recording": Band("live", "Recording"),
    "paused": Band("wait", "Recording paused"),
    "someone_to_ask": Band("wait", "Recording paused"),
    "someone_said_no": Band("wait", "Recording paused"),
}


@pages.get("/<token>", open=True)
def show(token: str) -> str:
    """The state alone, for a screen that everyone in the room can see."""
    return page("staff/second_screen.html", **_values(token))


@pages.get("/<token>/live", open=True, polled=True)
def live(token: str) -> str | tuple[str, int]:
    """The state again; 204 while the screen shows what holds."""
    values = _values(token)
    if request.args.get("seen") == values["mark"]:
        return "", 204
    return fragment("staff/_second_screen.html", **values)


def address(consent: queries.Consent) -> str:
    """Where a second screen finds this visit."""
    token = links.to_screen(secrets(), consent.id, now())
    return config().public_url + url_for("screen.show", token=token)


def invitation(consent: queries.Consent) -> dict[str, Any]:
    """The QR and the address that bring up a second screen."""
    there = address(consent)
    return {"consent": consent, "address": there, "qr": svg(there, "QR code for a second screen")}


def _values(token: str) -> dict[str, Any]:
    consent = queries.consent_of_screen(links.read_screen(secrets(), token, now()))
    if consent is None:
        raise NotFound
    visit = queries.visit(consent, now())
    bar = bar_values(visit)
    may = may_record(visit.facts, now()).allowed
    return {
        "site": visit.consent.site,
        "token": token,
        "band": _band(visit, bool(bar)),
        "types": _agreed(visit) if bar or may else "",
        "bar": bar,
        "mark": _mark(visit.mark),
    }


def _band(visit: queries.Visit, under_way: bool) -> Band:
    if visit.facts.photos_alone and may_record(visit.facts, now()).allowed:
        return PHOTOS
    if under_way:
        return BANDS.get(visit.standing, QUIET)
    return MAY if visit.standing == "ok" else QUIET


def _agreed(visit: queries.Visit) -> str:
    """`Sound, talking only`: what was agreed, as narrow as its conditions make it."""
    consent = visit.consent
    bound = consent.decision.conditions if consent.decision_id else ()
    return f"{type_words(visit.agreed)}, {part_words(consent.part, bound)}"


def _mark(mark: str) -> str:
    """The mark of what is shown, without the words in it: this screen has not to say why."""
    return secrets().keyed_hash("screen", mark)[:16]
