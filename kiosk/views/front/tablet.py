"""How a shared tablet behaves between two people: idle, warned, emptied (issue 3, 9).

The times stand in the page as data, and `static/js/idle.js` keeps them. Without scripts the page
itself asks "Are you still here?" after three minutes.
"""

from dataclasses import dataclass

from flask import Flask, g, request, session, url_for
from werkzeug.wrappers import Response

from kiosk.views.front import cookies
from kiosk.views.front.current import now

IDLE = 90  # seconds without a touch until the page warns
WARNING = 20  # seconds that the warning counts down
WARNING_ANSWERS = 60  # and where somebody's own answers would be lost
MAX_JOURNEY = 20 * 60  # seconds of one journey until the page asks whether more are needed
UNSCRIPTED = 3 * 60  # seconds on one page without scripts
RECEIPT_TURN = 5  # seconds after which the receipt looks again without scripts
UNANSWERED = 60  # seconds that the question stands without scripts until the tablet is free
MOVING = ("moves.show", "moves.done")


@dataclass(frozen=True)
class Idle:
    """The times of one page on the tablet, in seconds; `age` is the journey's."""

    idle: int
    warning: int
    most: int
    age: int
    journey: str
    signed: bool
    moving: bool = False  # the code that carries the answers to a phone is shown


def install(app: Flask) -> None:
    """Give templates `idle()` and `on_tablet()`."""
    app.jinja_env.globals.update(idle=idle, on_tablet=on_tablet, still_here=still_here)


def on_tablet() -> bool:
    """Whether this page is shown on the clinic's own tablet, to whoever stands before it.

    A paired tablet is one whatever it opens, but in the hands of staff who have signed in.
    """
    journey = g.get("journey")
    on_it = journey is not None and journey.on_tablet
    return "staff" not in g and (on_it or bool(cookies.read("kiosk")))


def idle() -> Idle | None:
    """The times to keep on a page that a patient may walk away from, else None.

    Every page of the tablet but the first: nobody will tap the button of one that says "this
    journey is gone" either.
    """
    if not on_tablet() or request.endpoint == "kiosk.attract":
        return None
    journey = g.get("journey")
    if journey is None:
        return Idle(IDLE, WARNING, MAX_JOURNEY, 0, "", signed=False)
    age = max(0, now() - journey.started_at)
    signed = journey.signed_at is not None
    answered = any(not step.startswith("rules-") for step in journey.answers)
    warning = WARNING_ANSWERS if answered and not signed else WARNING
    moving = request.endpoint in MOVING and not signed
    return Idle(IDLE, warning, MAX_JOURNEY, age, str(journey.started_at), signed, moving)


def forget_patient(response: Response) -> Response:
    """Drop what the patient before left in this browser, each thing by its name.

    `Clear-Site-Data` knows no names: it took the checker's memory of lists that it has seen, which
    is what shows a rollback, and the worker that keeps a page through an outage; and it may stall
    an old tablet. No page of a patient's may be cached at all, and what scripts keep they drop
    themselves (static/js/forget.js).
    """
    return cookies.drop(response, "journey", "session", "comfort")


def free_tablet(response: Response) -> Response:
    """The first screen belongs to nobody: a journey left without "Leave" ends here."""
    return cookies.drop(response, "journey", "comfort")


def left_behind() -> bool:
    """Whether the patient before walked away; then this browser starts a new session."""
    if not cookies.read("journey"):
        return False
    session.clear()
    return True


def still_here(held: Idle) -> tuple[int, str]:
    """After how many seconds a page without scripts leads on, and where; "" is the page itself."""
    if request.endpoint == "journey.still_here":
        return UNANSWERED, url_for("kiosk.attract")
    if not held.journey:
        return UNSCRIPTED, url_for("kiosk.attract")
    ask = url_for("journey.still_here", at=request.path.rsplit("/", 1)[-1])
    if request.endpoint != "journey.kiosk_receipt" or not held.signed:
        return UNSCRIPTED, ask
    seen = max(g.journey.signed_at, min(request.args.get("here", 0, type=int), now()))
    return RECEIPT_TURN, ask if now() - seen > UNSCRIPTED else ""
