"""The rules check, as the manager's pages show it: beside each sentence, never in the way (M10)."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import g

from kiosk.domain.draft_parts import fields, parts
from kiosk.domain.refusals import NoPolicy
from kiosk.domain.rules_check import KINDS, Finding, check_words, is_checked
from kiosk.domain.wording import sentences
from kiosk.store import queries
from kiosk.store.policies import default_pack, default_words, whole
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages

# What is looked for, as the page lists it: complete, or a test fails.
LOOKED_FOR = {
    "illegal": "Says that recording is against the law",
    "care": "Makes care depend on recording, asking or signing",
    "removal": "Threatens to take a patient off the list, without saying what complaining means",
    "mixed": "Mixes the law with the rule of this place",
    "hard": "Asks for a reading age of more than 11",
    "who": "Says “must”, and not who",
    "dropped": "Leaves out, or empties, a rule or statement of the default",
    "promise": "Promises what this product does not do, such as sending an e-mail",
}


class Found(dict[str, tuple[Finding, ...]]):
    """Findings by path; none for a sentence that has none."""

    def __missing__(self, path: str) -> tuple[Finding, ...]:
        return ()


def found_in(pack: Mapping[str, Any], language: str, said: Mapping[str, str]) -> Found:
    """What is found in sentences of a policy, by path; nothing in a language that is not checked.

    `said` is every sentence, as it is now or as it was typed a moment ago.
    """
    if not is_checked(language):
        return Found()
    usual = sentences(default_words(language))
    return Found(check_words(pack, said, default_pack(), usual))


def count(version: queries.Policy) -> int:
    """How many findings there are in a version, in English and Easy Read together."""
    texts = queries.texts_of(version).items()
    return sum(_checked(version, each)["count"] for code, each in texts if is_checked(code))


@pages.get("/rules/check")
def check_rules() -> str:
    """Everything that is found in the draft, else in what patients read now."""
    draft = queries.draft_of(g.site)
    version = draft or queries.published_policy(g.site)
    if version is None:
        raise NoPolicy
    texts = [each for code, each in queries.texts_of(version).items() if is_checked(code)]
    return page(
        "manage/rules/check.html",
        version=version,
        is_draft=draft is not None,
        checked=[_checked(version, each) for each in texts],
        looked_for=[LOOKED_FOR[each] for each in KINDS],
    )


def _checked(version: queries.Policy, text: queries.PolicyText) -> dict[str, Any]:
    """One language: its findings under the titles of the parts, each with its sentence."""
    pack, words = whole(version.pack, text.words)
    said = sentences(words, pack)
    found = found_in(pack, text.language, said)
    homes = {path: part for part in parts(pack, words) for path in part.paths}
    rows = [(homes.get(path), _row(path, said, found[path])) for path in found]
    return {
        "code": text.language,
        "name": words["name"],
        "count": sum(map(len, found.values())),
        "groups": [
            (part, [row for _, row in all_])
            for part, all_ in groupby(rows, key=lambda each: each[0])
        ],
    }


def _row(path: str, said: Mapping[str, str], found: tuple[Finding, ...]) -> dict[str, Any]:
    field = next(iter(fields([path], said)))
    return {"path": path, "what": field.words, "text": said.get(path, ""), "findings": found}
