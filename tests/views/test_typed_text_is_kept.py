"""The idle limit takes nothing away that somebody typed: signed in again, they find it there; and
nobody else does."""

import re

import pytest

from kiosk.domain import covert
from kiosk.store.models import Decision, Participant
from tests.cast import PASSWORD, World
from tests.pages import Browser, Page

COVERT = "/staff/covert/"
ALICE = {"username": "alice", "password": PASSWORD}
TYPED = {"patient": "Ann Lee", "words": "She was upset & <cried>.", "what": "own"}


def lapse(world: World) -> None:
    world.clock.forward(minutes=16)


def sign_in(browser: Browser, page: Page, name: str = "alice") -> Page:
    return browser.submit(page, "/staff/sign-in", username=name, password=PASSWORD)


def has_what_was_typed(page: Page) -> bool:
    return page.form(COVERT).get("words") == TYPED["words"]


def write(browser: Browser) -> Page:
    """The covert page, filled in and sent: when the session lapsed, it is the sign-in page."""
    return browser.send(browser.get(COVERT), COVERT, **TYPED)


def lapsed_post(world: World, browser: Browser) -> Page:
    page = browser.get(COVERT)
    lapse(world)
    return browser.send(page, COVERT, **TYPED)


def test_what_is_sent_after_the_lapse_is_there_again_after_signing_in(world: World) -> None:
    """It was thrown away, with the words "do it again"."""
    assert {"what", "words"} <= TYPED.keys()
    assert TYPED["what"] in covert.WHAT
    alice = world.signed_in("alice")
    asked = lapsed_post(world, alice)
    assert asked.status == 401
    assert asked.heading == "Sign in"
    assert "What you typed is kept." in asked.text
    assert "Ann" not in asked.html, "whoever stands there reads nothing of it"
    page = sign_in(alice, asked)
    assert page.path == COVERT
    assert has_what_was_typed(page)
    assert page.form(COVERT)["patient"] == "Ann Lee"
    assert page.form(COVERT)["what"] == "own"
    assert "What you typed is here again. It has not been sent yet." in page.text


def test_somebody_else_who_signs_in_never_sees_it(world: World) -> None:
    alice = world.signed_in("alice")
    page = sign_in(alice, lapsed_post(world, alice), "bob")
    assert "Ann" not in page.html
    assert not has_what_was_typed(alice.get(COVERT))
    assert alice.cookie("kept") is None
    lapse(world)
    page = sign_in(alice, alice.open(COVERT), "alice")
    assert not has_what_was_typed(page), "another person's turn ended it"


def test_a_wrong_password_does_not_lose_it(world: World) -> None:
    alice = world.signed_in("alice")
    asked = lapsed_post(world, alice)
    again = alice.submit(asked, "/staff/sign-in", username="alice", password="wrong")
    assert has_what_was_typed(sign_in(alice, again))


def test_it_is_shown_once_and_stays_kept_until_it_is_sent(world: World) -> None:
    alice = world.signed_in("alice")
    page = sign_in(alice, lapsed_post(world, alice))
    lapse(world)
    page = sign_in(alice, alice.open(COVERT))
    assert has_what_was_typed(page), "two quiet spells"
    rest = {"why": next(iter(covert.WHY)), "after": next(iter(covert.AFTER))}
    alice.send(page, COVERT, **rest)
    assert alice.cookie("kept") is None
    assert not has_what_was_typed(alice.get(COVERT))


def test_what_is_typed_is_kept_before_it_is_sent_and_keeps_the_session_awake(world: World) -> None:
    """The page's script sends it a moment after it was typed."""
    alice = world.signed_in("alice")
    page = alice.get(COVERT)
    for _word in range(3):
        world.clock.forward(minutes=14)
        saved = alice.post("/staff/keep", page.form(COVERT) | TYPED | {"path": COVERT})
        assert saved.status == 204
    lapse(world)
    asked = alice.open(COVERT)
    assert asked.heading == "Sign in"
    assert "What you typed is kept." in asked.text
    assert has_what_was_typed(sign_in(alice, asked))


