"""JSON objects read strictly: what RFC 8259 leaves open is refused."""

from __future__ import annotations

import json
from typing import NoReturn


def read_object(data: bytes) -> dict[str, object]:
    """Read one JSON object, in UTF-8 only.

    Raises ValueError, and nothing else, for bad UTF-8, bad JSON, NaN and Infinity,
    a name given twice at any depth (RFC 7515 §4), nesting too deep, or not an object.
    """
    try:
        # json.loads would take UTF-16 and UTF-32 bytes as well.
        value = _decoder.decode(data.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if type(value) is not dict:
        raise ValueError("not a JSON object")
    return value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is given twice")
    return names


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_without_repeats, parse_constant=_no_constant)
