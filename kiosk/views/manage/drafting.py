"""A draft of the practice's own rules: written sentence by sentence, a page for each part (M1)."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import drafts
from kiosk.domain.draft_parts import Part, fields, parts
from kiosk.domain.drafts import Overtaken, is_text
from kiosk.domain.form import whole_number
from kiosk.domain.own_rules import own_rules
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.wording import sentences
from kiosk.store import queries
from kiosk.store.policies import whole
from kiosk.views.front import kept
from kiosk.views.front.current import context
from kiosk.views.front.language import html_lang, runs
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages, versions
from kiosk.views.manage.findings import count, found_in

WIDE = 60  # characters of a line of the box, about
MAX_ROWS = 12
Values = Mapping[str, Any]


@pages.post("/rules/draft/begin")
def start_draft() -> Response:
    """Begin a draft from what patients read now; where there is one, go on with it."""
    drafts.start(context())
    return redirect(url_for("manage.draft"), 303)


@pages.post("/rules/draft/discard")
def discard_draft() -> Response:
    """Throw the draft away that was shown; another one that came meanwhile stays."""
    draft = the_draft()
    if request.form.get("version", "") != str(draft.id):
        raise NotFound
    drafts.discard(context(), draft)
    flash(f"Draft {draft.version}: thrown away")
    return redirect(url_for("manage.rules"), 303)


@pages.get("/rules/draft")
def draft() -> str:
    """The draft in parts, with how many sentences of each are other than what patients read."""
    held = the_draft()
    texts, language = queries.texts_of(held), request.args.get("language", "")
    if language not in texts:
        language = next(iter(texts))
    words = texts[language].words
    now = sentences(words, held.pack)
    before = in_force(language) or now
    changed = {path for path in now if now[path] != before.get(path, "")}
    rows = [(each, len(changed.intersection(each.paths))) for each in parts(held.pack, words)]
    rows.sort(key=lambda row: GROUPS.index(row[0].group))
    return page(
        "manage/rules/draft.html",
        draft=held,
        draft_at=versions.edited(held),
        language=language,
        languages=[(code, each.words["name"]) for code, each in texts.items()],
        to_look_at=count(held),
        own=len(own_rules(held.pack)),
        groups=[(name, [*all_]) for name, all_ in groupby(rows, key=lambda row: row[0].group)],
        spoken=lambda each: html_lang(language) if each.group != GROUPS[2] else "en",
    )


GROUPS = ("The rules", "The questions", "What else they read")


@pages.get("/rules/draft/<language>/<section>")
def draft_part(language: str, section: str) -> str:
    """The form of one part."""
    back = kept.here()
    if back is not None:  # typed before the session lapsed, on what was shown then
        return _form(language, section, typed=back, revision=back.get("revision", ""))
    return _form(language, section)


@pages.post("/rules/draft/<language>/<section>")
def save_part(language: str, section: str) -> Response | tuple[str, int]:
    """Save it; where a colleague saved the same sentences meanwhile, both are shown instead."""
    held = the_draft()
    part, said = _part(held, language, section)
    typed = {path: request.form[path] for path in part.paths if path in request.form}
    try:
        drafts.save(context(), held, language, typed, draft_revision())
    except InvalidInput as wrong:
        shown = draft_revision()
        return _form(language, section, typed=typed, errors=wrong.errors, revision=shown), 422
    except Overtaken as late:
        theirs = [(path, typed[path]) for path in late.paths]
        return _form(language, section, typed=typed, theirs=theirs), 409
    flash(f"{part.title}: saved in the draft{_to_look_at(held, language, part, said | typed)}")
    return redirect(url_for("manage.draft", language=language), 303)


def _to_look_at(held: queries.Policy, language: str, part: Part, said: Mapping[str, str]) -> str:
    """What the check of the wording has to say of a part that was saved (M10)."""
    found = found_in(held.pack, language, said)
    number = sum(len(found[path]) for path in part.paths)
    return f". Check of the wording: {number} to look at" if number else ""


def draft_revision() -> int:
    """The revision of the draft that the form was drawn from; what is none is the first."""
    return whole_number(request.form.get("revision", ""), 0)


def the_draft() -> queries.Policy:
    """The draft of this place.

    Raises:
        NotFound: there is none: it was published, or thrown away.
    """
    held = queries.draft_of(g.site)
    if held is None:
        raise NotFound
    return held


def _part(held: queries.Policy, language: str, key: str) -> tuple[Part, dict[str, str]]:
    texts = queries.texts_of(held)
    if language not in texts:
        raise NotFound
    words = texts[language].words
    part = next((each for each in parts(held.pack, words) if each.key == key), None)
    if part is None:
        raise NotFound
    return part, sentences(words, held.pack)


def _form(
    language: str,
    section: str,
    *,
    typed: Values | None = None,
    theirs: list[tuple[str, str]] | None = None,
    **values: Any,
) -> str:
    held = the_draft()
    part, now = _part(held, language, section)
    english = _english(held) if language != "en" else {}
    asked = list(fields(part.paths, english or now))
    names = {each.path: f"{each.under} {each.name}".strip() for each in asked}
    said = now | {path: typed[path] for path in part.paths if typed and path in typed}
    given = {
        "draft": held,
        "part": part,
        "language": language,
        "revision": held.revision,
        "fields": asked,
        "said": said,
        "findings_at": found_in(held.pack, language, said),
        "before": dict.fromkeys(part.paths, "") | (in_force(language) or now),
        "english": {path: english.get(path, "") for path in part.paths} if english else {},
        "long": [path for path in part.paths if is_text(path)],
        "rows": rows,
        "theirs": [
            {"title": names[path], "now": now[path], "typed": mine} for path, mine in theirs or ()
        ],
        "who": queries.staff_name(held.edited_by),
        "at": held.edited_at,
        **spoken_in(held, language),
    }
    return page("manage/rules/part.html", **(given | values))


def _english(held: queries.Policy) -> dict[str, str]:
    texts = queries.texts_of(held)
    return sentences(texts["en"].words, held.pack) if "en" in texts else {}


def in_force(language: str) -> dict[str, str]:
    """What patients read now in a language, as it is written; empty where there is none."""
    policy = queries.published_policy(g.site)
    texts = queries.texts_of(policy) if policy else {}
    if policy is None or language not in texts:
        return {}
    return sentences(whole(policy.pack, texts[language].words)[1])


def spoken_in(held: queries.Policy, language: str) -> dict[str, Any]:
    """How a language is called and written, and whether a part's title is in it."""
    words = queries.texts_of(held)[language].words
    return {
        "name": words["name"],
        "tongue": html_lang(language),
        "direction": words.get("direction") or runs(language),
        "spoken": lambda part: html_lang(language) if part.group != GROUPS[2] else "en",
    }


def rows(text: str) -> int:
    """How many lines of a box a text takes."""
    lines = sum(1 + len(line) // WIDE for line in (text or "").split("\n"))
    return min(max(2, lines + 1), MAX_ROWS)
