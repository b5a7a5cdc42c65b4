"""One's own account: prove who it is, change one's password, end one's sessions elsewhere."""

from kiosk.actions import attempts, staff
from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain import passwords
from kiosk.domain.account_refusals import WrongPassword
from kiosk.domain.refusals import InvalidInput
from kiosk.links import token_hash
from kiosk.store.database import write
from kiosk.store.models import Staff, StaffSession


def sign_out_elsewhere(context: Context, person: Staff, token: str = "", number: int = 0) -> None:
    """End all sessions of a person but the one with this token, or the one with this number alone.

    A manager ends those at their own place; of somebody whose home place it is, all of them. Those
    of somebody who is recording are locked (K14). Nothing to end is no change.

    Raises:
        NotAllowed: of another person, by somebody who is no manager.
    """
    own = context.staff is not None and context.staff.id == person.id
    which = (StaffSession.staff == person) & (StaffSession.token_hash != token_hash(token))
    if number:
        which &= StaffSession.id == number
    if context.staff is not None and not own and person.site_id != context.site.id:
        which &= StaffSession.site == context.site
    with change(context, "staff.sign_out_elsewhere", by=() if own else ("manager",)) as made:
        if ended := staff.end_sessions(context, which):
            made.audit(f"staff:{person.id}", sessions=ended)


def prove(context: Context, token: str, password: str) -> None:
    """Somebody signed in proves that it is them, for what asks for it; good for ten minutes.

    Raises:
        WrongPassword: it is not theirs.
        TooManyTries: five wrong ones in 15 minutes.
    """
    person = _proved(context, password)
    with change(context, "staff.prove") as made:
        mine = (StaffSession.token_hash == token_hash(token)) & (StaffSession.staff == person)
        StaffSession.update(proved_at=context.now).where(mine).execute()
        made.audit(f"staff:{person.id}")


def change_password(context: Context, token: str, password: str, wanted: str) -> None:
    """Change one's own password; every other session of one's own ends, or locks.

    Raises:
        WrongPassword, TooManyTries: the one of before is not theirs.
        InvalidInput: under `new`: the new one is weak.
    """
    person = _proved(context, password)
    try:
        passwords.check(wanted, person.name, person.username, context.site.name)
    except InvalidInput as wrong:
        raise InvalidInput({"new": wrong.errors["password"]}) from None
    kept = staff.hashed(wanted)
    with change(context, "staff.password") as made:
        staff.set_password(context, person, kept, token)
        made.audit(f"staff:{person.id}")


def _proved(context: Context, password: str) -> Staff:
    """Whoever is signed in, if this is their password."""
    assert context.staff is not None  # noqa: S101  # these pages are for somebody signed in
    held = attempts.purse(context, attempts.SIGN_IN, "prove", context.actor)
    taken = attempts.reserve(context, held)
    person = Staff.get_by_id(context.staff.id)
    if not staff.matches(person, password):
        with write():
            attempts.settle(taken)
        raise WrongPassword
    with write():
        attempts.give_back(taken)
    return person
