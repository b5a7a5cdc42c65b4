"""Who has no more than the address of a receipt shows that it is theirs: by the birth date."""

import datetime
import hmac

from kiosk.actions.change import Change, append, change
from kiosk.actions.context import Context
from kiosk.actions.supersede import require_way
from kiosk.domain.refusals import InvalidInput, NoTriesLeft, Refusal
from kiosk.domain.sentences import say
from kiosk.lookups.tries import bucket, tries_left
from kiosk.store.models import Attempt, Consent


def prove(context: Context, consent: Consent, born: datetime.date) -> None:
    """Give the birth date of a receipt's patient; returns where it is right (M7).

    A wrong one is counted in the transaction that looks at it, so that of many at once no more
    than five are looked at. The same form sent twice counts once. A receipt without a birth date
    answers as any other does, so that nobody learns whether there is one.

    Raises:
        InvalidInput: it is wrong, with how many tries are left.
        NoTriesLeft: five were wrong, this one maybe the fifth; what was given now may be right.
        CannotReplace: there is nothing that it could be asked for.
    """
    with change(context, "receipt.prove") as made:
        refused = _refusal(made, Consent.get_by_id(consent.id), born)
    # Only now: a refusal inside the transaction would take back the count of it.
    if refused is not None:
        raise refused


def _refusal(made: Change, held: Consent, born: datetime.date) -> Refusal | None:
    context, subject = made.context, f"receipt:{held.jti}"
    require_way(context, held)
    about = context.secrets.keyed_hash("birth date", held.jti, born.isoformat())
    retry, left = made.made_before(about), tries_left(context.secrets, held)
    if not (retry or left):
        return NoTriesLeft()
    right = hmac.compare_digest(held.birth_date.encode(), born.isoformat().encode())
    if not retry:
        made.remember(about)
        if right:
            made.audit(subject)
        else:
            left = _count(context, held, left)
    if right:
        return None
    return InvalidInput(wrong(left)) if left else NoTriesLeft()


def _count(context: Context, held: Consent, left: int) -> int:
    """One wrong try more. That the last was made is an entry: somebody may be guessing."""
    Attempt.create(bucket=bucket(context.secrets, held), at=context.now)
    if left == 1:
        append(context, "receipt.no_tries_left", f"receipt:{held.jti}", {})
    return left - 1


def wrong(left: int) -> dict[str, str]:
    """What is said beside the field of a birth date that was looked at and is not the patient's."""
    return {"birth_date": say("We could not match that date. Tries left: %(left)s", left=left)}
