"""Every version of a place's rules, with its dates and its words, for anyone to read (M1)."""

from typing import Any

from flask import g

from kiosk.domain import hours
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.store.policies import policy_of
from kiosk.views.front.changed import changed
from kiosk.views.front.language import language, long_date
from kiosk.views.front.named import named_site
from kiosk.views.front.pages import Pages
from kiosk.views.front.rendering import page

pages = Pages("published", __name__, url_prefix="/rules")


@pages.get("", open=True)
def history() -> str:
    """The versions that patients have read here, newest first, and what changed in each."""
    site = named_site()
    found = queries.versions_of(site) if site else []
    return page("public/rules.html", site=site, versions=[_told(each, site) for each in found])


@pages.get("/<version>", open=True)
def version(version: str) -> str:
    """One version as patients read it, in the language of this page where it was offered in that.

    Raises:
        NotFound: nobody has ever read such a version here.
    """
    site = named_site()
    if site is None:
        return page("public/rules.html", site=None, versions=[])
    held = next((each for each in queries.versions_of(site) if each.version == version), None)
    texts = {} if held is None else queries.read_in(held, site)
    offered = {code: each for code, each in texts.items() if each.published_at is not None}
    if held is None or not offered:
        raise NotFound
    code = language() if language() in offered else next(iter(offered))
    g.language = code  # nothing falls back in mid-page: all of it is in one language
    told = _told(held, site)
    return page("public/version.html", site=site, policy=policy_of(offered[code]), told=told)


def _told(each: queries.Policy, site: queries.Site | None) -> dict[str, Any]:
    """What the page says of a version: its days, and what changed, in whose language."""
    zone = site.timezone if site else "Europe/London"
    return {
        "version": each.version,
        "since": long_date(hours.local(each.published_at or 0, zone).date()),
        "until": long_date(hours.local(each.withdrawn_at, zone).date())
        if each.withdrawn_at is not None
        else "",
        "changed": changed(each.what_changed),
    }
