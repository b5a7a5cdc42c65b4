"""The triggers of a server's database: no change without an entry that names it, whoever makes it.

Each row of a watched table that is written is noted in a table of the transaction's own, as it was
before and as it is now. Whoever appends an entry takes what is noted there; at the commit the
server itself refuses a transaction in which anything is left. So a statement typed by hand in
`psql`, with this product's role, is refused too, unless somebody takes the triggers away, which
`audit verify` says. The trail's own rows can be added to, and no more.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

from kiosk.store.declared import WATCHED
from kiosk.store.digests import Row
from kiosk.store.noted import Written, written

TRAIL = "audit_entry"
# Made for each connection. A foreign one has none yet: there the first row makes it. At a commit it
# keeps what is in it, which is nothing: to have it emptied there took a third of a writer's turn.
NOTED = (
    "CREATE TEMP TABLE IF NOT EXISTS askfirst_noted (name text, number bigint, before json, now "
    "json, PRIMARY KEY (name, number))"
)
EMPTY = "DELETE FROM pg_temp.askfirst_noted"
TAKE = f"{EMPTY} RETURNING name, number, before, now"

_NOTE = f"""
BEGIN
  IF to_regclass('pg_temp.askfirst_noted') IS NULL THEN
    {NOTED};
  END IF;
  INSERT INTO pg_temp.askfirst_noted
  VALUES (TG_TABLE_NAME, coalesce(OLD.id, NEW.id), to_json(OLD), to_json(NEW))
  ON CONFLICT (name, number) DO UPDATE SET now = excluded.now;
  RETURN NULL;
END
"""  # noqa: S608 (names of ours)
_ENTERED = """
DECLARE
  left_over record;
BEGIN
  SELECT name, number INTO left_over FROM pg_temp.askfirst_noted LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% % was changed without an audit entry', left_over.name, left_over.number;
  END IF;
  RETURN NULL;
END
"""
_STOP = """
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
"""
FUNCTIONS = {"askfirst_note": _NOTE, "askfirst_entered": _ENTERED, "askfirst_stop": _STOP}

Run = Callable[..., Any]


def wanted(schema: str, tables: tuple[str, ...]) -> dict[str, str]:
    """Every trigger of a schema by name, word for word as the server gives it back."""
    made: dict[str, str] = {}
    for table in sorted(tables):
        where = f"ON {schema}.{table}"
        stop = "EXECUTE FUNCTION askfirst_stop()"
        if table in WATCHED:
            made |= {
                f"{table}_noted": f"AFTER INSERT OR DELETE OR UPDATE {where} FOR EACH ROW "
                "EXECUTE FUNCTION askfirst_note()",
                f"{table}_entered": f"AFTER INSERT OR DELETE OR UPDATE {where} DEFERRABLE "
                "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION askfirst_entered()",
            }
        if table == TRAIL:
            made[f"{table}_no_update"] = f"BEFORE DELETE OR UPDATE {where} FOR EACH ROW {stop}"
        if table in WATCHED or table == TRAIL:
            made[f"{table}_no_truncate"] = f"BEFORE TRUNCATE {where} FOR EACH STATEMENT {stop}"
    return {name: f"CREATE {_kind(name)} {name} {words}" for name, words in made.items()}


def _kind(name: str) -> str:
    return "CONSTRAINT TRIGGER" if name.endswith("_entered") else "TRIGGER"


def settle(run: Run) -> None:
    """Make every function and trigger that is not as it should be: after each migration."""
    for name, body in FUNCTIONS.items():
        if _bodies(run).get(name) != body:
            run(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $words${body}$words$"
            )
    found = _found(run)
    for name, words in _wanted(run).items():
        if found.get(name) == words:
            continue
        if name in found:
            run(f"DROP TRIGGER {name} ON {_table(name)}")
        run(words)


def lift(run: Run) -> None:
    """Take away what asks at the commit for entries: while a migration changes tables, whose steps
    are entered once they are all made.
    """
    for name in _found(run):
        if name.endswith("_entered"):
            run(f"DROP TRIGGER {name} ON {_table(name)}")


def fault(run: Run) -> str:
    """What is wrong with them, or "": word for word those, and no other."""
    bodies = _bodies(run)
    if odd := sorted(name for name, body in FUNCTIONS.items() if bodies.get(name) != body):
        return f"the function {odd[0]} is not as it was made"
    found, asked = _found(run), _wanted(run)
    odd = sorted(name for name in {*found, *asked} if found.get(name) != asked.get(name))
    return f"the trigger {odd[0]} is not as it was made" if odd else ""


def _table(name: str) -> str:
    for ending in ("_noted", "_entered", "_no_update", "_no_truncate"):
        name = name.removesuffix(ending)
    return name


def _wanted(run: Run) -> dict[str, str]:
    schema = run("SELECT current_schema()").fetchone()[0]
    rows = run("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    return wanted(schema, tuple(table for (table,) in rows))


def _found(run: Run) -> dict[str, str]:
    """The triggers that are there. One that is switched off, or on for replicas alone, is odd."""
    rows = run(
        "SELECT t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid) FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
    )
    return {name: words if on == "O" else f"{words} ({on})" for name, on, words in rows.fetchall()}


def _bodies(run: Run) -> dict[str, str]:
    rows = run(
        "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = current_schema() AND p.proname LIKE 'askfirst_%'"
    )
    return dict(rows.fetchall())


class ServerNotes:
    """The rows of watched tables that were written since the last entry, as the server notes them.

    What a migration wrote in its steps is kept here until its entry is made.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._thread = threading.local()

    def forget(self) -> None:
        """Nothing that was kept counts. What the server noted goes as the next turn begins."""
        self._thread.kept = {}

    def keep(self) -> None:
        """Take what this transaction wrote, to be entered later."""
        kept = self._kept
        for table, row, before, now in self._run(TAKE).fetchall():
            first, _then = kept.get((table, row), (before, None))
            kept[table, row] = (first, now)

    def written(self) -> Iterator[Written]:
        """Every row that says something else than before, in order. Asked again, nothing is."""
        self.keep()
        rows = self._kept
        self.forget()
        for (table, row), (before, now) in sorted(rows.items(), key=lambda each: each[0]):
            if before is not None and now is not None:  # a step may have added a column since
                before = dict.fromkeys(now) | {**before}
            changed = written(table, row, before, now)
            if changed is not None:
                yield changed

    @property
    def _kept(self) -> dict[tuple[str, int], tuple[Row | None, Row | None]]:
        if not hasattr(self._thread, "kept"):
            self.forget()
        kept: dict[tuple[str, int], tuple[Row | None, Row | None]] = self._thread.kept
        return kept
