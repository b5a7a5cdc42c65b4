"""A walk under way when what the place allows changes (M2): only what changed is asked again."""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.local import RENEWED, SCRIBE
from kiosk.domain.policy import Policy


def carried_on(before: Policy, after: Policy, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that still stand under the new rules; `renewed` names what is asked again."""
    again = [
        f"rules-{new['id']}"
        for new, old in zip(after.groups, before.groups, strict=True)
        if new != old
    ]
    again = [step for step in again if step in answers]
    if not fits(after, answers):
        again.append("types")
    if "you" in answers and after.question(SCRIBE) and SCRIBE not in answers:
        again.append(SCRIBE)
    earlier = [step for step in answers.get(RENEWED, ()) if step not in again]
    kept = {step: answers[step] for step in answers if step not in (*again, RENEWED)}
    return kept | ({RENEWED: [*earlier, *again]} if earlier or again else {})


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
