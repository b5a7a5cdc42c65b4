"""A browser without scripts, and what every page that it opens is checked for."""

import copy
import functools
import itertools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
CAMERA_PAGES = ("/staff/scan", "/verifier/")
CSP_PARTS = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
PICTURES = ("application/pdf", "application/zip", "image/png")
UNLABELLED = ("hidden", "submit", "button")
Fault = tuple[tuple[int, int], str]  # where, and html5lib's name for it


# What differs each time that a page is made: the one token and the key of each form.
SECRET = re.compile(r'(<input type="hidden" name="(?:csrf_token|once)" value=")([^"<>&]+)(?=">)')


def read(html: str, *, whole: bool) -> tuple[Element, list[Fault]]:
    """The elements of a page, and what is wrong with it. A page that differs from an earlier one
    in nothing but its forms' tokens and keys is not parsed again: that took half of a test's time.
    """
    secrets = [found[2] for found in SECRET.finditer(html)]
    numbers = itertools.count()
    plain = SECRET.sub(lambda found: f"{found[1]}secret-{next(numbers)}", html)
    kept, faults = _parse(plain, whole)
    tree = copy.deepcopy(kept)
    own = {f"secret-{number}": secret for number, secret in enumerate(secrets)}
    for each in tree.iter("input"):
        if each.get("name") in ("csrf_token", "once"):
            each.set("value", own.get(each.get("value", ""), each.get("value", "")))
    return tree, faults


