"""A walk under way when the rules change: only what changed is asked again.

That is what the place allows (M2), or a version whose changes matter (M1); under one whose changes
do not matter, a walk goes on as it began.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.domain.local import RENEWED, SCRIBE
from kiosk.domain.policy import Policy
from kiosk.domain.usual import DIFFERENT, USUAL

# What was agreed and signed was agreed of other words.
TO_THE_WORDS = ("statements", "signature")


def carried_on(before: Policy, after: Policy, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that still stand under the new rules; `renewed` names what is asked again."""
    again = [*_rules(before, after), *_of_version(before, after, answers)]
    again = [step for step in dict.fromkeys(again) if step in answers]
    if not fits(after, answers) and "types" not in again:
        again.append("types")
    if "you" in answers and after.question(SCRIBE) and SCRIBE not in answers:
        again.append(SCRIBE)
    earlier = [step for step in answers.get(RENEWED, ()) if step not in again]
    gone = _gone(before, after)
    kept = {step: answers[step] for step in answers if step not in (*again, *gone, RENEWED)}
    return kept | ({RENEWED: [*earlier, *again]} if earlier or again else {})


def _gone(before: Policy, after: Policy) -> set[str]:
    """Questions that another version does not ask. What a place may allow again is kept (M2)."""
    if before.version == after.version:
        return set()
    return {each.step for each in before.questions} - {each.step for each in after.questions}


def _rules(before: Policy, after: Policy) -> Iterator[str]:
    """The pages of rules that do not say what they said."""
    read = {group["id"]: group for group in before.groups}
    for group in after.groups:
        if group != read.get(group["id"]):
            yield f"rules-{group['id']}"


def _of_version(before: Policy, after: Policy, answers: Mapping[str, Any]) -> Iterator[str]:
    """What else is asked again under another version: each question with other words, and the
    whole of the short way where that is about one of them.
    """
    if before.version == after.version:
        return
    asked = {each.step: (each.words, each.options) for each in before.questions}
    other = [
        each.step for each in after.questions if (each.words, each.options) != asked.get(each.step)
    ]
    yield from other
    if USUAL in answers and before.usual:
        lines = after.usual and after.usual.lines
        if lines != before.usual.lines or {*other}.intersection(before.usual.steps):
            yield from (USUAL, DIFFERENT, *before.usual.steps)
    yield from TO_THE_WORDS


def fits(policy: Policy, answers: Mapping[str, Any]) -> bool:
    """Whether everything that was asked to be recorded can be asked for here."""
    return {*answers.get("types", ())} <= {*policy.types}


def fitted(policy: Policy, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers carried from an earlier consent, without what cannot be asked for any more."""
    return {step: answers[step] for step in answers if step != "types" or fits(policy, answers)}


def looked_at(answers: Mapping[str, Any], step: str) -> dict[str, Any]:
    """The answers once a page was looked at again."""
    left = [each for each in answers.get(RENEWED, ()) if each != step]
    kept = {each: answers[each] for each in answers if each != RENEWED}
    return kept | ({RENEWED: left} if left else {})
