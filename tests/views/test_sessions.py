"""Sessions, cookies and CSRF tokens."""

import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest

from kiosk import create_app
from kiosk.actions import kiosks
from kiosk.config import Config
from kiosk.store.database import database
from kiosk.store.models import Consent, StaffSession
from tests.cast import PASSWORD, World, all_rows
from tests.pages import Browser, Page


def test_a_form_without_its_token_is_refused_in_words(world: World) -> None:
    alice = world.signed_in("alice")
    receipt = world.receipt(world.signed())
    before = all_rows()
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "é\0"}):
        page = alice.post("/staff/verify", {"entry": receipt.code} | token)
        assert page.status == 400
        assert "try that again" in page.text.lower()
    assert all_rows() == before


@pytest.mark.parametrize("path", ["/kiosk/pair", "/v", "/staff/sign-in", "/h/x", "/r/" + "x" * 22])
def test_a_form_from_another_site_is_refused_everywhere(world: World, path: str) -> None:
    """Public pages too: signing somebody in unawares is a known trick."""
    page = world.browser().post(path, {"username": "alice", "password": PASSWORD})
    assert page.status in (400, 405)


def test_a_token_of_another_browser_is_worth_nothing(world: World) -> None:
    token = world.browser().get("/staff/sign-in").form("/staff/sign-in")
    mine = world.browser()
    mine.get("/staff/sign-in")
    assert mine.post("/staff/sign-in", {**token, "username": "alice"}).status == 400


def test_a_token_lives_as_long_as_its_page(world: World) -> None:
    """A tablet waits all day on one page."""
    tablet = world.kiosk()
    page = tablet.get("/kiosk")
    world.clock.forward(hours=20)
    assert tablet.submit(page, "/kiosk/start").status == 200


def test_staff_pages_lead_to_the_sign_in_page_and_back(world: World) -> None:
    consent = world.signed()
    browser = world.browser()
    page = browser.open(world.card(consent.id))
    assert page.heading == "Sign in"
    page = browser.submit(page, "/staff/sign-in", username="alice", password=PASSWORD)
    assert "Margaret O'Neill" in page.text


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/staff/../../evil",
        "javascript:alert(1)",
        "\r\nX: y",
    ],
)
def test_signing_in_leads_to_no_other_site(world: World, to: str) -> None:
    browser = world.browser()
    page = browser.get("/staff/sign-in")
    page = browser.send(page, "/staff/sign-in", username="alice", password=PASSWORD, to=to)
    assert page.status == 303
    assert page.location.startswith("/staff/")
    assert "X" not in page.response.headers


def test_a_wrong_password_keeps_the_name_and_says_never_which(world: World) -> None:
    browser = world.browser()
    page = browser.get("/staff/sign-in")
    texts = []
    for name in ("alice", "nobody"):
        page = browser.submit(page, "/staff/sign-in", username=name, password="wrong")
        assert page.status == 403
        assert page.field("username").get("value") == name
        assert page.field("password").get("value") in (None, "")
        texts.append(page.text.replace(name, "…"))
    assert texts[0] == texts[1]


def test_too_many_wrong_passwords_say_how_long_to_wait(world: World) -> None:
    browser = world.browser()
    page = browser.get("/staff/sign-in")
    for _try in range(6):
        page = browser.submit(page, "/staff/sign-in", username="alice", password="wrong")
    assert page.status == 429
    assert "15 minutes" in page.text


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(world: World) -> None:
    alice = world.signed_in("alice")
    for _use in range(3):
        world.clock.forward(minutes=14, seconds=59)
        assert alice.get("/staff/").status == 200
    world.clock.forward(minutes=15, seconds=1)
    assert alice.get("/staff/").location.startswith("/staff/sign-in")


def test_a_page_that_polls_does_not_keep_a_session_awake(world: World) -> None:
    alice = world.signed_in("alice")
    for _poll in range(15):
        world.clock.forward(minutes=1)
        assert alice.get("/staff/list").status == 200
    world.clock.forward(minutes=1)
    page = alice.get("/staff/list", headers={"HX-Request": "true"})
    assert page.status == 204
    assert page.response.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("name", ["today", "card"])
def test_a_page_that_loads_itself_again_does_not_keep_a_session_awake(
    world: World, name: str
) -> None:
    """Without JavaScript; the address is the page's own."""
    alice, consent = world.signed_in("alice"), world.verify(world.signed())
    page = alice.get("/staff/" if name == "today" else world.card(consent.id))
    found = re.search(r'http-equiv="refresh" content="\d+; url=([^"]+)"', page.response.text)
    assert found is not None
    for _load in range(15):
        world.clock.forward(minutes=1)
        assert alice.get(found[1]).status == 200
    world.clock.forward(minutes=1)
    assert alice.get(found[1]).location.startswith("/staff/sign-in")


def test_a_post_after_the_session_ended_changes_nothing_and_says_so(world: World) -> None:
    alice = world.signed_in("alice")
    consent = world.verify(world.signed())
    card = alice.get(world.card(consent.id))
    world.clock.forward(minutes=16)
    page = alice.send(card, f"{world.card(consent.id)}/decide", kind="wait")
    assert page.status == 401
    assert "sign in" in page.text.lower()
    assert Consent.get().decision_id is None


