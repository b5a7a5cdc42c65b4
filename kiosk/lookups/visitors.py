"""Who or what a cookie, a link or a poster's code leads to. Opening one changes nothing."""

from dataclasses import dataclass, replace

from kiosk import links, session_links
from kiosk.domain import account_refusals, refusals
from kiosk.domain.roles import NOBODYS, Roles
from kiosk.links import Secrets, token_hash
from kiosk.store.policies import renewed
from kiosk.store.queries import (
    Consent,
    Handoff,
    Invitation,
    Journey,
    Kiosk,
    Site,
    Staff,
    invitation_with,
    manages_all_of,
    running_of,
    visitors,
)
from kiosk.store.queries.consents import consent_of_journey
from signing import codes, errors

MAX_SESSION = 12 * 60 * 60
FORMER_POSTERS = 50  # of a site that are still known to have been one
SIGNED_ON_TABLET = 30 * 60  # seconds for which a tablet can show a receipt that was signed on it
MAX_PROOF = 10 * 60  # seconds for which a proof of who it is holds


def kiosk_of(cookie: str) -> Kiosk:
    """The tablet that a device's cookie belongs to.

    Raises:
        KioskNotPaired: none, or revoked.
    """
    kiosk = visitors.kiosk_of_device(token_hash(cookie))
    if kiosk is None:
        raise refusals.KioskNotPaired
    return kiosk


def kiosk_of_handoff(secrets: Secrets, token: str, now: int) -> Kiosk:
    """The tablet whose QR a phone scanned, up to 15 minutes after it was last shown.

    Raises:
        HandoffBad: not ours, or its tablet was revoked.
        HandoffExpired: shown too long ago.
    """
    kiosk = visitors.kiosk_of_handle(links.read_handoff(secrets, token, now))
    if kiosk is None:
        raise refusals.HandoffBad
    return kiosk


def handoff_of(secrets: Secrets, typed: str) -> Handoff:
    """The code that staff showed, with its site, whether it is good still or not.

    Raises:
        HandoffBad: no code of ours.
    """
    for each in secrets.each:
        if handoff := visitors.handoff_with(links.handoff_hash(each, typed)):
            return handoff
    raise refusals.HandoffBad


def open_handoff(secrets: Secrets, typed: str, now: int) -> Handoff:
    """The same, if a walk can begin with it.

    Raises:
        HandoffBad, HandoffUsed, HandoffOver: no code of ours, used, or the site has closed.
    """
    handoff = handoff_of(secrets, typed)
    if handoff.claimed_at is not None:
        raise refusals.HandoffUsed
    if handoff.expires_at <= now:
        raise refusals.HandoffOver
    return handoff


def invitation_of(key: str, now: int) -> Invitation:
    """The link by which somebody comes in, with its site, if it can still be used.

    Raises:
        InvitationUnknown: no link of ours.
        InvitationUsed, InvitationOver: used; older than 72 hours, withdrawn, or its person left; or
            for a new password, and whoever made it could not make it now.
    """
    invitation = invitation_with(token_hash(key))
    if invitation is None:
        raise account_refusals.InvitationUnknown
    if invitation.used_at is not None:
        raise account_refusals.InvitationUsed
    if invitation.withdrawn_at is not None or invitation.expires_at <= now:
        raise account_refusals.InvitationOver
    by, person = invitation.by, invitation.staff
    if by is not None and person is not None and not manages_all_of(by, person, now):
        raise account_refusals.InvitationOver
    return invitation


def journey_of(cookie: str, now: int) -> Journey:
    """The walk that a cookie carries, with its site, its tablet and the text that it reads.

    An unsigned one is under what the place allows now (M2). A signed one of the tablet ends
    there: with the next patient, and in half an hour by itself. What the browser keeps of its
    cookie, or somebody copied, is worth nothing then; the link that takes the receipt along is good
    for its ten minutes all the same.

    Raises:
        JourneyGone: none, or older than an hour.
    """
    journey = visitors.journey_of_cookie(token_hash(cookie), now)
    if journey is None:
        raise refusals.JourneyGone
    if journey.on_tablet and journey.signed_at is not None:
        late = now >= journey.signed_at + SIGNED_ON_TABLET
        if late or visitors.is_followed(journey):
            raise refusals.JourneyGone
    return journey if journey.signed_at is not None else renewed(journey)


def journey_of_move(secrets: Secrets, token: str, now: int) -> Journey:
    """The walk that a phone was shown the link of, or the signed one whose receipt it takes along.

    Raises:
        MoveGone: used, older than ten minutes, not ours, its walk was left, or signed since.
    """
    number, mark = links.read_move(secrets, token, now)
    journey = visitors.journey_to_move(number, now)
    if journey is None:
        raise refusals.MoveGone
    signed = journey.signed_at is not None
    if not links.is_mark_of(secrets, mark, journey.token_hash, signed=signed):
        raise refusals.MoveGone
    return journey


def staff_of(token: str, now: int) -> Staff:
    """The person whose session this token is, with their site.

    Raises:
        SignInNeeded: no session, an ended or locked one, one of 12 hours or more, or they left.
    """
    found = visitors.session_of(token_hash(token))
    if found is None or _locked_at(found) <= now:
        raise refusals.SignInNeeded
    return found.person


@dataclass(frozen=True)
class Session:
    """A staff browser: whose it is, and what its lock leaves it (K14)."""

    person: Staff
    token: str
    roles: Roles = NOBODYS  # what they are at their site, now
    stamped_at: int | None = None  # when it was used last, if that is over a minute ago
    idle: bool = False  # it has locked because nobody used it
    locked_at: int | None = None  # None: it may do what its person may
    placed: bool = True  # whether it is known at which of their sites its person works
    proved_at: int | None = None  # when its person last proved that it is them
    step_due: bool = False  # it began without the second step that was required
    running: tuple[Consent, ...] = ()  # once locked: the sessions that it may pause and stop

    def proved(self, now: int) -> bool:
        """Whether its person proved that it is them, ten minutes ago at most."""
        return self.proved_at is not None and now - self.proved_at <= MAX_PROOF


def session_of(secrets: Secrets, cookie: str, now: int) -> Session:
    """The session in a staff browser's cookie, open or locked.

    It locks when it is idle for 15 minutes, 12 hours old, or reduced to that by an action. From
    then on it is good for its person's recordings alone that were under way at that moment.

    Raises:
        SignInNeeded: no session, a forged or an ended one; or it has locked, and no recording
            that it had open is still under way.
    """
    held = any_session(secrets, cookie, now)
    if held.locked_at is None:
        return held
    running = tuple(running_of(held.person, held.locked_at, now))
    if not running:
        raise refusals.SignInNeeded
    return replace(held, running=running)


def any_session(secrets: Secrets, cookie: str, now: int) -> Session:
    """The session in a cookie, whatever it is still good for.

    Raises:
        SignInNeeded: no session, a forged or an ended one.
    """
    token, stamped_at = session_links.read_stamp(secrets, cookie, now)
    found = visitors.session_of(token_hash(token))
    if found is None:
        raise refusals.SignInNeeded
    idle_at = now + 1 if stamped_at is None else stamped_at + session_links.MAX_IDLE + 1
    locked_at = min(idle_at, _locked_at(found))
    held = Session(
        found.person,
        token,
        found.roles,
        stamped_at,
        proved_at=found.proved_at,
        step_due=found.step_due,
        placed=found.placed,
    )
    if locked_at > now:
        return held
    return replace(held, idle=locked_at == idle_at, locked_at=locked_at)


def _locked_at(session: visitors.OpenSession) -> int:
    """The second from which a session is locked, whatever it is used for."""
    ends = (session.locked_at, session.until, session.began_at + MAX_SESSION)
    return min(each for each in ends if each is not None)


def site_of_poster(secrets: Secrets, typed: str) -> Site:
    """The site whose poster has this code now.

    Raises:
        PosterMistyped, PosterGone: no code at all; replaced, or never a poster's.
    """
    wanted = _poster_code(typed)
    for site in visitors.open_sites():
        if wanted in links.poster_codes(secrets, site.id, site.poster_turn):
            return site
    raise refusals.PosterGone


def was_replaced(secrets: Secrets, typed: str) -> bool:
    """Whether it is the code of a poster that was replaced, and hangs somewhere still.

    Raises:
        PosterMistyped: no code at all.
    """
    wanted = _poster_code(typed)
    return any(
        wanted in links.poster_codes(secrets, site.id, turn)
        for site in visitors.open_sites()
        for turn in range(max(0, site.poster_turn - FORMER_POSTERS), site.poster_turn)
    )


def _poster_code(typed: str) -> str:
    try:
        return codes.display(codes.normalise(typed))
    except errors.BadCode:
        raise refusals.PosterMistyped from None


@dataclass(frozen=True)
class Signed:
    """What came of signing: the consent's id and the key of the patient's receipt page."""

    consent: int
    page: str


def signed_of(secrets: Secrets, journey: Journey) -> Signed:
    """The consent that came of a walk.

    Raises:
        JourneyGone: none did.
    """
    row = consent_of_journey(journey.id)
    if row is None:
        raise refusals.JourneyGone
    number, jti, page_hash = row
    return Signed(number, links.page_key(links.made_with(secrets, jti, page_hash), jti))
