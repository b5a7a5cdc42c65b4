"""May this be recorded now? Every combination of facts, and exactly one way to a yes (K2)."""

import itertools

import pytest

from kiosk.domain.permission import AGREED, Facts, may_decide, may_record, standing

NOW = 1_000
ANSWERS = ("given", "refused")
STATES = ("signed", "withdrawn", "superseded")
EXPIRIES = (NOW - 1, NOW, NOW + 1)
DECISIONS = (None, "agreed", "conditions", "wait", "not_agreed")
RECORDINGS = (None, "recording", "stopped")
SAID_NO = (False, True)
EVERY = [
    Facts(*each)
    for each in itertools.product(ANSWERS, STATES, EXPIRIES, DECISIONS, RECORDINGS, SAID_NO)
]


def test_the_table_is_whole() -> None:
    assert len(EVERY) == 2 * 3 * 3 * 5 * 3 * 2


def nothing_against(facts: Facts) -> bool:
    """The yes of the rules, written a second time, the other way round."""
    return (
        facts.answer == "given"
        and facts.state == "signed"
        and facts.expires_at > NOW
        and facts.decision in ("agreed", "conditions")
        and not facts.someone_said_no
        and facts.recording != "stopped"
    )


def test_only_a_current_agreed_consent_with_nothing_against_it_may_be_recorded() -> None:
    """K2, K5, R6, R16: one way leads to ok, out of all 540."""
    for facts in EVERY:
        permission = may_record(facts, NOW)
        assert permission.allowed is nothing_against(facts), facts
        assert (permission.reason == "ok") is permission.allowed, facts


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts("given", "withdrawn", NOW + 1, "agreed", "recording"), "withdrawn"),
        (Facts("given", "superseded", NOW + 1, "agreed"), "superseded"),
        (Facts("refused", "signed", NOW + 1), "refused"),
        (Facts("given", "signed", NOW, "agreed"), "expired"),
        (Facts("given", "signed", NOW + 1), "not_decided"),
        (Facts("given", "signed", NOW + 1, "wait"), "wait"),
        (Facts("given", "signed", NOW + 1, "not_agreed"), "not_agreed"),
        (Facts("given", "signed", NOW + 1, "agreed", None, True), "someone_said_no"),
        (Facts("given", "signed", NOW + 1, "agreed", "stopped"), "stopped"),
        (Facts("given", "signed", NOW + 1, "conditions"), "ok"),
    ],
)
def test_every_no_has_its_reason(facts: Facts, reason: str) -> None:
    assert may_record(facts, NOW).reason == reason


def test_what_stands_is_recording_only_while_recording_is_allowed() -> None:
    for facts in EVERY:
        word = standing(facts, NOW)
        running = nothing_against(facts) and facts.recording == "recording"
        assert (word == "recording") is running, facts
        assert running or word == may_record(facts, NOW).reason, facts


def test_a_decision_means_something_only_on_a_current_consent() -> None:
    """K3: whatever was decided before, it may be decided again while the consent is current."""
    for facts in EVERY:
        current = facts.answer == "given" and facts.state == "signed" and facts.expires_at > NOW
        assert may_decide(facts, NOW).allowed is current, facts


def test_both_kinds_of_agreement_count() -> None:
    assert AGREED == ("agreed", "conditions")
