"""A code that staff show to a patient, and what has become of it."""

from dataclasses import dataclass

from kiosk.domain.vocabulary import HandoffState
from kiosk.store.models import Consent, Handoff, Journey, Site
from kiosk.store.queries.visitors import handoff_with


@dataclass(frozen=True)
class ShownCode:
    """A code as it stands: since when (seconds since 1970), and the consent that came of it."""

    handoff: Handoff
    state: HandoffState
    since: int
    consent: int | None = None


def shown_at(site: Site, token_hash: str, now: int) -> ShownCode | None:
    """The code with this hash, if it was shown at this site."""
    handoff = handoff_with(token_hash)
    if handoff is None or handoff.site_id != site.id:
        return None
    if handoff.claimed_at is None:
        over = handoff.expires_at <= now
        return ShownCode(handoff, "over" if over else "new", handoff.expires_at)
    return _claimed(handoff, now)


def _claimed(handoff: Handoff, now: int) -> ShownCode:
    signed = Consent.select(Consent.id, Consent.answer, Consent.signed_at)
    consent = signed.where(Consent.journey == handoff.journey).first()
    if consent is not None:
        state: HandoffState = "signed" if consent.answer == "given" else "refused"
        return ShownCode(handoff, state, consent.signed_at, consent.id)
    walked = (Journey.id == handoff.journey) & (Journey.expires_at > now)
    state = "opened" if Journey.select().where(walked).exists() else "left"
    return ShownCode(handoff, state, handoff.claimed_at or 0)
