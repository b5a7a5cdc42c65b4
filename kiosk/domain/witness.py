"""How a patient signs, and who helped (K10): by name or drawing, or by voice or sign before a
witness who is not the one who records.
"""

from collections.abc import Mapping
from typing import Any

from kiosk.domain import names, signature, typed_text
from kiosk.domain.answers import Answers
from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say
from kiosk.domain.vocabulary import HELPERS, WITNESSED_BY


def parse(form: Form, answers: Answers) -> dict[str, Any]:
    """A signature to keep, with `helper` and `helper_role` where someone helped.

    Typed and drawn ones are `signature.parse`'s; the others are
    `{"how": "spoken" or "gesture", "witness": name}`.

    Raises:
        InvalidInput: with what is missing or wrong beside each field.
    """
    errors: dict[str, str] = {}
    helped = _helper(errors, form)
    made: dict[str, Any] = {}
    try:
        made = _witnessed(form, answers) if cannot_sign(form) else _signed(form)
    except InvalidInput as wrong:
        errors |= wrong.errors
    if errors:
        raise InvalidInput(errors)
    return made | helped


def cannot_sign(form: Form) -> bool:
    """Whether this is the form of someone who cannot sign."""
    return form.get("way", "") == "witness"


def is_witnessed(made: Any) -> bool:
    """Whether this signature was given by voice or sign."""
    return isinstance(made, Mapping) and made.get("how") in WITNESSED_BY


def _signed(form: Form) -> dict[str, Any]:
    return signature.parse(form.get("how", "typed"), form.get("name", ""), form.get("strokes", ""))


def _witnessed(form: Form, answers: Answers) -> dict[str, Any]:
    errors: dict[str, str] = {}
    how = form.get("how", "")
    if how not in WITNESSED_BY:
        errors["how"] = say("Choose how you agree")
    name = typed_text.collect(errors, form, "witness", say("the witness’s name"))
    if any(names.look_alike(name, each) for each in answers.signers):
        errors["witness"] = say("Choose someone else: the witness cannot be the one who agrees")
    records = form.get("records", "")
    if records == "yes":
        errors["records"] = say("Choose someone else: the witness cannot be the one who records")
    elif records != "no":
        errors["records"] = say("Choose yes or no: will the witness press record?")
    if errors:
        raise InvalidInput(errors)
    return {"how": how, "witness": name}


def _helper(errors: dict[str, str], form: Form) -> dict[str, str]:
    """Who helps the patient with these pages, if someone does: staff are named (K10)."""
    role = form.get("helper_role", "")
    if not role and not form.get("helper", "").strip():
        return {}
    name = typed_text.collect(errors, form, "helper", say("the helper’s name"))
    if role not in HELPERS:
        errors["helper_role"] = say("Choose who is helping")
    return {"helper": name, "helper_role": role}
