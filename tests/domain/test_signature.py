"""A signature: a typed name, or numbers on a canvas; never what the browser drew itself."""

import json
from typing import Any

import pytest

from kiosk.domain.refusals import InvalidInput
from kiosk.domain.signature import (
    HEIGHT,
    MARGIN,
    MAX_BYTES,
    MAX_POINTS,
    MAX_STROKES,
    WIDTH,
    parse,
    svg_path,
    view_box,
)

STROKES = [[[10, 20], [30, 40], [50, 60]], [[70, 80], [90, 100]]]


def drawn(strokes: Any) -> list[Any]:
    text = strokes if isinstance(strokes, str) else json.dumps(strokes)
    kept: list[Any] = parse("drawn", "", text)["strokes"]
    return kept


def test_a_drawing_is_kept_as_its_points() -> None:
    assert parse("drawn", "", json.dumps(STROKES)) == {"how": "drawn", "strokes": STROKES}


def test_points_are_rounded_and_kept_on_the_canvas() -> None:
    kept = drawn([[[1.4, 2.6], [-5, 9_999], [10**30, -(10**30)], [3, 4]]])
    assert kept == [[[1, 3], [0, HEIGHT], [WIDTH, 0], [3, 4]]]


@pytest.mark.parametrize("strokes", ["", "[]", "[[]]", "[[[1,2]]]", "{}", "[[[1,2],[3,4],[5,6]]]"])
def test_a_drawing_with_nothing_in_it_is_refused(strokes: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        drawn(strokes)
    assert "strokes" in caught.value.errors


@pytest.mark.parametrize(
    "strokes",
    [
        "[[[NaN,1],[1,1],[2,2],[3,3]]]",
        "[[[Infinity,1],[1,1],[2,2],[3,3]]]",
        "[[[1e999,1],[1,1],[2,2],[3,3]]]",
        "[[[1,2,3],[1,1],[2,2],[3,3]]]",
        "[[[1],[1,1],[2,2],[3,3]]]",
        '[[["1","2"],[1,1],[2,2],[3,3]]]',
        "[[[true,false],[1,1],[2,2],[3,3]]]",
        "[[[null,1],[1,1],[2,2],[3,3]]]",
        "[[[[1],[2]],[1,1],[2,2],[3,3]]]",
        '[{"a":1},{"b":2}]',
        '{"strokes":[]}',
        "null",
        "7",
        '"M0 0L1 1"',
        "<svg onload=alert(1)>",
        "[[[1,2",
        "[" * 20_000,
        "[[[" + "9" * 5_000 + ",1]]]",
        "\0",
        "\ud800",
    ],
)
def test_junk_is_no_drawing(strokes: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        drawn(strokes)
    assert "strokes" in caught.value.errors


def test_a_drawing_over_the_limit_is_refused_in_words() -> None:
    """In bytes as it comes, and in points as it is kept, in however many strokes they are."""
    most = [[[999, 399]] * (MAX_POINTS // 2)] * 2
    assert drawn(most) == most
    assert len(json.dumps(most, separators=(",", ":"))) <= 20_005
    for text in (json.dumps([*most, [[1, 1]]]), json.dumps([[[1, 1]] * MAX_BYTES])):
        with pytest.raises(InvalidInput) as caught:
            drawn(text)
        assert "too big" in caught.value.errors["strokes"]


def test_without_the_bound_in_points_four_times_as_much_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: 64 kB alone let 8,000 points through."""
    monkeypatch.setattr("kiosk.domain.signature.MAX_POINTS", MAX_BYTES)
    most = json.dumps([[[1, 1]] * 8_000], separators=(",", ":"))
    assert len(drawn(most)[0]) == 8_000


def test_too_many_strokes_are_refused() -> None:
    stroke = [[1, 1], [2, 2]]
    assert len(drawn([stroke] * MAX_STROKES)) == MAX_STROKES
    with pytest.raises(InvalidInput):
        drawn([stroke] * (MAX_STROKES + 1))


def test_a_typed_name_is_needed_when_nothing_is_drawn() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse("typed", " ", "")
    assert "name" in caught.value.errors


def test_an_unknown_way_of_signing_is_typing() -> None:
    assert parse("svg", "Margaret", "<svg>") == {"how": "typed", "name": "Margaret"}


def test_the_path_is_made_of_our_numbers_alone() -> None:
    path = svg_path([*STROKES, [[5, 5]]])
    assert path == "M10 20L30 40L50 60M70 80L90 100M5 5L5 5"
    assert set(path) <= set("ML 0123456789")


def test_the_view_box_holds_every_point_and_a_margin() -> None:
    """Left, top, width, height: a stroke of the pen at the edge is not cut off."""
    left, top, width, height = map(int, view_box(STROKES).split())
    assert (left, top) == (10 - MARGIN, 20 - MARGIN)
    assert (left + width, top + height) == (90 + MARGIN, 100 + MARGIN)


def test_a_drawing_of_just_the_limit_is_kept() -> None:
    text = json.dumps(STROKES)
    assert drawn(text + " " * (MAX_BYTES - len(text))) == STROKES
    with pytest.raises(InvalidInput):
        drawn(text + " " * (MAX_BYTES - len(text) + 1))


@pytest.mark.parametrize("point", [[1, True], [True, 1], [1, "2"], ["1", 2]])
def test_both_parts_of_a_point_are_numbers(point: Any) -> None:
    with pytest.raises(InvalidInput):
        drawn([[point, [1, 1], [2, 2], [3, 3]]])


def test_the_limits_are_those_of_the_design() -> None:
    """At most 64 KB and 2,000 points; the canvas is 1000 by 400, as the page's script has it."""
    assert (MAX_BYTES, WIDTH, HEIGHT, MAX_STROKES) == (65_536, 1000, 400, 200)
    assert MAX_POINTS == 2000
