"""Under which names this server answers, and whose page may send it a form."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import create_app
from kiosk.config import Config
from kiosk.store import database
from kiosk.views.front import origin
from tests.cast import World

PUBLIC, FORMER = "https://ask.example.org", "https://old.example.org:8443"
SENT = {"csrf_token": "wrong"}  # so that a form that is let through is told of its token


@pytest.fixture
def client(app: Flask, first_morning: tuple[Flask, Path]) -> FlaskClient:
    """The application under a public name, behind one proxy that ends TLS."""
    env = {
        "ASKFIRST_DATA_DIR": str(first_morning[1].parent),
        "ASKFIRST_PUBLIC_URL": PUBLIC,
        "ASKFIRST_FORMER_URLS": FORMER,
        "ASKFIRST_TRUSTED_HOPS": "1",
    }
    bound = database.database.obj
    made = create_app(Config.from_env(env))
    database.database.initialize(bound)
    return made.test_client()


def test_the_public_name_a_former_one_and_this_machine_are_answered(client: FlaskClient) -> None:
    for host in ("ask.example.org", "ASK.example.org.", "old.example.org:8443", "127.0.0.1:8000"):
        assert client.get("/staff/sign-in", headers={"Host": host}).status_code == 200, host
    for host in ("localhost", "[::1]:8000"):
        assert client.get("/staff/sign-in", headers={"Host": host}).status_code == 200, host


NONE = ("@", "a" * 64, "a" * 4000, "[", "a..b", "é.example", "ask.example.org:x")


@pytest.mark.parametrize(
    "host", ["evil.example", "ask.example.org.evil.example", "10.0.0.7", *NONE]
)
def test_any_other_name_is_refused_in_words(client: FlaskClient, host: str) -> None:
    for path in ("/", "/staff/sign-in", "/v"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "another address" in answer.text
    assert client.get("/healthz", headers={"Host": host}).status_code in (200, 400)
    assert client.get("/readyz", headers={"Host": "10.0.0.7"}).status_code == 200, "a probe"


def send(client: FlaskClient, host: str = "ask.example.org", **headers: str) -> str:
    """What a form is told that has no valid token: which of the two refusals came first."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    tls = {"X-Forwarded-Proto": "https", "Host": host}
    answer = client.post("/v", data=SENT, headers=tls | named)
    assert answer.status_code == 400
    return "foreign" if "Another website" in answer.text else "token"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": PUBLIC},
        {"Origin": f"{PUBLIC}:443"},
        {"Origin": FORMER},
        {"Referer": f"{PUBLIC}/v"},
        {},  # neither: the token alone
        {"Origin": PUBLIC, "Sec_Fetch_Site": "same-origin"},
        {"Origin": "null", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
    ],
)
@pytest.mark.parametrize("host", ["ask.example.org", "127.0.0.1:8000"])
def test_our_own_pages_are_let_through_to_their_token(
    client: FlaskClient, host: str, headers: dict[str, str]
) -> None:
    """Whatever a proxy makes of Host, and with no Referer: nobody is blamed for waiting."""
    assert send(client, host, **headers) == "token"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://ask.example.org"},  # somebody on the way made it
        {"Origin": "https://x.ask.example.org"},
        {"Origin": "null"},
        {"Origin": "https://[::1"},
        {"Referer": "https://evil.example/ask.example.org"},
        {"Origin": PUBLIC, "Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_another_sites_page_is_refused_before_its_token_is_looked_for(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert send(client, **headers) == "foreign"


def test_with_a_right_token_it_is_refused_all_the_same(world: World) -> None:
    """And the control: from our own page it is taken."""
    browser = world.browser()
    sent: dict[str, Any] = browser.get("/v").form("/v") | {"entry": "x"}
    here = {"Origin": "http://clinic.example:8000"}
    assert browser.post("/v", sent, headers=here).status == 200
    there = {"Origin": "https://evil.example"}
    assert browser.post("/v", sent, headers=there).status == 400


def test_without_the_guard_it_would_be_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the guard itself."""
    monkeypatch.setattr(origin, "_is_foreign", lambda _host: False)
    browser = world.browser()
    sent = browser.get("/v").form("/v") | {"entry": "x"}
    there = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert browser.post("/v", sent, headers=there).status == 200


def test_the_settings_of_the_test_are_those_of_a_real_one(client: FlaskClient) -> None:
    settings = client.application.config["ASKFIRST"]
    assert settings.former_urls == (FORMER,)


def test_the_log_names_the_address_that_people_use(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong ASKFIRST_PUBLIC_URL is a page that nobody finds: the operator reads why, once."""
    lines: list[str] = []
    monkeypatch.setattr(origin, "_warned", [float(-origin.WARN_EVERY)])
    monkeypatch.setattr(origin.log, "warning", lambda words, name: lines.append(words % name))
    for host in ("other.example", "other.example", "else.example"):
        assert world.app.test_client().get("/", headers={"Host": host}).status_code >= 400
    assert lines == ["asked for as other.example, which ASKFIRST_PUBLIC_URL does not say: no page"]
