"""Where a practice's own rules stand, and which of them were moved (M1)."""

import pytest

from kiosk.domain.own_rules import moved, put, without

A, B = "Paaaaaaaa", "Pbbbbbbbb"


def pack(*groups: str) -> dict[str, list[dict[str, object]]]:
    """Groups of rules, such as "one: R1 A R2"."""
    own = {"A": A, "B": B}
    split = [each.split(": ") for each in groups]
    return {
        "groups": [
            {"id": name, "rules": [own.get(rule, rule) for rule in rules.split()]}
            for name, rules in split
        ]
    }


BEFORE = pack("one: R1 A B R2", "two: R3")


@pytest.mark.parametrize(
    ("after", "which"),
    [
        (BEFORE, []),
        (pack("one: R1 R2 A B", "two: R3"), [A, B]),
        (pack("one: R1 B R2", "two: R3 A"), [B, A]),
        (pack("one: R1 B A R2", "two: R3"), [B, A]),
        (pack("one: R1 B R2", "two: R3"), []),
        (pack("one: R1 A B", "two: R2 R3"), []),
    ],
    ids=["same", "after another rule", "to another page", "each other", "one out", "defaults"],
)
def test_which_were_moved(after: dict[str, list[dict[str, object]]], which: list[str]) -> None:
    assert moved(BEFORE, after) == which


def test_put_and_taken_out_again_it_stands_where_it_was() -> None:
    assert moved(BEFORE, put(put(BEFORE, A, "R3"), A, "R1")) == []
    assert moved(BEFORE, without(BEFORE, A)) == []
