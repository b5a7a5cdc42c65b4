"""Whether the keys given are those that the database has been used with: none is replaced unseen.

A fresh key beside a full database would work, and make every old receipt "not genuine", every code
on paper wrong, every name unreadable. So the database keeps a fingerprint of each key.
"""

import hashlib
from dataclasses import dataclass

from kiosk import links
from kiosk.links import Secrets
from kiosk.store.fields import UNREADABLE
from kiosk.store.models import Consent, KeyPrint
from kiosk.store.sealing import field_key_prints
from signing import errors, receipts

NEWEST = 20  # one row that cannot be read is no lost key
END_OF_TIME = 253402300799  # whether a key fits does not depend on this machine's clock
# By kind: where the key is, and what is lost with it.
LOST = {
    "secret": (
        "secret-key.txt (ASKFIRST_SECRET_KEY)",
        "the codes, links and sign-ins of {count} receipts",
    ),
    "receipt": (
        "receipt-keys.json (ASKFIRST_RECEIPT_KEY)",
        "{count} receipts, which would no longer be genuine",
    ),
    "field": ("field-keys.txt (ASKFIRST_FIELD_KEY)", "the names and answers of {count} receipts"),
}


class KeysWrong(Exception):
    """A key of this database is not among those given. The message says which, and what to do."""

    for_operator = True  # a log may say it (serving/faults.py)


@dataclass(frozen=True)
class Print:
    """One key: `kind` is secret, receipt or field."""

    kind: str
    fingerprint: str


def held(secrets: Secrets, fields: tuple[str, ...] | None = None) -> frozenset[Print]:
    """The keys that were given; `fields` are the prints of field keys, by default those in use."""
    fields = field_key_prints() if fields is None else fields
    ring = [hashlib.sha256(b"Ask First receipt key" + each.x) for each in secrets.receipt_keys.keys]
    prints = [Print("secret", each.keyed_hash("fingerprint")[:32]) for each in secrets.each]
    prints += [Print("receipt", each.hexdigest()[:32]) for each in ring]
    prints += [Print("field", each) for each in fields]
    return frozenset(prints)


def newest(secrets: Secrets) -> Print:
    """The fingerprint of the newest secret key."""
    return Print("secret", secrets.keyed_hash("fingerprint")[:32])


def known() -> frozenset[Print]:
    """The keys that the database has been used with."""
    rows = KeyPrint.select(KeyPrint.kind, KeyPrint.fingerprint)
    return frozenset(Print(each.kind, each.fingerprint) for each in rows)


def lost(secrets: Secrets) -> list[str]:
    """The kinds of key that are not those of the database, in the order of `LOST`."""
    before = known()
    gone = {each.kind for each in before - held(secrets)}
    if unknown := set(LOST) - {each.kind for each in before}:
        gone |= unknown & _do_not_fit(secrets)
    return [kind for kind in LOST if kind in gone]


def require(secrets: Secrets) -> None:
    """Look whether the keys are those of the database.

    Raises:
        KeysWrong: they are not.
    """
    if gone := lost(secrets):
        raise KeysWrong("; ".join(_words(kind) for kind in gone) + ADVICE)


ADVICE = ": put it back from your backup of the keys. Nothing was changed"


def _words(kind: str) -> str:
    file, stake = LOST[kind]
    count = Consent.select().count()
    lost = stake.format(count=count)
    return f"the key in {file} does not fit this database, and with it goes {lost}"


def _do_not_fit(secrets: Secrets) -> set[str]:
    """The kinds that fit none of the newest receipts: of a database of before no key is known."""
    newest = list(Consent.select().order_by(Consent.id.desc()).limit(NEWEST))
    fits = {
        "secret": lambda row: row.page_hash in [_page_hash(each, row.jti) for each in secrets.each],
        "receipt": lambda row: _signed(secrets, row.token),
        "field": lambda row: not isinstance(row.answers, UNREADABLE),
    }
    return {kind for kind, fit in fits.items() if newest and not any(map(fit, newest))}


def _page_hash(secrets: Secrets, jti: str) -> str:
    """The hash by which a receipt's page is found."""
    return links.token_hash(links.page_key(secrets, jti))


def _signed(secrets: Secrets, token: str) -> bool:
    try:
        receipts.check_genuine(
            token, secrets.receipt_keys, issuer=secrets.issuer, audience=None, now=END_OF_TIME
        )
    except errors.WrongIssuer:
        return True
    except errors.BadToken:
        return False
    return True
