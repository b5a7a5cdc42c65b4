"""A browser without a screen: keep-alive, cookies, CSRF token, idempotency keys, no redirects."""

import http.client
import re
import secrets
import time
import urllib.parse
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from typing import Any

FORM = "application/x-www-form-urlencoded"
FAILURES = (http.client.HTTPException, OSError)
WAITS = 60.0  # seconds for an answer: on a busy machine a real password takes many
IDLE = 2.0  # seconds after which a kept connection may have been closed at the other end


@dataclass(frozen=True)
class Answer:
    """What came back. `began` and `ended` are on the clock that all processes share."""

    status: int
    location: str
    text: str
    began: float
    ended: float
    cookies: dict[str, str]  # what this answer set

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Client:
    """One browser. Cookies are taken up until `keep_cookies` is set to False."""

    def __init__(self, url: str, timeout: float = WAITS) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        self.keep_cookies = True
        self.csrf = ""
        self.timeout = timeout
        self._connection: http.client.HTTPConnection | None = None
        self._used = 0.0

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None)

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        """Post a form as the page would: its CSRF token, and a fresh key unless one is given."""
        form = {"csrf_token": self.csrf, "once": once(), **fields}
        return self._send("POST", path, urllib.parse.urlencode(form, doseq=True))

    def open_form(self, path: str) -> Answer:
        """Get a page and remember the CSRF token of its form; it lives as long as the session."""
        answer = self.get(path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
        if answer.status == 503:
            return answer
        if answer.status != 200 or found is None:
            raise AssertionError(f"no form at {path}: {answer.status}\n{answer.text[:2000]}")
        self.csrf = found.group(1)
        return answer

    def sign_in(self, username: str, password: str) -> "Client":
        self.open_form("/staff/sign-in")
        answer = self.post("/staff/sign-in", {"username": username, "password": password})
        if answer.status != 303:
            raise AssertionError(f"sign-in failed: {answer.status}")
        # The session is a new one, and so is its token; this is the lightest page with a form.
        self.open_form("/staff/sign-in")
        return self

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        connection = self._connected()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **self.headers}
        if body is not None:
            headers["Content-Type"] = FORM
        began = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = self._text(response, response.read())
        except FAILURES:
            self.close()
            raise
        ended = self._used = time.monotonic()
        given = _cookies(response)
        if self.keep_cookies:
            kept = (self.cookies | given).items()
            self.cookies = {name: value for name, value in kept if value}
        location = response.getheader("Location", "")
        return Answer(response.status, location, text, began, ended, given)

    def _text(self, _response: http.client.HTTPResponse, body: bytes) -> str:
        return body.decode()

    def _connected(self) -> http.client.HTTPConnection:
        if time.monotonic() - self._used > IDLE:
            self.close()
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
        return self._connection


def _cookies(response: http.client.HTTPResponse) -> dict[str, str]:
    lines = response.headers.get_all("Set-Cookie") or ()
    pairs = (pair for line in lines for pair in SimpleCookie(line).items())
    return {name: morsel.value for name, morsel in pairs}


def once() -> str:
    """An idempotency key as the pages' forms carry it."""
    return secrets.token_urlsafe(16)
