"""The second step of signing in: one-time codes from an app, and recovery codes (issue 12, §3).

The secret of the codes is encrypted in its row, each code works once (RFC 6238 §5.2), and of
recovery codes only keyed hashes are kept. A passkey alone signs in, and is a second step too.
"""

from collections.abc import Callable

from kiosk import app_codes, session_links
from kiosk.actions import attempts, failed_sign_ins, staff
from kiosk.actions.change import Change, action
from kiosk.actions.context import Context
from kiosk.domain import account_refusals, second_step
from kiosk.domain.refusals import InvalidInput, TooManyTries
from kiosk.store.database import write
from kiosk.store.models import Once, OneTimeCodes, RecoveryCode, Site, Staff
from kiosk.store.queries import codes_of, has_passkey, is_required_of, places_of

WRONG = "That is not the code that your app shows now: type the next one"
TOO_OLD = "This page was open for too long. Scan the new code, and type what your app shows"
LAST_STEP = "This place asks for a second step when you sign in: make a passkey first"

SECOND_TAP = 60  # seconds

Spend = Callable[[Context, Staff, str], None]


# --- signing in ---


def half_way(context: Context, token: str) -> Staff:
    """Whose password was right a moment ago.

    Raises:
        HalfWayGone: nobody's, or too long ago; the password was changed, or they left.
    """
    number, mark = app_codes.read_half_way(context.secrets, token, context.now)
    person = Staff.select(Staff, Site).join(Site).where(Staff.id == number).get_or_none()
    if person is None or not places_of(person, context.now):
        raise account_refusals.HalfWayGone
    if not app_codes.is_mark_of(context.secrets, mark, person.password_hash):
        raise account_refusals.HalfWayGone
    return person


def finish(
    context: Context, token: str, typed: str, here: staff.Browser, *, recovery: bool = False
) -> str:
    """Begin the session of somebody whose password was right, with their code or a recovery code;
    returns the value of its cookie.

    Raises:
        HalfWayGone: as `half_way`.
        WrongCode: mistyped, used before, too old or too new.
        TooManyTries: five wrong ones in 15 minutes.
    """
    person = half_way(context, token)
    held = attempts.purse(
        context, attempts.SECOND_STEP, "second-step", str(person.id), _from(context, person, here)
    )
    spend = _spend_recovery if recovery else _spend_code
    try:
        with attempts.failures(context, held):
            return staff.begin(context, person, here, lambda: _once(context, person, spend, typed))
    except account_refusals.WrongCode:
        with write():
            failed_sign_ins.failed(context, person)
        raise
    except TooManyTries:
        failed_sign_ins.limited(context, person)
        raise


def _from(context: Context, person: Staff, here: staff.Browser) -> str:
    """A browser that knows this person has tries of its own: who stole a password has others."""
    seen = session_links.read_mark(context.secrets, here.mark, context.now)
    return seen.browser if seen is not None and person.id in seen.people else "stranger"


def _once(context: Context, person: Staff, spend: Spend, typed: str) -> None:
    """A second tap on the same form, a moment later, is the same sign-in: one code is spent."""
    tap = context.secrets.keyed_hash("second-step", str(person.id), context.once, typed)
    lately = Once.at > context.now - SECOND_TAP
    if context.once and Once.select().where((Once.key == tap) & lately).exists():
        return
    spend(context, person, typed)
    if context.once:
        Once.create(key=tap, result={}, at=context.now)


def _spend_code(context: Context, person: Staff, typed: str) -> None:
    """Once: of two at a time, the second finds it used. In the transaction of the sign-in."""
    mine = codes_of(person)
    if mine is None:
        raise account_refusals.WrongCode
    step = second_step.step_of(mine.secret, typed, context.now, mine.last_step)
    later = (OneTimeCodes.id == mine.id) & (OneTimeCodes.last_step < (step or 0))
    if step is None or not OneTimeCodes.update(last_step=step).where(later).execute():
        raise account_refusals.WrongCode


