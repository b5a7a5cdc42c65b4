"""What a public service owes: privacy, cookies, accessibility, and whom to tell of a weakness."""

import datetime
from collections.abc import Iterator

from flask import Response

from kiosk.domain import retention
from kiosk.domain.practice import is_address
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.views.front.current import config, now, open_site
from kiosk.views.front.language import length, long_date, translated
from kiosk.views.front.named import named_site
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page

pages = Pages("owed", __name__)

STATED = datetime.date(2026, 11, 26)  # when the accessibility statement was last held against tests
EXPIRES = datetime.timedelta(days=30)  # RFC 9116 §2.5.5: what is older is not to be trusted
AGE = 24 * 60 * 60  # seconds for which anybody may keep it


@pages.get("/privacy", open=True)
def privacy() -> str:
    """What is kept of a patient, why, and who sees it, in their words (M7)."""
    site = named_site()
    places = [site] if site else queries.open_sites()  # of several, the longest time of any
    return page("public/privacy.html", site=site, kept=list(_kept(places)))


def _kept(places: list[queries.Site]) -> Iterator[dict[str, str]]:
    """Every kind that is a patient's, worded for them, from the table that deletes go by."""
    for kind, kept in retention.TABLE.items():
        if kept.told:
            seconds = max(retention.period(each.retention, kind) for each in places)
            told = {name: translated(words) for name, words in vars(kept.told).items()}
            yield told | {"time": length(*retention.parts(seconds))}


@pages.get("/cookies", open=True)
def cookies() -> str:
    """Every cookie, by name, and what it is for."""
    return page("public/cookies.html", site=named_site())


@pages.get("/accessibility", open=True)
def accessibility() -> str:
    """The accessibility statement, dated: what was tested, and what nobody knows yet."""
    return page("public/accessibility.html", site=named_site(), stated=long_date(STATED))


@pages.get("/.well-known/security.txt", open=True, shared=True)
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116).

    Raises:
        NotFound: the place has named nobody, and a file without a contact is none.
    """
    contact = (named_site() or open_site()).links.get("security", {}).get("address", "")
    if not is_address(contact):
        raise NotFound
    today = datetime.datetime.fromtimestamp(now(), datetime.UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    lines = {
        "Contact": contact,
        "Expires": f"{today + EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": f"{config().public_url}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    response = Response(text, mimetype="text/plain")
    response.headers["Cache-Control"] = f"public, max-age={AGE}"
    return response
