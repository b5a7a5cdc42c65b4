"""Two texts side by side: which words of each are not in the other (M1)."""

import pytest

from kiosk.domain.compared import Piece, compared


def test_what_is_gone_and_what_is_new() -> None:
    found = compared("Please ask first.", "Please do ask first.")
    assert found.before == (Piece("same", "Please "), Piece("same", "ask first."))
    assert found.after == (
        Piece("same", "Please "),
        Piece("new", "do "),
        Piece("same", "ask first."),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "All of it"),
        ("All of it", ""),
        ("One.\nTwo.", "One.\nThree.\nTwo."),
        ("پہلے پوچھیں", "براہِ کرم پہلے پوچھیں"),
        ("a  b", "a b"),
    ],
)
def test_the_pieces_of_each_side_are_the_whole_of_it(before: str, after: str) -> None:
    found = compared(before, after)
    assert "".join(each.text for each in found.before) == before
    assert "".join(each.text for each in found.after) == after
    assert "new" not in {each.kind for each in found.before}
    assert "gone" not in {each.kind for each in found.after}


def test_a_space_is_no_difference() -> None:
    found = compared("a  b", "a b")
    assert {each.kind for each in (*found.before, *found.after)} == {"same"}
