"""A colleague whose name is a role, in a sentence."""

import pytest

from kiosk.domain.called import begins, called


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Practice manager", "the practice manager"),
        ("The Practice Manager", "the practice manager"),
        ("RECEPTION", "the reception"),
        ("Duty GP", "the duty GP"),
        ("Mo Khan", "Mo Khan"),
        ("Dr Nurse", "Dr Nurse"),
        ("Manager Singh", "Manager Singh"),
        ("The", "The"),
        ("", ""),
    ],
)
def test_a_role_is_no_name(name: str, said: str) -> None:
    assert called(name) == said


def test_a_sentence_begins_with_a_capital() -> None:
    assert begins("Practice manager") == "The practice manager"
    assert begins("mo khan") == "mo khan"
