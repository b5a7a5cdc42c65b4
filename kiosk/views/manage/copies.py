"""A person's own copy of what is held of them: a page to read, or JSON for a program."""

import json
from collections.abc import Mapping
from typing import Any

from flask import g, render_template

from kiosk.domain import hours
from kiosk.domain.vocabulary import ExportForm
from kiosk.views.front.current import now
from kiosk.views.manage import held

TYPES: Mapping[ExportForm, str] = {"text": "text/html", "json": "application/json"}
ENDINGS: Mapping[ExportForm, str] = {"text": "html", "json": "json"}


def form_of(posted: str) -> ExportForm:
    """The form that was asked for; to be read, unless it says otherwise."""
    return "json" if posted == "json" else "text"


def made(number: int, visits: list[int], form: ExportForm) -> str:
    """The copy of these visits, as of now."""
    shown = [held.visit_of(each, own_copy=True) for each in visits]
    found = [each for each in shown if each is not None]
    if form == "text":
        values = {"visits": found, "site": g.site, "made": held.day(now()), "number": number}
        return render_template("manage/records/copy.html", **values)
    told = {
        "place": g.site.name,
        "made_at": _iso(now()),
        "visits": [_visit(each) for each in found],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _visit(visit: held.Visit) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for line in visit.lines:
        said.setdefault(line.key, []).append(line.text)
    return {
        "code": visit.code,
        "signed_at": _iso(visit.consent.signed_at),
        "state": visit.state,
        "held": said,
        "history": [{"at": _iso(each.at), "what": each.text} for each in visit.history],
        "who_looked": [{"at": _iso(each.at), "what": each.text} for each in visit.looked],
    }


def _iso(at: int) -> str:
    return hours.local(at, g.site.timezone).isoformat()
