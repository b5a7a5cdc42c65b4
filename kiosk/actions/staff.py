"""Staff: add a person, change their roles, reset a password, sign in, sign out."""

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kiosk.actions import attempts
from kiosk.actions.change import Change, action, change
from kiosk.actions.context import Context
from kiosk.domain import roles
from kiosk.domain.refusals import InvalidInput, NotFound, WrongSignIn
from kiosk.domain.roles import Roles
from kiosk.domain.typed_text import clean_line
from kiosk.links import token_hash
from kiosk.store.database import write
from kiosk.store.models import Membership, Recording, Staff, StaffSession
from kiosk.store.queries import managers_of

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
MIN_PASSWORD = 12
MAX_PASSWORD = 200

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Verified against when there is no such user, so that both cases take the same time."""
    return _hasher.hash("no such user")


def add(
    context: Context, username: str, name: str, wanted: Collection[str], job: str, password: str
) -> Staff:
    """Add a person who may sign in at the site, in the roles that are `wanted`.

    A retry under one idempotency key adds nobody.

    Raises:
        InvalidInput: the user name is taken or odd, no role or an unknown one, the password short.
        NotAllowed: somebody signed in who is no manager.
    """
    username = _username(username)
    _check_password(password)
    theirs = roles.chosen(wanted)
    name = clean_line(name, "name", "a name", most=100)
    job = clean_line(job, "job", "a job title", most=60, required=False)
    _add(context, username, name, theirs, job, password)
    return Staff.get(Staff.username == username)


@action("staff.add", about=lambda username, *_rest: username, by=("manager",))
def _add(made: Change, username: str, name: str, theirs: Roles, job: str, password: str) -> None:
    if Staff.select().where(Staff.username == username).exists():
        raise InvalidInput({"username": "That user name is taken: choose another"})
    person = Staff.create(
        site=made.context.site,
        username=username,
        name=name,
        job=job,
        password_hash=_hasher.hash(password),
        created_at=made.context.now,
    )
    text = roles.as_text(theirs)
    Membership.create(staff=person, site=made.context.site, roles=text)
    made.audit(f"staff:{person.id}", roles=text)


@action(
    "staff.roles",
    about=lambda person, wanted: f"{person.id}:{' '.join(sorted(wanted))}",
    by=("manager",),
)
def set_roles(made: Change, person: Staff, wanted: Collection[str]) -> None:
    """Say what a person is at the site from now on; whoever is signed in finds it so at once.

    Who is no clinician any more and has a recording under way can pause and stop it still (K14).

    Raises:
        InvalidInput: under `roles`: none, one that there is not, or nobody would manage the site.
        NotFound: they have no place at this site.
        NotAllowed: somebody signed in who is no manager.
    """
    theirs, site = roles.chosen(wanted), made.context.site
    if "manager" not in theirs and [each.id for each in managers_of(site)] == [person.id]:
        raise InvalidInput({"roles": "Somebody has to be a manager: make somebody else one first"})
    text, here = roles.as_text(theirs), Membership.site == site
    if not Membership.update(roles=text).where(here & (Membership.staff == person)).execute():
        raise NotFound
    if "clinician" not in theirs:  # what they record goes on: they can stop it, and no more
        _lock(made.context, StaffSession.staff == person)
    made.audit(f"staff:{person.id}", roles=text)


def reset(context: Context, person: Staff, password: str) -> None:
    """Give a person a new password and end all their sessions, or lock them while they record.

    Raises:
        InvalidInput: the password is too short.
    """
    _check_password(password)
    with change(context, "staff.reset") as made:
        Staff.update(password_hash=_hasher.hash(password)).where(Staff.id == person.id).execute()
        end_sessions(context, StaffSession.staff == person)
        made.audit(f"staff:{person.id}")


def sign_in(context: Context, username: str, password: str, before: str = "") -> str:
    """Check a password and begin a session; returns the value of its cookie.

    `before` is the token that the browser had, lapsed or not: its session ends, so that a copy of
    the old cookie is worth nothing. Another person's is locked while their recording goes on (K14).

    Raises:
        WrongSignIn: user name or password is wrong; takes the same time for both.
        TooManyTries: five failures for this user name from here in 15 minutes, or far more
            of one user name from anywhere, or of any from here.
    """
    username = username.strip().lower()[:100]
    # Counted as failed before the slow check: else many at once would all find room.
    taken = attempts.reserve(
        context,
        attempts.purse(context, attempts.SIGN_IN_ADDRESS, "sign-in-address", context.actor),
        attempts.purse(context, attempts.SIGN_IN_NAME, "sign-in-name", username),
        attempts.purse(context, attempts.SIGN_IN, "sign-in", username, context.actor),
    )
    # What is no user name at all is never asked of the database: it may hold anything.
    known = USERNAME.fullmatch(username) is not None
    person = _present(username) if known else None
    if not _matches(person.password_hash if person else _nobody(), password) or person is None:
        raise WrongSignIn
    try:
        return _begin(context, person, before, taken)
    except BaseException:  # the password was right: what went wrong since is no wrong try
        with write():
            attempts.give_back(taken)
        raise


def _present(username: str) -> Staff | None:
    return Staff.get_or_none((Staff.username == username) & Staff.left_at.is_null(True))


def _begin(context: Context, person: Staff, before: str, taken: list[int]) -> str:
    token = context.random(32).hex()
    context = replace(context, site=person.site, actor=f"staff:{person.id}", once="")
    with change(context, "staff.sign_in") as made:
        attempts.give_back(taken)
        left = StaffSession.token_hash == token_hash(before)
        _end(context, left, StaffSession.staff == person)
        end_sessions(context, left)
        StaffSession.create(staff=person, token_hash=token_hash(token), began_at=context.now)
        made.audit(f"staff:{person.id}")
    return token


def sign_out(context: Context, token: str) -> None:
    """End the session that a cookie carries, or lock it while its person's recording goes on.

    Doing it twice is doing it once.
    """
    with change(context, "staff.sign_out") as made:
        if end_sessions(context, StaffSession.token_hash == token_hash(token)):
            made.audit(context.actor)


def end_sessions(context: Context, which: object) -> int:
    """End sessions inside the caller's transaction; returns how many.

    One whose person has a recording under way is locked instead (K14): it may pause and stop it.
    """
    return _lock(context, which) + _end(context, which, ~_busy())


def _busy() -> Any:
    recording = Recording.select(Recording.started_by).where(Recording.stopped_at.is_null(True))
    return StaffSession.staff.in_(recording)


def _lock(context: Context, which: object) -> int:
    """Leave Pause and Stop alone to sessions whose person has a recording under way (K14)."""
    unlocked = StaffSession.locked_at.is_null(True) & StaffSession.ended_at.is_null(True)
    locked = StaffSession.update(locked_at=context.now).where(which, _busy(), unlocked)
    return int(locked.execute())


def _end(context: Context, *which: object) -> int:
    open_ones = StaffSession.update(ended_at=context.now).where(StaffSession.ended_at.is_null(True))
    return int(open_ones.where(*which).execute())


def _username(value: str) -> str:
    username = value.strip().lower()
    if USERNAME.fullmatch(username) is None:
        raise InvalidInput(
            {"username": "Use 2 to 60 letters, numbers, dots or dashes for the user name"}
        )
    return username


def _check_password(password: str) -> None:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidInput(
            {"password": f"Use {MIN_PASSWORD} to {MAX_PASSWORD} characters for the password"}
        )


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[:MAX_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False
