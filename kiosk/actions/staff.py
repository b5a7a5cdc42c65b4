"""Staff: sign in and out, and what else begins and ends a session.

What one does about oneself: `account`. Who people are at a site: `memberships`. How they come in:
`invitations`.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kiosk import app_codes, session_links
from kiosk.actions import attempts, failed_sign_ins
from kiosk.actions.change import Change, action, change
from kiosk.actions.context import Context
from kiosk.domain import passwords, roles
from kiosk.domain.account_refusals import CodeNeeded, WrongSignIn
from kiosk.domain.membership import OPEN, Term
from kiosk.domain.passwords import MAX_PASSWORD
from kiosk.domain.refusals import InvalidInput, TooManyTries
from kiosk.domain.roles import Roles
from kiosk.domain.typed_text import clean_line
from kiosk.links import token_hash
from kiosk.store.database import write
from kiosk.store.models import Invitation, Membership, Recording, Site, Staff, StaffSession
from kiosk.store.queries import is_asked, is_owed, places_of

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Verified against when there is no such user, so that both cases take the same time."""
    return _hasher.hash("no such user")


@dataclass(frozen=True)
class Browser:
    """What a browser brings to signing in: the token of its session `before`, the `mark` of the
    people who have signed in to it, and what it is called in the list of one's sessions.
    """

    before: str = ""
    mark: str = ""
    device: str = ""


UNKNOWN = Browser()


@dataclass(frozen=True)
class Profile:
    """What a person says of themselves when they come in."""

    username: str
    name: str
    job: str
    password: str


def checked(profile: Profile, site: Site) -> Profile:
    """The same, cleaned.

    Raises:
        InvalidInput: with all that cannot be accepted: user name, name, job, password.
    """
    errors: dict[str, str] = {}
    # In the order of the page, for the list of what is wrong at its top.
    name = _kept(errors, lambda: clean_line(profile.name, "name", "your name", most=100))
    job = _kept(errors, lambda: _job_of(profile.job))
    found = Profile(
        _kept(errors, lambda: username_of(profile.username)), name, job, profile.password
    )
    about = (profile.name, profile.username, site.name)
    _kept(errors, lambda: passwords.check(profile.password, *about))
    if errors:
        raise InvalidInput(errors)
    return found


def _kept(errors: dict[str, str], read: Callable[[], str | None]) -> str:
    """What was read; of what cannot be accepted, why is added to `errors`."""
    try:
        return read() or ""
    except InvalidInput as wrong:
        errors.update(wrong.errors)
        return ""


def _job_of(value: str) -> str:
    return clean_line(value, "job", "a job title", most=60, required=False)


def add(
    context: Context, username: str, name: str, wanted: Collection[str], job: str, password: str
) -> Staff:
    """Add a person whose password is set here: for the operator's own account, and for tests.

    Everybody else comes in by a link, and chooses it (`invitations`). A retry under one
    idempotency key adds nobody.

    Raises:
        InvalidInput: the user name is taken or odd, no role or an unknown one, the password weak.
        NotAllowed: somebody signed in who is no manager.
    """
    theirs = roles.chosen(wanted)
    profile = checked(Profile(username, name, job, password), context.site)
    _add(context, profile, hashed(password), theirs)
    return Staff.get(Staff.username == profile.username)


@action("staff.add", about=lambda profile, *_rest: profile.username, by=("manager",))
def _add(made: Change, profile: Profile, kept: str, theirs: Roles) -> None:
    person = create(made, profile, kept, theirs, OPEN)
    made.audit(f"staff:{person.id}", roles=roles.as_text(theirs))


def create(made: Change, profile: Profile, kept: str, theirs: Roles, term: Term) -> Staff:
    """Their row, with the password as it is kept, and their membership, inside the caller's change.

    Raises:
        InvalidInput: the user name is taken.
    """
    if Staff.select().where(Staff.username == profile.username).exists():
        raise InvalidInput({"username": "That user name is taken: choose another"})
    site = made.context.site
    person = Staff.create(
        site=site,
        username=profile.username,
        name=profile.name,
        job=profile.job,
        password_hash=kept,
        created_at=made.context.now,
    )
    Membership.create(
        staff=person, site=site, roles=roles.as_text(theirs), since=term.since, until=term.until
    )
    return person


def hashed(password: str) -> str:
    """A password as it is kept (RFC 9106)."""
    return _hasher.hash(password)


def sign_in(context: Context, username: str, password: str, here: Browser = UNKNOWN) -> str:
    """Check a password and begin a session; returns the value of its cookie.

    The session that the browser had, lapsed or not, ends: a copy of the old cookie is worth
    nothing. Another person's is locked while their recording goes on (K14).

    Raises:
        WrongSignIn: user name or password is wrong; takes the same time for both.
        TooManyTries: five failures for this user name from here in 15 minutes, or far more
            of one user name from anywhere, or of any from here. Never of somebody whose browser
            bears the mark that they signed in to it before, unless it fails too often itself.
            Never because of tries that are still being checked: it waits for those.
        CodeNeeded: both are right, and this person has a second step (`actions.second_step`).
    """
    username = username.strip().lower()[:100]
    # What is no user name at all is never asked of the database: it may hold anything.
    known = USERNAME.fullmatch(username) is not None
    person = _present(username, context.now) if known else None
    # Counted before the slow check: else many at once would all find room.
    try:
        taken = attempts.reserve(context, *_purses(context, username, person, here.mark))
    except TooManyTries:
        failed_sign_ins.limited(context, person)
        raise
    if not matches(person, password) or person is None:
        with write():
            attempts.settle(taken)
            failed_sign_ins.failed(context, person)
        raise WrongSignIn
    try:
        if is_asked(person, context.now):
            kept = person.password_hash
            raise CodeNeeded(app_codes.to_half_way(context.secrets, person.id, kept, context.now))
        return begin(context, person, here, lambda: attempts.give_back(taken))
    except BaseException:  # the password was right: what went wrong since is no wrong try
        with write():
            attempts.give_back(taken)
        raise


