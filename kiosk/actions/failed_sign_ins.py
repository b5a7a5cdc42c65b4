"""Failed sign-ins and limits reached: an entry each, and a number for the manager (issue 12, §3).

A stranger who hammers fills neither trail nor disk: the first failure with one name from one
address in a day is an entry, what follows only counts; and past so many of them in a day one last
entry says that there were more. What was typed is never kept: a name that is nobody's is unknown.
"""

from dataclasses import replace
from typing import Literal

from peewee import Expression, ModelSelect

from kiosk.actions.change import append
from kiosk.actions.context import Context
from kiosk.store.database import write
from kiosk.store.models import FailedSignIn, Staff

DAY = 24 * 60 * 60
MAX_NOTED = 200  # names and addresses of one site in one day
UNKNOWN = 0
MORE = "more"  # in the place of an address: all that were not noted one by one

What = Literal["failed", "limited"]
VERBS: dict[What, str] = {
    "failed": "staff.sign_in_failed",
    "limited": "staff.sign_in_limited",
}


def failed(context: Context, person: Staff | None) -> None:
    """A password or a code was wrong. Inside the caller's transaction."""
    _note(_at(context, person), "failed", person)


def limited(context: Context, person: Staff | None) -> None:
    """Somebody was told to wait. Once a day for a name and address: a flood writes nothing."""
    context = _at(context, person)
    if _find(context, "limited", person).exists():
        return
    if _rows(context).where(FailedSignIn.address == MORE).exists():
        return
    with write():
        _note(context, "limited", person)


def _at(context: Context, person: Staff | None) -> Context:
    return replace(context, site=person.site) if person is not None else context


def _note(context: Context, what: What, person: Staff | None) -> None:
    more = {"times": FailedSignIn.times + 1, "last_at": context.now}
    if FailedSignIn.update(more).where(_this(context, what, person, _address(context))).execute():
        return
    full = _rows(context).count() >= MAX_NOTED
    if full and FailedSignIn.update(more).where(_this(context, "failed", None, MORE)).execute():
        return
    FailedSignIn.create(
        site=context.site,
        what="failed" if full else what,
        person=UNKNOWN if full or person is None else person.id,
        address=MORE if full else _address(context),
        day=_day(context),
        times=1,
        last_at=context.now,
    )
    _enter(context, what, person, full)


def _enter(context: Context, what: What, person: Staff | None, full: bool) -> None:
    """The entry names nobody who is nobody here: `staff:unknown`."""
    subject = "staff:unknown" if person is None else f"staff:{person.id}"
    if full:
        append(context, VERBS["failed"], "staff:many", {"more_than": MAX_NOTED})
    else:
        append(context, VERBS[what], subject, {})


def _find(context: Context, what: What, person: Staff | None) -> "ModelSelect[FailedSignIn]":
    return FailedSignIn.select().where(_this(context, what, person, _address(context)))


def _rows(context: Context) -> "ModelSelect[FailedSignIn]":
    today = FailedSignIn.day == _day(context)
    return FailedSignIn.select().where((FailedSignIn.site == context.site) & today)


def _this(context: Context, what: What, person: Staff | None, address: str) -> Expression:
    number = UNKNOWN if person is None else person.id
    return (
        (FailedSignIn.site == context.site)
        & (FailedSignIn.day == _day(context))
        & (FailedSignIn.what == what)
        & (FailedSignIn.person == number)
        & (FailedSignIn.address == address)
    )


def _day(context: Context) -> int:
    return context.now - context.now % DAY


def _address(context: Context) -> str:
    return context.secrets.keyed_hash("failed sign-in", context.address)[:16]
