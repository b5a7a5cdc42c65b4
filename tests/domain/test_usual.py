"""The short way: the usual answers with one tap, and what is asked all the same (Q1 to Q9, K9)."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.answers import Answers
from kiosk.domain.policy import Policy, load
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.usual import kept
from kiosk.domain.walk import Walk
from tests.domain.packs import form, parts, shipped
from tests.domain.test_posted import TODAY, parse, refused

RULES = dict.fromkeys(("rules-before", "rules-during", "rules-after"), True)
CLOSING = ["more", "you", "statements", "signature", "check"]
SHORT = [*RULES, "usual", *CLOSING]
THE_USUAL = {
    "whose": "mine",
    "where": "room",
    "types": ["sound"],
    "part": "talking",
    "by": "patient",
    "device": "phone",
    "company": "alone",
    "others": "no",
    "audience": "me",
}
CHILD = {"name": "Ciara", "birth_date": "2015-02-01", "nhs_number": "", "under_16": True}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return shipped()


def said(policy: Policy, held: dict[str, Any], step: str, value: Any) -> dict[str, Any]:
    """All answers after this one."""
    return kept(policy.usual, held, step, value)


def tap(policy: Policy, what: str = "right", *, ticked: bool = False) -> dict[str, Any]:
    return said(policy, dict(RULES), "usual", {"said": what, "ticked": ticked})


def walk(policy: Policy, answers: dict[str, Any]) -> Walk:
    return Walk(policy, Answers(answers))


def test_the_usual_is_one_page_and_nothing_is_answered_before_its_tap(policy: Policy) -> None:
    before = walk(policy, dict(RULES))
    assert list(before.steps) == SHORT
    assert before.open_step == "usual"
    assert not set(THE_USUAL) & set(before.counted)
    assert not before.can_visit("where")
    assert before.progress("usual") == (4, 9)


def test_one_tap_answers_each_question_and_leads_to_q10(policy: Policy) -> None:
    """Q10 is never among the usual: it is asked alone, on a page of its own."""
    answers = tap(policy)
    after = walk(policy, answers)
    assert {step: answers.get(step) for step in THE_USUAL} == THE_USUAL
    assert list(after.steps) == SHORT
    assert after.open_step == "more" == after.after("usual", "")
    assert "more" not in answers
    assert set(THE_USUAL) < set(after.counted)


def test_every_line_can_be_changed_after_the_tap(policy: Policy) -> None:
    """From the read-back, and back to it; the page before is the one that stated it."""
    answers = tap(policy) | {"more": "mine", "you": {"name": "Ann"}, "statements": ["S1"]}
    after = walk(policy, answers | {"signature": {"how": "typed", "name": "Ann"}})
    for step in (*THE_USUAL, "reason"):
        assert after.can_visit(step)
        assert after.previous(step) == "usual"
        assert after.after(step, "check") == "check"
        assert after.progress(step) == (4, 9)


def test_a_change_asks_what_it_adds(policy: Policy) -> None:
    """R19: a live call asks who listens; a companion who records and is not there is doubted."""
    changed = said(policy, tap(policy), "types", ["sound", "live"])
    assert "listeners" in walk(policy, changed).steps
    changed = said(policy, tap(policy), "by", "companion")
    assert "together" in walk(policy, changed).steps
    assert "more" not in walk(policy, changed).steps
    changed = said(policy, tap(policy), "where", "waiting")
    assert walk(policy, changed).steps[-1] == "not-here"


def test_a_disability_can_be_ticked_with_the_usual(policy: Policy) -> None:
    """K9 is not lost on the short way; unticked, the reason is simply not said."""
    ticked = tap(policy, ticked=True)
    assert policy.flags(ticked) == ["adjustment"]
    assert "reason" not in walk(policy, ticked).steps
    assert "reason" not in tap(policy)
    again = said(policy, ticked, "usual", {"said": "right", "ticked": False})
    assert "reason" not in again
    own = said(policy, said(policy, ticked, "reason", "much"), "usual", again["usual"])
    assert own["reason"] == "much"  # their own later word is not taken away


def test_only_what_is_different_is_asked(policy: Policy) -> None:
    answers = said(policy, tap(policy, "different"), "different", ["types", "where"])
    assert walk(policy, answers).steps[3:7] == ("usual", "different", "where", "types")
    assert not {"types", "where"} & set(answers)
    assert answers["part"] == "talking"
    assert walk(policy, answers).open_step == "where"


@pytest.mark.parametrize("which", ["all", ["whose"], ["whose", "types"]])
def test_everything_is_asked_on_demand_and_where_it_is_not_their_own(
    policy: Policy, which: Any
) -> None:
    """K10: what is usual for a patient alone says nothing of a child's visit."""
    posted = form(different=which)
    value = parse(policy, "different", posted, TODAY, Answers({}))
    assert value == "all"
    answers = said(policy, tap(policy, "different", ticked=True), "different", value)
    # Which device is asked for once it is known who records.
    assert {*THE_USUAL, "reason"} - {"device"} <= set(walk(policy, answers).steps)
    assert not set(THE_USUAL) & set(answers)


