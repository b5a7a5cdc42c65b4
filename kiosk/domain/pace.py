"""How long asking takes, as the first page says it: what is read and tapped, not a fixed guess."""

from collections.abc import Iterator

from kiosk.domain.policy import Policy
from kiosk.domain.question import Question

WORDS_A_MINUTE = 120  # slow reading, for who reads with care or in a second language
SECONDS_A_TAP = 3  # to find the button, press it, and see the next page
SECONDS_TO_TYPE = 30  # a name and a date of birth
# The words of the pages themselves, and of the answers read back: tests/browser/test_short_way.py
# walks and counts, and holds the sum below to what it saw.
PAGE_WORDS = 134
CLOSING_TAPS = 5  # start, who the patient is, the statements, the signature, the last tap


def minutes(policy: Policy) -> int:
    """Whole minutes, for a patient who takes the short way where there is one."""
    words, taps = words_read(policy), CLOSING_TAPS + len(policy.groups) + len(_asked(policy))
    taps += 1 if policy.usual else 0
    seconds = 60 * words / WORDS_A_MINUTE + SECONDS_A_TAP * taps + SECONDS_TO_TYPE
    return round(seconds / 60)


def words_read(policy: Policy) -> int:
    """The words that are read on the way, as spaces part them."""
    return PAGE_WORDS + sum(len(text.split()) for text in _texts(policy))


def _asked(policy: Policy) -> list[Question]:
    """The questions with a page of their own, for a patient who answers as most do."""
    usual = policy.usual
    covered, answers = (usual.steps, usual.answers) if usual else ((), {})
    return [
        each
        for each in policy.questions
        if each.step not in covered and each.kind != "identity" and each.applies(answers)
    ]


def _texts(policy: Policy) -> Iterator[str]:
    for group in policy.groups:
        yield group["title"]
        for rule in group["rules"]:
            yield from (rule["title"], rule["text"])
    if policy.usual:
        words = policy.usual.words
        yield from (words["title"], words["right"], words["wrong"], words.get("tick", ""))
        yield from 2 * [text for _step, text in policy.usual.lines]  # stated, and read back
    you = [each for each in policy.questions if each.kind == "identity"]
    for question in (*_asked(policy), *you):
        yield from (text for text in question.words.values() if isinstance(text, str))
        for option in question.options:
            words = question.words["options"][option]
            yield from (words["label"], words.get("hint", ""))
    yield from (text for _id, text in policy.statements)
    together = policy.agreed == "together"
    yield policy.words["statements"]["together" if together else "intro"]
