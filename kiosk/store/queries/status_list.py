"""What the signed status list says: which receipts and agreements no longer stand."""

from collections.abc import Mapping
from typing import Any

from peewee import fn

from kiosk.domain.looks import LOOKS
from kiosk.domain.permission import AGREED
from kiosk.store.database import database
from kiosk.store.fields import is_set
from kiosk.store.models import AuditEntry, Consent, Decision, Policy, Recording, Restored, Site

Rows = list[tuple[str, Any]]


def last_entry() -> tuple[int, str]:
    """The list's number and the hash of the newest audit entry, which stands for all that happened:
    to look changes nothing, and makes no list anew.

    The number is the entry's, and what each restore of a backup put it ahead by: a phone that has
    seen a newer list than the backup knows of takes no older one.
    """
    columns = (AuditEntry.seq, AuditEntry.hash)
    changes = AuditEntry.select(*columns).where(AuditEntry.verb.not_in(LOOKS))
    row = changes.order_by(AuditEntry.seq.desc()).tuples().first()
    seq, newest = row or (0, "")
    return seq + (Restored.select(fn.SUM(Restored.ahead)).scalar() or 0), newest


def published_packs() -> list[Mapping[str, Any]]:
    """The structure of every site's published policy."""
    published = Policy.published_at.is_null(False) & Policy.withdrawn_at.is_null(True)
    return [each.pack for each in Policy.select(Policy.pack).where(published)]


def receipts_ended(since: int, before: int) -> Rows:
    """Receipts that are withdrawn, superseded or a mistake, or not agreed as things stand."""
    columns = (Consent.jti, Consent.state)
    no_more = (Consent.state != "signed") | (Decision.kind == "not_agreed")
    joined = Consent.select(*columns).left_outer_join(
        Decision, on=(Consent.decision == Decision.id)
    )
    return _rows(joined.where(_signed(since, before) & no_more))


def agreements_ended(since: int, before: int) -> Rows:
    """Agreements that do not hold: receipt and ordinal. Undone, handed over or replaced; or it
    covered a recording that has stopped, or somebody in the room said no or is still to be asked.
    """
    stopped = (Recording.decision == Decision.id) & Recording.stopped_at.is_null(False)
    company = (Consent.decision == Decision.id) & (
        is_set(Consent.someone_said_no)
        | is_set(Consent.someone_to_ask)  # until they leave or say yes
    )
    over = Decision.ended_at.is_null(False) | stopped | company
    joined = (
        Decision.select(Consent.jti, _ordinal())
        .join(Consent, on=Decision.consent)
        .left_outer_join(Recording, on=(Consent.recording == Recording.id))
    )
    return _rows(joined.where(_signed(since, before) & Decision.kind.in_(AGREED) & over))


def _rows(query: Any) -> Rows:
    """Rows as they come: of a day with ten thousand receipts, most have one."""
    found: Rows = database.execute(query).fetchall()
    return found


def _ordinal() -> Any:
    """The ordinal of a decision under its receipt, from 1, as its own token says."""
    earlier = Decision.alias()
    same = (earlier.consent == Decision.consent) & (earlier.id <= Decision.id)
    same &= earlier.kind != "colleague"  # which has no token, and so no number
    return earlier.select(fn.COUNT(earlier.id)).where(same).alias("n")


def _signed(since: int, before: int) -> Any:
    # Name every site, so that the database uses the index on site and time of signing.
    sites = [site.id for site in Site.select(Site.id)]
    return Consent.site.in_(sites) & Consent.signed_at.between(since, before - 1)
