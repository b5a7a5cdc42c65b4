"""What this product says in SQLite's dialect, as PostgreSQL is told it: statements and values."""

import re
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper, Loader

_QUOTED = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")")
_TYPES = (
    (re.compile(r"\bVARCHAR\(\d+\)"), 'TEXT COLLATE "C"'),
    (re.compile(r"\bTEXT\b(?! COLLATE)"), 'TEXT COLLATE "C"'),
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
)
_FUNCTIONS = (
    ("INSTR(", "STRPOS("),
    ("lower(hex(randomblob(16)))", "replace(gen_random_uuid()::text, '-', '')"),
)


@lru_cache(4096)
def spoken(sql: str) -> str:
    """A statement as the server is given it.

    Text is compared byte by byte, and is of any length, as in SQLite.
    """
    if "%s" in sql:
        return sql  # of peewee's own, which look at the schema
    if sql.startswith(("CREATE TABLE", "ALTER TABLE")):
        for pattern, type_ in _TYPES:
            sql = pattern.sub(type_, sql)
    for ours, theirs in _FUNCTIONS:
        sql = sql.replace(ours, theirs)
    parts = _QUOTED.split(sql.replace("%", "%%"))
    parts[::2] = [part.replace("?", "%s") for part in parts[::2]]
    return "".join(parts)


class Flag(Dumper):
    """Yes and no are 1 and 0, as in SQLite: a row has one digest, wherever it stands."""

    oid = psycopg.adapters.types["int2"].oid

    def dump(self, obj: Any) -> Buffer:
        """One of the two."""
        return b"1" if obj else b"0"


class Text(psycopg.types.string.StrDumperUnknown):
    """Text, but for the one character that the server cannot keep."""

    def dump(self, obj: str) -> Buffer | None:
        """The text; U+FFFD stands for U+0000."""
        return super().dump(obj.replace("\0", "\ufffd"))


class Whole(Loader):
    """What the server adds up is a whole number again."""

    def load(self, data: Buffer) -> int | float:
        """An int wherever it is one."""
        text = bytes(data).decode()
        return float(text) if "." in text or text == "NaN" else int(text)


def adapt(context: AdaptContext) -> None:
    """Have a connection take and give values so."""
    context.adapters.register_dumper(bool, Flag)
    context.adapters.register_dumper(str, Text)
    context.adapters.register_loader("numeric", Whole)
