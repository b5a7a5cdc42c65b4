"""Whether database, keys and disk are fit for use: short for `/readyz`, at length for `doctor`."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.links import Secrets
from kiosk.lookups import fingerprints, trail
from kiosk.lookups.fingerprints import KeysWrong
from kiosk.lookups.progress import Tell, silent, told
from kiosk.lookups.server_figures import MIN_FREE, free_bytes
from kiosk.store import database, database_file
from kiosk.store.database import DatabaseUnfit
from kiosk.store.models import AuditEntry, Consent
from kiosk.store.queries.unreadable import encrypted_values
from kiosk.store.sealing import FieldKeyWrong
from signing import receipts
from signing.errors import NoSigningKey, SigningError

NEWER = "the database was made by a newer release of Ask First ({steps}): start that release"
# Bytes. SQLite's log grows to 4 MB before it is written back: with less, signing can fail.
MUST_FREE = 5 * 1024 * 1024
CLOCK_LEEWAY = 60  # seconds
MAX_NAMED = 5  # rows that a check names, before it says how many more
FAILURES = (
    DatabaseUnfit,
    FieldKeyWrong,
    KeysWrong,
    OSError,
    SigningError,
    trail.TrailBroken,
    UnicodeError,
    *database.FAULTS,
)


def faults(secrets: Secrets) -> list[str]:
    """What is wrong, as short fixed words: `database`, `migrations`, `keys`, `disk`."""
    try:
        database.open_here()
        found = ["migrations"] if other_release() else []
        if not found and not _keys_fit(secrets):
            found.append("keys")
    except database.Failed:
        return ["database"]
    if database.embedded() and (free_bytes() < MUST_FREE or database_file.unwritable()):
        found.append("disk")
    return found


def faults_and_warnings(secrets: Secrets) -> tuple[list[str], list[str]]:
    """What is wrong, and what is going to be: a disk that fills up is no reason to answer nobody.

    Raises:
        one of `FAILURES`: nobody can say.
    """
    wrong = faults(secrets)
    short = not wrong and database.embedded() and free_bytes() < MIN_FREE
    return wrong, ["disk"] if short else []


def other_release() -> str:
    """What is to be said of a database whose schema is not this release's, either way; or ""."""
    if newer := database.unknown_steps():
        return NEWER.format(steps=", ".join(newer))
    if missing := database.pending():
        return f"the database is not set up or not up to date, run `init`: {', '.join(missing)}"
    return ""


def _keys_fit(secrets: Secrets) -> bool:
    """Whether receipts can be signed, and the keys are this database's. Cheap: asked often."""
    try:
        _ = secrets.receipt_keys.signing_key
    except NoSigningKey:
        return False
    Consent.select(Consent.id).first()  # the table is there
    return not fingerprints.lost(secrets)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    ok: bool
    found: str


def check_all(
    secrets: Secrets, now: int, checkpoints: Path, tell: Tell = silent, *, newer: bool = False
) -> Iterator[Check]:
    """Look at everything that the database and the keys need. `now` in seconds since 1970, UTC;
    `checkpoints` is the folder of those. `tell` and `newer` as for `trail.verify`.
    """
    yield _look("receipt keys", lambda: _trial_receipt(secrets, now))
    opened = _look("database", _open)
    yield opened
    if opened.ok:
        yield _look("database settings", _settings)
        yield _look("database file", _whole)
        yield _look("migrations", _migrations)
        yield _look("audit trail", lambda: _evidence(secrets, checkpoints, tell, newer=newer))
        yield _look("keys of this database", lambda: _keys_known(secrets))
        yield _look("field keys", lambda: _readable(tell))
        yield _look("disk space", _space)
        yield _look("clock", lambda: _clock(now))


def _look(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except FAILURES as error:
        return Check(name, False, " ".join(str(error).split()))


def _readable(tell: Tell) -> str:
    """Read every encrypted value once, of every table."""
    count, amiss = 0, []
    for name, reads in told(encrypted_values(), "encrypted values", tell):
        count += 1
        if not reads:
            amiss.append(name)
    if amiss:
        raise FieldKeyWrong(
            f"ASKFIRST_FIELD_KEY does not fit, or these were changed: {_some(amiss)}"
        )
    return f"all {count} encrypted values can be read"


def _some(named: list[str]) -> str:
    more = len(named) - MAX_NAMED
    return ", ".join(named[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


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
    require_writable()
    return database_file.version()


def require_writable() -> None:
    """Raises DatabaseUnfit, which says what is read-only, where nothing can be kept."""
    if shut := database_file.unwritable():
        raise DatabaseUnfit(shut)


def _settings() -> str:
    if amiss := database_file.settings_amiss():
        raise DatabaseUnfit("; ".join(amiss))
    return "all in force"


def _whole() -> str:
    if first := database_file.damage(whole=True):
        raise DatabaseUnfit(f"damaged, restore a backup: {first}")
    if loose := database_file.loose_ends():
        raise DatabaseUnfit(f"rows that point at none: {_some(loose)}")
    return database_file.how_whole()


def _migrations() -> str:
    if amiss := other_release():
        raise DatabaseUnfit(amiss)
    return "up to date"


def _keys_known(secrets: Secrets) -> str:
    fingerprints.require(secrets)
    return f"{len(fingerprints.known())} fingerprints fit"


def _evidence(secrets: Secrets, checkpoints: Path, tell: Tell, *, newer: bool) -> str:
    """All that `audit verify` looks at: entries, rows, receipts, checkpoints, triggers."""
    walked = trail.verify(secrets, checkpoints, tell=tell, newer=newer)
    return f"append-only and whole: {walked.entries} entries account for {walked.rows} rows"


def _space() -> str:
    if held := database.server():
        return f"{held.size() // 2**20} MB on the server, whose disk cannot be seen from here"
    free = free_bytes()
    if free < MIN_FREE:
        raise DatabaseUnfit(f"only {free // 2**20} MB free")
    return f"{free // 2**20} MB free"


def _clock(now: int) -> str:
    """Whether time has gone one way all through the trail, and is not before any of it."""
    ahead = AuditEntry.at > now + CLOCK_LEEWAY
    first = AuditEntry.select(AuditEntry.seq, AuditEntry.at).where(ahead)
    found = first.order_by(AuditEntry.seq).tuples().first()
    if found is not None:
        entries = AuditEntry.select().where(ahead).count()
        raise DatabaseUnfit(
            f"{_utc(now)}, which is before {entries} audit entries, from number {found[0]} on: "
            f"{_utc(found[1])}. Either this clock is behind, or it was ahead then"
        )
    if back := _went_back():
        return f"{_utc(now)}; it went back by {back[1]} s at audit entry {back[0]}, the last time"
    return _utc(now)


def _went_back() -> tuple[int, int] | None:
    """The last entry that is over a minute older than the one before it, and by how much."""
    before = AuditEntry.alias()
    lost = before.at - AuditEntry.at
    rows = (
        AuditEntry.select(AuditEntry.seq, lost)
        .join(before, on=(before.seq == AuditEntry.seq - 1))
        .where(lost > CLOCK_LEEWAY)
        .order_by(AuditEntry.seq.desc())
    )
    found: tuple[int, int] | None = rows.tuples().first()
    return found


def _utc(at: int) -> str:
    return f"{datetime.datetime.fromtimestamp(at, datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
