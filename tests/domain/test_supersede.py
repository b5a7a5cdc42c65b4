"""When a patient may sign anew in place of an earlier consent (R16, M1)."""

import dataclasses

import pytest

from kiosk.domain.permission import Facts
from kiosk.domain.supersede import ASK_AGAIN, CHANGE, SIGN_AGAIN, way_to_supersede

NOW = 1_000
SIGNED = Facts(answer="given", state="signed", expires_at=NOW + 60)


@pytest.mark.parametrize(
    ("changed", "way"),
    [
        ({}, CHANGE),
        ({"state": "superseded"}, ASK_AGAIN),  # its rules stand: an older database was put back
        ({"state": "superseded", "decision": "agreed"}, ASK_AGAIN),
        ({"state": "withdrawn"}, ASK_AGAIN),
        ({"answer": "refused"}, ASK_AGAIN),
        ({"expires_at": NOW}, ""),
        ({"state": "superseded", "expires_at": NOW}, ""),
        ({"state": "withdrawn", "expires_at": NOW}, ""),
        ({"answer": "refused", "expires_at": NOW}, ""),
        *(({"decision": kind}, "") for kind in ("agreed", "conditions", "wait", "not_agreed")),
        ({"decision": "agreed", "recording": "recording"}, ""),
    ],
)
def test_only_before_the_decision_after_new_rules_or_after_ones_own_no(
    changed: dict[str, object], way: str
) -> None:
    facts = dataclasses.replace(SIGNED, **changed)  # type: ignore[arg-type]
    assert way_to_supersede(facts, NOW, replaced=False) == way
    assert way_to_supersede(facts, NOW, replaced=True) == ""


@pytest.mark.parametrize(
    ("changed", "way"),
    [
        ({"decision": "agreed", "recording": "recording"}, ""),
        ({"decision": "agreed", "recording": "paused"}, ""),
        ({"decision": "agreed", "recording": "stopped"}, SIGN_AGAIN),
        ({"handed_over": True}, SIGN_AGAIN),
        ({"state": "superseded"}, SIGN_AGAIN),
        ({"state": "superseded", "decision": "agreed"}, SIGN_AGAIN),
        ({"state": "withdrawn"}, ASK_AGAIN),
        ({"answer": "refused"}, ASK_AGAIN),
        ({"expires_at": NOW, "decision": "agreed", "recording": "stopped"}, ""),
    ],
)
def test_a_recording_that_ran_when_the_rules_changed_ends_first(
    changed: dict[str, object], way: str
) -> None:
    """M1: then its patient is asked to sign again too, for nothing can be agreed anew."""
    facts = dataclasses.replace(SIGNED, **changed)  # type: ignore[arg-type]
    assert way_to_supersede(facts, NOW, replaced=False, old_rules=True) == way
    assert way_to_supersede(facts, NOW, replaced=True, old_rules=True) == ""
