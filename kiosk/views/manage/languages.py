"""The languages of the rules: offered or not, checked by whom, and each beside the English (M3)."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import drafts, policies, translations
from kiosk.domain import hours
from kiosk.domain.beside_english import Beside, beside_english
from kiosk.domain.drafts import Overtaken, is_text
from kiosk.domain.refusals import InvalidInput, NoPolicy, NotFound
from kiosk.domain.translation import ENGLISH, missing_from, older_than, read_checked
from kiosk.domain.wording import sentences
from kiosk.store import queries
from kiosk.store.policies import whole
from kiosk.views.front import kept
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now
from kiosk.views.front.forms import Fields
from kiosk.views.front.language import LOCALES, english_name, html_lang, runs
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages, versions
from kiosk.views.manage.drafting import draft_revision, the_draft

MAX_AT_ONCE = 40  # sentences to do that one form asks for
CHANGED = (
    "A colleague has changed this, while you were typing. Save again to put yours in its place"
)


@pages.get("/rules/languages")
def rule_languages() -> str:
    """Each language: whether patients can choose it, who checked it, and what is to be done."""
    version, is_draft = _version()
    texts = queries.texts_of(version)
    return page(
        "manage/rules/languages.html",
        version=version,
        is_draft=is_draft,
        rows=[_row(each, version, texts) for each in queries.languages_of(g.site)],
        own_help=[english_name(code) for code, words in g.site.help.items() if words],
    )


def _version() -> tuple[queries.Policy, bool]:
    """The draft, else what patients read now."""
    draft = queries.draft_of(g.site)
    held = draft or queries.published_policy(g.site)
    if held is None:
        raise NoPolicy
    return held, draft is not None


def _row(
    each: queries.Language, version: queries.Policy, texts: Mapping[str, queries.PolicyText]
) -> dict[str, Any]:
    missing, older = _to_do(version, texts, each.code)
    return {
        "language": each,
        "english": english_name(each.code),
        "half": html_lang(each.code) not in LOCALES,
        "mark": mark_words(each),
        "missing": missing,
        "older": older,
    }


def behind(version: queries.Policy, codes: Iterable[str]) -> list[tuple[str, str, int]]:
    """(code, name, sentences that are missing or older than the English), of these languages."""
    texts = queries.texts_of(version)
    found = [(code, english_name(code), sum(_to_do(version, texts, code))) for code in codes]
    return [each for each in found if each[2]]


def _to_do(
    version: queries.Policy, texts: Mapping[str, queries.PolicyText], code: str
) -> tuple[int, int]:
    """How many sentences are missing, and how many are older than their English."""
    if code not in texts or ENGLISH not in texts:
        return 0, 0
    english, own = (
        sentences(whole(version.pack, texts[each].words)[1]) for each in (ENGLISH, code)
    )
    return len(missing_from(english, own)), len(older_than(english, own, texts[code].follows))


def mark_words(each: queries.Language) -> str:
    """Whether somebody checked the words of a text, and who and when."""
    if each.code == ENGLISH:
        return "Written in English"
    if each.checked_by:
        return f"Checked by {each.checked_by} on {versions.date(each.checked_on)}"
    return "Came as checked" if each.checked else "Not checked"


@pages.post(f"/languages/{NUMBER}/<verb>")
def set_language(number: int, verb: str) -> Response:
    """Offer a language to patients, or take it out of their choice (M3)."""
    text = queries.text_at(g.site, number)
    if text is None or verb not in LANGUAGE_VERBS:
        raise NotFound
    try:
        LANGUAGE_VERBS[verb](context(), text)
    except InvalidInput as half:
        flash(half.errors["language"])
    return redirect(url_for("manage.rule_languages"), 303)


LANGUAGE_VERBS = {"publish": policies.offer_language, "withdraw": policies.withdraw_language}


@pages.get("/rules/languages/<language>")
def rule_language(language: str) -> str:
    """One language side by side with the English, and what of it is to be done."""
    back = kept.here()
    if back is not None:  # typed before the session lapsed, on what was shown then
        return _page(language, typed=back, revision=back.get("revision", ""))
    return _page(language)


@pages.post("/rules/languages/<language>/words")
def write_language(language: str) -> Response | tuple[str, int]:
    """Save what was typed of what is to be done, and what still fits as it is."""
    draft, form = the_draft(), request.form
    asked = form.getlist("path")[:MAX_AT_ONCE]
    fits = [each for each in form.getlist("fits") if each in asked]
    typed = {each: form.get(each, "") for each in asked if form.get(each, "").strip()}
    here = context()
    try:
        drafts.save(here, draft, language, typed, draft_revision())
        if fits:
            again = dataclasses.replace(here, once=f"{here.once}-fits" if here.once else "")
            translations.still_fits(again, draft, language, fits)
    except InvalidInput as wrong:
        shown = str(draft_revision())
        return _page(language, typed=form, errors=wrong.errors, revision=shown), 422
    except Overtaken as late:
        return _page(language, typed=form, errors=dict.fromkeys(late.paths, CHANGED)), 409
    flash(f"{english_name(language)}: saved in the draft")
    return redirect(url_for("manage.rule_language", language=language), 303)


@pages.post("/rules/languages/<language>/checked")
def mark_language(language: str) -> Response | tuple[str, int]:
    """Record who checked just these words, and when."""
    try:
        text = _same(language)
        checked = read_checked(request.form, hours.local(now(), g.site.timezone).date())
    except InvalidInput as wrong:
        return _page(language, typed=request.form, errors=wrong.errors), 422
    translations.say_checked(context(), text, checked)
    flash(f"{english_name(language)}: marked as checked")
    return redirect(url_for("manage.rule_language", language=language), 303)


@pages.post("/rules/languages/<language>/unchecked")
def unmark_language(language: str) -> Response:
    """Take back that it was checked."""
    translations.say_unchecked(context(), _text(language))
    flash(f"{english_name(language)}: no longer marked as checked")
    return redirect(url_for("manage.rule_language", language=language), 303)


def _text(language: str) -> queries.PolicyText:
    """The words that the mark is of: the draft's, which may be those that patients read."""
    version, _ = _version()
    text = queries.texts_of(version).get(language)
    if text is None or language == ENGLISH:
        raise NotFound
    return text


