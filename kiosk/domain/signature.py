"""A patient's signature: a typed name, or the points of a drawing. Never an SVG or image.

Points are whole numbers on a canvas 1000 wide and 400 high: nothing else that a browser sends
is kept or shown.
"""

import json
from typing import Any

from kiosk.domain.refusals import InvalidInput
from kiosk.domain.sentences import say
from kiosk.domain.typed_text import clean_name

WIDTH, HEIGHT = 1000, 400
MAX_BYTES = 64 * 1024  # as it is sent
MAX_STROKES = 200
MAX_POINTS = 2000  # half a minute of a moving finger: what is kept is 20 kB at most
MIN_POINTS = 4
MARGIN = 20
TOO_BIG = say("Your drawing is too big to keep: clear it and sign again, or type your name")


def parse(how: str, name: str, strokes: str) -> dict[str, Any]:
    """A signature to keep: `{"how": "typed", "name"}` or `{"how": "drawn", "strokes"}`.

    Raises:
        InvalidInput: under `name` or `strokes`, in words for the patient.
    """
    if how == "drawn":
        return {"how": "drawn", "strokes": _strokes(strokes)}
    return {"how": "typed", "name": clean_name(name, "name", say("your full name"))}


def svg_path(strokes: list[list[list[int]]]) -> str:
    """The drawing as an SVG path: one move and its lines for each stroke."""
    return "".join(
        "M" + "L".join(f"{x} {y}" for x, y in (stroke * 2 if len(stroke) == 1 else stroke))
        for stroke in strokes
    )


def view_box(strokes: list[list[list[int]]]) -> str:
    """The part of the canvas that the drawing covers, with a margin, as an SVG viewBox."""
    across = [x for stroke in strokes for x, _y in stroke]
    down = [y for stroke in strokes for _x, y in stroke]
    left, top = min(across) - MARGIN, min(down) - MARGIN
    return f"{left} {top} {max(across) - left + MARGIN} {max(down) - top + MARGIN}"


def _strokes(value: str) -> list[list[list[int]]]:
    if len(value.encode("utf-8", "replace")) > MAX_BYTES:
        raise _wrong(TOO_BIG)
    try:
        raw = json.loads(value or "[]")
        strokes = [[_point(point) for point in stroke] for stroke in raw]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise _wrong(say("We could not read your drawing: sign again, or type your name")) from None
    strokes = [stroke for stroke in strokes if stroke]
    if sum(len(stroke) for stroke in strokes) < MIN_POINTS:
        raise _wrong(say("Draw your signature in the box, or choose to type your name"))
    if sum(len(stroke) for stroke in strokes) > MAX_POINTS:
        raise _wrong(TOO_BIG)
    if len(strokes) > MAX_STROKES:
        raise _wrong(
            say("Your drawing has too many lines: clear it and sign again, or type your name")
        )
    return strokes


def _point(point: Any) -> list[int]:
    x, y = point
    if type(x) not in (int, float) or type(y) not in (int, float):
        raise TypeError("a point is two numbers")
    return [min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT)]


def _wrong(message: str) -> InvalidInput:
    return InvalidInput({"strokes": message})
