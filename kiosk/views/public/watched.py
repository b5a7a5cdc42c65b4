"""What programs ask that watch a server: is it alive, is it ready, what are its figures.

Each answers in plain text or JSON in every case, and within a few seconds; and none of them waits
behind those who write (serving/worker.py has threads of their own for these).
"""

import hmac
import ipaddress

from flask import Response, current_app, g, jsonify, request

from kiosk.domain.refusals import NotFound
from kiosk.lookups import bounded, health, server_figures
from kiosk.views.front import origin
from kiosk.views.front.current import config, now, secrets
from kiosk.views.public.home import pages

SECONDS = 2.0  # for the database to answer
# A proxy adds one of these, or is not ours: what came through one did not come from this machine.
PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP")


@pages.get("/healthz", open=True, shared=True, polled=True)
def healthz() -> Response:
    """The process is alive. Asks nobody, and so it says nothing of the database.

    `reached` says how this very request came, for `doctor`: asked at the public address, it tells
    what the proxy in front leaves out.
    """
    return jsonify(alive=True, reached=origin.reached())


@pages.get("/readyz", open=True, shared=True, polled=True)
def readyz() -> tuple[Response, int]:
    """Database, migrations, keys and disk are in order; else 503 with what is not.

    `warnings` is what wants attention and stops nobody yet.
    """
    held = secrets()
    try:
        faults, warnings = bounded.within(SECONDS, lambda: health.faults_and_warnings(held))
    except bounded.Unanswered:
        faults, warnings = ["database"], []
    answer = jsonify(ready=not faults, faults=faults, warnings=warnings)
    return answer, 503 if faults else 200


@pages.get("/metrics", open=True, shared=True, polled=True)
def metrics() -> Response:
    """The figures, for this machine or with the token, as the settings say. To others, no page:
    our own would ask the database how to say so, and no connection to it is open here.
    """
    counted = current_app.extensions.get("metrics")
    if counted is None or not (_has_token() or _is_from_here()):
        g.refused = NotFound.code
        return Response("Not found\n", 404, mimetype="text/plain")
    response = Response(counted.text(_look), content_type=counted.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def _look() -> server_figures.ServerFigures | None:
    folder, at = config().checkpoints, now()
    try:
        return bounded.within(SECONDS, lambda: server_figures.look(folder, at))
    except bounded.Unanswered:
        return None


def _has_token() -> bool:
    """RFC 6750 §2.1, compared in a time that tells nothing."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    wanted = config().metrics_token
    same = hmac.compare_digest(given.strip().encode(), wanted.encode())
    return bool(wanted) and kind.lower() == "bearer" and same


def _is_from_here() -> bool:
    """Whether a program on this machine asks, itself: by the peer of the connection, not by what
    anybody says of it; a proxy on this machine is such a peer, too, and says whom it speaks for.
    """
    if config().metrics != "loopback" or any(name in request.headers for name in PASSED_ON):
        return False
    if not origin.is_for_this_machine():  # a proxy that says nothing, but passes the name on
        return False
    before = request.environ.get("werkzeug.proxy_fix.orig") or request.environ
    try:
        peer = ipaddress.ip_address(before.get("REMOTE_ADDR") or "")
    except ValueError:
        return False
    return (getattr(peer, "ipv4_mapped", None) or peer).is_loopback