def _same(language: str) -> queries.PolicyText:
    """The words that were shown: a mark is of no others.

    Raises:
        InvalidInput: under `by`: they have changed since the form was shown.
    """
    text = _text(language)
    if request.form.get("shown", "") != text.text_hash:
        raise InvalidInput(
            {"by": "These words have changed since you opened this page: look again"}
        )
    return text


def _page(
    language: str,
    *,
    typed: Any = None,
    errors: Mapping[str, str] | None = None,
    revision: str = "",
) -> str:
    version, is_draft = _version()
    texts, text = queries.texts_of(version), _text(language)
    pack, english = whole(version.pack, texts.get(ENGLISH, text).words)
    rows = beside_english(pack, english, whole(version.pack, text.words)[1], text.follows)
    to_do = [each for _, all_ in rows for each in all_ if each.fit != "fits"]
    spoken = queries.language_of(text)
    return page(
        "manage/rules/language.html",
        version=version,
        is_draft=is_draft,
        language=spoken,
        english=english_name(language),
        tongue=html_lang(language),
        direction=spoken.direction or runs(language),
        mark=mark_words(spoken),
        revision=revision or str(version.revision),
        shown=text.text_hash,
        in_force=_in_force(language),
        rows=rows,
        to_do=to_do[:MAX_AT_ONCE],
        more=max(0, len(to_do) - MAX_AT_ONCE),
        box=lambda each: _box(each, typed),
        fits=typed.getlist("fits") if hasattr(typed, "getlist") else [],
        typed=typed or Fields(),
        errors=errors or {},
    )


def _in_force(language: str) -> queries.Language | None:
    """The language as patients can choose it now, with the number that its buttons name."""
    found = queries.languages_of(g.site)
    return next((each for each in found if each.code == language), None)


def _box(each: Beside, typed: Any) -> dict[str, Any]:
    """What stands in the box of a sentence, and whether it is a long one."""
    given = typed.get(each.path, "") if typed else ""
    return {"text": given or each.own, "long": is_text(each.path)}
