"""Loading a policy: what fits is taken, what is missing is named, and any change shows (M1)."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.policy import load, text_hash
from kiosk.domain.policy_check import PolicyError
from tests.domain.packs import parts, shipped

Break = Callable[[dict[str, Any], dict[str, Any]], Any]


def question(pack: dict[str, Any], step: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in pack["questions"] if each["step"] == step)
    return found


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda pack, words: pack.pop("version"), "version"),
        (lambda pack, words: pack.pop("groups"), "groups"),
        (lambda pack, words: pack.pop("questions"), "questions"),
        (lambda pack, words: pack.pop("statements"), "statements"),
        (lambda pack, words: pack.update(groups=[]), "rules"),
        (lambda pack, words: pack.update(statements=[]), "statements"),
        (lambda pack, words: pack["statements"].append("S10"), "S10"),
        (lambda pack, words: pack["groups"][0]["rules"].append("R99"), "R99"),
        (lambda pack, words: question(pack, "whose").pop("kind"), "kind"),
        (lambda pack, words: question(pack, "whose").update(kind="essay"), "essay"),
        (lambda pack, words: question(pack, "whose")["options"].append("cat"), "cat"),
        (lambda pack, words: question(pack, "where").update(ends={"room": "no-end"}), "no-end"),
        (lambda pack, words: question(pack, "types").update(options=[]), "types"),
        (lambda pack, words: question(pack, "types").update(options=["smell"]), "types"),
        (lambda pack, words: question(pack, "part").update(options=["half"]), "part"),
        (lambda pack, words: question(pack, "by").update(options=["patient", "dog"]), "by"),
        (lambda pack, words: question(pack, "part").update(step="portion"), "'portion'"),
        (lambda pack, words: pack["questions"].remove(question(pack, "you")), "you"),
        (lambda pack, words: pack["questions"].append(question(pack, "whose")), "whose"),
        (lambda pack, words: pack.update(version="no spaces!"), "no spaces!"),
        (lambda pack, words: words.pop("language"), "language"),
        (lambda pack, words: words["rules"].pop("R7"), "R7"),
        (lambda pack, words: words["rules"]["R7"].pop("text"), "rules.R7: text"),
        (lambda pack, words: words["rules"]["R7"].update(title=""), "rules.R7: title"),
        (lambda pack, words: words["groups"]["during"].pop("title"), "groups.during: title"),
        (lambda pack, words: words["questions"].pop("part"), "part"),
        (lambda pack, words: words["questions"]["part"].pop("why"), "questions.part: why"),
        (lambda pack, words: words["questions"]["you"].pop("name_label"), "name_label"),
        (lambda pack, words: words["questions"]["part"]["options"].pop("whole"), "whole"),
        (lambda pack, words: words["questions"]["part"]["options"]["whole"].clear(), "label"),
        (lambda pack, words: words["statements"].pop("S4"), "S4"),
        (lambda pack, words: words["statements"].update(S4=""), "S4"),
        (lambda pack, words: words["statements"].pop("intro"), "intro"),
        (lambda pack, words: words["ends"]["not-here"].pop("text"), "ends.not-here: text"),
        (lambda pack, words: words["refusal"].pop("title"), "refusal: title"),
        (lambda pack, words: words.update(rules=7), "misshapen"),
    ],
)
def test_what_is_missing_or_wrong_in_a_policy_is_named(damage: Break, named: str) -> None:
    pack, words = parts()
    load(pack, words)
    damage(pack, words)
    with pytest.raises(PolicyError) as caught:
        load(pack, words)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda pack, words: words["rules"]["R1"].update(text=words["rules"]["R1"]["text"] + " "),
        lambda pack, words: words["statements"].update(S9="I know that."),
        lambda pack, words: words["questions"]["part"]["options"]["whole"].update(hint="Other"),
        lambda pack, words: pack.update(version="2026-11-9"),
        lambda pack, words: pack["statements"].reverse(),
        lambda pack, words: pack["groups"].reverse(),
        lambda pack, words: question(pack, "types").update(options=["sound"]),
    ],
)
def test_the_hash_changes_with_any_change(change: Break) -> None:
    """M1: a receipt's `rh` claim is of exactly what was read."""
    pack, words = parts()
    before = text_hash(pack, words)
    change(pack, words)
    assert text_hash(pack, words) != before


def test_the_hash_is_of_the_content_not_of_its_order_in_the_file() -> None:
    pack, words = parts()
    again = dict(reversed(list(words.items())))
    assert text_hash(pack, again) == text_hash(pack, words)
    assert len(text_hash(pack, words)) == 16


def test_a_policy_is_called_by_version_and_language() -> None:
    assert shipped().name == f"{shipped().version}/en"


def test_a_label_stands_for_an_answer_and_unknown_answers_for_themselves() -> None:
    policy = shipped()
    assert policy.label("whose", "mine") == "Mine"
    assert policy.label("whose", "martian") == "martian"
    assert policy.label("no-such-step", "mine") == "mine"
