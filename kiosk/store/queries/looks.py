"""Who looked, and when it was backed up: entries of the trail that changed nothing."""

from peewee import SQL

from kiosk.domain.looks import OPEN
from kiosk.store.models import AuditEntry
from kiosk.store.prepared import Prepared, slot

_OPENED = Prepared(
    lambda: (
        AuditEntry.select(AuditEntry.seq)
        .where(
            (AuditEntry.subject == slot("subject"))
            & (AuditEntry.verb == slot("verb"))
            & (AuditEntry.actor == slot("actor"))
            & (AuditEntry.at >= slot("since"))
        )
        .limit(1)
    )
)


def has_looked(jti: str, actor: str, since: int, verb: str = OPEN) -> bool:
    """Whether somebody has opened a consent since then (seconds since 1970, UTC)."""
    values = {"subject": f"receipt:{jti}", "verb": verb, "actor": actor, "since": since}
    return _OPENED.first(**values) is not None


def last_backup() -> int | None:
    """When a backup was last made (seconds since 1970, UTC); None: never."""
    # Word for word as in the index (migration 0036): else the whole trail is read.
    made = AuditEntry.select(AuditEntry.at).where(SQL("verb = 'database.backup'"))
    at: int | None = made.order_by(AuditEntry.at.desc()).limit(1).scalar()
    return at
