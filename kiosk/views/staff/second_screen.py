"""A second screen in the room: what holds, in one word, and nobody's name (K6)."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from kiosk import links
from kiosk.domain.refusals import NotFound
from kiosk.domain.vocabulary import Standing
from kiosk.store import queries
from kiosk.views.front.bands import Band, type_words
from kiosk.views.front.current import config, now, secrets
from kiosk.views.front.pages import Pages
from kiosk.views.front.qr import svg
from kiosk.views.front.rendering import fragment, page
from kiosk.views.staff.bar import bar_values

pages = Pages("screen", __name__, english=True, url_prefix="/room")

QUIET = Band("over", "Not recording")
BANDS: Mapping[Standing, Band] = {
    "recording": Band("live", "Recording"),
    "paused": Band("wait", "Recording paused"),
    "someone_to_ask": Band("wait", "Recording paused"),
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
    band = BANDS.get(visit.standing, QUIET) if bar else QUIET
    return {
        "site": visit.consent.site,
        "token": token,
        "band": band,
        "types": type_words(visit.agreed) if bar else "",
        "bar": bar,
        "mark": _mark(visit.mark),
    }


def _mark(mark: str) -> str:
    """The mark of what is shown, without the words in it: this screen has not to say why."""
    return secrets().keyed_hash("screen", mark)[:16]
