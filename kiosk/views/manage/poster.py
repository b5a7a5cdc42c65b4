"""The posters (M8): for the waiting room in each language, and for the staff room."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import posters
from kiosk.domain.form import whole_number
from kiosk.domain.vocabulary import one_of
from kiosk.store import queries
from kiosk.views.front import guards, typeset
from kiosk.views.front.current import context, now
from kiosk.views.front.downloads import download
from kiosk.views.front.language import DEFAULT
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.poster_sheets import KINDS, SIZES, TEMPLATES, Kind, Size, address, sheet

KIND_WORDS: Mapping[Kind, str] = {
    "patients": "In the waiting room, for patients",
    "staff": "In the staff room, in English: what to do",
}
SIZE_WORDS: Mapping[Size, str] = {"a4": "A4", "a5": "A5, half as large"}


@dataclass(frozen=True)
class Chosen:
    """Which poster, on which sheet, in which language of those that are offered."""

    kind: Kind
    size: Size
    lang: str


@pages.get("/poster", audience=guards.desk)
def poster() -> str:
    """Choose a poster, look at it, print it; or replace its code."""
    chosen = _chosen()
    g.language = DEFAULT  # the page is the manager's; the sheet has a language of its own
    host, code = address().split("//", 1)[1].rsplit("/", 1)
    return page(
        "manage/poster.html",
        chosen=chosen,
        kinds=KIND_WORDS,
        sizes=SIZE_WORDS,
        languages={each.code: each.name for each in _offered()},
        printed=f"{host}/",
        code=code,
    )


@pages.get("/poster.pdf", audience=guards.desk, endpoint="poster_pdf")
def as_pdf() -> Response:
    """The chosen poster, to print."""
    chosen = _chosen()
    data = sheet(chosen.kind, chosen.size, chosen.lang)
    return _file(chosen, "pdf", typeset.pdf(TEMPLATES[chosen.kind], data, now()))


@pages.get("/poster.png", audience=guards.desk, endpoint="poster_png")
def as_png() -> Response:
    """The same as a picture: what the page shows."""
    chosen = _chosen()
    data = sheet(chosen.kind, chosen.size, chosen.lang)
    return _file(chosen, "png", typeset.png(TEMPLATES[chosen.kind], data))


@pages.post("/poster")
def replace_poster() -> Response:
    """A new code; whoever scans the old one is told to ask at reception."""
    posters.replace(context(), whole_number(request.form.get("turn", ""), -1))
    flash("The poster has a new code. The old one no longer works: print this one and put it up")
    return redirect(url_for("manage.poster"), 303)


def _chosen() -> Chosen:
    """What the address asks for; whatever is not offered is the first there is."""
    asked = request.args.get("lang", "")
    lang = asked if asked in [each.code for each in _offered()] else DEFAULT
    kind = one_of(KINDS, request.args.get("kind", "")) or "patients"
    return Chosen(kind, one_of(SIZES, request.args.get("size", "")) or "a4", lang)


def _offered() -> list[queries.Language]:
    return queries.languages_of(g.site, offered=True)


def _file(chosen: Chosen, ending: str, content: bytes) -> Response:
    kinds = {"pdf": "application/pdf", "png": "image/png"}
    lang = chosen.lang if chosen.kind == "patients" else DEFAULT
    name = f"poster-{chosen.kind}-{chosen.size}-{lang}.{ending}"
    return download(content, kinds[ending], name)
