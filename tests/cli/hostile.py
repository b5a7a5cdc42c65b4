"""A day's work in a database file, and who holds the file: edits it, and makes the trail fit."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from kiosk.actions import (
    concerns,
    consents,
    kiosks,
    memberships,
    notes,
    participants,
    patient_requests,
    recordings,
    staff,
    verifications,
)
from kiosk.actions.change import change
from kiosk.domain.audit import GENESIS, Entry
from kiosk.domain.concern import Raised
from kiosk.domain.concern_steps import Step
from kiosk.domain.covert import Finding
from kiosk.domain.patient_request import Noted
from kiosk.domain.practice import mark
from kiosk.store import database_file, digests
from kiosk.store.concern_words import worded_at
from kiosk.store.database import database
from kiosk.store.declared import WATCHED
from kiosk.store.models import Concern, Passkey
from kiosk.store.rows import rows_of
from kiosk.store.sealing import FieldKeyWrong, Place, seal
from kiosk.store.sealing import opened as opened_in
from signing.countersign import EntryKey
from tests.cast import PASSWORD, World, fresh

SAM = {"id": 1, "name": "Sam O'Neill", "role": "companion", "says": "no"}
OTHER = {"name": "Peter Abel", "birth_date": "1950-01-02", "nhs_number": "9434765919"}
SIGNED = {"how": "typed", "name": "Peter Abel"}
# What stands beside an entry that was added: the countersigns that are there, and its number.
Forgery = Callable[[list[Any], int], str | None]
COLUMNS = ("seq", "at", "site", "verb", "actor", "subject", "detail", "previous", "changed")


def busy_day(world: World) -> None:
    """Something of everything: two patients at least, each in their state."""
    first = world.recording()  # Margaret's: 1
    recordings.pause(world.by(world.alice), first)
    recordings.resume(world.by(world.alice), first, fresh(first).revision)
    world.clock.forward(minutes=3)
    recordings.stop(world.by(world.alice), first)
    second = world.decided(
        "not_agreed",
        answers={"you": OTHER, "company": [SAM], "signature": SIGNED},
        reason="privacy",
    )
    participants.join(world.by(world.alice), second, {"role": "student", "name": "Jo"})
    consents.withdraw(world.context(), world.signed(you=OTHER))  # 3
    world.refused()  # 4
    verified = world.verify(world.signed())  # 5
    verifications.take_back(world.by(world.alice), verified, verified.revision)
    world.decided(answers={"types": ["sound", "video"]}, types=("sound",))  # 6
    notes.keep(world.by(world.alice), first, "Recorded by the patient")
    notes.keep(world.by(world.bob), second, "Not recorded")
    finding = Finding("", "own", "not_asked", (), "over")
    notes.raise_concern(world.by(world.alice), finding, "10:00")
    world.show_a_code()
    the_place_changes(world)
    a_concern(world)
    patient_requests.note(world.by(world.mo), [fresh(first)], Noted("copy", "All of last year"))
    world.with_codes()
    world.clock.forward(minutes=1)
    world.signed(you=OTHER)  # 7: a receipt that witnesses all of it


def the_place_changes(world: World) -> None:
    """Another tablet, other roles, a passkey, and people who sign in."""
    kiosks.revoke(world.context(), world.kiosk_row())
    kiosks.pair(world.context(), "Second tablet")
    memberships.set_roles(world.context(), world.bob, ["reception"])
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    staff.sign_out(world.by(world.alice), token)
    with change(world.context(), "staff.passkey") as made:
        Passkey.create(
            staff=world.alice,
            credential="AAAA",
            public_key="BBBB",
            sign_count=1,
            name="Phone",
            made_at=1,
        )
        made.audit(f"staff:{world.alice.id}")
    staff.sign_in(world.context(), "rae", PASSWORD)


def a_concern(world: World) -> None:
    """Somebody is worried: the manager was told, and has words of their own for letters."""
    raised = Raised("worry", "He filmed me", "https://x.com/1", "Me", ("staff",), mine=True)
    concerns.raise_concern(world.by(world.alice), raised)
    raised_now = Concern.select().order_by(Concern.id.desc()).get()
    concerns.make(world.by(world.mo), raised_now, 0, Step("told", "done"))
    held = worded_at(world.here, "letter_1")
    assert held is not None
    concerns.reword(world.by(world.mo), "letter_1", "Dear {to}", mark(held.text))


def edit(file: Path, statements: str) -> int:
    """Edit the file as whoever holds it can: triggers out, and back in word for word."""
    connection = apsw.Connection(str(file))
    try:
        guards = list(
            connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        )
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        before = connection.total_changes()
        connection.execute(statements)
        changed = connection.total_changes() - before
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        for name, sql in guards:
            if name not in there:  # unless the edit made one of its own
                connection.execute(sql)
        return changed
    finally:
        connection.close()


@contextmanager
def opened(file: Path) -> Iterator[None]:
    """The models on a database file."""
    with database_file.using(file):
        yield


def entries(file: Path) -> list[dict[str, Any]]:
    connection = apsw.Connection(str(file))
    try:
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM audit_entry ORDER BY seq")
        rows = [dict(zip(COLUMNS, each, strict=True)) for each in found]
    finally:
        connection.close()
    for row in rows:
        row["detail"], row["changed"] = json.loads(row["detail"]), json.loads(row["changed"])
    return rows


FORGERIES: dict[str, Forgery] = {
    "without any": lambda marks, _number: None,
    "with the last one's": lambda marks, _number: marks[-1],
    "with a key of nobody's": lambda marks, number: EntryKey("x" * 40).countersign(str(number)),
    "with a bit of it": lambda marks, _number: marks[-1][:9] + marks[-1][9:][::-1],
}


def take_countersigns(file: Path) -> None:
    """Take the countersign from every entry, as if all were of before there were any."""
    edit(file, "UPDATE audit_entry SET countersign = NULL")


def refit(file: Path, *, append: bool = False, forge: Forgery = FORGERIES["without any"]) -> None:
    """Make the trail fit the rows: the digests told anew (the field keys are not even needed where
    names were left alone), the hashes computed again; or, with `append`, one more entry at the end.
    What was moved is sealed again in its new place, with the field keys.
    """
    trail = entries(file)
    with opened(file):
        reseal()
        now = {
            (table, str(row["id"])): _groups(table, row)
            for table in WATCHED
            for row in rows_of(table)
        }
    told = _told(trail)
    if append:
        changes = {key: groups for key, groups in now.items() if told.get(key) != groups}
        changes |= dict.fromkeys(key for key in told if key not in now)
        if changes:
            trail.append(_one_more(trail[-1], changes))
    else:
        _tell_anew(trail, told, now)
    _write(file, _chained(trail), forge)


def reseal() -> None:
    """Seal each value that does not open where it lies as if it had been written there."""
    for table, columns in WATCHED.items():
        rows = list(rows_of(table)) if columns.sealed else []
        for row, name in ((row, name) for row in rows for name in columns.sealed):
            own = Place(table, name, row["place"])
            if _text(row[name], own) is None:
                froms = (Place(table, name, each["place"]) for each in rows)
                said = next(text for each in froms if (text := _text(row[name], each)) is not None)
                sql = f"UPDATE {table} SET {name} = ? WHERE id = ?"
                database.execute_sql(sql, (seal(said, own), row["id"]))


def _text(stored: Any, place: Place) -> str | None:
    try:
        return opened_in(stored, place)
    except FieldKeyWrong:
        return None


def _groups(table: str, row: digests.Row) -> dict[str, str]:
    groups = {"facts": digests.facts(table, row)}
    if WATCHED[table].identity:
        groups["identity"] = digests.identity(table, row)
    return groups


def _told(trail: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, str]]:
    told: dict[tuple[str, str], dict[str, str]] = {}
    for entry in trail:
        for table, rows in entry["changed"].items():
            for row, groups in rows.items():
                if groups is None:
                    told.pop((table, row), None)
                else:
                    told[table, row] = told.get((table, row), {}) | groups
    return told


def _tell_anew(trail: list[dict[str, Any]], told: Any, now: Any) -> None:
    for key in [*told, *now]:
        if told.get(key) == now.get(key):
            continue
        table, row = key
        naming = [entry for entry in trail if row in entry["changed"].get(table, {})]
        for entry in naming if key not in now else naming[:-1] and []:
            del entry["changed"][table][row]  # as if it had never been
        if key in now:
            last = naming[-1] if naming else trail[-1]
            last["changed"].setdefault(table, {})[row] = now[key]


def _one_more(last: dict[str, Any], changes: Any) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for (table, row), groups in changes.items():
        changed.setdefault(table, {})[row] = groups
    about = {"verb": "database.purge", "actor": "operator", "subject": "database", "detail": {}}
    return last | about | {"seq": last["seq"] + 1, "changed": changed}


def _chained(trail: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    previous, rows = GENESIS, []
    for row in trail:
        entry = Entry(**row | {"previous": previous})
        previous = entry.hash
        packed = {name: json.dumps(row[name], ensure_ascii=False) for name in ("detail", "changed")}
        rows.append(tuple((vars(entry) | packed)[name] for name in COLUMNS) + (entry.hash,))
    return rows


def _write(file: Path, rows: list[tuple[Any, ...]], forge: Forgery) -> None:
    connection = apsw.Connection(str(file))
    try:
        found = connection.execute("SELECT countersign FROM audit_entry ORDER BY seq")
        marks = [mark for (mark,) in found]
        kept = dict(enumerate(marks))
        guards = list(
            connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        )
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM audit_entry")
        places = ", ".join("?" * (len(COLUMNS) + 2))
        sql = f"INSERT INTO audit_entry ({', '.join(COLUMNS)}, hash, countersign) VALUES ({places})"
        for number, row in enumerate(rows):
            mark = kept[number] if number in kept else forge(marks, number)
            connection.execute(sql, (*row, mark))
        for _name, sql in guards:
            connection.execute(sql)
    finally:
        connection.close()
