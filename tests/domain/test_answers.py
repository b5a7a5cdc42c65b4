"""What the rules and the pages read out of a patient's answers (Q1 to Q11)."""

import dataclasses
import json
from typing import Any

import pytest

from kiosk.domain.answers import Answers, Behalf

SAM = {"id": 1, "name": "Sam", "role": "companion", "says": "yes"}
NO = {**SAM, "id": 2, "says": "no"}
CHILD = {"name": "Ciara", "birth_date": "2015-02-01", "nhs_number": "", "under_16": True}


def test_nothing_is_read_out_of_no_answers() -> None:
    none = Answers({})
    assert not any((none.remote, none.mine, none.for_child, none.alone, none.alone_first))
    assert not any((none.is_child, none.is_grown, none.someone_said_no))
    assert (none.place, none.audience, none.flags) == ("", "", ())
    assert (none.company, none.signers) == ([], set())
    assert none.on_behalf is none.own_answer is none.recorder is none.witnessed is None


@pytest.mark.parametrize(("where", "remote"), [("remote", True), ("room", False), ("hall", False)])
def test_a_remote_visit_is_known_by_its_place(where: str, remote: bool) -> None:
    """K12."""
    assert Answers({"where": where}).remote is remote


def test_who_signs_for_another_is_named_with_what_they_are() -> None:
    """K10."""
    given = Answers({"behalf": {"signer": "Ann Hart", "relationship": "parent"}, "you": CHILD})
    assert given.on_behalf == Behalf("Ann Hart", "parent")
    assert given.signers == {"ann hart", "ciara"}


@pytest.mark.parametrize(
    ("stored", "said"),
    [({"child": "ok"}, "ok"), ({"objects": "yes"}, "yes"), ({"objects": "cannot"}, "cannot")],
)
def test_the_patients_own_answer_is_a_childs_or_an_adults(stored: Any, said: str) -> None:
    """K10."""
    assert Answers(stored).own_answer == said


def test_the_flags_are_read_as_they_are_stored() -> None:
    """Q8, Q10."""
    assert Answers({"flags": ["adjustment"]}).flags == ("adjustment",)
    assert not Answers({"flags": ["adjustment"]}).alone_first
    assert Answers({"flags": ["adjustment", "alone_first"]}).alone_first


@pytest.mark.parametrize(
    ("company", "alone", "people", "no"),
    [("alone", True, [], False), ([SAM], False, [SAM], False), ([SAM, NO], False, [SAM, NO], True)],
)
def test_the_company_is_nobody_or_those_named(
    company: Any, alone: bool, people: list[Any], no: bool
) -> None:
    """Q6, K5."""
    given = Answers({"company": company})
    assert (given.alone, given.company, given.someone_said_no) == (alone, people, no)


@pytest.mark.parametrize(
    ("how", "witnessed"), [("spoken", "spoken"), ("gesture", "gesture"), ("typed", None)]
)
def test_an_agreement_by_voice_or_sign_is_told_from_a_signature(how: str, witnessed: Any) -> None:
    """K10."""
    assert Answers({"signature": {"how": how}}).witnessed == witnessed


def test_the_stored_answers_stay_as_they_are() -> None:
    """A consent's answers are kept as JSON, in the form that they always had."""
    stored = {"where": "room", "company": [SAM], "flags": ["alone_first"]}
    given = Answers(stored)
    assert json.dumps(dict(given)) == json.dumps(stored)
    with pytest.raises(dataclasses.FrozenInstanceError):
        given.stored = {}  # type: ignore[misc]
