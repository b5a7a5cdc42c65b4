"""Who may open what: deny by default. Every route of the application is tried."""

import pytest
from flask import request
from werkzeug.routing import Rule

from kiosk.actions import kiosks
from kiosk.domain.refusals import NotAllowed
from kiosk.lookups import visitors
from kiosk.views.front import guards
from kiosk.views.front.pages import Pages, declared
from tests.cast import World
from tests.pages import Browser
from tests.views.routes import PUBLIC, addresses

VERBS = (
    "verify",
    "decide",
    "undo",
    "hand-over",
    "start",
    "pause",
    "resume",
    "stop",
    "came-in",
    "participants/1",
    "note",
)
CLOSED = (303, 401, 403, 404, 410)


def test_the_public_list_is_this_and_no_longer(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    stated = {name: declared(name) for name in endpoints}
    assert {name for name, page in stated.items() if page and page.guard is None} == PUBLIC


def test_every_public_route_exists(world: World) -> None:
    assert {rule.endpoint for rule in world.app.url_map.iter_rules()} >= PUBLIC


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_other_route_refuses_a_stranger(world: World, method: str) -> None:
    """Without the right cookie: the sign-in page, or a refusal in words; never the thing itself."""
    receipt = world.receipt(world.signed())
    stranger = world.browser()
    token = stranger.get("/staff/sign-in").form("/staff/sign-in")
    tried = 0
    for endpoint, path in addresses(world, method, receipt):
        if endpoint in PUBLIC or endpoint.startswith("receipt."):
            continue  # a receipt's key in the address is the right to see it
        page = stranger.get(path) if method == "GET" else stranger.post(path, token)
        assert page.status in CLOSED, f"{method} {path}: {page.status}"
        if page.status == 303:
            assert page.location.startswith("/staff/sign-in"), path
        assert "Margaret" not in page.html
        tried += 1
    assert tried > 10


def test_a_page_that_somebody_adds_and_forgets_to_guard_is_closed(world: World) -> None:
    with world.app.test_request_context("/"):
        request.url_rule = Rule("/new", endpoint="new.page")
        with pytest.raises(NotAllowed):
            guards.enforce()
        request.url_rule = Rule("/new", endpoint="public.new")
        with pytest.raises(NotAllowed):
            guards.enforce()


def test_a_page_without_an_audience_cannot_be_added_unless_it_says_that_it_is_open() -> None:
    pages = Pages("nobodys", __name__)
    with pytest.raises(ValueError, match="audience"):
        pages.get("/new")(lambda: "")
    pages.get("/open", endpoint="open", open=True)(lambda: "")


@pytest.mark.parametrize("key", ["x" * 22, "A" * 22, "x", "x" * 300, "é" * 22, "%00" * 22])
def test_a_receipt_page_needs_its_key(world: World, key: str) -> None:
    world.signed()
    for path in (f"/r/{key}", f"/r/{key}/status", f"/r/{key}/withdraw"):
        assert world.browser().get(path).status == 404


def test_a_kiosk_page_needs_a_paired_tablet(world: World) -> None:
    page = world.browser().get("/kiosk")
    assert page.status == 403
    assert page.link("pairing code") == "/kiosk/pair"


def test_a_revoked_tablet_is_shown_the_way_back(world: World) -> None:
    tablet = world.kiosk()
    assert tablet.get("/kiosk").status == 200
    kiosk = visitors.kiosk_of(tablet.cookie("kiosk") or "")
    kiosks.revoke(world.context(), kiosk)
    assert tablet.open("/").status == 403
    assert tablet.get("/kiosk/handoff").status == 403


@pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
def test_a_clinician_is_not_a_manager(world: World, name: str) -> None:
    clinician = world.signed_in(name)
    assert clinician.get("/manage/").status == 403
    token = clinician.get("/staff/").form("/staff/verify")
    for path in ("/manage/tablets", "/manage/people/invite", "/manage/tablets/1/revoke"):
        assert clinician.post(path, token).status == 403


def test_the_manager_is(world: World) -> None:
    assert world.signed_in("mo").get("/manage/").status == 200


def everything_on(world: World, browser: Browser, number: int) -> list[int]:
    """The answers to everything that can be asked of a consent."""
    here = world.card(number)
    token = browser.get("/staff/").form("/staff/verify") | {"seen": "0", "kind": "wait"}
    return [
        *(browser.get(f"{here}{part}").status for part in ("", "/live", "/note", "/screen")),
        *(browser.post(f"{here}/{verb}", token).status for verb in VERBS),
    ]


def test_charlie_finds_nothing_of_alices_site(world: World) -> None:
    """Another site's consent is no different from one that is not there."""
    consent = world.signed()
    everything = [404] * (4 + len(VERBS))
    assert everything_on(world, world.signed_in("charlie"), consent.id) == everything
    assert everything_on(world, world.signed_in("alice"), 999) == everything


def test_charlie_cannot_revoke_a_tablet_of_alices_site(world: World) -> None:
    theirs = world.kiosk_row(world.there)
    mo = world.signed_in("mo")
    token = mo.get("/manage/tablets").form("/manage/tablets")
    assert mo.post(f"/manage/tablets/{theirs.id}/revoke", token).status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("POST", "/staff/"),
        ("GET", "/staff/sign-out"),
        ("GET", "/staff/verify"),
        ("GET", "/journey/leave"),
        ("GET", "/kiosk/start"),
        ("GET", "/manage/people/1/roles"),
        ("POST", "/healthz"),
    ],
)
def test_the_wrong_method_is_a_page_in_words(world: World, method: str, path: str) -> None:
    browser = world.browser()
    page = browser.get(path) if method == "GET" else browser.post(path, {})
    assert page.status in (400, 404, 405, 410)
    assert page.heading


@pytest.mark.parametrize(
    "path", ["/nothing", "/staff/nothing", "/r/", "/static/nothing.css", "/%ff%fe"]
)
def test_an_address_that_is_not_there_is_a_page_in_words(world: World, path: str) -> None:
    page = world.browser().get(path)
    assert page.status == 404
    assert "cannot find" in page.text