def test_signing_out_ends_the_session_in_the_database(world: World) -> None:
    """A cookie that somebody kept is worth nothing afterwards."""
    alice = world.signed_in("alice")
    kept = alice.cookie("staff")
    page = alice.get("/staff/")
    assert alice.submit(page, "/staff/sign-out").heading == "Sign in"
    assert StaffSession.get().ended_at is not None
    assert alice.cookie("staff") is None
    alice.client.set_cookie("staff", kept or "", domain="clinic.example")
    assert alice.get("/staff/").status == 303


def test_a_session_does_not_outlive_the_sign_in_before_it(world: World) -> None:
    """A new sign-in starts from an empty session: an older CSRF token is worth nothing."""
    browser = world.browser()
    old = browser.get("/staff/sign-in")
    browser.submit(old, "/staff/sign-in", username="alice", password=PASSWORD)
    assert browser.send(old, "/staff/sign-in", username="bob", password=PASSWORD).status == 400


def flags(page: Page) -> dict[str, Any]:
    """Every cookie that the response sets."""
    cookies: SimpleCookie = SimpleCookie()
    for line in page.response.headers.getlist("Set-Cookie"):
        cookies.load(line)
    return dict(cookies)


def all_cookies(world: World) -> dict[str, Any]:
    """Every cookie of the product, as it is first set."""
    browser, path = world.browser(), world.handoff()
    page = browser.get("/staff/sign-in")
    found = flags(page)
    found |= flags(browser.send(page, "/staff/sign-in", username="alice", password=PASSWORD))
    landing = browser.get(path)
    found |= flags(browser.send(landing, path))
    pair = browser.get("/kiosk/pair")
    return found | flags(browser.send(pair, "/kiosk/pair", code=kiosks.pair(world.context(), "T")))


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    cookies = all_cookies(world)
    assert set(cookies) == {"session", "staff", "journey", "kiosk", "known"}
    for morsel in cookies.values():
        assert morsel["httponly"]
        assert morsel["samesite"] == "Lax"
        assert morsel["path"] == "/"
        assert not morsel["domain"]


def test_under_https_cookies_are_bound_to_the_host(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`__Host-` (RFC 6265bis §4.1.3.2): secure, path /, no domain."""
    config: Config = world.app.config["ASKFIRST"]
    folder = Path(config.data_dir)
    url = "https://clinic.example"
    https = Config.from_env({"ASKFIRST_DATA_DIR": str(folder), "ASKFIRST_PUBLIC_URL": url})
    here = database.obj
    app = create_app(https)
    app.config["CLOCK"] = world.clock
    database.initialize(here)
    world.app = app
    monkeypatch.setattr(Browser, "_open", _open_https)
    cookies = all_cookies(world)
    names = ("session", "staff", "journey", "kiosk", "known")
    assert set(cookies) == {f"__Host-{name}" for name in names}
    for morsel in cookies.values():
        assert morsel["secure"]
        assert morsel["httponly"]
        assert morsel["path"] == "/"
        assert not morsel["domain"]


def _open_https(browser: Browser, method: str, path: str, **extra: Any) -> Page:
    extra |= {
        "base_url": "https://clinic.example",
        "headers": {"Referer": "https://clinic.example/"},
    }
    response = browser.client.open(path, method=method, **extra)
    assert response.headers["Strict-Transport-Security"]
    return Page(response, path)


def test_an_ended_session_leads_to_the_sign_in_page_and_not_to_a_fault(world: World) -> None:
    """A cookie kept from before signing out, with a stamp over a minute old."""
    alice = world.signed_in("alice")
    kept = alice.cookie("staff")
    assert kept
    alice.submit(alice.open("/staff/"), "/staff/sign-out")
    world.clock.forward(seconds=90)
    stranger = world.browser()
    stranger.client.set_cookie("staff", kept, domain="clinic.example")
    assert stranger.get("/staff/").status == 303


def copied(world: World, browser: Browser) -> Browser:
    """Another browser with a copy of this one's cookie."""
    other = world.browser()
    other.client.set_cookie("staff", browser.cookie("staff") or "", domain="clinic.example")
    return other


@pytest.mark.parametrize("minutes", [0, 10, 20], ids=["at once", "later", "after it lapsed"])
@pytest.mark.parametrize("name", ["alice", "bob"])
def test_a_new_sign_in_ends_the_session_that_the_browser_had(
    world: World, name: str, minutes: int
) -> None:
    """Whoever signs in next at a shared computer: a copy of the old cookie is worth nothing."""
    alice = world.signed_in("alice")
    thief = copied(world, alice)
    for _turn in range(2):
        world.clock.forward(minutes=minutes // 2)
        assert thief.get("/staff/").status == 200, "the control: it keeps itself awake"
    page = alice.get("/staff/sign-in")
    alice.submit(page, "/staff/sign-in", username=name, password=PASSWORD)
    assert alice.get("/staff/").status == 200
    assert thief.get("/staff/").status == 303
    world.clock.forward(seconds=1)
    assert thief.get("/staff/").location.startswith("/staff/sign-in")


def test_a_recording_of_the_person_before_can_still_be_stopped(world: World) -> None:
    """K14: their session locks, as by signing out."""
    consent = world.recording()
    alice = world.signed_in("alice")
    other = copied(world, alice)
    page = alice.get("/staff/sign-in")
    alice.submit(page, "/staff/sign-in", username="bob", password=PASSWORD)
    assert other.get("/staff/").status == 303
    assert StaffSession.get(StaffSession.staff == world.alice).locked_at is not None
    assert consent.recording.stopped_at is None
