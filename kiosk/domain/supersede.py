"""Whether a patient may sign anew in place of an earlier consent (R16, M1)."""

from kiosk.domain.permission import Facts, may_record

RUNNING = ("recording", "paused")
CHANGE = "change"
SIGN_AGAIN = "sign_again"


def way_to_supersede(facts: Facts, now: int, *, replaced: bool, old_rules: bool = False) -> str:
    """How a consent can still be replaced by its patient, or "" if it cannot.

    `change` while no clinician has decided; `sign_again` after the rules changed under it (M1).
    `now` is in seconds since 1970, UTC; `replaced` says that a newer one was signed already.
    `old_rules` that newer ones were published: a recording that ran then may end as agreed, and
    nothing more can be agreed under the old ones.
    """
    if replaced or facts.answer != "given" or now >= facts.expires_at:
        return ""
    if old_rules and facts.state == "signed":
        return "" if facts.recording in RUNNING else SIGN_AGAIN
    reason = may_record(facts, now).reason
    return {"not_decided": CHANGE, "superseded": SIGN_AGAIN}.get(reason, "")
