"""What a log may say of an error: of which kind, where, and its words where they hold no data.

An error's words may hold what a person typed: a body that cannot be parsed, a value that breaks a
rule. Those of the kinds below come from the system, the database's engine or ourselves, and name
tables, files and settings at most.
"""

import os
import traceback
from collections.abc import Iterator

# SQLite's own messages name tables and columns, and never a value.
PLAIN_MODULES = ("apsw",)


def told(error: BaseException) -> str:
    """The whole of it, over several lines: each kind, its words if they may be said, and where."""
    lines: list[str] = []
    for each in _chain(error):
        frames = traceback.extract_tb(each.__traceback__)
        at = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines = [f"{_named(each)}, at:", *at, *lines]
    return "\n".join(lines)


def in_short(error: BaseException) -> str:
    """The same in one line: the kinds, what led to it last, without where."""
    return "; from ".join(_named(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what it was raised from or while."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _named(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    words = " ".join(_words(error).split())
    return f"{name}: {words}" if words else name


def _words(error: BaseException) -> str:
    """What may be said of it; of every kind that is not known to hold no data, nothing."""
    if isinstance(error, OSError):
        return os.strerror(error.errno) if error.errno else ""  # without the file's name
    module = type(error).__module__.split(".")[0]
    if module in PLAIN_MODULES or getattr(error, "for_operator", False):
        return str(error)
    state = getattr(error, "sqlstate", "")
    if isinstance(state, str) and state:  # its own words may quote a row (PostgreSQL, DETAIL)
        return f"SQLSTATE {state}"
    if module == "psycopg" and type(error).__name__ == "OperationalError":
        return str(error)  # of the connection, and not of a statement
    return ""
