"""Every field of every form and every header, with whatever comes to mind: never a 500 (A6).

Forms are taken from the pages as each of seven people finds them; each is sent with some of its
fields changed. What a request changed is undone, so that each form is sent as it was found.
"""

import logging
import re
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from flask import request
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from kiosk.actions import attempts
from kiosk.domain.answers import Answers
from kiosk.domain.walk import Walk
from kiosk.store.database import database
from kiosk.store.models import Journey
from kiosk.store.policies import policy_of
from tests.cast import World
from tests.fuzz.length import FUZZ, seconds
from tests.pages import Browser
from tests.views.routes import addresses

pytestmark = pytest.mark.timeout(4 * int(FUZZ) + 120)

STAFF = 3  # of the people, the first
BATCH = 40  # examples between two looks at the clock
FORM = re.compile(r"<form\b[^>]*?action=\"([^\"]*)\"[^>]*>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"[^>]*>")
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
LEFT_ALONE = ("csrf_token",)  # without it every form ends at the same door
HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "Cookie", "Forwarded", "Host",
    "HX-Current-URL", "HX-Request", "HX-Target", "HX-Trigger", "If-Modified-Since",
    "If-None-Match", "Origin", "Range", "Referer", "Sec-Fetch-Mode", "Sec-Fetch-Site",
    "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Requested-With",
)  # fmt: skip
DRAWN = (".png", ".pdf")  # slow to make, and no form is on them
NASTY = [
    b"", b"\0", b"\xff\xfe", b"%00", b"%", b"-1", b"0", b"9" * 400, b"1e400", b"NaN", "²".encode(),
    "\u0661".encode(), b"\xed\xa0\x80", "\u202e".encode(), "\U000e0001".encode(), "ﷺ".encode() * 50,
    b"[", b"[]", b"[[[]]]", b"[[[1,2],[3]]]", b"{}", b'"', b"null", b"true", b"' OR 1=1 --",
    b"<script>", b"{{7*7}}", b"../../etc/passwd", b"a" * 5000, b"\r\nSet-Cookie: x=1", b"31",
    b"2026-02-30", b"25:61", b"1948", b"https://[::1", b"javascript:alert(1)",
    b"//elsewhere.example", b"en", b"xx", b"sound", b"patient", b"agreed", b"other",
    b"\xf0\x9f\x92\xa9" * 100,
]  # fmt: skip
RAW = st.sampled_from(NASTY) | st.binary(max_size=20)
if FUZZ:  # slow to begin with: the table of all signs
    RAW |= st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
    RAW |= st.integers().map(lambda number: str(number).encode())


@dataclass
class Form:
    """A form as somebody finds it on a page, or an address that takes one."""

    browser: Browser
    path: str
    fields: dict[str, str] = field(default_factory=dict)


def forms_on(browser: Browser, html: str) -> Iterator[Form]:
    for action, inside in FORM.findall(html):
        fields = {}
        for found in FIELD.finditer(inside):
            value = VALUE.search(found[0])
            fields.setdefault(unescape(found[1]), unescape(value[1]) if value else "")
        path = urllib.parse.urlsplit(unescape(action)).path
        yield Form(browser, path, fields)


class Surface:
    """Everything that takes anything: the forms that people find, and every address."""

    def __init__(self, world: World) -> None:
        self.world = world
        consent = world.decided()
        world.invite()
        world.show_a_code()
        self.receipt = world.receipt(consent)
        walker, tablet = world.phone(), world.kiosk()
        world.walk(walker)
        self.people = [
            world.signed_in("alice"),
            world.signed_in("mo"),
            world.signed_in("rae"),
            world.own_phone(consent),
            walker,
            tablet,
            world.browser(),
        ]
        self.gets = [path for _endpoint, path in addresses(world, "GET", self.receipt)]
        self.gets += [f"/journey/{step}" for step in steps()]
        posts = [path for _endpoint, path in addresses(world, "POST", self.receipt)]
        self.forms = list(self._found())
        known = {each.path for each in self.forms}
        token = next(each.fields["csrf_token"] for each in self.forms)
        for path in sorted({*posts} - known):  # reached by scripts alone, or not found
            self.forms.append(Form(self.forms[0].browser, path, {"csrf_token": token}))

    def _found(self) -> Iterator[Form]:
        seen = set()
        for number, browser in enumerate(self.people):
            staff, stranger = number < STAFF, number == len(self.people) - 1
            for path in dict.fromkeys(self.gets):
                if staff != path.startswith(("/staff/", "/manage/")) and not stranger:
                    continue  # each on their own side; the stranger is on both
                for form in forms_on(browser, html_of(browser, path)):
                    mark = (form.path, *sorted(form.fields), number if "staff" in path else "")
                    if mark not in seen and "csrf_token" in form.fields:
                        seen.add(mark)
                        yield form


