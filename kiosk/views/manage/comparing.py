"""A draft beside what patients read now, sentence by sentence, in one language (M1)."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from flask import g, request

from kiosk.domain.compared import compared
from kiosk.domain.draft_parts import fields, parts
from kiosk.domain.own_rules import moved, own_rules, place_of, places
from kiosk.domain.refusals import NotFound
from kiosk.domain.wording import Difference, differences, sentences
from kiosk.store import queries
from kiosk.store.policies import whole
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages
from kiosk.views.manage.drafting import spoken_in, the_draft

Words = Mapping[str, Any]


@pages.get("/rules/compare")
def compare() -> str:
    """The draft beside the version in force; each language says how many sentences differ."""
    draft, held = the_draft(), queries.published_policy(g.site)
    if held is None:
        raise NotFound
    found = differences_of(held, draft)
    language = request.args.get("language", "")
    if language not in found:
        language = next((code for code, each in found.items() if each), next(iter(found)))
    texts = queries.texts_of(draft)
    return page(
        "manage/rules/compare.html",
        draft=draft,
        held=held,
        language=language,
        languages=[(code, texts[code].words["name"], len(each)) for code, each in found.items()],
        groups=side_by_side(found[language], draft.pack, texts[language].words, english_of(texts)),
        count=len(found[language]),
        moved=moved_of(held, draft),
        **spoken_in(draft, language),
    )


def differences_of(held: queries.Policy, draft: queries.Policy) -> dict[str, list[Difference]]:
    """What differs in each language of the draft."""
    before = {
        code: whole(held.pack, each.words)[1] for code, each in queries.texts_of(held).items()
    }
    return {
        code: differences(before.get(code, {}), each.words)
        for code, each in queries.texts_of(draft).items()
    }


def moved_of(held: queries.Policy, draft: queries.Policy) -> list[tuple[str, str, str]]:
    """(title, place until now, place in the draft) of the practice's own rules that were moved:
    no sentence differs by that.
    """
    was, now = _places(held), _places(draft)
    titles = english_of(queries.texts_of(draft))
    return [
        (titles.get(f"rules.{rule}.title", rule), was[rule], now[rule])
        for rule in moved(held.pack, draft.pack)
    ]


def _places(policy: queries.Policy) -> dict[str, str]:
    """In words, where each rule of the practice's own stands."""
    words = dict(places(policy.pack, english_of(queries.texts_of(policy))))
    return {rule: words[place_of(policy.pack, rule)] for rule in own_rules(policy.pack)}


def english_of(texts: Mapping[str, Any]) -> dict[str, str]:
    """The English sentences, by which answers are called; empty where there are none."""
    return sentences(texts["en"].words) if "en" in texts else {}


def side_by_side(
    found: Iterable[Difference], pack: Words, words: Words, english: Mapping[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Differences under the titles of their parts, each with the words that differ marked."""
    titles = {path: part.title for part in parts(pack, words) for path in part.paths}
    rows = [
        (titles.get(path, "No longer there"), _row(path, before, after, english))
        for path, before, after in found
    ]
    titled = groupby(rows, key=lambda each: each[0])
    return [(title, [row for _title, row in all_]) for title, all_ in titled]


def _row(path: str, before: str, after: str, english: Mapping[str, str]) -> dict[str, Any]:
    field = next(iter(fields([path], english)))
    return {"under": field.under, "name": field.name, "sides": compared(before, after)}
