"""The fields of macros/forms.html are the design system's, as its own macros would write them."""

from typing import Any

import html5lib
import pytest
from flask import Flask, render_template_string

from kiosk.views.front.forms import Fields

OURS = '{% from "front/macros/forms.html" import line, date, identity %}'
THEIRS = """
{% from "nhsuk/components/input/macro.jinja" import input %}
{% from "nhsuk/components/date-input/macro.jinja" import dateInput %}
{% set private = {"autocorrect": "off", "writingsuggestions": "false"} %}
{% set number = dict(private, spellcheck="false", autocapitalize="none") %}
"""
WRONG = {"where": "Say <where> it is"}
PARTS = [("day", "Day", "27", 2), ("month", "Month", "<3>", 2), ("year", "Year", "1948", 4)]
LINES: list[dict[str, Any]] = [
    {"label": "Patient’s name"},
    {"label": "A <name>", "hint": "First & last", "errors": WRONG},
    {"label": "NHS number", "width": "10", "mode": "numeric", "hint": "Ten numbers"},
    {"label": "Password", "type": "password", "classes": "code-input", "errors": WRONG},
]


@pytest.mark.parametrize("field", LINES, ids=lambda field: field["label"])
def test_a_line_is_the_design_systems_input(app: Flask, field: dict[str, Any]) -> None:
    asked = {"hint": "", "width": "", "type": "text", "mode": "", "classes": "", "errors": {}}
    values = asked | field | {"value": 'typed "so" & <so>'}
    ours = """{{ line("where", label, value, errors, hint, width, type, mode, classes) }}"""
    theirs = """{{ input({
      "id": "where", "name": "where", "value": value, "type": type, "autocomplete": "off",
      "spellcheck": false, "label": {"text": label, "classes": "nhsuk-label--s"},
      "classes": classes, "inputmode": mode or none, "width": width or none,
      "hint": {"text": hint} if hint else none,
      "errorMessage": {"text": errors.where} if errors.where else none,
      "autocapitalize": "none" if type == "password" or mode == "numeric" else "words",
      "attributes": dict(private, dir="ltr") if mode == "numeric" else private}) }}"""
    assert read(app, OURS + ours, values) == read(app, THEIRS + theirs, values)


@pytest.mark.parametrize("errors", [{}, WRONG], ids=["right", "wrong"])
def test_a_date_is_the_design_systems_date_input(app: Flask, errors: dict[str, str]) -> None:
    values = {"errors": errors, "parts": PARTS}
    ours = """{{ date("where", "Date of <birth>", "For example, 27 3 1948", parts, errors) }}"""
    theirs = """{% set items = [] %}{% for part, label, value, width in parts %}
      {{ items.append({"name": part, "label": label, "id": "where-" ~ part, "value": value,
        "width": width, "autocomplete": "off", "attributes": number}) or "" }}{% endfor %}
      {{ dateInput({"id": "where", "items": items, "hint": {"text": "For example, 27 3 1948"},
        "fieldset": {"legend": {"text": "Date of <birth>",
          "classes": "nhsuk-fieldset__legend--s"}},
        "errorMessage": {"text": errors.where} if errors.where else none}) }}"""
    assert read(app, OURS + ours, values) == read(app, THEIRS + theirs, values)


def read(app: Flask, source: str, values: dict[str, Any]) -> list[Any]:
    """What a browser makes of a template: elements, attributes in any order, and words."""
    with app.test_request_context():
        values["errors"] = Fields(values["errors"])
        html = render_template_string(source, **values)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [
        (
            each.tag,
            sorted(each.attrib.items()),
            (each.text or "").split(),
            (each.tail or "").split(),
        )
        for each in tree.iter()
    ]
