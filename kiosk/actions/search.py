"""The search columns of a consent: keyed hashes, which a search finds without decrypting others."""

from functools import cache

import peewee

from kiosk.actions.context import Context
from kiosk.domain.finding import keys
from kiosk.links import sought_hash
from kiosk.store.database import write
from kiosk.store.fields import UNREADABLE
from kiosk.store.models import Consent, Sought
from kiosk.store.prepared import Prepared, slot

STEP = 500  # consents that get theirs in one transaction


def index(context: Context, consent: Consent) -> None:
    """Write a consent's search columns, inside the caller's transaction.

    They follow from the row and the secret, and state nothing of their own: they have no entry, and
    go with the names (`rows.erase_names`) or the row.
    """
    told = (consent.patient_name, consent.birth_date, consent.nhs_number)
    plain = ["" if isinstance(each, UNREADABLE) else each or "" for each in told]
    values: dict[str, object] = {"consent": consent.id}
    found = keys(*plain)
    for number, (kind, key) in enumerate(found):
        values[f"kind{number}"] = kind
        values[f"hash{number}"] = sought_hash(context.secrets, consent.site_id, kind, key)
    if found:
        _insertion(len(found)).change(**values)


@cache
def _insertion(rows: int) -> Prepared:
    """The INSERT of so many rows: some twenty of one person at most."""
    return Prepared(lambda: Sought.insert_many([_row(number) for number in range(rows)]))


def _row(number: int) -> dict[peewee.Field, peewee.Value]:
    return {
        Sought.consent: slot("consent"),
        Sought.kind: slot(f"kind{number}"),
        Sought.hash: slot(f"hash{number}"),
    }


def fill(context: Context) -> int:
    """Give every consent of before its search columns; returns how many got them."""
    done, last = 0, 0
    while True:
        missing = Consent.id.not_in(Sought.select(Sought.consent))
        rows = Consent.select().where(missing & (Consent.id > last) & (Consent.salt != ""))
        step = list(rows.order_by(Consent.id).limit(STEP))
        if not step:
            return done
        with write():
            for each in step:
                index(context, each)
        done, last = done + len(step), step[-1].id


def refill(context: Context) -> int:
    """The same for all of them: after the secret key was replaced."""
    with write():
        Sought.delete().execute()
    return fill(context)