def test_typing_on_a_page_whose_session_has_lapsed_is_kept_too(world: World) -> None:
    """A laptop that slept, and woke with the page still there."""
    alice = world.signed_in("alice")
    page = alice.get(COVERT)
    lapse(world)
    saved = alice.post("/staff/keep", page.form(COVERT) | TYPED | {"path": COVERT})
    assert saved.status == 401
    assert has_what_was_typed(sign_in(alice, alice.open(COVERT)))


def test_a_page_that_was_left_is_not_brought_back(world: World) -> None:
    alice = world.signed_in("alice")
    page = alice.get(COVERT)
    alice.post("/staff/keep", page.form(COVERT) | TYPED | {"path": COVERT})
    assert alice.get("/staff/list").status == 200
    assert alice.cookie("kept"), "the control: a part that polls is no sign of leaving"
    alice.get("/staff/")
    assert alice.cookie("kept") is None


def test_signing_out_throws_it_away(world: World) -> None:
    alice = world.signed_in("alice")
    page = alice.get(COVERT)
    alice.post("/staff/keep", page.form(COVERT) | TYPED | {"path": COVERT})
    alice.submit(page, "/staff/sign-out")
    assert alice.cookie("kept") is None


@pytest.mark.parametrize(
    ("verb", "typed", "shown"),
    [
        ("came-in", {"role": "student", "name": "Jo Lee"}, {"role": "student", "name": "Jo Lee"}),
        ("decide", {"kind": "not_agreed", "reason": "privacy"}, {"reason": "privacy"}),
    ],
)
def test_the_card_has_it_again_and_nothing_is_done(
    world: World, verb: str, typed: dict[str, str], shown: dict[str, str]
) -> None:
    consent = world.verify(world.signed())
    alice, card = world.signed_in("alice"), world.card(consent.id)
    page = alice.get(card)
    lapse(world)
    page = sign_in(alice, alice.send(page, f"{card}/{verb}", **typed))
    assert page.path == card
    form = page.form(f"{card}/{verb}")
    assert {name: form.get(name) for name in shown} == shown
    assert Decision.select().count() == Participant.select().count() == 0


def test_a_password_and_a_button_alone_are_not_kept(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get("/manage/people/invite")
    fields = {"label": "Sam Roe", "roles": "clinician"}
    lapse(world)
    asked = mo.send(page, "/manage/people/invite", password="a very long password", **fields)
    page = sign_in(mo, asked, "mo")
    assert page.path == "/manage/people/invite"
    assert page.form("/manage/people/invite")["label"] == "Sam Roe"
    assert not re.search("a very long password", page.html)


def test_the_cookie_is_closed_to_who_holds_the_browser(world: World) -> None:
    alice = world.signed_in("alice")
    lapsed_post(world, alice)
    cookie = alice.cookie("kept")
    assert cookie
    assert len(cookie) < 1000
    for name in ("mo", "bob"):
        other = world.signed_in(name)
        other.client.set_cookie("kept", cookie, domain="clinic.example")
        assert not has_what_was_typed(other.get(COVERT))


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "a/" * 40_000, "/"])
def test_it_leads_back_to_no_other_place(world: World, path: str) -> None:
    alice = world.signed_in("alice")
    page = alice.get(COVERT)
    alice.post("/staff/keep", page.form(COVERT) | TYPED | {"path": path})
    lapse(world)
    asked = alice.get(COVERT)
    assert alice.send(alice.get(asked.location), "/staff/sign-in", **ALICE).location == COVERT


def test_a_stranger_s_post_keeps_nothing(world: World) -> None:
    browser = world.browser()
    token = browser.get("/staff/sign-in").form("/staff/sign-in")
    page = browser.post(COVERT, token | TYPED)
    assert page.status == 401
    assert browser.cookie("kept") is None
    assert "What you typed" not in page.text
