"""Pages and fragments: what every template can call on."""

import datetime
import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, render_template, request
from markupsafe import Markup

from kiosk import session_links
from kiosk.domain import ages, hours
from kiosk.domain.called import begins, called
from kiosk.domain.roles import NOBODYS, in_words
from kiosk.domain.signature import HEIGHT, WIDTH, svg_path, view_box
from kiosk.lookups import entered
from kiosk.store import queries
from kiosk.views.front import forms, kept, staff_bands, tablet
from kiosk.views.front.current import config, now
from kiosk.views.front.language import locale, long_date
from kiosk.views.front.read_back import birth_date, identity_fields, nhs_number

MAX_SAME = 512  # parts kept in memory, each of a kilobyte or two
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def install(app: Flask) -> None:
    """Give templates their filters and functions."""
    for each in (
        forms.error_list,
        forms.error_message,
        forms.labelled,
        forms.radio_items,
        forms.role_items,
    ):
        app.add_template_filter(each)
    app.add_template_filter(forms.kept, "fields")
    app.add_template_filter(in_words, "roles_in_words")
    app.add_template_filter(identity_fields)
    app.add_template_filter(called)
    app.add_template_filter(begins)
    app.add_template_filter(_in_one, "in_one")
    app.add_template_filter(_clock, "clock")
    app.add_template_filter(_day, "day")
    app.add_template_filter(birth_date, "birth_date")
    app.add_template_filter(nhs_number, "nhs_number")
    app.add_template_filter(svg_path, "svg_path")
    app.add_template_filter(view_box, "view_box")
    app.add_template_filter(_age, "age")
    app.add_template_filter(_spelled, "spelled")
    app.jinja_env.globals.update(
        once=_once,
        for_staff=staff_bands.STAFF,
        signature_size=(WIDTH, HEIGHT),
        signed_in=lambda: None if g.get("locked") else g.get("staff"),
        passkey_host=lambda: urlsplit(config().public_url).hostname or "",
        my_places=lambda: queries.count_places(g.staff, now()),
        my_roles=lambda: g.get("roles", NOBODYS),
        kept_here=kept.here,
        lapses_after=session_links.MAX_IDLE,
        same=_same(app),
    )


def _same(app: Flask) -> Callable[..., Markup]:
    """`same(template, **given)`: a part of a page that is made of words and of what it is given,
    and of nothing else, is made once for each language (bench/README.md).

    No key in it, no name, and nothing that is stored: that may change (test_same_parts.py).
    """

    @lru_cache(MAX_SAME)
    def made(_spoken: str, template: str, given: tuple[tuple[str, Any], ...]) -> Markup:
        values = dict(given)
        html = app.jinja_env.get_template(template).render(values, given=values)
        return Markup(html)  # noqa: S704  # a template of ours, which has escaped what it was given

    return lambda template, **given: made(locale(), template, tuple(given.items()))


def page(template: str, **values: Any) -> str:
    """A whole page, on the tablet in the tablet's size."""
    html = render_template(template, **_with_common(values))
    # What was typed is shown again: it may hold what no HTML may (HTML §13.2.3.5), such as NUL.
    return html if request.method == "GET" else UNSHOWABLE.sub("\ufffd", html)


def fragment(template: str, **values: Any) -> str:
    """The part of a page that htmx swaps in: the same file that the page includes."""
    return render_template(template, **_with_common(values))


def _with_common(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a page with those that every page has; most have no form that came back."""
    errors = values.get("errors") or {}
    common = {
        "site": g.get("site"),
        "on_kiosk": tablet.on_tablet(),
        "errors": forms.Faults(errors),
        "typed": forms.as_typed(values.get("typed") or kept.here() or forms.Typed()),
    }
    return {"site": common.pop("site"), **values, **common}


def _once() -> str:
    """A fresh idempotency key for one form."""
    return secrets.token_urlsafe(16)


def _in_one(words: str) -> Markup:
    """A version, a code or a number that no line breaks."""
    return Markup('<span class="in-one">%s</span>') % words


def _clock(at: int, site: Any) -> str:
    return hours.clock(at, site.timezone)


def _day(at: int, site: Any) -> str:
    return long_date(hours.local(at, site.timezone).date())


def _spelled(code: str) -> str:
    """A code as it is said aloud (K12)."""
    return ", ".join(entered.heard(code)[0])


def _age(iso: str, site: Any) -> str:
    """How old somebody is today, to help the clinician match the person."""
    if not iso:
        return ""
    today = hours.local(now(), site.timezone).date()
    return ages.words(datetime.date.fromisoformat(iso), today)
