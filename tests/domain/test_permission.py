"""May this be recorded now? Every combination of facts, and exactly one way to a yes (K2)."""

import itertools

import pytest

from kiosk.domain.permission import (
    AGREED,
    END_NEAR,
    MAX_OVERRUN,
    Facts,
    end_near,
    may_change,
    may_decide,
    may_record,
    minutes_left,
    standing,
)

NOW = 1_794_391_200
ANSWERS = ("given", "refused")
STATES = ("signed", "withdrawn", "superseded")
EXPIRIES = (NOW - MAX_OVERRUN, NOW + 1 - MAX_OVERRUN, NOW, NOW + 1)
DECISIONS = (None, "agreed", "conditions", "wait", "not_agreed", "colleague")
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
    assert len(EVERY) == 2 * 3 * 4 * 6 * 4 * 2 * 2 * 2 * 3


def nothing_against(facts: Facts) -> bool:
    """The yes of the rules, written a second time, the other way round."""
    return (
        facts.answer == "given"
        and facts.state == "signed"
        and facts.expires_at + (7200 if facts.recording in ("recording", "paused") else 0) > NOW
        and facts.decision in ("agreed", "conditions")
        and not facts.someone_said_no
        and not facts.someone_to_ask
        and facts.recording != "stopped"
    )


def test_only_a_current_agreed_consent_with_nothing_against_it_may_be_recorded() -> None:
    """K2, K5, K6, R6, R16: one way leads to ok, out of all 13,824."""
    for facts in EVERY:
        permission = may_record(facts, NOW)
        assert permission.allowed is nothing_against(facts), facts
        assert (permission.reason == "ok") is permission.allowed, facts
    # Agreed twice over, handed over or not, three waits: not begun in time, or under way.
    assert sum(map(nothing_against, EVERY)) == 2 * 2 * 3 * (1 + 2 * 3)


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


def test_who_comes_in_or_says_no_matters_for_as_long_as_a_session_lasts() -> None:
    """K14: past the receipt's end too, but not longer than the session may."""
    for facts in EVERY:
        if facts.answer == "given" and facts.state == "signed":
            lasts = nothing_against(given(expires_at=facts.expires_at, recording=facts.recording))
            open_still = lasts or (facts.recording == "stopped" and facts.expires_at > NOW)
            assert may_change(facts, NOW).allowed is open_still, facts


def test_the_receipts_end_ends_the_right_to_start_and_not_the_session() -> None:
    """R6, K14: started in time it goes on to its stop, two hours past that end at most."""
    over = given(expires_at=NOW)
    assert may_record(over, NOW).reason == "expired"
    assert may_record(given(expires_at=NOW, recording="stopped"), NOW).reason == "expired"
    for running in ("recording", "paused"):
        session = given(expires_at=NOW, recording=running)
        for later in (0, 1, MAX_OVERRUN - 1):
            assert may_record(session, NOW + later).allowed
            assert standing(session, NOW + later) == running
        assert may_record(session, NOW + MAX_OVERRUN).reason == "expired"
        assert not may_decide(session, NOW).allowed


def test_permission_holds_for_the_types_agreed_and_for_no_other() -> None:
    """K3: sound yes, video no; with no permission, for none."""
    agreed = given(types=("sound",))
    assert may_record(agreed, NOW).types == ("sound",)
    for no in ({"decision": "wait"}, {"state": "withdrawn"}, {"someone_said_no": True}):
        assert may_record(given(types=("sound",), **no), NOW).types == ()


def test_an_end_that_is_near_says_which_it_is() -> None:
    start = given(expires_at=NOW + END_NEAR)
    assert (end_near(start, NOW - 1), end_near(start, NOW)) == ("", "start")
    session = given(expires_at=NOW, recording="recording")
    assert (end_near(session, NOW - 1), end_near(session, NOW)) == ("start", "over")
    last = NOW + MAX_OVERRUN - END_NEAR
    assert (end_near(session, last - 1), end_near(session, last)) == ("over", "session")
    assert end_near(session, NOW + MAX_OVERRUN) == ""


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
