"""The vocabulary: every table that words a set of states, reasons or roles has all of them."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from kiosk.actions import budgets
from kiosk.domain import (
    concern,
    concern_steps,
    decision,
    looks,
    note_words,
    policy_check,
    posted,
    recording,
    records,
)
from kiosk.domain import vocabulary as words
from kiosk.domain.decision import kind_of
from kiosk.domain.refusals import InvalidInput
from kiosk.views.front import bands, staff_bands
from kiosk.views.manage import turned_away
from kiosk.views.staff import card, concerns
from kiosk.views.staff import words as staff_words
from signing import decisions, receipts
from tests.domain.packs import shipped

# What a table leaves out, because a function words it or there is nothing to say of it.
WORDED_APART = {"ok", "recording", "wait"}
# Why a session ended, where the note tells it as an event of its own, or as a plain stop.
TOLD_APART = {
    "clinician",
    "withdrawn",
    "new_decision",
    "superseded",
    "not_agreed",
    "handed_over",
}
TABLES: dict[str, tuple[Mapping[Any, Any], Any, set[str]]] = {
    "patient's band": (bands._PATIENT, words.Standing, WORDED_APART),
    "staff's band": (staff_bands.STAFF, words.Standing, set()),
    "decided": (card.DECIDED, words.DecisionKind, set()),
    "decision ended": (card.ENDED, words.DecisionEnd, {"replaced"}),
    "reasons": (decision.REASONS, words.DeclineReason, set()),
    "checks": (decision.CHECKS, words.Check, set()),
    "listening": (decision.LISTENING, words.Listening, set()),
    "pauses": (recording.PAUSE_REASONS, words.PauseReason, set()),
    "note: stops": (note_words.STOPS, words.StopReason, TOLD_APART),
    "note: types": (note_words.KINDS, words.RecordingType, set()),
    "note: devices": (note_words.DEVICES, words.Device, set()),
    "note: pauses": (note_words.PAUSES, words.PauseReason, set()),
    "note: reasons": (note_words.REASONS, words.DeclineReason, set()),
    "note: told": (note_words.TOLD_HOW, words.ToldHow, set()),
    "note: recorders": (note_words.RECORDERS, words.Holder, set()),
    "note: keepers": (note_words.KEEPERS, words.Holder, set()),
    "note: photo keepers": (note_words.PHOTO_KEEPERS, words.Holder, set()),
    "card: recorders": (staff_words.RECORDERS, words.Holder, set()),
    "note: own answers": (note_words.OWN_ANSWERS, words.OwnAnswer, set()),
    "note: witnessed": (note_words.AGREED_BY, words.WitnessedBy, set()),
    "budgets": (budgets.LIMITS, words.Budget, set()),
    "turned away": (turned_away.WORDS, words.Budget, set()),
    "who asks": (records.CHECKED, words.CheckedHow, set()),
    "mistakes": (records.INVALID, words.InvalidWhy, set()),
    "kept": (records.WHY_KEPT, words.Held, set()),
    "look reasons": (looks.REASONS, words.LookReason, set()),
    "concern kinds": (concern.KINDS, words.ConcernKind, set()),
    "concern kinds, short": (concern.SHORT, words.ConcernKind, set()),
    "concern: who": (concern.WHO, words.Affected, set()),
    "concern steps": (concern_steps.TITLES, words.ConcernPoint, set()),
    "concern answers": (concern_steps.ANSWERS, words.ConcernPoint, set()),
    "concern due": (concern_steps.DAYS, words.ConcernPoint, {"reopen"}),
    "concern outcomes": (concern_steps.ANSWERS["close"], words.ConcernOutcome, set()),
    "how are you": (concerns.SAYS, words.HowAreYou, set()),
    "how are you, answered": (concerns.SAID, words.HowAreYou, set()),
    "choose": (posted._CHOOSE, words.RecordingType, set()),
    "parsers": (posted._PARSERS, words.QuestionKind, {"people", "identity"}),
}


@pytest.mark.parametrize("name", TABLES)
def test_each_table_words_all_of_its_type_and_nothing_else(name: str) -> None:
    table, kind, apart = TABLES[name]
    assert set(table) | apart == set(get_args(kind))
    assert not set(table) & apart


def test_every_combination_of_types_has_its_words() -> None:
    """Each of sound, video and photo, alone or together, in this order; live beside them (Q3)."""
    kinds = get_args(words.RecordingType)[:-1]
    chosen = [
        " ".join(kind for place, kind in enumerate(kinds) if number >> place & 1)
        for number in range(1, 2 ** len(kinds))
    ]
    assert set(bands.TYPE_WORDS) == set(chosen)
    for each in chosen:
        assert "live" in bands.type_words((*each.split(), "live"))
    assert bands.type_words(("live",)) == bands.LIVE


@pytest.mark.parametrize(
    ("ours", "signed"),
    [
        (words.Answer, receipts.Answer),
        (words.Part, receipts.Part),
        (words.Recorder, receipts.Recorder),
        (words.RecordingType, receipts.RecordingType),
    ],
)
def test_tokens_hold_the_same_words(ours: Any, signed: Any) -> None:
    """Signing knows nothing of the kiosk, and has these types of its own."""
    assert get_args(ours) == get_args(signed)


def test_every_decision_but_a_hand_over_can_be_signed_by_a_clinician() -> None:
    """K3: "a colleague can" is no decision on the receipt, and reception never decides."""
    assert set(get_args(words.DecisionKind)) - {"colleague"} == set(get_args(decisions.Kind))
    assert set(get_args(words.Role)) - {"reception"} == set(get_args(decisions.Role))


def test_the_shipped_policy_offers_the_places_that_the_rules_know() -> None:
    """Q2; K12 goes by `remote`."""
    where = shipped().question("where")
    assert where is not None
    assert set(where.options) == set(get_args(words.Place))


def test_the_claims_of_a_receipt_take_every_answer_of_the_vocabulary() -> None:
    assert policy_check.RECEIPT_STEPS["types"][1] == get_args(words.RecordingType)
    assert policy_check.RECEIPT_STEPS["part"][1] == get_args(words.Part)
    assert policy_check.RECEIPT_STEPS["by"][1] == get_args(words.Recorder)


@pytest.mark.parametrize("kind", get_args(words.DecisionKind))
def test_a_posted_decision_is_one_of_them(kind: str) -> None:
    assert kind_of(kind) == kind


@pytest.mark.parametrize("value", ["", "Agreed", "agreed ", "superseded"])
def test_no_other_decision_can_be_posted(value: str) -> None:
    """K3."""
    with pytest.raises(InvalidInput) as refused:
        kind_of(value)
    assert set(refused.value.errors) == {"kind"}
