"""What the database knows of its field keys, and whether every encrypted value is bound by now."""

from kiosk.store import sealing
from kiosk.store.database import database, known_keys

ALL_BOUND = "fields.bound"  # the verb of the entry that says so


def _is_known(fingerprint: str) -> bool:
    """Whether the database has this field key noted, or none at all yet. Asked once a turn."""
    known = known_keys()
    if known and fingerprint in known:
        return True
    rows = database.execute_sql("SELECT fingerprint FROM key_print WHERE kind = 'field'").fetchall()
    found = not rows or (fingerprint,) in rows
    if found and known is not None:
        known.add(fingerprint)
    return found


def all_bound() -> bool:
    """Whether every row was written again: never untrue once it was true."""
    held = database.obj
    if not held.all_bound:
        # Word for word as in the index (migration 0007).
        sql = "SELECT 1 FROM audit_entry WHERE verb = 'fields.bound' LIMIT 1"
        held.all_bound = held.execute_sql(sql).fetchone() is not None
    return bool(held.all_bound)


def install() -> None:
    """Let whoever seals and opens ask here."""
    sealing.ask_database(_is_known, all_bound)
