"""The letters of a concern: written from the place's own words, kept, printed as a PDF (M4)."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kiosk.actions import concerns as actions
from kiosk.domain import hours, letter
from kiosk.domain.concern_steps import ANSWERS, LETTERS, TITLES, Done, Step, case_of, check
from kiosk.domain.practice import mark, read_address, shown_address
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound
from kiosk.domain.typed_text import clean_line, clean_name
from kiosk.domain.vocabulary import ConcernPoint, one_of
from kiosk.store import queries
from kiosk.store.queries import Concern, Worded
from kiosk.views.front import kept, typeset
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now
from kiosk.views.front.downloads import download
from kiosk.views.front.language import long_date
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.concerns import find, seen, taken

TEMPLATE = "manage/letter.typ"
MAX_MARK = 16
MAX_PLATFORM = 60  # characters of a platform's name


@pages.get(f"/concerns/{NUMBER}/letters/<letter>", endpoint="letter")
def show(number: int, letter: str) -> str:
    """The letter as it was written; or, in its turn, the form to write it."""
    found, step = find(number), _step(letter)
    made = _written(found, step)
    if made is not None:
        return page("manage/letter_kept.html", about=found, title=TITLES[step], made=made)
    if not case_of(_done(found)).may(step):
        raise NotFound
    return _form(found, step)


@pages.post(f"/concerns/{NUMBER}/letters/<letter>", endpoint="write_letter")
def write(number: int, letter: str) -> Response | tuple[str, int]:
    """Keep it, numbered and dated: that is the step."""
    found, step = find(number), _step(letter)
    try:
        made = Step(step, "written", _filled(found, step))
        check(case_of(_done(found)), made)
        actions.make(context(), found, seen(), made)
    except InvalidInput as wrong:
        return _form(found, step, typed=request.form, errors=wrong.errors), 422
    except ChangedMeanwhile:
        return taken(found), 409
    flash(ANSWERS[step]["written"])
    return redirect(url_for("manage.letter", number=number, letter=step), 303)


@pages.get(f"/concerns/{NUMBER}/letters/<letter>.pdf", endpoint="letter_pdf")
def as_pdf(number: int, letter: str) -> Response:
    """The same letter on paper."""
    found, step = find(number), _step(letter)
    made = _written(found, step)
    if made is None:
        raise NotFound
    lines = [each.split("\n") for each in str(made.words).split("\n\n")]
    title = f"Letter {_number(found, step)}"
    data = {"title": title, "lang": "en", "paragraphs": lines}
    name = f"letter-{found.id}-{LETTERS.index(step) + 1}.pdf"
    return download(typeset.pdf(TEMPLATE, data, made.at), "application/pdf", name)


# --- the words that the practice edits ---


@pages.get("/concerns/words", endpoint="concern_words")
def words(**values: Any) -> str:
    """Each letter, and where each platform takes reports."""
    found = queries.worded(g.site)
    given = {
        "worded": [each for each in found if each.text],
        "left_out": [each for each in found if not each.text],
        "typed": kept.here() or MultiDict(),
    }
    return page("manage/concern_words.html", **(given | values))


@pages.post("/concerns/words", endpoint="add_platform")
def add() -> Response | tuple[str, int]:
    """One more platform, of the place's own."""
    form, errors = request.form, dict[str, str]()
    name = address = ""
    try:
        name = clean_line(form.get("name", ""), "name", "the platform’s name", most=MAX_PLATFORM)
    except InvalidInput as wrong:
        errors |= wrong.errors
    try:
        address = _address(form, name or "it")
        if not errors:
            actions.add_platform(context(), name, address)
    except InvalidInput as wrong:
        errors |= wrong.errors
    if errors:
        return words(typed=form, errors=errors), 422
    flash(f"{name}: added")
    return redirect(url_for("manage.concern_words"), 303)


@pages.get("/concerns/words/<key>", endpoint="concern_word")
def word(key: str) -> str:
    """One of them, to be changed."""
    found = _worded(key)
    return _word(found, typed={"text": found.text, "address": found.text})


@pages.post("/concerns/words/<key>", endpoint="change_concern_word")
def change(key: str) -> Response | tuple[str, int]:
    """Change it; where a colleague did since it was shown, both are shown instead."""
    found, form = _worded(key), request.form
    try:
        text = _read(found, form)
        actions.reword(context(), key, text, form.get("shown", "")[:MAX_MARK])
    except InvalidInput as wrong:
        return _word(found, typed=form, errors=wrong.errors), 422
    except ChangedMeanwhile:
        return _word(found, typed=form, theirs=_worded(key).text or "Left out"), 409
    flash(f"{found.name}: {'saved' if text else 'left out'}")
    return redirect(url_for("manage.concern_words"), 303)


def _read(found: Worded, form: MultiDict[str, str]) -> str:
    if found.sort == "letter":
        return letter.read(form.get("text", ""))
    return "" if form.get("leave_out") else _address(form, found.name)


def _address(form: MultiDict[str, str], name: str) -> str:
    address = read_address(form.get("address", ""))
    if not address:
        raise InvalidInput({"address": f"Enter where {name} takes reports"})
    return address


def _word(found: Worded, **values: Any) -> str:
    given = {"theirs": "", "fields": letter.FIELDS, "shown": mark(found.text), "worded": found}
    return page("manage/concern_word.html", **(given | values))


def _worded(key: str) -> Worded:
    found = queries.worded_at(g.site, key)
    if found is None:
        raise NotFound
    return found


# --- one letter ---


def _step(name: str) -> ConcernPoint:
    step = one_of(LETTERS, name)
    if step is None:
        raise NotFound
    return step


def _done(found: Concern) -> list[Done]:
    return [Done(each.step, each.answer, each.at) for each in queries.steps_of(found)]


def _written(found: Concern, step: ConcernPoint) -> Any:
    made = [each for each in queries.steps_of(found) if each.step == step]
    return next((each for each in made if each.answer == "written"), None)


def _number(found: Concern, step: ConcernPoint) -> str:
    return f"{found.id}/{LETTERS.index(step) + 1}"


def _filled(found: Concern, step: ConcernPoint) -> str:
    """The letter with every field filled in; both faults of its form are told at once."""
    errors: dict[str, str] = {}
    to = text = ""
    try:
        to = clean_name(request.form.get("to", ""), "to", "the name of the person you write to")
    except InvalidInput as wrong:
        errors |= wrong.errors
    try:
        text = letter.read(request.form.get("text", ""))
    except InvalidInput as wrong:
        errors |= wrong.errors
    if errors:
        raise InvalidInput(errors)
    return letter.fill(text, _values(found, step) | {"to": to})


def _values(found: Concern, step: ConcernPoint) -> dict[str, str]:
    detail, first = queries.detail_of(found), _written(found, "letter_1")
    complaints = g.site.links.get("complaints", {}).get("address", "")
    return {
        "date": _day(now()),
        "number": _number(found, step),
        "place": g.site.name,
        "post": (detail.address if detail else "") or "the post that we spoke about",
        "first_date": _day(first.at) if first else "an earlier day",
        "complain": shown_address(complaints) if complaints else "ask us, in any way you like.",
        "from": g.staff.name,
    }


def _day(at: int) -> str:
    return long_date(hours.local(at, g.site.timezone).date())


def _form(found: Concern, step: ConcernPoint, **values: Any) -> str:
    template = _worded(step).text
    given = {
        "about": found,
        "step": step,
        "title": TITLES[step],
        "seen": found.revision,
        "number": _number(found, step),
        "draft": letter.fill(template, _values(found, step)),
    }
    return page("manage/letter.html", **(given | values))
