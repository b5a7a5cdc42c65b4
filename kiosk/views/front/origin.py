"""Under which name a request reached us, and whose page sent it.

The token in each form stays what proves a form to be ours. This says sooner, and in words that fit,
that a page of somebody else sent it; behind a proxy that changes `Host` as well, and from a browser
that tells no `Referer`.
"""

import re
import time
import urllib.parse
from functools import lru_cache
from typing import Literal

from flask import Flask, current_app, request
from flask.globals import request_ctx

from kiosk.config import LOOPBACK, Config
from kiosk.domain.refusals import ForeignPage, WrongHost
from kiosk.logs import log
from kiosk.views.front.current import config

SAFE = ("GET", "HEAD", "OPTIONS")  # RFC 9110 §9.2.1
# Whoever looks whether the server is alive asks by its number.
PROBED = ("public.healthz", "public.readyz", "public.metrics")
PORTS = {"http": 80, "https": 443}
Reached = Literal["as configured", "untrusted", "other name", "not https", "no address"]
WARN_EVERY = 60  # seconds
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_warned = [float(-WARN_EVERY)]
MAX_READ = 64  # of the addresses last seen, so many are not taken apart again
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # not an address that anybody asks for


def install(app: Flask) -> None:
    """Look at every request before anything else does."""
    # Flask-WTF compares the Referer with Host, which a proxy may change; we do with the public URL.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.before_request(check)


def check() -> None:
    """Refuse a name that is not ours, and a change that another site's page sends.

    Raises:
        WrongHost, ForeignPage: so it is.
    """
    host = _host(f"//{request.host}")
    if request.endpoint not in PROBED and host not in _names(config()):
        _warn(host)
        _lead_home()
        raise WrongHost
    if request.method not in SAFE and _is_foreign(host):
        raise ForeignPage


def _lead_home() -> None:
    """A name that none can be, such as one of 64 letters and more (RFC 1035 §2.3.4), leaves the
    request without addresses: the page that refuses it has links all the same, ours.
    """
    if request_ctx.url_adapter is None:
        ours = urllib.parse.urlsplit(config().public_url)
        request_ctx.url_adapter = current_app.url_map.bind(ours.netloc, url_scheme=ours.scheme)


def _warn(host: str) -> None:
    """Name the address that people use and ASKFIRST_PUBLIC_URL does not; not for every request."""
    if time.monotonic() - _warned[0] > WARN_EVERY:
        _warned[0] = time.monotonic()
        name = host if NAME.fullmatch(host) else "a name that is none"
        log.warning("asked for as %s, which ASKFIRST_PUBLIC_URL does not say: no page", name)


def reached() -> Reached:
    """How this request came here, by the settings: what a proxy in front has to pass on."""
    settings = config()
    passed = [
        each for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()
    ]
    if passed and not settings.trusted_hops:
        return "untrusted"
    if _host(f"//{request.host}") != _host(settings.public_url):
        return "other name"
    if settings.https and request.scheme != "https":
        return "not https"
    return "no address" if len(passed) < settings.trusted_hops else "as configured"


def is_for_this_machine() -> bool:
    """Whether the request was sent to a name that no other machine asks for."""
    return _host(f"//{request.host}") in LOOPBACK


def _names(settings: Config) -> set[str]:
    """The names that this server answers to."""
    known = {_host(each) for each in (settings.public_url, *settings.former_urls)}
    return known | {*LOOPBACK} | ({settings.host} - {*ANYWHERE})


def _is_foreign(host: str) -> bool:
    fetched = request.headers.get("Sec-Fetch-Site", "")  # W3C Fetch Metadata §2.3
    if fetched == "cross-site":
        return True
    said = request.headers.get("Origin") or request.headers.get("Referer")
    if said == "null":  # a page that hides where it is from: ours, if the browser says so
        return fetched != "same-origin"
    if not said:
        return False
    settings = config()
    ours = {_origin(each) for each in (settings.public_url, *settings.former_urls)}
    if host != _host(settings.public_url):  # opened on this machine, or by its own address
        ours.add(_origin(f"{request.scheme}://{request.host}"))
    return _origin(said) not in ours


def _origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, name and port (RFC 6454 §4); of what is none of them, nothing that is ours."""
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme, _host(url), parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


@lru_cache(MAX_READ)
def _host(url: str) -> str:
    try:
        return (urllib.parse.urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
