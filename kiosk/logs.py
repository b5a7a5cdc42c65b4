"""One line for each request: the route, never the path, query, code, token or a person.

A page that looks again by itself every few seconds, and was answered in time, is no news: it has no
line. Every other answer carries the number of its line (`X-Request-ID`), and a page that says that
something failed shows it in digits that a patient can read out.
"""

import hashlib
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping

from flask import Flask, Response, g, has_request_context, request

from serving import lines

log = logging.getLogger("kiosk")
MIN_REFUSED = 400  # the least status that says no
MIN_FAILED = 500  # and the least that says that it was our fault
SLOW = 1000  # milliseconds: whoever waited for so long is news
HEADER = "X-Request-ID"
DIGITS = 9
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
GIVEN = re.compile(r"[A-Za-z0-9_.-]{8,64}")  # what a proxy may call a request


def install(app: Flask, log_format: str, *, hops: int, looks_again: Callable[[], bool]) -> None:
    """Log every request in the given format, `plain` or `json`, to standard error.

    `looks_again` says of the request in hand whether a page asks for this by itself; a number that
    a request came with is taken from a trusted proxy alone (`hops`).
    """
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(lines.formatter(log_format, _of_request))
        log.addHandler(handler)
        log.propagate = False
    log.setLevel(logging.INFO)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.from_proxy = hops > 0

    @app.after_request
    def end(response: Response) -> Response:
        spent = (time.perf_counter() - g.began) * 1000 if "began" in g else 0.0
        if response.status_code >= MIN_REFUSED or spent > SLOW or not looks_again():
            response.headers[HEADER] = request_id()
            _log(response, round(spent, 1))
        return response


def request_id() -> str:
    """What this request is called: by the proxy in front that is trusted, else by nine digits."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "") if g.get("from_proxy") else ""
        made = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        g.request_id = given if GIVEN.fullmatch(given) else made
    name: str = g.request_id
    return name


def number() -> str:
    """The same in nine digits, as somebody reads them out; those of the line, whatever a proxy
    calls it.
    """
    name = request_id()
    if len(name) == DIGITS and name.isdecimal():
        return name
    hashed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return f"{hashed % 10**DIGITS:0{DIGITS}}"


def _of_request() -> Mapping[str, object]:
    """What every line says that is written while a request is answered."""
    if not has_request_context():
        return {}
    name, digits = request_id(), number()
    return {"request_id": name} if name == digits else {"request_id": name, "number": digits}


def _log(response: Response, spent: float) -> None:
    route = request.url_rule.rule if request.url_rule else "(no route)"
    method = known_method(request.method)
    fields = {"method": method, "route": route, "status": response.status_code, "ms": spent}
    level = logging.WARNING if response.status_code >= MIN_FAILED else logging.INFO
    log.log(level, "request", extra={"fields": fields})


def known_method(method: str) -> str:
    """One of those that there are: a client may send any word in its place."""
    return method if method in METHODS else "(other)"