def html_of(browser: Browser, path: str) -> str:
    if path.endswith(DRAWN):
        return ""
    answer = send(browser, "GET", path)
    return answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""


def steps() -> tuple[str, ...]:
    """The questions of the walk, all answered: each can be opened again."""
    walk = Journey.select().order_by(Journey.id.desc()).get()
    return Walk(policy_of(walk.text), Answers(walk.answers)).steps


def send(browser: Browser, method: str, path: str, **extra: Any) -> Any:
    """One request, of which nothing stays."""
    with database.atomic() as made:
        try:
            return browser.client.open(
                path, method=method, base_url="http://clinic.example:8000", **extra
            )
        finally:
            made.rollback()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the log says of faults while a test goes on."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{record.getMessage()} {record.exc_info}")

    handler = Keep(logging.ERROR)
    logging.getLogger("kiosk").addHandler(handler)
    yield said
    logging.getLogger("kiosk").removeHandler(handler)


def for_a_while(usual: float, once: Any) -> int:
    """Examples in batches, each from a seed of its own, until the time is over; how many."""
    until, count = time.monotonic() + seconds(usual), 0
    how = settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    while time.monotonic() < until:

        @how
        @seed(count)
        @given(st.data())
        def batch(data: st.DataObject) -> None:
            once(data)

        batch()
        count += BATCH
    return count


def assert_answered(answer: Any, what: object, faults: list[str]) -> None:
    assert answer.status_code < 500, f"{what}: {answer.status_code} {faults}"
    assert faults == [], what
    if answer.mimetype == "text/html":
        assert b"Traceback" not in answer.data


def fuzz_forms(forms: list[Form], faults: list[str], usual: float) -> int:
    def once(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(forms))
        sent = {name: [value.encode()] for name, value in form.fields.items()}
        names = [name for name in sent if name not in LEFT_ALONE] or ["name"]
        for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4)):
            sent[name] = data.draw(st.lists(RAW, max_size=3))
        body = urllib.parse.urlencode(sent, doseq=True)
        kind = "application/x-www-form-urlencoded"
        answer = send(form.browser, "POST", form.path, data=body, content_type=kind)
        assert_answered(answer, (form.path, sent), faults)

    return for_a_while(usual, once)


def fuzz_headers(surface: Surface, faults: list[str], usual: float) -> int:
    raw = st.dictionaries(st.sampled_from(HEADERS), RAW, min_size=1, max_size=3)

    def once(data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(surface.people))
        path = data.draw(st.sampled_from(surface.gets))
        # A header is Latin-1 by the time an application reads it, and no line ends in it.
        sent = {
            name: re.sub(rb"[\r\n\0]", b"", value)[:4000].decode("latin-1")
            for name, value in data.draw(raw).items()
        }
        method = data.draw(st.sampled_from(["GET", "GET", "HEAD", "POST", "OPTIONS"]))
        assert_answered(send(browser, method, path, headers=sent), (method, path, sent), faults)

    return for_a_while(usual, once)


def fuzz_addresses(surface: Surface, faults: list[str], usual: float) -> int:
    def once(data: st.DataObject) -> None:
        browser = data.draw(st.sampled_from(surface.people))
        parts = data.draw(st.sampled_from(surface.gets)).split("/")
        number = data.draw(st.integers(0, len(parts) - 1))
        parts[number] = urllib.parse.quote_from_bytes(data.draw(RAW)[:1500], safe="?&=#")
        path = "/" + "/".join(parts).lstrip("/")
        assert_answered(send(browser, "GET", path), path, faults)

    return for_a_while(usual, once)


def test_whatever_stands_in_form_header_or_address_is_a_page_in_words(
    world: World, faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "minutes_left", lambda *_: 0)  # limits have tests of their own
    surface = Surface(world)
    assert len(surface.forms) > 60, [each.path for each in surface.forms]
    assert len({name for each in surface.forms for name in each.fields}) > 50
    tried = {
        "forms": fuzz_forms(surface.forms, faults, 2),
        "headers": fuzz_headers(surface, faults, 1),
        "addresses": fuzz_addresses(surface, faults, 0.5),
    }
    print(len(surface.forms), "forms;", tried)  # noqa: T201
    assert min(tried.values()) >= BATCH


def test_a_page_that_trusts_what_is_sent_is_found(
    world: World, faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a view that takes what is sent for a number."""

    def careless() -> str:
        return str(int(request.form.get("entry") or "0"))

    monkeypatch.setitem(world.app.view_functions, "public.verify_check", careless)
    browser = world.browser()
    forms = [each for each in forms_on(browser, browser.get("/v").html) if each.path == "/v"]
    for each in forms:
        each.fields = {"csrf_token": each.fields["csrf_token"], "entry": ""}
    with pytest.raises(AssertionError, match="/v"):
        fuzz_forms(forms, faults, 20)
