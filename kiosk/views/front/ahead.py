"""Whether somebody wants to see a page, or a browser only asks for it ahead."""

from flask import request

from kiosk.domain.record_refusals import FetchedAhead

AHEAD = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")


def wanted() -> bool:
    """False for a HEAD, which shows nothing.

    Raises:
        FetchedAhead: a browser asks before anybody wants it: no page, and no entry of one.
    """
    if any("pre" in request.headers.get(each, "").lower() for each in AHEAD):
        raise FetchedAhead
    return request.method != "HEAD"