def test_the_usual_is_taken_back_where_everything_is_asked_after_all(policy: Policy) -> None:
    """Back, and "something is different": no answer stands that nobody gave by itself."""
    answers = said(policy, tap(policy), "where", "home")
    answers = said(policy, answers, "usual", {"said": "different", "ticked": False})
    answers = said(policy, answers, "different", "all")
    assert set(THE_USUAL) & set(answers) == {"where"}  # changed by hand: their own
    assert walk(policy, answers).open_step == "whose"
    back = said(policy, answers, "usual", {"said": "right", "ticked": False})
    assert {step: back[step] for step in THE_USUAL} == THE_USUAL
    assert "different" not in back


@pytest.mark.parametrize(
    ("step", "value"), [("whose", "child"), ("whose", "carer"), ("you", CHILD)]
)
def test_no_short_way_on_behalf_of_someone_or_under_16(
    policy: Policy, step: str, value: Any
) -> None:
    """K10: found out after the tap, every question is asked that nobody has answered."""
    answers = said(policy, tap(policy) | {"more": "mine"}, step, value)
    after = walk(policy, answers)
    assert after.usual is None
    assert "usual" not in after.steps
    asked = set(after.steps) & set(THE_USUAL)
    assert asked >= set(THE_USUAL) - {"device"}
    assert set(THE_USUAL) & set(answers) <= {step}
    assert after.open_step == ("behalf" if step == "whose" else "whose")


def test_who_answered_before_is_not_asked_for_the_usual(policy: Policy) -> None:
    """An earlier consent is changed: its answers are carried, whichever way they were given."""
    carried = RULES | THE_USUAL | {"reason": "much"}
    assert walk(policy, carried).usual is None
    short = walk(policy, tap(policy)).kept | {"types": ["sound"], "part": "talking"}
    assert walk(policy, RULES | short | {"by": "patient"}).open_step == "more"


@pytest.mark.parametrize(
    "change",
    [
        lambda pack, words: pack.pop("usual"),
        lambda pack, words: question(pack, "types").update(options=["video"]),
        lambda pack, words: question(pack, "where").update(ends={"room": "not-here"}),
        lambda pack, words: question(pack, "device").update(only_if={"by": ["staff"]}),
        lambda pack, words: question(pack, "audience").update(flags={"me": "adjustment"}),
        lambda pack, words: words["questions"]["where"]["options"]["room"].update(after="Ring"),
    ],
)
def test_no_short_way_where_this_place_makes_the_usual_untrue(
    change: Callable[[dict[str, Any], dict[str, Any]], Any],
) -> None:
    """M2: what is not offered here, or leads to something to read. Of before: none at all."""
    pack, words = parts()
    change(pack, words)
    asked = walk(load(pack, words), dict(RULES))
    assert asked.usual is None
    assert asked.open_step == "whose"


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda pack, words: pack["usual"]["answers"].update(mood="good"), "mood"),
        (lambda pack, words: pack["usual"]["answers"].update(more="mine"), "more"),
        (lambda pack, words: words["usual"]["lines"].pop("where"), "where"),
        (lambda pack, words: words["usual"].pop("tick"), "tick"),
        (lambda pack, words: pack.update(agreed="somehow"), "agreed"),
        (lambda pack, words: words["statements"].pop("agree"), "agree"),
    ],
)
def test_a_short_way_that_does_not_fit_is_named(
    damage: Callable[[dict[str, Any], dict[str, Any]], Any], named: str
) -> None:
    pack, words = parts()
    damage(pack, words)
    with pytest.raises(PolicyError, match=named):
        load(pack, words)


def test_the_tap_says_one_of_two_things(policy: Policy) -> None:
    assert set(refused(policy, "usual", usual="perhaps")) == {"usual"}
    assert set(refused(policy, "different")) == {"different"}
    assert set(refused(policy, "different", different=["more"])) == {"different"}
    with pytest.raises(InvalidInput):
        parse(policy, "usual", form(), TODAY, Answers({}))


def question(pack: dict[str, Any], step: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in pack["questions"] if each["step"] == step)
    return found
