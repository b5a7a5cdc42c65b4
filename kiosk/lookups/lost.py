"""What an older database has not got: how many entries, and which of them are to be repeated."""

import datetime
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.lookups import erased
from kiosk.lookups.erased import Erased
from kiosk.store import database, database_file
from kiosk.store.database import FAULTS

# What somebody must do again by hand, in the operator's words; sessions and receipts are ended.
REPEAT = {
    "consent.withdraw": "withdrawn by the patient",
    "kiosk.revoke": "tablet shut out: revoke it again",
    "kiosk.enrol": "tablet set up: pair it again",
    "staff.add": "person added: add them again",
    "staff.roles": "roles changed: set them again",
    "staff.reset": "password changed: the old one is good again, reset it",
    "staff.codes": "codes from an app set up: set them up again",
    "staff.codes_removed": "codes from an app taken away: they are asked for again",
    "staff.recovery": "recovery codes made: those of before are good again, make new ones",
    "site.second_step": "of whom a second step is required: say it again",
    "policy.publish": "rules published: publish them again",
    "policy.edit": "rules of a draft worded: word them again",
    "policy.rules": "rules of the place’s own added, moved or taken out: do it again",
    "policy.bring": "a pack imported as a draft: import it again",
    "policy.read": "rules read by this place: say so again",
    "translation.checked": "translation checked: mark it again",
    "staff.join_too": "person of another place said yes: ask them again",
    "staff.leave": "person left: say so again, they can sign in",
    "concern.platform": "platform changed: change it again",
    "language.publish": "language offered: offer it again",
    "language.withdraw": "language taken out: take it out again",
    "poster.replace": "poster replaced: the old code leads here again, replace it",
    "concern.raise": "concern raised: ask who raised it",
    "concern.step": "a step of a concern: make it again",
    "request.note": "a patient’s request noted: note it again, its month goes on",
    "request.close": "a patient’s request closed: close it again",
}
# Every session is ended anyway; and upkeep is done again when it is due.
UNSAID = (
    "staff.sign_in",
    "staff.sign_in_failed",
    "staff.sign_in_limited",
    "staff.sign_out",
    "database.backup",
    "database.purge",
)


@dataclass(frozen=True)
class Lost:
    """What the database that is replaced has, and the backup has not.

    `known` is how many entries there are in all; `listed` whether they could be read.
    """

    known: int
    listed: bool
    lines: tuple[str, ...] = ()
    others: tuple[tuple[str, int], ...] = ()  # the verbs of the rest, and how many of each
    erased: tuple[Erased, ...] = ()  # rows that are gone since, or their names


def since(file: Path, size: int, last: str) -> Lost:
    """What the database at `file` has after the entry number `size`, whose hash is `last`."""
    if not file.exists():
        return Lost(0, listed=False)
    try:
        with database_file.using(file):
            return _read(size, last)
    except (UnicodeError, *FAULTS):
        return Lost(0, listed=False)  # too broken to read: that is why it is replaced


def _read(size: int, last: str) -> Lost:
    run = database.database.execute_sql
    known = run("SELECT MAX(seq) FROM audit_entry").fetchone()[0] or 0
    same = run("SELECT hash FROM audit_entry WHERE seq = ?", (size,)).fetchone()
    if size and (same is None or same[0] != last):
        return Lost(known, listed=False)  # another history
    rows = run(
        "SELECT at, verb, subject FROM audit_entry WHERE seq > ? ORDER BY seq", (size,)
    ).fetchall()
    told = [row for row in rows if row[1] in REPEAT]
    others = Counter(row[1] for row in rows if row[1] not in (*REPEAT, *UNSAID))
    lines = tuple(_line(*row) for row in told)
    return Lost(known, True, lines, tuple(sorted(others.items())), _erased(size))


def _erased(size: int) -> tuple[Erased, ...]:
    has_digests = "changed" in database.columns_of("audit_entry")
    return tuple(erased.in_trail(size)) if has_digests else ()


def _line(at: int, verb: str, subject: str) -> str:
    when = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return f"{when:%Y-%m-%d %H:%M} UTC  {_named(subject)}: {REPEAT[verb]}"


def _named(subject: str) -> str:
    """Whom an entry is about, as the operator knows them: a tablet's label, a user name."""
    table, _, number = subject.partition(":")
    names = {"kiosk": "label", "staff": "username", "policy": "version", "site": "name"}
    if table not in names or not number.isdecimal():
        return subject
    sql = f"SELECT {names[table]} FROM {table} WHERE id = ?"  # noqa: S608 (names of ours)
    found: Any = database.database.execute_sql(sql, (int(number),)).fetchone()
    return f"{table} {found[0]}" if found else subject
