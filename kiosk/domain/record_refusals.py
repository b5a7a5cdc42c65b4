"""The refusals that only somebody who looks at records, or answers a request, can meet."""

from kiosk.domain.refusals import Refusal
from kiosk.domain.vocabulary import Held


class FetchedAhead(Refusal):
    """A browser asked for a patient's card before anybody wanted to see it."""

    code = "fetched_ahead"
    status = 503


class ReasonNeeded(Refusal):
    """A card whose day is over, opened by somebody who has not said why."""

    code = "reason_needed"
    status = 403


class StillInUse(Refusal):
    """Names that cannot be deleted yet; `why` says what they are needed for."""

    code = "still_in_use"

    def __init__(self, why: Held) -> None:
        super().__init__(why)
        self.why = why
