"""May this be recorded now? Every combination of facts, and exactly one way to a yes (K2)."""

import itertools

import pytest

from kiosk.domain.permission import (
    AGREED,
    Facts,
    may_decide,
    may_record,
    minutes_left,
    standing,
)

NOW = 1_000
ANSWERS = ("given", "refused")
STATES = ("signed", "withdrawn", "superseded")
EXPIRIES = (NOW - 1, NOW, NOW + 1)
DECISIONS = (None, "agreed", "conditions", "wait", "not_agreed")
RECORDINGS = (None, "recording", "paused", "stopped")
SAID_NO = TO_ASK = HANDED_OVER = (False, True)
WAITS = (None, NOW, NOW + 1)
EVERY = [
    Facts(*each)
    for each in itertools.product(
        ANSWERS, STATES, EXPIRIES, DECISIONS, RECORDINGS, SAID_NO, TO_ASK, HANDED_OVER, WAITS
    )
]
YES = Facts("given", "signed", NOW + 1, "agreed")


def test_the_table_is_whole() -> None:
    assert len(EVERY) == 2 * 3 * 3 * 5 * 4 * 2 * 2 * 2 * 3


def nothing_against(facts: Facts) -> bool:
    """The yes of the rules, written a second time, the other way round."""
    return (
        facts.answer == "given"
        and facts.state == "signed"
        and facts.expires_at > NOW
        and facts.decision in ("agreed", "conditions")
        and not facts.someone_said_no
        and not facts.someone_to_ask
        and facts.recording != "stopped"
    )


def test_only_a_current_agreed_consent_with_nothing_against_it_may_be_recorded() -> None:
    """K2, K5, K6, R6, R16: one way leads to ok, out of all 8,640."""
    for facts in EVERY:
        permission = may_record(facts, NOW)
        assert permission.allowed is nothing_against(facts), facts
        assert (permission.reason == "ok") is permission.allowed, facts
    assert sum(map(nothing_against, EVERY)) == 2 * 3 * 2 * 3


def given(**changes: object) -> Facts:
    return Facts(**(vars(YES) | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (given(state="withdrawn", recording="recording"), "withdrawn"),
        (given(state="superseded"), "superseded"),
        (given(answer="refused", decision=None), "refused"),
        (given(expires_at=NOW), "expired"),
        (given(decision=None), "not_decided"),
        (given(decision=None, handed_over=True), "handed_over"),
        (given(decision="wait"), "wait"),
        (given(decision="wait", wait_until=NOW + 1), "wait"),
        (given(decision="wait", wait_until=NOW), "wait_over"),
        (given(decision="not_agreed"), "not_agreed"),
        (given(decision="not_agreed", wait_until=NOW), "not_agreed"),
        (given(someone_said_no=True), "someone_said_no"),
        (given(someone_said_no=True, someone_to_ask=True), "someone_said_no"),
        (given(recording="stopped"), "stopped"),
        (given(recording="stopped", someone_to_ask=True), "stopped"),
        (given(someone_to_ask=True), "someone_to_ask"),
        (given(recording="paused", someone_to_ask=True), "someone_to_ask"),
        (given(recording="paused"), "ok"),
        (given(handed_over=True), "ok"),  # the next clinician has agreed
        (given(decision="conditions"), "ok"),
    ],
)
def test_every_no_has_its_reason(facts: Facts, reason: str) -> None:
    assert may_record(facts, NOW).reason == reason


def test_a_wait_that_is_over_is_no_yes() -> None:
    """K3: the clinician is asked again; time alone never lets anyone record."""
    for facts in EVERY:
        if facts.decision == "wait":
            assert not may_record(facts, NOW).allowed, facts


def test_what_stands_is_recording_or_paused_only_while_recording_is_allowed() -> None:
    """K6: a recording that runs on without permission is never called one."""
    for facts in EVERY:
        word = standing(facts, NOW)
        session = nothing_against(facts) and facts.recording in ("recording", "paused")
        assert (word in ("recording", "paused")) is session, facts
        assert word == (facts.recording if session else may_record(facts, NOW).reason), facts


def test_a_decision_means_something_only_on_a_current_consent() -> None:
    """K3: whatever was decided before, it may be decided again while the consent is current."""
    for facts in EVERY:
        current = facts.answer == "given" and facts.state == "signed" and facts.expires_at > NOW
        assert may_decide(facts, NOW).allowed is current, facts


@pytest.mark.parametrize(
    ("ahead", "left"), [(0, 0), (1, 1), (59, 1), (60, 1), (61, 2), (1800, 30), (-1, 0), (-90, 0)]
)
def test_the_minutes_of_a_wait_count_the_one_begun(ahead: int, left: int) -> None:
    waiting = given(decision="wait", wait_until=NOW + ahead)
    assert minutes_left(waiting, NOW) == left


def test_nothing_but_a_wait_with_an_end_has_minutes_left() -> None:
    assert minutes_left(given(decision="wait"), NOW) == 0
    assert minutes_left(given(decision="agreed", wait_until=NOW + 600), NOW) == 0


def test_both_kinds_of_agreement_count() -> None:
    assert AGREED == ("agreed", "conditions")
