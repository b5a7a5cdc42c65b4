"""A person's records: found by keyed search columns, over everything held at a site (M7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from kiosk.domain.finding import TIES
from kiosk.store.models import AuditEntry, Consent, Site, Sought, Staff
from kiosk.store.prepared import Prepared, slot

MAX_FOUND = 50  # consents of which a search reads the names
MAX_COUNTED = 1000  # nobody looks through more: a longer search says "or more"
MAX_VISITS = 100  # of one person, the newest

_BY_CODE = Prepared(
    lambda: Consent.select(Consent.id).where(
        (Consent.code_hash == slot("hash")) & (Consent.site == slot("site"))
    )
)
_TIED = Prepared(
    lambda: (
        Sought.select(Sought.consent)
        .where(
            Sought.hash.in_(
                (own := Sought.alias())
                .select(own.hash)
                .where((own.consent == slot("consent")) & own.kind.in_(TIES))
            )
        )
        .distinct()
        .limit(MAX_VISITS)
    )
)


def with_all(hashes: Sequence[Sequence[str]]) -> Any:
    """The consents that have all of these search columns, as a query of their numbers: each is
    given as its hash with each secret key.

    The rarest leads, so that a name which hundreds share costs no more than the other.
    """
    rarest, *others = sorted(hashes, key=lambda each: _capped(_having(each)))
    query = _having(rarest).distinct()
    for each in others:
        column = Sought.alias()
        same = column.hash.in_(each) & (column.consent == Sought.consent)
        query = query.where(fn.EXISTS(column.select(column.id).where(same)))
    return query


def _having(keyed: Sequence[str]) -> Any:
    return Sought.select(Sought.consent).where(Sought.hash.in_(keyed))


def _capped(query: Any) -> int:
    return int(query.limit(MAX_COUNTED).count())


def counted(query: Any) -> tuple[int, list[Consent]]:
    """How many consents a query of numbers finds, up to a thousand, and the newest with names."""
    newest = query.order_by(Sought.consent.desc()).limit(MAX_FOUND)
    return _capped(query), _named([row.consent_id for row in newest])


def by_code(site: Site, code_hash: str) -> list[Consent]:
    """The consents of a site that had this short code, newest first: on another day it is free."""
    return _named([number for (number,) in _BY_CODE.rows(hash=code_hash, site=site.id)])


def _named(numbers: list[int]) -> list[Consent]:
    columns = (
        Consent.id,
        Consent.place,
        Consent.signed_at,
        Consent.patient_name,
        Consent.birth_date,
        Consent.nhs_number,
    )
    rows = Consent.select(*columns).where(Consent.id.in_(numbers))
    return list(rows.order_by(Consent.id.desc()))


def visits_of_person(consent: Consent) -> list[int]:
    """The numbers of all consents of the person who signed this one, newest first."""
    tied = {number for (number,) in _TIED.rows(consent=consent.id)}
    return sorted({consent.id, *tied}, reverse=True)[:MAX_VISITS]


@dataclass(frozen=True)
class Entered:
    """One entry of the trail about a consent; `by` is the name of the member of staff, or ""."""

    at: int
    verb: str
    actor: str
    by: str
    detail: dict[str, Any]


def entries_of(consent: Consent) -> list[Entered]:
    """Every entry of the trail about a consent, oldest first."""
    about = AuditEntry.subject == f"receipt:{consent.jti}"
    found = list(AuditEntry.select().where(about).order_by(AuditEntry.seq))
    numbers = {_staff(each.actor) for each in found} - {""}
    people = {str(each.id): each.name for each in Staff.select().where(Staff.id.in_(list(numbers)))}
    return [
        Entered(each.at, each.verb, each.actor, people.get(_staff(each.actor), ""), each.detail)
        for each in found
    ]


def _staff(actor: str) -> str:
    kind, _colon, number = actor.partition(":")
    return number if kind == "staff" else ""
