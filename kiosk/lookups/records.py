"""Whom a manager means by a code, a name, a birth date or an NHS number, over all that is held."""

import datetime
from dataclasses import dataclass

from kiosk.domain import finding, names, refusals, sought, typed_text
from kiosk.domain.vocabulary import SoughtBy
from kiosk.links import Secrets, code_hashes, sought_hash
from kiosk.store.models import Consent, Site
from kiosk.store.queries import records
from signing import codes, errors

NOBODY = (
    "Type a code, the whole words of a name, a date of birth like 27 March 1948, or an NHS number"
)


@dataclass(frozen=True)
class Sought:
    """How somebody was looked for, how many consents there are, and the newest of them."""

    kind: SoughtBy
    count: int
    consents: list[Consent]


def find(secrets: Secrets, site: Site, today: datetime.date, entry: str) -> Sought:
    """Everyone meant by an entry; nobody else's row is read.

    Raises:
        InvalidInput: it can be none of these.
    """
    wanted = typed_text.visible(entry).strip()
    if sought.looks_like_nhs_number(wanted):
        return _with(secrets, site, "nhs_number", [_number(wanted)])
    if dates := sought.birth_dates(wanted, today):
        return _born(secrets, site, dates)
    if found := _by_code(secrets, site, wanted):
        return found
    words = names.parts(wanted)[: finding.MAX_WORDS]
    if not words or not names.may_be_name(wanted):
        raise refusals.InvalidInput({"entry": NOBODY})
    return _with(secrets, site, "name", words)


def _number(wanted: str) -> str:
    try:
        return typed_text.nhs_number(wanted)
    except refusals.InvalidInput:
        raise refusals.InvalidInput(
            {"entry": "That is not an NHS number: the last digit does not fit. Check it"}
        ) from None


def _with(secrets: Secrets, site: Site, kind: SoughtBy, keys: list[str]) -> Sought:
    hashes = [[sought_hash(one, site.id, kind, each) for one in secrets.each] for each in keys]
    return Sought(kind, *records.counted(records.with_all(hashes)))


def _born(secrets: Secrets, site: Site, dates: tuple[datetime.date, ...]) -> Sought:
    """A year of two digits may mean either century."""
    found = [_with(secrets, site, "birth_date", [each.isoformat()]) for each in dates]
    rows = [row for each in found for row in each.consents]
    return Sought("birth_date", sum(each.count for each in found), rows)


def _by_code(secrets: Secrets, site: Site, wanted: str) -> Sought | None:
    """A code, where one was given out: eight letters may be a name as well."""
    try:
        code = codes.normalise(wanted)
    except errors.BadCode:
        return None
    hashes = code_hashes(secrets, site.id, code)
    found = [each for hashed in hashes for each in records.by_code(site, hashed)]
    if not found and names.may_be_name(wanted):
        return None
    return Sought("code", len(found), found)
