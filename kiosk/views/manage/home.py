"""The manager's home: what wants attention today."""

from typing import Any

from flask import g, url_for

from kiosk.domain.attention import Key, ToDo
from kiosk.lookups import attention
from kiosk.views.front.current import config, now
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages, turned_away

# Where each sentence is mended: a page, with what its address needs.
MENDED: dict[Key, tuple[str, dict[str, str]]] = {
    "name": ("manage.part", {"part": "name"}),
    "hours": ("manage.part", {"part": "hours"}),
    "paused": ("manage.part", {"part": "pause"}),
    "complaints": ("manage.part", {"part": "link-complaints"}),
    "privacy": ("manage.part", {"part": "link-privacy"}),
    "alone": ("manage.people", {"_anchor": "add"}),
    "clinician": ("manage.people", {}),
    "second_step": ("manage.people", {"_anchor": "second-step"}),
    "recovery": ("manage.people", {"_anchor": "second-step"}),
    "sign_ins": ("manage.failed_sign_ins", {}),
    "rules": ("manage.server", {"_anchor": "rules"}),
    "unread": ("manage.rules", {"_anchor": "read"}),
    "review": ("manage.rules", {}),
    "languages": ("manage.rule_languages", {}),
    "tablet_waits": ("manage.tablets", {}),
    "tablet_silent": ("manage.tablets", {}),
    "out_of_order": ("manage.tablets", {}),
    "concerns": ("manage.concerns", {}),
    "concern_due": ("manage.concern", {}),
    "how_are_you": ("manage.concern", {"_anchor": "support"}),
    "requests": ("manage.records_home", {"_anchor": "requests"}),
    "notes": ("staff.today", {}),
    "tries": ("manage.server", {"_anchor": "tries"}),
    "https": ("manage.server", {"_anchor": "https"}),
    "backup": ("manage.server", {"_anchor": "backup"}),
    "purge": ("manage.server", {"_anchor": "purge"}),
}


@pages.get("/")
def home() -> str:
    """Today's health: worked out from how things stand, each sentence leading to its page."""
    found = attention.to_do(g.site, now(), https=config().https)
    to_do = [(each.text, _where(each)) for each in found]
    return page("manage/home.html", to_do=to_do, **turned_away.values())


@pages.get("/server")
def server() -> str:
    """What whoever runs the server sees to: no manager's page can."""
    return page("manage/server.html")


def _where(each: ToDo) -> str:
    endpoint, values = MENDED[each.key]
    given: dict[str, Any] = dict(values)
    if endpoint == "manage.concern":
        given["number"] = each.about
    elif each.about:
        given["_anchor"] = f"tablet-{each.about}"
    return url_for(endpoint, **given)
