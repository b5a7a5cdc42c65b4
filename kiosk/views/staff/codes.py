"""Show a code to a patient, or send it (K12, K13), and see what becomes of it.

The address of the page holds a key that is kept nowhere, and the code comes from the key.
"""

from collections.abc import Mapping
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk import links
from kiosk.actions import handoffs
from kiosk.domain import hours
from kiosk.domain.refusals import NotFound
from kiosk.domain.vocabulary import HandoffState
from kiosk.store import queries
from kiosk.views.front import guards
from kiosk.views.front.bands import Tone
from kiosk.views.front.current import config, context, now, secrets
from kiosk.views.front.language import chosen
from kiosk.views.front.pages import Pages
from kiosk.views.front.place import paused_here
from kiosk.views.front.qr import svg
from kiosk.views.front.rendering import fragment, page

pages = Pages("codes", __name__, audience=guards.staff, english=True, url_prefix="/staff/codes")

MAX_KEY = 22  # characters
# What staff read of a code, `%s` being when; and the shape beside it. Whether the patient said yes
# is for clinicians, on the list: a receipt of a no is a signature too.
STATES: Mapping[HandoffState, tuple[Tone, str]] = {
    "new": ("pending", "Not opened yet"),
    "opened": ("pending", "Opened %s"),
    "signed": ("seal", "Signed %s"),
    "refused": ("seal", "Signed %s"),
    "left": ("over", "Opened %s, and left without signing"),
    "over": ("over", "Too old: it worked until %s"),
}


@pages.post("/")
def show() -> Response:
    """A new code, in the language that was asked for."""
    key = handoffs.show(context(), chosen())
    return redirect(url_for("codes.shown", shown=key), 303)


@pages.get("/<shown>")
def shown(shown: str) -> str:
    """The code, large, until it is used; then what became of it."""
    return page("staff/code.html", **_values(shown))


@pages.get("/<shown>/live", polled=True)
def live(shown: str) -> str | tuple[str, int]:
    """The same part alone; 204 while the page shows what holds."""
    values = _values(shown)
    if request.args.get("seen") == values["mark"]:
        return "", 204
    return fragment("staff/_code.html", **values)


@pages.post("/<shown>")
def set_language(shown: str) -> Response:
    """The same code, in another language."""
    handoffs.put_in_language(context(), _at(shown)[1].handoff, chosen())
    return redirect(url_for("codes.shown", shown=shown), 303)


def _at(key: str) -> tuple[str, queries.ShownCode]:
    """The code that a page shows, and what became of it."""
    for each in secrets().each if len(key) == MAX_KEY else ():
        code = links.handoff_code(each, key)
        if found := queries.shown_at(g.site, links.handoff_hash(each, code), now()):
            return code, found
    raise NotFound


def _values(key: str) -> dict[str, Any]:
    code, found = _at(key)
    site, path = config().public_url, url_for("kiosk.handoff", token=code)
    address = site + path
    tone, words = STATES[found.state]
    language, paused = found.handoff.language, paused_here(g.site)
    begins = found.state == "new" and not paused
    return {
        "shown": key,
        "state": found.state,
        "tone": tone,
        "word": words.replace("%s", hours.clock(found.since, g.site.timezone)),
        "consent": found.consent if "clinician" in g.roles else None,
        "until": found.handoff.expires_at,
        "address": address,
        "host": site.partition("://")[2],
        "path": path,
        "qr": svg(address, "QR code for the patient’s phone") if begins else "",
        "paused": paused,
        "languages": queries.languages_of(g.site, offered=True),
        "chosen": language,
        "mark": f"{found.state}-{found.since}-{language}{'-paused' if paused else ''}",
    }
