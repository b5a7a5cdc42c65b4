"""Who has what for the second step of signing in, and who failed to sign in."""

from dataclasses import dataclass

from kiosk.domain.second_step import is_required
from kiosk.store.models import (
    FailedSignIn,
    OneTimeCodes,
    Passkey,
    RecoveryCode,
    Site,
    Staff,
)
from kiosk.store.queries.roles import people_of, places_of, roles_of


def codes_of(person: Staff) -> OneTimeCodes | None:
    """The one-time codes that somebody has set up."""
    return OneTimeCodes.get_or_none(OneTimeCodes.staff == person)


def recovery_left(person: Staff) -> int:
    """How many of somebody's recovery codes still work."""
    unused = (RecoveryCode.staff == person) & RecoveryCode.used_at.is_null(True)
    return int(RecoveryCode.select().where(unused).count())


def has_passkey(person: Staff) -> bool:
    """Whether somebody has a passkey."""
    return bool(Passkey.select().where(Passkey.staff == person).exists())


def has_second_step(person: Staff) -> bool:
    """Whether somebody has a passkey, or one-time codes. Recovery codes alone are none."""
    return has_passkey(person) or codes_of(person) is not None


def is_required_of(person: Staff, now: int) -> bool:
    """Whether a place where this person works now requires a second step of them: one of several
    is enough, since their password signs in to all.
    """
    return any(
        is_required(site.second_step, roles_of(person, site, now))
        for site in places_of(person, now)
    )


def is_owed(person: Staff, now: int) -> bool:
    """Whether this person has to have a second step, and has none."""
    return not has_second_step(person) and is_required_of(person, now)


def is_asked(person: Staff, now: int) -> bool:
    """Whether this person's password alone does not sign in.

    Whoever has one-time codes set them up for that. A passkey alone signs in, and beside it the
    password still does, unless the place requires a second step.
    """
    if codes_of(person) is not None:
        return True
    return has_passkey(person) and is_required_of(person, now)


def second_steps(site: Site, now: int) -> dict[int, tuple[str, ...]]:
    """What each person who may sign in has, by their number."""
    people = [person.id for person, _roles in people_of(site, now)]
    keys = Passkey.select(Passkey.staff).where(Passkey.staff.in_(people))
    codes = OneTimeCodes.select(OneTimeCodes.staff).where(OneTimeCodes.staff.in_(people))
    has = {"passkey": {each.staff_id for each in keys}, "codes": {each.staff_id for each in codes}}
    return {
        number: tuple(what for what, whose in has.items() if number in whose) for number in people
    }


def without_recovery(site: Site, now: int) -> list[Staff]:
    """Whose recovery codes are all used, by name. Whoever never had any is not among them."""
    people = [person for person, _roles in people_of(site, now)]
    drawn = RecoveryCode.select(RecoveryCode.staff, RecoveryCode.used_at)
    held = list(drawn.where(RecoveryCode.staff.in_(people)))
    had, left = ({each.staff_id for each in rows} for rows in (held, _unused(held)))
    return [each for each in people if each.id in had - left]


def _unused(held: list[RecoveryCode]) -> list[RecoveryCode]:
    return [each for each in held if each.used_at is None]


def owing(site: Site, now: int) -> list[Staff]:
    """Who has to have a second step and has none, by name."""
    if site.second_step == "nobody":
        return []
    has = second_steps(site, now)
    people = people_of(site, now)
    return [
        person
        for person, theirs in people
        if is_required(site.second_step, theirs) and not has[person.id]
    ]


# --- failed sign-ins ---


@dataclass(frozen=True)
class Failed:
    """What is known of failed sign-ins with one name: whose, how often, from where, when last."""

    name: str  # "" for names that are nobody's
    times: int
    addresses: int
    limits: int  # how often one was told to wait
    last_at: int


def failed_sign_ins(site: Site, since: int) -> list[Failed]:
    """Who failed to sign in since a moment, most often first. Reads, and no more."""
    lately = (FailedSignIn.site == site) & (FailedSignIn.last_at > since)
    rows = list(FailedSignIn.select().where(lately))
    numbers = {row.person for row in rows}
    names = {each.id: each.name for each in Staff.select().where(Staff.id.in_(numbers))}
    by = {each: [row for row in rows if row.person == each] for each in numbers}
    found = [_summed(names.get(each, ""), theirs) for each, theirs in by.items()]
    return sorted(found, key=lambda each: (-each.times, each.name))


def _summed(name: str, rows: list[FailedSignIn]) -> Failed:
    failed = [row for row in rows if row.what == "failed"]
    return Failed(
        name,
        sum(row.times for row in failed),
        len({row.address for row in rows}),
        sum(row.times for row in rows if row.what == "limited"),
        max(row.last_at for row in rows),
    )
