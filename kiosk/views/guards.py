"""Who may open what: deny by default. A route is closed unless this file opens it."""

from collections.abc import Callable

from flask import g, request

from kiosk.actions import journeys, kiosks, staff
from kiosk.domain.refusals import KioskNotPaired, NotAllowed, NotFound
from kiosk.views import cookies, language
from kiosk.views.request import now

# Anyone at all may open these. Each addition is a decision; a test holds the list to the URL map.
PUBLIC = frozenset(
    {
        "public.home",
        "public.verify",
        "public.verify_check",
        "public.jwks",
        "public.healthz",
        "public.readyz",
        "kiosk.pair",
        "kiosk.join",
        "kiosk.handoff",
        "kiosk.claim",
        "comfort.choose",
        "moves.landing",
        "moves.claim",
        "posters.landing",
        "posters.claim",
        "screen.show",
        "screen.live",
        "staff.sign_in",
        "staff.sign_in_check",
        "verifier.page",
        "verifier.manifest",
        "verifier.worker",
        "verifier.status",
        "verifier.status_of_day",
        "developers.page",
        "developers.vectors",
    }
)
PAGE_KEY_LENGTH = 22


def enforce() -> None:
    """Let the request through, or raise the refusal that says why not."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC:
        return
    guard = GUARDS.get(request.blueprint or "")
    if guard is None:
        raise NotAllowed
    guard()


def _kiosk() -> None:
    g.kiosk = kiosks.find(cookies.read("kiosk"))
    g.site = g.kiosk.site
    g.actor = f"kiosk:{g.kiosk.id}"


def _journey() -> None:
    g.journey = journeys.find(cookies.read("journey"), now())
    g.kiosk = g.journey.kiosk
    if g.journey.way_in == "kiosk" and g.kiosk.revoked_at is not None:
        raise KioskNotPaired
    g.site = g.journey.site
    g.actor = f"journey:{g.journey.id}"
    language.keep()


def _receipt() -> None:
    """The key in the address is the right to see the page; the page looks it up."""
    key = (request.view_args or {}).get("key", "")
    if len(key) != PAGE_KEY_LENGTH:
        raise NotFound


def staff_needed() -> None:
    """A signed-in person, used in the last 15 minutes."""
    token, ages = cookies.read_session(now())
    g.staff = staff.find(token, now())
    g.site = g.staff.site
    g.actor = f"staff:{g.staff.id}"
    g.session_token, g.session_ages = token, ages


def _manager() -> None:
    staff_needed()
    if g.staff.role != "manager":
        raise NotAllowed


GUARDS: dict[str, Callable[[], None]] = {
    "kiosk": _kiosk,
    "journey": _journey,
    "moves": _kiosk,
    "receipt": _receipt,
    "staff": staff_needed,
    "room": staff_needed,
    "covert": staff_needed,
    "manage": _manager,
    "posters": _manager,
}
