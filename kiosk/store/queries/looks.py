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


def backed_up_since(at: int) -> bool:
    """Whether a backup was made after a moment (seconds since 1970, UTC)."""
    # Word for word as in the index (migration 0036): else the whole trail is read.
    made = SQL("verb = 'database.backup'") & (AuditEntry.at > at)
    return bool(AuditEntry.select().where(made).exists())
