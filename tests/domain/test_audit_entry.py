"""An entry of the audit trail: any change in it changes its hash, and so every later one."""

import dataclasses
import hashlib
import json
from typing import Any

import pytest

from kiosk.domain.audit import GENESIS, Entry, witness

ENTRY = Entry(7, 1_794_391_200, 1, "consent.sign", "journey:3", "receipt:x", {"a": 1}, GENESIS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", 8),
        ("at", 1_794_391_201),
        ("site", None),
        ("verb", "consent.refuse"),
        ("actor", "journey:4"),
        ("subject", "receipt:y"),
        ("detail", {"a": 2}),
        ("detail", {"a": 1, "b": None}),
        ("previous", "1" * 64),
        ("changed", {}),  # nothing changed is said, too
        ("changed", {"site": {"1": {"facts": "x"}}}),
        ("changed", {"site": {"1": None}}),
    ],
)
def test_the_hash_changes_with_every_field(name: str, value: Any) -> None:
    assert dataclasses.replace(ENTRY, **{name: value}).hash != ENTRY.hash


def test_the_hash_is_sha_256_over_canonical_json() -> None:
    """So that anyone can check it: sorted names, no spaces, ASCII, and nothing else."""
    entry = dataclasses.replace(ENTRY, changed={"consent": {"1": {"facts": "x"}}})
    text = json.dumps(dataclasses.asdict(entry), sort_keys=True, separators=(",", ":"))
    assert entry.hash == hashlib.sha256(text.encode("ascii")).hexdigest()


def test_an_entry_of_before_there_were_digests_has_the_hash_it_had() -> None:
    said = dataclasses.asdict(ENTRY)
    del said["changed"]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    assert ENTRY.hash == hashlib.sha256(text.encode("ascii")).hexdigest()


def test_the_hash_does_not_depend_on_the_order_of_details() -> None:
    first = dataclasses.replace(ENTRY, detail={"a": 1, "b": 2})
    second = dataclasses.replace(ENTRY, detail={"b": 2, "a": 1})
    assert first.hash == second.hash


def test_a_witness_is_the_first_64_bits_of_the_hash() -> None:
    assert witness("00" * 32) == "A" * 11
    assert len(witness(ENTRY.hash)) == 11
    assert witness("ff" * 8 + "00" * 24) == witness("ff" * 32)
    assert witness("ff" * 7 + "00" * 25) != witness("ff" * 32)