@functools.lru_cache(maxsize=200)
def _parse(html: str, whole: bool) -> tuple[Element, list[Fault]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parse = parser.parse if whole else parser.parseFragment
    tree: Element = parse(html)
    return tree, [(place, code) for place, code, _values in parser.errors]


class Page:
    """One answer of the server, read as a browser without scripts would."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.path = path
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        picture = response.mimetype in PICTURES
        self.html = "" if picture else response.get_data(as_text=True)
        self.whole = "<html" in self.html[:200].lower()
        self.tree, self.faults = read(self.html, whole=self.whole)

    @property
    def text(self) -> str:
        """The words on the page, with single spaces."""
        return words(self.tree.find("body") if self.whole else self.tree)

    @property
    def heading(self) -> str:
        return words(self.tree.find(".//h1"))

    def forms(self) -> list[Element]:
        return list(self.tree.iter("form"))

    def form(self, action: str) -> dict[str, Any]:
        """What the form with this action would send if nothing were typed.

        A name that stands more than once, such as ticks of a group, has a list of all its values.
        """
        actions = {urlsplit(each.get("action", "")).path: each for each in self.forms()}
        forms = {each.get("id"): each for each in self.forms() if each.get("id")}
        for each in self.tree.iter("button"):  # one may send a form elsewhere (HTML §4.10.19.6)
            if each.get("formaction"):
                actions[each.get("formaction", "")] = forms[each.get("form")]
        form = actions[action]
        own = form.get("id") or None
        apart = [each for each in self.tree.iter() if own and each.get("form") == own]
        sent = MultiDict(field for part in (form, *apart) for field in fields_of(part))
        return {name: all_[0] if len(all_) == 1 else all_ for name, all_ in sent.lists()}

    def field(self, name: str) -> Element:
        return next(each for each in self.tree.iter() if each.get("name") == name)

    def shown(self, name: str) -> str:
        """What stands in the field with this id: a link to copy is in no form."""
        return next(each.get("value", "") for each in self.tree.iter() if each.get("id") == name)

    def link(self, wanted: str) -> str:
        """Where the link with these words leads."""
        found = (each for each in self.tree.iter("a") if wanted in words(each))
        return next(found).get("href", "")


class Browser:
    """A client with its own cookies. `get` and `post` check every page on the way."""

    def __init__(self, app: Flask, **environ: Any) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.environ = environ

    def get(self, path: str, **extra: Any) -> Page:
        return self._open("GET", path, **extra)

    def post(self, path: str, data: Any = None, **extra: Any) -> Page:
        return self._open("POST", path, data=data, **extra)

    def follow(self, page: Page) -> Page:
        """Follow redirects to a page."""
        for _hop in range(5):
            if page.status not in (302, 303, 308):
                return page
            page = self.get(page.location)
        raise AssertionError(f"redirected for ever at {page.location}")

    def open(self, path: str) -> Page:
        """Open an address as a person would."""
        return self.follow(self.get(path))

    def send(self, page: Page, action: str, **typed: Any) -> Page:
        """Fill in the form of a page with this action and send it; not followed."""
        return self.post(action, {**page.form(action), **typed})

    def submit(self, page: Page, action: str, **typed: Any) -> Page:
        """As `send`, and follow to the page that comes of it."""
        return self.follow(self.send(page, action, **typed))

    def match(self, page: Page) -> Page:
        """Say that this is who it is, on the page that asks; any other page is left as it is."""
        asked = [each.get("action", "") for each in page.forms()]
        taps = [each for each in asked if each.startswith("/staff/consents/")]
        taps = [each for each in taps if each.endswith("/verify")]
        return self.submit(page, taps[0]) if taps else page

    def enter(self, entry: str) -> Page:
        """Type what the patient shows into the one box, and match the person."""
        return self.match(self.submit(self.get("/staff/"), "/staff/verify", entry=entry))

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain="clinic.example")
        return found.value if found else None

    def _open(self, method: str, path: str, **extra: Any) -> Page:
        extra.setdefault("base_url", "http://clinic.example:8000")
        response = self.client.open(path, method=method, **self.environ, **extra)
        page = Page(response, path)
        check_headers(response)
        if response.mimetype == "text/html" and response.status_code not in (204, 302, 303, 308):
            check(page, self.app)
        return page


def check_headers(response: TestResponse) -> None:
    """Every header of the security baseline is on the response."""
    for name, value in SECURITY_HEADERS.items():
        if name == "Permissions-Policy" and response.request.path in CAMERA_PAGES:
            value = value.replace("camera=()", "camera=(self)")
        assert response.headers.get(name) == value, name
    csp = response.headers["Content-Security-Policy"]
    for part in CSP_PARTS:
        assert part in csp, part
    assert "unsafe" not in csp.replace("'wasm-unsafe-eval'", "")


def check(page: Page, app: Flask) -> None:
    """A page is valid HTML with a title, one h1, own ids, labels, and forms that lead somewhere."""
    assert not page.faults, f"{page.path}: invalid HTML {page.faults}"
    ids = [each.get("id") for each in page.tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids)), f"{page.path}: duplicate ids {sorted(ids)}"
    if page.whole:
        assert words(page.tree.find(".//title")), f"{page.path}: no title"
        assert len(list(page.tree.iter("h1"))) == 1, f"{page.path}: not one h1"
        assert page.heading, f"{page.path}: empty h1"
    check_labels(page)
    check_errors(page, ids)
    for form in page.forms():
        check_form(form, app, page.path)
    for element in page.tree.iter():
        assert "style" not in element.attrib, f"{page.path}: inline style"
        handlers = [name for name in element.attrib if str(name).startswith("on")]
        assert not handlers, f"{page.path}: {handlers}"


def check_labels(page: Page) -> None:
    """Everything that can be filled in says what it is."""
    named = {each.get("for") for each in page.tree.iter("label")}
    inside = {id(each) for label in page.tree.iter("label") for each in label.iter()}
    for field in page.tree.iter():
        if field.tag not in ("input", "textarea", "select") or field.get("type") in UNLABELLED:
            continue
        labelled = field.get("id") in named or id(field) in inside or field.get("aria-label")
        assert labelled, f"{page.path}: {field.attrib} has no label"


def check_errors(page: Page, ids: list[str | None]) -> None:
    """What is wrong is tied to the field or the group that it is about, for screen readers."""
    pointed = {
        each for element in page.tree.iter() for each in element.get("aria-describedby", "").split()
    }
    assert pointed <= set(ids), f"{page.path}: {pointed - set(ids)} is described by nothing"
    inside = {id(each) for label in page.tree.iter("label") for each in label.iter()}
    for element in page.tree.iter():
        if "nhsuk-error-message" in element.get("class", "").split() and id(element) not in inside:
            tied = element.get("id") in pointed or "hidden" in element.attrib  # a script ties it
            assert tied, f"{page.path}: nothing points to {words(element)!r}"


def check_form(form: Element, app: Flask, where: str) -> None:
    """A form posts to a route of ours, with a CSRF token and an idempotency key; one that only
    chooses what is shown gets, and has neither: both would stand in the address.
    """
    action, method = urlsplit(form.get("action", "")), form.get("method", "").upper()
    assert method in ("POST", "GET"), f"{where}: a form that does not say how it is sent"
    assert not action.netloc, f"{where}: a form that leads elsewhere"
    urls = app.url_map.bind("clinic.example")
    try:
        urls.match(action.path, method=method)
    except RequestRedirect as redirect:
        raise AssertionError(f"{where}: {action.path} redirects") from redirect
    sent = dict(fields_of(form))
    if method == "GET":
        assert not {"csrf_token", "once"} & {*sent}, f"{where}: a secret in an address"
        assert all(each.tag != "button" or not each.get("formaction") for each in form.iter())
        return
    assert sent.get("csrf_token"), f"{where}: {action.path} has no CSRF token"
    assert sent.get("once"), f"{where}: {action.path} has no idempotency key"


def fields_of(form: Element) -> Iterator[tuple[str, str]]:
    """What a form would send: hidden and filled fields, and what is ticked."""
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.tag == "button":
            continue
        if field.tag == "textarea":
            yield name, "".join(field.itertext())
        elif field.tag == "input" and not (
            kind in ("radio", "checkbox") and "checked" not in field.attrib
        ):
            yield name, field.get("value", "")


def words(element: Element | None) -> str:
    """The text of an element, scripts left out, with single spaces."""
    if element is None:
        return ""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag not in ("script", "style"):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
