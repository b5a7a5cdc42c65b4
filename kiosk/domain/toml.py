"""TOML as our packs are written: read back by `tomllib`, it is the same again.

Tables in the order in which they stand; what stands in a list of tables is written in one line.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(table: Mapping[str, Any]) -> str:
    """A table as text. Its values are texts, numbers, truths, lists and tables of these.

    Raises:
        TypeError: a value is of another kind.
    """
    return "\n".join(_table((), table)).strip() + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not _is_table(value)}
    if path and (plain or not table):
        yield f"\n[{'.'.join(map(_key, path))}]"
    yield from _lines(plain)
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _table((*path, key), value)
        elif _is_table(value):
            for each in value:
                yield f"\n[[{'.'.join(map(_key, (*path, key)))}]]"
                yield from _lines(each)


def _is_table(value: Any) -> bool:
    """A table, or a list of nothing but tables."""
    if isinstance(value, list) and value:
        return all(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping)


def _lines(plain: Mapping[str, Any]) -> Iterator[str]:
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"{type(value).__name__} is not written")


def _inline(table: Mapping[str, Any]) -> str:
    pairs = ", ".join(f"{_key(key)} = {_value(value)}" for key, value in table.items())
    return f"{{ {pairs} }}" if pairs else "{}"


def _text(text: str) -> str:
    """A basic string: JSON's, but that TOML also wants the delete character escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_PIECES = re.compile(
    r'''("""(?:\\.|[^\\])*?(?:"{3,5}|\Z)|'{3}.*?(?:'{3,5}|\Z)'''
    r"""|"(?:\\[^\n]|[^"\\\n])*(?:"|\\?$)|'[^'\n]*(?:'|$))|\#[^\n]*""",
    re.DOTALL | re.MULTILINE,
)
_BETWEEN_KEYS = re.compile(r"[=\n{},\[\]]")


def longest_key(text: str) -> int:
    """How many parts the longest dotted key of a TOML file has: `a.b.c` has three.

    Python's reader takes a time that grows with the square of it (a key of 60 KB: half a minute),
    so this is asked before. A file whose strings do not end is not read to its end, here or there.
    """
    bare = _PIECES.sub(lambda each: "s" if each[1] else "", text)
    return 1 + max(each.count(".") for each in _BETWEEN_KEYS.split(bare))


def depth(table: Any) -> int:
    """How many tables and lists stand in one another, counted without going down into them."""
    found, level = 0, [table]
    while level := [each for each in level if isinstance(each, Mapping | list)]:
        found += 1
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, Mapping) else each)
        ]
    return found
