"""Every "no" that the product can say, by name.

Raised in domain or actions, and turned into a page in one place (`kiosk.views.front.errors`) by its
stable `code`. It never carries a person's data. Of who signs in: `account_refusals`;
of what was scanned or typed as a receipt: `receipt_refusals`.
"""

from kiosk.domain.vocabulary import Budget, Reason, Role


class Refusal(Exception):
    """The root: what was asked cannot be done, and `code` says why."""

    code = "refused"
    status = 409


class NotFound(Refusal):
    """It does not exist, or not at this person's site: the same answer for both."""

    code = "not_found"
    status = 404


class WrongHost(Refusal):
    """It was asked for under a name that is not this server's."""

    code = "wrong_host"
    status = 400


class ForeignPage(Refusal):
    """A page of another site sent a form here."""

    code = "foreign_page"
    status = 400


class NotAllowed(Refusal):
    """Signed in, but this is for another role: any one of `roles`, where it is for staff."""

    code = "not_allowed"
    status = 403

    def __init__(self, *roles: Role) -> None:
        super().__init__(" ".join(roles))
        self.roles = roles


class SignInNeeded(Refusal):
    """Staff page without a session, or with one that has ended."""

    code = "sign_in_needed"
    status = 401


class TooManyTries(Refusal):
    """A limit on failed tries is reached; `minutes` until the next one."""

    code = "too_many_tries"
    status = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


class Crowded(TooManyTries):
    """More walks began than the budget of this door allows; `budget` says which is used up."""

    code = "crowded"

    def __init__(self, minutes: int, budget: Budget) -> None:
        super().__init__(minutes)
        self.budget: Budget = budget


class CrowdedSigning(Crowded):
    """More was signed than the budget allows. The answers are kept, to be signed later."""

    code = "crowded_signing"


class TooManyGuesses(Crowded):
    """Too many codes were tried from one address that are nobody's."""

    code = "too_many_guesses"


class KioskNotPaired(Refusal):
    """A kiosk page on a device that is not paired, or whose pairing was revoked."""

    code = "kiosk_not_paired"
    status = 403


class KioskOutOfOrder(Refusal):
    """A manager took this tablet out of use; nobody can begin on it."""

    code = "kiosk_out_of_order"


class WrongPairingCode(Refusal):
    """The pairing code is wrong, used or too old."""

    code = "wrong_pairing_code"
    status = 422


class HandoffBad(Refusal):
    """A kiosk's QR link that we did not make, or whose kiosk was revoked."""

    code = "handoff_bad"
    status = 404


class HandoffExpired(Refusal):
    """A kiosk's QR link older than 15 minutes."""

    code = "handoff_expired"
    status = 410


class HandoffUsed(Refusal):
    """A code that staff showed, which began a walk already: it works once."""

    code = "handoff_used"
    status = 410


class HandoffOver(Refusal):
    """A code that staff showed, after the site has closed."""

    code = "handoff_over"
    status = 410


class JourneyGone(Refusal):
    """No journey under this cookie: finished, too old and deleted, or never begun."""

    code = "journey_gone"
    status = 410


class StepNotReady(Refusal):
    """A later page was asked for before the ones that lead to it; `step` is where to go."""

    code = "step_not_ready"
    status = 409

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class RulesChanged(Refusal):
    """A newer policy was published while the patient read the one before (M1)."""

    code = "rules_changed"


class NoPolicy(Refusal):
    """The site has no published policy, so nobody can be asked to agree to one."""

    code = "no_policy"
    status = 503


class SiteClosed(Refusal):
    """The site has been closed by its manager."""

    code = "site_closed"
    status = 503


class AskingPaused(Refusal):
    """The manager paused asking for the whole place: nobody can begin, who has begun may finish."""

    code = "asking_paused"


class CodeWhilePaused(AskingPaused):
    """Staff wanted a code for a patient, who could not begin with it."""

    code = "code_while_paused"


class ChangedMeanwhile(Refusal):
    """Somebody changed this consent after the page was drawn: the update changed no row."""

    code = "changed_meanwhile"


class OtherInForce(ChangedMeanwhile):
    """Another version of the rules is in force than the one that a draft was compared with."""


class _Because(Refusal):
    """A refusal whose `reason` is a permission code."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class MayNotRecord(_Because):
    """Recording may not start; `reason` is a code of `kiosk.domain.permission`."""

    code = "may_not_record"


class CannotDecide(_Because):
    """No decision can be made on this consent now; `reason` is a permission code."""

    code = "cannot_decide"


class NotVerified(Refusal):
    """A decision was sent for a receipt that nobody has checked yet (K2)."""

    code = "not_verified"


class RowUnreadable(Refusal):
    """Part of what the patient signed cannot be read: nothing can be agreed on it."""

    code = "row_unreadable"


class VerificationStands(Refusal):
    """ "Not this person" came after a decision: that has to be ended first."""

    code = "verification_stands"


class NothingDecided(Refusal):
    """Undo or hand over was asked for, and no decision is in force."""

    code = "nothing_decided"


class TooLateToUndo(Refusal):
    """A recording was started under the decision: it can be replaced, no longer taken back."""

    code = "too_late_to_undo"


class NotRecording(Refusal):
    """Pause, resume or stop was asked for, and nothing is being recorded."""

    code = "not_recording"


class NotWithdrawable(Refusal):
    """Only a signed consent can be withdrawn."""

    code = "not_withdrawable"


class CannotReplace(_Because):
    """An earlier consent that can no longer be signed again; `reason` is a permission code."""

    code = "cannot_replace"


class NoTriesLeft(Refusal):
    """Too many wrong birth dates were given for a receipt: no other is looked at."""

    code = "no_tries_left"
    status = 429


class MoveGone(Refusal):
    """The link that moves a journey from the tablet to a phone: used, too old, or not made here."""

    code = "move_gone"
    status = 410


class PosterMistyped(Refusal):
    """What was typed from a poster can be no poster's code: its check symbol does not fit."""

    code = "poster_mistyped"
    status = 404


class PosterGone(Refusal):
    """The address of a poster that was replaced, or that never existed."""

    code = "poster_gone"
    status = 404


class InvalidInput(Refusal):
    """Fields that cannot be accepted; `errors` maps a field's name to plain words."""

    code = "invalid_input"
    status = 422

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors
