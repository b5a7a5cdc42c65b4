"""Who or what a cookie, a link or a poster's code leads to. Opening one changes nothing."""

from dataclasses import dataclass

from kiosk import links
from kiosk.domain import refusals
from kiosk.links import Secrets, token_hash
from kiosk.store.queries import Journey, Kiosk, Site, Staff, visitors
from kiosk.store.queries.consents import consent_of_journey
from signing import codes, errors

MAX_SESSION = 12 * 60 * 60


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


def journey_of(cookie: str, now: int) -> Journey:
    """The walk that a cookie carries, with its site, its tablet and the text that it reads.

    Raises:
        JourneyGone: none, or older than an hour.
    """
    journey = visitors.journey_of_cookie(token_hash(cookie), now)
    if journey is None:
        raise refusals.JourneyGone
    return journey


def journey_of_move(secrets: Secrets, token: str, now: int) -> Journey:
    """The walk that a phone was shown the link of.

    Raises:
        MoveGone: used, older than ten minutes, not ours, or its walk was signed or left.
    """
    number, mark = links.read_move(secrets, token, now)
    journey = visitors.journey_on_tablet(number, now)
    if journey is None or not links.is_mark_of(secrets, mark, journey.token_hash):
        raise refusals.MoveGone
    return journey


def staff_of(session: str, now: int) -> Staff:
    """The person whose session a cookie carries, with their site.

    Raises:
        SignInNeeded: no session, an ended one, or one of 12 hours or more.
    """
    person = visitors.staff_of_session(token_hash(session), now - MAX_SESSION)
    if person is None:
        raise refusals.SignInNeeded
    return person


def site_of_poster(secrets: Secrets, typed: str) -> Site:
    """The site whose poster has this code now.

    Raises:
        PosterGone: replaced, or never a poster's.
    """
    try:
        wanted = codes.display(codes.normalise(typed))
    except errors.BadCode:
        raise refusals.PosterGone from None
    for site in visitors.open_sites():
        if links.poster_code(secrets, site.id, site.poster_turn) == wanted:
            return site
    raise refusals.PosterGone


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
    number, jti = row
    return Signed(number, links.page_key(secrets, jti))