def _purses(
    context: Context, username: str, person: Staff | None, mark: str
) -> tuple[attempts.Purse, ...]:
    """What a failure counts against. Strangers' failures never count for a known browser."""
    seen = session_links.read_mark(context.secrets, mark, context.now)
    if person is not None and seen is not None and person.id in seen.people:
        held = attempts.purse(context, attempts.DEVICE, "device", seen.browser, username)
        if not attempts.spent(context, held):
            return (held,)
        # Guessed at from here too often: from now on it is a stranger's like any other.
    return (
        attempts.purse(context, attempts.SIGN_IN_ADDRESS, "sign-in-address", context.actor),
        attempts.purse(context, attempts.SIGN_IN_NAME, "sign-in-name", username),
        attempts.purse(context, attempts.SIGN_IN, "sign-in", username, context.actor),
    )


def _present(username: str, now: int) -> Staff | None:
    """Somebody of this name who is at a site of theirs now."""
    person = Staff.select(Staff, Site).join(Site).where(Staff.username == username).get_or_none()
    return person if person is not None and places_of(person, now) else None


def begin(
    context: Context, person: Staff, here: Browser, also: Callable[[], None] | None = None
) -> str:
    """Begin the session of somebody who has shown who they are, and do what else belongs to it."""
    token = context.random(32).hex()
    places = places_of(person, context.now)
    at = places[0] if len(places) == 1 else None  # of several they say which, on the next page
    context = replace(context, site=at or person.site, actor=f"staff:{person.id}", once="")
    with change(context, "staff.sign_in") as made:
        if also is not None:
            also()
        left = StaffSession.token_hash == token_hash(here.before)
        _end(context, left, StaffSession.staff == person)
        end_sessions(context, left)
        begin_session(context, person, token, here.device, at)
        made.audit(f"staff:{person.id}")
    return token


def begin_session(
    context: Context, person: Staff, token: str, device: str, at: Site | None = None
) -> None:
    """A session of somebody who has just shown who they are, inside the caller's transaction.

    `at` is the site at which they work, if it is known already.
    """
    StaffSession.create(
        staff=person,
        token_hash=token_hash(token),
        began_at=context.now,
        proved_at=context.now,
        device=device,
        step_due=is_owed(person, context.now),
        site=at,
    )


def sign_out(context: Context, token: str) -> None:
    """End the session that a cookie carries, or lock it while its person's recording goes on.

    Doing it twice is doing it once.
    """
    with change(context, "staff.sign_out") as made:
        if end_sessions(context, StaffSession.token_hash == token_hash(token)):
            made.audit(context.actor)


def set_password(context: Context, person: Staff, kept: str, token: str = "") -> None:
    """Inside the caller's transaction: a new password as it is kept ("": none), and what was open
    is over.

    Every session but the one with this token ends or locks, and no link for a new one works.
    """
    Staff.update(password_hash=kept).where(Staff.id == person.id).execute()
    others = StaffSession.token_hash != token_hash(token)
    end_sessions(context, (StaffSession.staff == person) & others)
    withdraw_links(context, person)


def withdraw_links(context: Context, person: Staff, site: Site | None = None) -> None:
    """The links for a new password that nobody has used work no longer: those of a site, else all.

    Inside the caller's transaction.
    """
    unused = Invitation.used_at.is_null(True) & Invitation.withdrawn_at.is_null(True)
    open_ones = Invitation.update(withdrawn_at=context.now).where(unused)
    if site is not None:
        open_ones = open_ones.where(Invitation.site == site)
    open_ones.where(Invitation.staff == person).execute()


def end_sessions(context: Context, which: object) -> int:
    """End sessions inside the caller's transaction; returns how many.

    One whose person has a recording under way is locked instead (K14): it may pause and stop it.
    """
    return lock_sessions(context, which) + _end(context, which, ~_busy())


def _busy() -> Any:
    recording = Recording.select(Recording.started_by).where(Recording.stopped_at.is_null(True))
    return StaffSession.staff.in_(recording)


def lock_sessions(context: Context, which: object) -> int:
    """Leave Pause and Stop alone to sessions whose person has a recording under way (K14)."""
    unlocked = StaffSession.locked_at.is_null(True) & StaffSession.ended_at.is_null(True)
    locked = StaffSession.update(locked_at=context.now).where(which, _busy(), unlocked)
    return int(locked.execute())


def _end(context: Context, *which: object) -> int:
    open_ones = StaffSession.update(ended_at=context.now).where(StaffSession.ended_at.is_null(True))
    return int(open_ones.where(*which).execute())


def username_of(value: str) -> str:
    """A user name as it is kept. Raises InvalidInput where it is none."""
    username = value.strip().lower()
    if USERNAME.fullmatch(username) is None:
        raise InvalidInput(
            {"username": "Use 2 to 60 letters, numbers, dots or dashes for the user name"}
        )
    return username


def matches(person: Staff | None, password: str) -> bool:
    """Whether this is the person's password; takes as long for nobody, and for one who has none."""
    held = person.password_hash if person else ""
    try:
        return _hasher.verify(held or _nobody(), password[:MAX_PASSWORD]) and bool(held)
    except (VerifyMismatchError, InvalidHashError):
        return False
