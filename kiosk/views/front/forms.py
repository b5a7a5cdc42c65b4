"""What a form shows again: what was typed or answered before, and what is wrong with it.

Templates are strict about names, but a field that was left out is no fault: it reads as "".
"""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from kiosk.domain.roles import Worded
from kiosk.domain.vocabulary import Role
from kiosk.views.front.language import translated


class Fields(dict[str, Any]):
    """Values by the name of their field; "" for a field that has none."""

    def __missing__(self, name: str) -> str:
        return ""


class Typed(MultiDict[str, str]):
    """A posted form; "" for a field that was not in it."""

    def __getitem__(self, name: str) -> str:
        return str(super().__getitem__(name)) if name in self else ""


def as_typed(form: Any) -> Any:
    """A form as templates read it; the text of a single box as it is."""
    return Typed(form) if isinstance(form, MultiDict) else form


class Faults(Fields):
    """What is wrong, by the name of its field, in the page's language; `parts` are the parts of
    fields that have several, such as the month of a date.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__({name: translated(text) for name, text in errors.items()})
        self.parts = {name: getattr(text, "part", "") for name, text in errors.items()}


def error_list(errors: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong, for the design system's summary: each leads to the field, and of one that has
    parts, to the part that is wrong.
    """
    parts: Mapping[str, str] = getattr(errors, "parts", {})
    aims = {name: f"{name}-{part}" for name, part in parts.items() if part}
    return [{"href": f"#{aims.get(name, name)}", "text": text} for name, text in errors.items()]


def error_message(text: str, before: str = "Error") -> dict[str, str] | None:
    """What is wrong with one field, for the design system's macros; None where nothing is."""
    return {"text": text, "visuallyHiddenText": before} if text else None


def labelled(keys: Iterable[str], words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Options as (value, label), in the order of the keys."""
    return [(key, words[key]["label"]) for key in keys]


def radio_items(keys: Iterable[str], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Options with their hints, for the design system's radios."""
    return [
        {"value": key, "text": words[key]["label"], "hint": {"text": words[key]["hint"]}}
        for key in keys
    ]


def role_items(words: Mapping[Role, Worded]) -> list[dict[str, Any]]:
    """The roles with what each is for, for the design system's checkboxes."""
    return [
        {"value": role, "text": each.label, "hint": {"text": each.hint}}
        for role, each in words.items()
    ]


def kept(value: Any) -> Any:
    """An answer as templates read it: one of several fields, or none yet, has them all."""
    return Fields(value or {}) if value is None or isinstance(value, dict) else value
