"""The refusals that only somebody who signs in, or comes in by a link, can meet."""

from kiosk.domain.refusals import Refusal


class WrongSignIn(Refusal):
    """User name or password is wrong; never says which."""

    code = "wrong_sign_in"
    status = 403


class ProofNeeded(Refusal):
    """Signed in, and it is over ten minutes since they proved that it is them."""

    code = "proof_needed"
    status = 403


class WrongPassword(Refusal):
    """Somebody signed in gave another password than theirs."""

    code = "wrong_password"
    status = 403


class PasskeyRefused(Refusal):
    """A passkey that is nobody's here, or no fresh answer to what it was asked."""

    code = "passkey_refused"
    status = 403


class InvitationUnknown(Refusal):
    """A link to come in that we did not make, or not as it stands."""

    code = "invitation_unknown"
    status = 404


class InvitationUsed(Refusal):
    """A link to come in that has been used: each is for one use."""

    code = "invitation_used"
    status = 410


class InvitationOver(Refusal):
    """A link to come in that is older than 72 hours, or was withdrawn."""

    code = "invitation_over"
    status = 410


class InvitationOther(Refusal):
    """A link to come in, in a browser that another person is signed in to."""

    code = "invitation_other"


class CodeNeeded(Refusal):
    """The password was right, and this person signs in with a second step too; `half_way` says so
    for a few minutes."""

    code = "code_needed"
    status = 403

    def __init__(self, half_way: str) -> None:
        super().__init__("a code is needed")
        self.half_way = half_way


class WrongCode(Refusal):
    """A one-time code that is not theirs now, or was used; or a recovery code that is none."""

    code = "wrong_code"
    status = 403


class HalfWayGone(Refusal):
    """A code, and no password before it in the last minutes."""

    code = "half_way_gone"
    status = 401


class SecondStepOwed(Refusal):
    """Signed in without a second step, which the place requires: one is set up first."""

    code = "second_step_owed"
    status = 403


class PlaceNeeded(Refusal):
    """Signed in, and somebody of several sites has not said yet at which they work today."""

    code = "place_needed"
    status = 403
