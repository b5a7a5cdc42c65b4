"""Who else will be in the room (Q6): people added one at a time, each with their yes or no (K5)."""

from typing import Any

from kiosk.domain import typed_text
from kiosk.domain.answers import ALONE
from kiosk.domain.form import Form
from kiosk.domain.question import Question
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say
from kiosk.domain.vocabulary import SAYS

MAX_PEOPLE = 8
NAMED = "companion"  # R9: a companion gives their name; the patient may not know that of staff


def parse(question: Question, form: Form, before: Any) -> str | list[dict[str, Any]]:
    """`alone`, or the list of people after this form: one added, one removed, or unchanged.

    A person is `{"id", "name", "role", "says"}`. An empty list does not count as an answer.

    Raises:
        InvalidInput: what is missing of a person, too many people, or nobody to go on with.
    """
    if form.get(ALONE, "") == "yes":
        return ALONE
    people: list[dict[str, Any]] = list(before) if isinstance(before, list) else []
    removed = form.get("remove", "")
    if removed:
        return [each for each in people if str(each["id"]) != removed]
    if form.get("add", "") == "yes" or _begun(form):
        return _added(people, _person(question, form))
    if not people:
        raise InvalidInput({"name": say("Add each person, or choose that nobody else comes")})
    return people


def stays(form: Form) -> bool:
    """Whether the page is shown again after this form: someone was added or removed."""
    return bool(form.get("add", "") or form.get("remove", ""))


def newcomer(question: Question, form: Form) -> dict[str, str]:
    """Who came in while the visit went on (K6): a role of the policy's; the name may be empty.

    Raises:
        InvalidInput: under `role` or `name`.
    """
    errors: dict[str, str] = {}
    name = typed_text.collect(errors, form, "name", "the name", required=False)
    role = form.get("role", "")
    if role not in question.options:
        errors["role"] = "Choose who it is"
    if errors:
        raise InvalidInput(errors)
    return {"name": name, "role": role}


def _begun(form: Form) -> bool:
    return any(form.get(field, "").strip() for field in ("name", "role", "says"))


def _person(question: Question, form: Form) -> dict[str, str]:
    errors: dict[str, str] = {}
    role, says = form.get("role", ""), form.get("says", "")
    what = say("the person’s name")
    required = role == NAMED
    name = typed_text.collect(errors, form, "name", what, required=required)
    if role not in question.options:
        errors["role"] = say("Choose who they are")
    if says not in SAYS:
        errors["says"] = say("Choose what they said")
    if errors:
        raise InvalidInput(errors)
    return {"name": name, "role": role, "says": says}


def _added(people: list[dict[str, Any]], person: dict[str, str]) -> list[dict[str, Any]]:
    """The people and this one. The same named person twice is a double tap, and is added once."""
    if any({**each, "id": 0} == {**person, "id": 0} for each in people) and person["name"]:
        return people
    if len(people) >= MAX_PEOPLE:
        raise InvalidInput(
            {
                "name": say(
                    "You can add %(most)s people here. Tell staff about the others", most=MAX_PEOPLE
                )
            }
        )
    number = 1 + max((each["id"] for each in people), default=0)
    return [*people, {"id": number, **person}]
