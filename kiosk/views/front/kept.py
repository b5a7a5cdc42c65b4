"""What staff typed and have not sent, kept over the idle limit: signed in, they find it again.

It is in a cookie of the browser that it was typed into, sealed for the person who typed it, so
that nobody else who signs in there can read it. The database holds nothing of it. A page's script
sends what is typed a moment after (`/staff/keep`), which is a sign of life too; a form that is
sent after the session has lapsed is kept when it is refused. It shows once, after signing in.
"""

import json
from dataclasses import dataclass, replace

from flask import current_app, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from kiosk import sealed
from kiosk.domain.refusals import SignInNeeded
from kiosk.lookups import visitors
from kiosk.store.queries import Staff
from kiosk.views.front import cookies, guards
from kiosk.views.front.current import now, secrets
from kiosk.views.front.pages import declared

MAX_PATH = 100  # characters of an address that are looked at: staff's are far shorter
MAX_COOKIE = 3800  # characters: browsers refuse 4096 bytes with name and attributes
# Tokens of one form, what shows how old a page was, passwords, and the one box, which has a page
# of its own to fill.
NEVER_KEPT = frozenset(
    {
        "csrf_token",
        "once",
        "seen",
        "password",
        "new",
        "again",
        "credential",
        "one_time",
        "recovery",
        "set_up",
        "username",
        "to",
        "path",
        "entry",
        "at_once",
    }
)


@dataclass(frozen=True)
class Draft:
    """The fields of one page. `back`: its person has signed in again, and it is to be shown."""

    path: str
    fields: tuple[tuple[str, str], ...]
    back: bool = False


def keep(response: Response, person: Staff) -> Response:
    """Keep what was posted, for this person and for the page that the form stands on."""
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER_KEPT and value.strip()
    )
    path = page_of(request.form.get("path") or request.path)
    return _write(response, person, Draft(path, fields)) if fields and path else response


def keep_of_lapsed(response: Response) -> bool:
    """Keep what was posted by somebody whose session has just lapsed; says whether it is kept."""
    try:
        held = visitors.any_session(secrets(), cookies.read("staff"), now())
    except SignInNeeded:
        return False
    return _kept_now(keep(response, held.person))


def waits() -> bool:
    """Whether something is kept in this browser, whoever's it is."""
    return bool(_cookie())


def draft_of(person: Staff) -> Draft | None:
    """What this person typed in this browser and has not sent."""
    text = sealed.unseal(secrets(), _cookie(), now(), "kept", str(person.id))
    if not text:
        return None
    path, fields, back = json.loads(text)
    return Draft(path, tuple((name, value) for name, value in fields), back)


def bring_back(response: Response, person: Staff, draft: Draft | None) -> Response:
    """After signing in: the page shows its draft once more; another person's is thrown away."""
    if draft is None:
        return cookies.drop(response, "kept") if waits() else response
    return _write(response, person, replace(draft, back=True))


def here() -> MultiDict[str, str] | None:
    """What this page is to show as typed, or None."""
    if "staff" not in g or request.method != "GET" or not waits():
        return None
    draft = draft_of(g.staff)
    if draft is None or not draft.back or draft.path != request.path:
        return None
    return MultiDict(draft.fields)


def tend(response: Response) -> Response:
    """Throw away what was sent or left behind; what was shown again stays kept, to be sent."""
    page = declared()
    if "staff" not in g or g.locked or not waits() or page is None or page.polled or page.aside:
        return response
    if response.status_code == 422 or _kept_now(response):  # the form is shown again, or just kept
        return response
    draft = draft_of(g.staff)
    if draft and draft.back and request.method == "GET":
        shown = draft.path == request.path
        return _write(response, g.staff, replace(draft, back=False)) if shown else response
    return cookies.drop(response, "kept")


def _kept_now(response: Response) -> bool:
    name = cookies.name("kept")
    return any(each.startswith(f"{name}=") for each in response.headers.getlist("Set-Cookie"))


def page_of(path: str) -> str:
    """The staff page that a form with this address stands on: the nearest at or above it, or ""."""
    urls = current_app.url_map.bind("")
    parts = path[:MAX_PATH].strip("/").split("/")
    for length in range(len(parts), 0, -1):
        above = "/" + "/".join(parts[:length])
        for each in (above, f"{above}/"):
            try:
                endpoint, _values = urls.match(each, method="GET")
            except HTTPException:
                continue
            page = declared(endpoint)
            if page and page.guard in guards.STAFF and not page.polled:
                return each
    return ""


def _cookie() -> str:
    return cookies.read("kept", most=MAX_COOKIE)


def _write(response: Response, person: Staff, draft: Draft) -> Response:
    text = json.dumps([draft.path, draft.fields, draft.back])
    value = sealed.seal(secrets(), text, now(), "kept", str(person.id))
    if len(value) > MAX_COOKIE:
        return response
    return cookies.write(response, "kept", value)
