"""The figures of a period as the tables that a manager reads (M9): one request, one outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.numbers.counted import LONGER, UNASKED, UNDECIDED, UNKNOWN
from kiosk.domain.numbers.publishing import Figures
from kiosk.domain.numbers.rounding import FEW, MIDDLE_OF_FEW, MOST_OF_FEW, Part, Total
from kiosk.domain.vocabulary import OUTCOMES, Dim, Outcome

AGREED: tuple[Outcome, ...] = ("recorded", "agreed")
CONDITIONS: tuple[Outcome, ...] = ("conditions_recorded", "conditions")
RECORDED: tuple[Outcome, ...] = ("recorded", "conditions_recorded")
DECIDED: tuple[Outcome, ...] = (*AGREED, *CONDITIONS, "wait", "not_agreed", "colleague")
ASKED: tuple[Outcome, ...] = (*DECIDED, "withdrawn", "open")

WORDS: Mapping[Outcome, str] = {
    "recorded": "Agreed, and recorded",
    "agreed": "Agreed, nothing recorded",
    "conditions_recorded": "Agreed with conditions, and recorded",
    "conditions": "Agreed with conditions, nothing recorded",
    "wait": "Asked to wait",
    "not_agreed": "Not agreed",
    "colleague": "A colleague instead",
    "withdrawn": "Withdrawn before anything was recorded",
    "open": "Nobody decided",
    "refused": "Refused: did not agree to the rules",
}
SHORT: Mapping[Outcome, str] = {  # beside a bar
    **WORDS,
    "recorded": "Agreed, recorded",
    "agreed": "Agreed, not recorded",
    "conditions_recorded": "Conditions, recorded",
    "conditions": "Conditions, not recorded",
    "withdrawn": "Withdrawn",
    "refused": "Refused",
}
SUMS: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("Asked", ASKED),
    ("Decided", DECIDED),
    ("Agreed", AGREED),
    ("Agreed with conditions", CONDITIONS),
    ("Recorded", RECORDED),
)
BY: Mapping[Dim, str] = {
    "type": "What they want to record",
    "way": "How they came to ask",
    "language": "Language they read",
    "signer": "Who signed",
    "place": "Where the visit is",
    "reason": "What patients say they need it for",
    "time": "Time from signing to the first decision",
    "no": "Why staff said no",
}
# The values that every place has, in their order. Others are a policy's own, or a language.
VALUES: Mapping[Dim, Mapping[str, str]] = {
    "type": {
        "sound": "Sound",
        "video": "Video",
        "photo": "Photos",
        "live": "A live call or stream",
        UNASKED: "Not said",
    },
    "way": {
        "tablet": "On a tablet here",
        "sent": "On their phone, from a tablet’s code",
        "code": "With a code that staff showed",
        "poster": "From a poster, and staff looked at it",
        "unknown": "Not noted",
    },
    "language": {},
    "signer": {
        "mine": "The patient",
        "parent": "A parent",
        "attorney": "An attorney",
        "family": "Family or a friend",
        "other": "Somebody else for the patient",
        UNKNOWN: "Deleted before it was counted",
    },
    "place": {
        "room": "Consulting room",
        "remote": "Phone or video",
        "home": "At home",
        "ward": "Ward or bay",
        "scan": "Scan or treatment room",
        "waiting": "Waiting area",
        UNASKED: "Not said",
        UNKNOWN: "Deleted before it was counted",
    },
    "reason": {
        "remember": "To remember it",
        "family": "To tell their family",
        "much": "It is a lot to take in",
        "disability": "It helps because of a disability",
        "other": "Another reason",
        "skip": "Rather not say",
        UNASKED: "Not said",
        UNKNOWN: "Deleted before it was counted",
    },
    "time": {
        "5": "Under 5 minutes",
        "15": "5 to 15 minutes",
        "30": "15 to 30 minutes",
        "60": "30 minutes to an hour",
        LONGER: "An hour or longer",
        UNDECIDED: "Nobody decided",
    },
    "no": {
        "distracts": "It distracts from care",
        "privacy": "Other people’s privacy",
        "not_said": "Prefers not to say",
        UNASKED: "Not said",
    },
}
RARE = (UNASKED, UNKNOWN, UNDECIDED, "unknown")  # shown only where something is counted


@dataclass(frozen=True)
class Line:
    """One line of a table: its words, and a figure for each column."""

    value: str
    words: str
    figures: tuple[Total, ...]


def sum_of(figures: Figures, outcomes: Iterable[Outcome], dim: str = "", value: str = "") -> Total:
    """A total of outcomes, made of their rounded figures."""
    return Total(
        tuple(Part(figures.figure(each, dim, value), _few(figures, each, dim)) for each in outcomes)
    )


def _few(figures: Figures, outcome: Outcome, dim: str) -> float:
    """What "1 to 7" counts as: told apart by a dimension, what the figures of the outcome leave for
    each. Four would be far too much where few requests are told apart by much.
    """
    row = [each.get(outcome, 0) for each in figures.cells.get(dim, {}).values()]
    few = row.count(FEW)
    if not few or dim == "type":  # a request can have several types
        return MIDDLE_OF_FEW
    whole = figures.totals.get(outcome, 0)
    left = (MIDDLE_OF_FEW if whole == FEW else whole) - (sum(row) - few)
    return min(max(left / few, 1), MOST_OF_FEW)


def outcomes(figures: Figures, dim: str = "", value: str = "") -> list[Line]:
    """What became of the requests of a period, or of those under one value."""
    return [Line(each, WORDS[each], (sum_of(figures, (each,), dim, value),)) for each in OUTCOMES]


def sums(figures: Figures, dim: str = "", value: str = "") -> list[Line]:
    """The same added up."""
    return [Line("", words, (sum_of(figures, each, dim, value),)) for words, each in SUMS]


def values(figures: Figures, dim: Dim, names: Mapping[str, str]) -> dict[str, str]:
    """The values of a dimension in their order, with their words: each place has all of ours."""
    counted = figures.cells.get(dim, {})
    known = {
        value: words
        for value, words in {**VALUES[dim], **names}.items()
        if value not in RARE or counted.get(value)
    }
    return known | {value: value for value in sorted(counted) if value not in known}


def by(
    figures: Figures,
    dim: Dim,
    columns: Iterable[tuple[Outcome, ...]],
    names: Mapping[str, str] | None = None,
) -> list[Line]:
    """A table of one dimension, a column for each sum of outcomes."""
    each = list(columns)
    return [
        Line(value, words, tuple(sum_of(figures, one, dim, value) for one in each))
        for value, words in values(figures, dim, names or {}).items()
    ]


def is_empty(line: Line) -> bool:
    """Whether it stands for what is shown only where something is counted, and nothing is."""
    return line.value in RARE and not any(figure.middle for figure in line.figures)
