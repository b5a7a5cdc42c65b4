"""Who may open what, one guard for each audience: it lets a request through, or refuses it."""

from flask import g, request

from kiosk.domain.account_refusals import PlaceNeeded, ProofNeeded, SecondStepOwed
from kiosk.domain.refusals import JourneyGone, KioskNotPaired, NotAllowed, NotFound, SignInNeeded
from kiosk.domain.vocabulary import ROLES, Role
from kiosk.lookups import visitors
from kiosk.store import queries
from kiosk.views.front import cookies, language, session
from kiosk.views.front.current import now
from kiosk.views.front.pages import declared

PAGE_KEY_LENGTH = 22


def enforce() -> None:
    """Let the request through, or raise the refusal that says why not. Closed by default."""
    if request.endpoint is None:
        return  # no such address: answered as 404
    page = declared()
    if page is None:
        raise NotAllowed
    if page.guard is not None:
        page.guard()
    if page.proved and not g.session.proved(now()):
        raise ProofNeeded


def kiosk() -> None:
    """A paired tablet."""
    g.kiosk = visitors.kiosk_of(cookies.read("kiosk"))
    g.site = g.kiosk.site
    g.actor = f"kiosk:{g.kiosk.id}"


def journey() -> None:
    """A browser with an unsigned walk, or one signed a moment ago."""
    g.journey = visitors.journey_of(cookies.read("journey"), now())
    g.kiosk = g.journey.kiosk
    if g.journey.on_tablet and g.kiosk.revoked_at is not None:
        raise KioskNotPaired
    g.site = g.journey.site
    g.actor = f"journey:{g.journey.id}"
    language.keep()


def leaver() -> None:
    """Whoever leaves: a browser with a walk, or a tablet whose walk has gone already."""
    try:
        journey()
    except JourneyGone:
        if not cookies.read("kiosk"):
            raise
        kiosk()


def receipt() -> None:
    """The key in the address is the right to see the page; the page looks it up."""
    key = (request.view_args or {}).get("key", "")
    if len(key) != PAGE_KEY_LENGTH:
        raise NotFound


def staff() -> None:
    """A signed-in person, used in the last 15 minutes, whatever they are here."""
    signed_in()
    _require(*ROLES)


def clinician() -> None:
    """Who checks receipts, reads the card and decides (K3): none other sees Q8 and Q10."""
    signed_in()
    _require("clinician")


def recorder() -> None:
    """Who may pause and stop (K14): a clinician, and whoever started it, whatever became of their
    role meanwhile.
    """
    signed_in()
    if "clinician" in g.roles:
        return
    number = (request.view_args or {}).get("number")
    if number not in [each.id for each in queries.running_of(g.staff, now(), now())]:
        _require("clinician")


def desk() -> None:
    """Who keeps the tablets and the poster in order."""
    signed_in()
    _require("reception", "manager")


def manager() -> None:
    """Who manages the site."""
    signed_in()
    _require("manager")


STAFF = (staff, clinician, recorder, desk, manager)


def signed_in() -> None:
    """A signed-in person, used in the last 15 minutes. Their roles are read with each request, so
    that a change counts at once.

    A locked screen may do what a page declares for it (`locked`), and to the recordings that it
    had open: the one place that says so (K14).
    """
    held = session.current()
    if held is None:
        raise SignInNeeded
    g.locked = held.locked_at is not None
    if g.locked:
        _locked_may(held)
    _take(held)
    if not g.locked and not held.placed and len(queries.places_of(g.staff, now())) > 1:
        raise PlaceNeeded
    if held.step_due and not g.locked:  # where they work says whether one is required
        _owes_a_second_step()


def placing() -> None:
    """A signed-in person, whether they have said where they work or not. Never a locked screen."""
    held = session.current()
    if held is None or held.locked_at is not None:
        raise SignInNeeded
    g.locked = False
    _take(held)


def _take(held: visitors.Session) -> None:
    g.staff, g.roles = held.person, held.roles
    g.site = g.staff.site
    g.actor = f"staff:{g.staff.id}"


def _owes_a_second_step() -> None:
    """First of all it is set up; but Pause, Stop and Someone came in are never refused (K14)."""
    page = declared()
    may = page is not None and (page.unready or page.locked)
    if not may and queries.is_owed(g.staff, now()):
        raise SecondStepOwed


def _locked_may(held: visitors.Session) -> None:
    page = declared()
    number = (request.view_args or {}).get("number")
    if page is None or not page.locked:
        raise SignInNeeded
    if number is not None and number not in [each.id for each in held.running]:
        raise SignInNeeded


def _require(*roles: Role) -> None:
    """A locked screen was let through for what it had open: no role adds to that, or takes away."""
    if not g.locked and not g.roles.intersection(roles):
        raise NotAllowed(*roles)
