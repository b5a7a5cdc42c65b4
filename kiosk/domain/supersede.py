"""Whether a patient may sign again in place of an earlier consent (R16, M1)."""

from typing import Final

from kiosk.domain.permission import Facts, may_record
from kiosk.domain.vocabulary import RecordingState, Replacing

RUNNING: tuple[RecordingState, ...] = ("recording", "paused")
CHANGE: Final = "change"
SIGN_AGAIN: Final = "sign_again"
ASK_AGAIN: Final = "ask_again"


def way_to_supersede(
    facts: Facts, now: int, *, replaced: bool, old_rules: bool = False
) -> Replacing:
    """How a consent can still be replaced by its patient, or "" if it cannot be.

    `change` while no clinician has decided; `sign_again` after the rules changed under it (M1);
    `ask_again` where the patient said no themselves, then or later: a mind can change twice; and
    where an older database was put back, so that nobody knows what was decided since.
    `now` is in seconds since 1970, UTC; `replaced` says that a newer one was signed already.
    `old_rules` says that newer ones were published: a recording under way then may end as it was
    agreed, but no new decision can be made under the old rules.
    """
    if replaced or now >= facts.expires_at:
        return ""
    if facts.answer == "refused" or facts.state == "withdrawn":
        return ASK_AGAIN
    if old_rules and facts.state == "signed":
        return "" if facts.recording in RUNNING else SIGN_AGAIN
    reason = may_record(facts, now).reason
    if reason == "not_decided":
        return CHANGE
    if reason != "superseded":
        return ""
    return SIGN_AGAIN if old_rules else ASK_AGAIN