def _spend_recovery(context: Context, person: Staff, typed: str) -> None:
    code = second_step.recovery_in(typed)
    hashes = [app_codes.recovery_hash(each, person.id, code) for each in context.secrets.each]
    unused = (RecoveryCode.staff == person) & RecoveryCode.used_at.is_null(True)
    spent = RecoveryCode.update(used_at=context.now).where(unused)
    if not spent.where(RecoveryCode.code_hash.in_(hashes)).execute():
        raise account_refusals.WrongCode


# --- one's own ---


def set_up(context: Context, token: str, typed: str) -> list[str]:
    """Keep the codes that somebody signed in has just set up in their app, after a right one;
    returns ten recovery codes, the same for a retry. Codes of before work no longer.

    Raises:
        InvalidInput: under `one_time`: not the code of now, or the page was open for too long.
    """
    person = _me(context)
    drawn = app_codes.read_set_up(context.secrets, token, person.id, context.now)
    if not drawn:
        raise InvalidInput({"one_time": TOO_OLD})
    secret = app_codes.secret_of(context.secrets, person.id, drawn)
    step = second_step.step_of(secret, typed, context.now, 0)
    if step is None:
        raise InvalidInput({"one_time": WRONG})
    made = _recovery_codes(context)
    _set_up(context, person, secret, step, made)
    return made


@action("staff.codes", about=lambda person, *_rest: str(person.id))
def _set_up(made: Change, person: Staff, secret: str, step: int, recovery: list[str]) -> None:
    said = {"secret": secret, "last_step": step, "made_at": made.context.now}
    again = OneTimeCodes.update(said | {"place": None})  # another place for another secret
    if not again.where(OneTimeCodes.staff == person).execute():
        OneTimeCodes.create(staff=person, **said)
    _keep(made, person, recovery)
    made.audit(f"staff:{person.id}")


def remove(context: Context) -> None:
    """Sign in without codes from now on; recovery codes stay while there is a passkey.

    Raises:
        InvalidInput: under `codes`: the place requires a second step, and it is the only one.
    """
    _remove(context, _me(context))


@action("staff.codes_removed", about=lambda person: str(person.id))
def _remove(made: Change, person: Staff) -> None:
    passkey = has_passkey(person)
    if not passkey and is_required_of(person, made.context.now):
        raise InvalidInput({"codes": LAST_STEP})
    OneTimeCodes.delete().where(OneTimeCodes.staff == person).execute()
    if not passkey:
        RecoveryCode.delete().where(RecoveryCode.staff == person).execute()
    made.audit(f"staff:{person.id}")


def renew_recovery(context: Context) -> list[str]:
    """Ten new recovery codes, the same for a retry; those of before work no longer."""
    made = _recovery_codes(context)
    _renew(context, _me(context), made)
    return made


@action("staff.recovery", about=lambda person, _made: str(person.id))
def _renew(made: Change, person: Staff, recovery: list[str]) -> None:
    _keep(made, person, recovery)
    made.audit(f"staff:{person.id}")


def _keep(made: Change, person: Staff, recovery: list[str]) -> None:
    """In the place of those of before."""
    RecoveryCode.delete().where(RecoveryCode.staff == person).execute()
    context = made.context
    for code in recovery:
        plain = second_step.recovery_in(code)
        hashed = app_codes.recovery_hash(context.secrets, person.id, plain)
        RecoveryCode.create(staff=person, code_hash=hashed, made_at=context.now)


def _recovery_codes(context: Context) -> list[str]:
    drawn = context.fresh_token("recovery-codes")
    turns = range(second_step.RECOVERY_CODES)
    return [app_codes.recovery_code(context.secrets, drawn, turn) for turn in turns]


def forget(person: Staff) -> None:
    """Inside the caller's transaction: whatever somebody had was lost with their phone."""
    for each in (OneTimeCodes, RecoveryCode):
        each.delete().where(each.staff == person).execute()


def _me(context: Context) -> Staff:
    assert context.staff is not None  # noqa: S101  # these pages are for somebody signed in
    return context.staff
