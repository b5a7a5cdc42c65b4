"""Whether database, keys and disk are fit for use: short for `/readyz`, at length for `doctor`."""

import datetime
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.links import Secrets
from kiosk.lookups import trail
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit
from kiosk.store.fields import FieldKeyWrong
from kiosk.store.models import AuditEntry, Consent, Journey
from signing import receipts
from signing.errors import NoSigningKey, SigningError

MIN_FREE = 50 * 1024 * 1024  # bytes
CLOCK_LEEWAY = 60  # seconds
FAILURES = (
    DatabaseUnfit,
    FieldKeyWrong,
    OSError,
    SigningError,
    trail.TrailBroken,
    UnicodeError,
    *database.FAULTS,
)


def faults(secrets: Secrets) -> list[str]:
    """What is wrong, as short fixed words: `database`, `migrations`, `keys`, `disk`."""
    try:
        found = ["migrations"] if database.pending() else []
        if not found and not _keys_fit(secrets):
            found.append("keys")
    except database.Failed:
        return ["database"]
    if database.embedded() and _free() < MIN_FREE:
        found.append("disk")
    return found


def _keys_fit(secrets: Secrets) -> bool:
    """Whether receipts can be signed, and the newest consent read. Cheap: it is asked often."""
    try:
        _ = secrets.receipt_keys.signing_key
        Consent.select(Consent.answers).order_by(Consent.id.desc()).limit(1).tuples().first()
    except (NoSigningKey, FieldKeyWrong):
        return False
    return True


def _free() -> int:
    """Bytes free for the embedded database to grow into."""
    return shutil.disk_usage(database.embedded_file().parent).free


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    ok: bool
    found: str


def check_all(secrets: Secrets, now: int, checkpoints: Path) -> Iterator[Check]:
    """Look at everything that the database and the keys need. `now` in seconds since 1970, UTC;
    `checkpoints` is the folder of those.
    """
    yield _look("receipt keys", lambda: _trial_receipt(secrets, now))
    opened = _look("database", _open)
    yield opened
    if opened.ok:
        yield _look("database settings", _settings)
        yield _look("database file", _whole)
        yield _look("migrations", _migrations)
        yield _look("audit trail", lambda: _evidence(secrets, checkpoints))
        yield _look("field keys", check_field_keys)
        yield _look("disk space", _space)
        yield _look("clock", lambda: _clock(now))


def _look(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except FAILURES as error:
        return Check(name, False, " ".join(str(error).split()))


def check_field_keys() -> str:
    """Read every encrypted answer once.

    Raises:
        FieldKeyWrong: the field keys given do not fit all of them.
    """
    count = 0
    for model in (Consent, Journey):
        for _answers in model.select(model.answers).tuples().iterator():
            count += 1
    return f"all {count} encrypted answers can be read"


def _trial_receipt(secrets: Secrets, now: int) -> str:
    """Sign a receipt that is nobody's, and check it: proves the keys and the public URL."""
    claims = receipts.Claims(
        iss=secrets.issuer,
        aud="doctor",
        jti="A" * 22,
        iat=now,
        exp=now + 1,
        ans="refused",
        rules="trial",
        rh="A" * 16,
        log=(0, "A" * 11),
    )
    ring = secrets.receipt_keys
    token = receipts.issue(claims, ring)
    receipts.check_current(token, ring, issuer=secrets.issuer, audience="doctor", now=now)
    return f"{ring.signing_key.kid} signs, {len(ring.keys)} can check"


def _open() -> str:
    if database.embedded() and not database.embedded_file().exists():
        raise DatabaseUnfit("there is none yet: run `init`")
    database.database.connect(reuse_if_open=True)
    return f"SQLite {database.version()}"


def _settings() -> str:
    if amiss := database.settings_amiss():
        raise DatabaseUnfit("; ".join(amiss))
    return "all in force"


def _whole() -> str:
    if first := database.damage():
        raise DatabaseUnfit(f"damaged, restore a backup: {first}")
    return "whole"


def _migrations() -> str:
    if missing := database.pending():
        raise DatabaseUnfit(f"still to be applied, run `migrate`: {', '.join(missing)}")
    if unknown := database.unknown_steps():
        raise DatabaseUnfit(f"made by a newer release: {', '.join(unknown)}")
    return "up to date"


def _evidence(secrets: Secrets, checkpoints: Path) -> str:
    """All that `audit verify` looks at: entries, rows, receipts, checkpoints, triggers."""
    walked = trail.verify(secrets, checkpoints)
    return f"append-only and whole: {walked.entries} entries account for {walked.rows} rows"


def _space() -> str:
    free = _free()
    if free < MIN_FREE:
        raise DatabaseUnfit(f"only {free // 2**20} MB free")
    return f"{free // 2**20} MB free"


def _clock(now: int) -> str:
    newest = AuditEntry.select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1).scalar()
    if newest is not None and newest > now + CLOCK_LEEWAY:
        raise DatabaseUnfit(f"{_utc(now)}, which is before the last audit entry: {_utc(newest)}")
    return _utc(now)


def _utc(at: int) -> str:
    return f"{datetime.datetime.fromtimestamp(at, datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
