"""When a patient may sign anew in place of an earlier consent (R16, M1)."""

import dataclasses

import pytest

from kiosk.domain.permission import Facts
from kiosk.domain.supersede import CHANGE, SIGN_AGAIN, way_to_supersede

NOW = 1_000
SIGNED = Facts(answer="given", state="signed", expires_at=NOW + 60)


@pytest.mark.parametrize(
    ("changed", "way"),
    [
        ({}, CHANGE),
        ({"state": "superseded"}, SIGN_AGAIN),
        ({"state": "superseded", "decision": "agreed"}, SIGN_AGAIN),
        ({"state": "withdrawn"}, ""),
        ({"answer": "refused"}, ""),
        ({"expires_at": NOW}, ""),
        ({"state": "superseded", "expires_at": NOW}, ""),
        *(({"decision": kind}, "") for kind in ("agreed", "conditions", "wait", "not_agreed")),
        ({"decision": "agreed", "recording": "recording"}, ""),
    ],
)
def test_only_before_the_decision_or_after_new_rules(changed: dict[str, object], way: str) -> None:
    facts = dataclasses.replace(SIGNED, **changed)  # type: ignore[arg-type]
    assert way_to_supersede(facts, NOW, replaced=False) == way
    assert way_to_supersede(facts, NOW, replaced=True) == ""
