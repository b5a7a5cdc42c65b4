"""The second step of signing in: codes from an app, recovery codes, and who has to have one."""

from typing import Any

import pytest

from kiosk.actions import attempts, invitations, memberships, practice, second_step, sites, staff
from kiosk.domain.account_refusals import WrongCode
from kiosk.domain.practice import mark
from kiosk.domain.second_step import recovery_in
from kiosk.lookups import trail as trails
from kiosk.store.database import database
from kiosk.store.models import (
    OneTimeCodes,
    Passkey,
    RecoveryCode,
    Site,
    StaffSession,
)
from tests.cast import PASSWORD, World, all_rows, trail
from tests.pages import Browser, Page

SIGN_IN, CODE = "/staff/sign-in", "/staff/sign-in/code"


def with_password(world: World, browser: Browser | None = None, name: str = "alice") -> Page:
    """What comes after the right password."""
    browser = browser or world.browser()
    return browser.submit(browser.get(SIGN_IN), SIGN_IN, username=name, password=PASSWORD)


def typed(world: World, browser: Browser, **field: str) -> Page:
    page = with_password(world, browser)
    if "recovery" in field:
        page = browser.get(page.link("Use a recovery code"))
    return browser.submit(page, CODE, **field)


# --- signing in ---


def test_after_the_password_there_is_one_field_for_the_code(world: World) -> None:
    world.with_codes()
    phone = world.browser()
    page = with_password(world, phone)
    assert page.heading == "Type the code from your app"
    assert 'inputmode="numeric"' in page.html
    assert 'autocomplete="one-time-code"' in page.html
    assert phone.get("/staff/").status == 303  # nobody is signed in yet
    code = world.code()
    page = phone.submit(page, CODE, one_time=f" {code[:3]} {code[3:]} ")
    assert page.path == "/staff/"
    assert trail()[-1] == "staff.sign_in"
    trails.verify(world.secrets)


@pytest.mark.parametrize(
    ("ahead", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_code_off(world: World, ahead: int, works: bool) -> None:  # noqa: FBT001
    world.with_codes()
    world.clock.forward(minutes=5)
    page = typed(world, world.browser(), one_time=world.code(ahead=ahead))
    assert (page.path == "/staff/") is works


def test_a_code_works_once_and_none_before_it(world: World) -> None:
    """RFC 6238 §5.2: whoever looked over a shoulder has nothing."""
    world.with_codes()
    used, before = world.code(), world.code(ahead=-1)
    assert typed(world, world.browser(), one_time=used).path == "/staff/"
    for code in (used, before):
        page = typed(world, world.browser(), one_time=code)
        assert (page.status, "That code does not work" in page.text) == (403, True)


@pytest.mark.parametrize("code", ["", "1", "000000 0", "abcdef", "\0", "é" * 5000, "１２３４５６"])
def test_what_is_no_code_is_refused_in_words(world: World, code: str) -> None:
    world.with_codes()
    for field in ("one_time", "recovery"):
        page = typed(world, world.browser(), **{field: code})
        assert (page.status, "does not work" in page.text) == (403, True)
    assert StaffSession.select().count() == 0


def test_wrong_codes_are_limited_and_cost_a_known_browser_nothing(world: World) -> None:
    """Who has stolen a password can guess five times; its person's own browser still signs in."""
    alice = world.signed_in("alice")
    alice.submit(alice.open("/staff/"), "/staff/sign-out")
    world.with_codes()
    thief = world.browser()
    for _try in range(attempts.SECOND_STEP.most):
        assert typed(world, thief, one_time="000000").status == 403
    page = typed(world, thief, one_time=world.code())
    assert (page.status, "15 minutes" in page.text) == (429, True)
    assert trail()[-2:] == ["staff.sign_in_failed", "staff.sign_in_limited"]
    assert typed(world, alice, one_time=world.code()).path == "/staff/"


def test_a_code_without_the_password_before_it_is_worth_nothing(world: World) -> None:
    world.with_codes()
    stranger = world.browser()
    assert stranger.get(CODE).status == 303
    token = stranger.get(SIGN_IN).form(SIGN_IN)
    assert stranger.post(CODE, token | {"one_time": world.code()}).status == 401
    late = world.browser()
    page = with_password(world, late)
    world.clock.forward(minutes=6)
    assert late.submit(page, CODE, one_time=world.code()).status == 401
    other = world.browser()
    page = with_password(world, other)
    key = invitations.reset(world.context(), world.alice)
    assert key
    assert other.submit(page, CODE, one_time=world.code()).status == 401


def test_a_second_tap_on_the_form_is_the_same_sign_in(world: World) -> None:
    """On a slow network the first answer never arrives: the second is no wrong code."""
    half, code = world.half_way(), world.code()
    first = second_step.finish(world.context(once="1"), half, code, staff.UNKNOWN)
    again = second_step.finish(world.context(once="1"), half, code, staff.UNKNOWN)
    assert first != again
    with pytest.raises(WrongCode):
        second_step.finish(world.context(once="2"), half, code, staff.UNKNOWN)
    world.clock.forward(minutes=2)
    with pytest.raises(WrongCode):
        second_step.finish(world.context(once="1"), half, code, staff.UNKNOWN)


# --- a lost phone ---


def test_a_recovery_code_signs_in_once_and_the_count_is_shown(world: World) -> None:
    codes = world.with_codes()
    assert len(set(codes)) == 10
    kept = {row.code_hash for row in RecoveryCode.select()}
    assert not {*codes, *map(recovery_in, codes)} & kept
    alice = world.browser()
    page = typed(world, alice, recovery=codes[3].lower().replace("-", " "))
    assert page.path == "/staff/"
    assert "You have 9 left" in alice.get("/staff/account").text
    page = typed(world, world.browser(), recovery=codes[3])
    assert (page.status, "used before" in page.text) == (403, True)
    trails.verify(world.secrets)


def test_recovery_codes_are_made_anew_with_a_fresh_proof(world: World) -> None:
    old = world.with_codes()
    alice = world.browser()
    typed(world, alice, one_time=world.code())
    page = alice.get("/staff/account")
    page = alice.submit(page, "/staff/account/recovery")
    assert (page.status, page.heading) == (201, "Your recovery codes")
    assert old[0] not in page.text
    assert typed(world, world.browser(), recovery=old[0]).status == 403
    assert RecoveryCode.select().count() == 10
    shown = alice.get("/staff/account")
    world.clock.forward(minutes=11)
    assert alice.send(shown, "/staff/account/recovery").status == 403
    trails.verify(world.secrets)


def test_a_managers_link_takes_the_codes_away_with_what_was_lost(world: World) -> None:
    world.with_codes()
    invitations.reset(world.by(world.mo), world.alice)
    assert (OneTimeCodes.select().count(), RecoveryCode.select().count()) == (0, 0)
    trails.verify(world.secrets)


# --- setting up ---


def secret_of(page: Page) -> str:
    return str(page.form("/staff/account/codes")["set_up"])


def test_codes_are_set_up_only_after_a_right_one(world: World) -> None:
    alice = world.signed_in("alice")
    before = all_rows()
    page = alice.get("/staff/account/codes")
    assert all_rows() == before
    shown = secret_of(page)
    page = alice.submit(page, "/staff/account/codes", one_time="123456")
    assert (page.status, "not the code that your app shows" in page.text) == (422, True)
    assert secret_of(page) == shown  # the app was shown this one
    assert OneTimeCodes.select().count() == 0
    assert with_password(world).path == "/staff/"


def test_the_secret_is_encrypted_in_its_row(world: World) -> None:
    world.with_codes()
    ((stored,),) = database.execute_sql("SELECT secret FROM one_time_codes").fetchall()
    assert OneTimeCodes.get().secret not in stored


def test_a_form_of_codes_is_for_its_person_and_for_an_hour(world: World) -> None:
    alice, bob = world.signed_in("alice"), world.signed_in("bob")
    theirs = secret_of(alice.get("/staff/account/codes"))
    page = bob.get("/staff/account/codes")
    page = bob.submit(page, "/staff/account/codes", set_up=theirs, one_time="123456")
    assert (page.status, "open for too long" in page.text) == (422, True)


def test_codes_are_asked_for_no_longer_once_they_are_removed(world: World) -> None:
    world.with_codes()
    alice = world.browser()
    typed(world, alice, one_time=world.code())
    alice.submit(alice.get("/staff/account"), "/staff/account/codes/remove")
    assert with_password(world).path == "/staff/"
    assert RecoveryCode.select().count() == 0
    trails.verify(world.secrets)


# --- what the place requires ---


def require(world: World, required: Any) -> None:
    held = Site.get_by_id(world.here.id).second_step
    practice.set_second_step(world.by(world.mo), required, mark(held))


def test_whoever_is_required_and_has_none_sets_one_up_first(world: World) -> None:
    require(world, "managers")
    assert with_password(world, name="alice").path == "/staff/"
    mo = world.browser()
    page = with_password(world, mo, "mo")
    assert page.heading == "Set up a second step"
    for path in ("/staff/", "/manage/", "/manage/people", "/staff/account"):
        assert mo.open(path).heading == "Set up a second step", path
    token = page.form("/staff/sign-out")
    before = all_rows()
    assert mo.post("/manage/people/invite", token | {"label": "Eve"}).status == 303
    assert all_rows() == before
    world.with_codes(world.mo)
    assert mo.open("/manage/people").status == 200


def test_who_is_signed_in_already_is_not_stopped_in_the_middle(world: World) -> None:
    alice = world.signed_in("alice")
    require(world, "everyone")
    assert alice.get("/staff/").status == 200
    assert with_password(world).heading == "Set up a second step"
    require(world, "nobody")
    assert with_password(world).path == "/staff/"


def test_stopping_is_never_refused_to_somebody_who_owes_one(world: World) -> None:
    """K14: what runs can be paused and stopped from the page that sets one up."""
    consent = world.recording()
    require(world, "everyone")
    alice = world.browser()
    page = with_password(world, alice)
    assert page.heading == "Set up a second step"
    card = world.card(consent.id)
    for verb, more in (("pause", {"why": "came_in"}), ("stop", {})):
        assert alice.submit(alice.open("/staff/"), f"{card}/{verb}", **more).status < 400
    assert trail()[-2:] == ["recording.pause", "recording.stop"]


def test_with_a_passkey_alone_the_password_is_not_enough_where_one_is_required(
    world: World,
) -> None:
    row = {"credential": "x", "public_key": "x", "sign_count": 0, "name": "My phone"}
    Passkey.create(staff=world.alice, made_at=world.clock(), **row)
    assert with_password(world).path == "/staff/"
    require(world, "everyone")
    page = with_password(world)
    assert page.heading == "Now use your passkey"
    assert "Ask a manager for a link" in page.text


def test_the_only_second_step_cannot_be_given_up_where_one_is_required(world: World) -> None:
    world.with_codes()
    require(world, "everyone")
    alice = world.browser()
    typed(world, alice, one_time=world.code())
    page = alice.submit(alice.get("/staff/account"), "/staff/account/codes/remove")
    assert (page.status, "make a passkey first" in page.text) == (422, True)
    assert OneTimeCodes.select().count() == 1


def test_one_of_a_persons_sites_that_requires_it_is_enough(world: World) -> None:
    """Their password signs in to all; and where they work is still asked first."""
    park = sites.add(world.secrets, world.clock(), name="Park", slug="park", closes="").site
    memberships.add(world.context(park), world.alice, ["clinician", "manager"])
    practice.set_second_step(world.context(park), "managers", mark("nobody"))
    alice = world.browser()
    page = with_password(world, alice)
    assert page.heading == "Where are you working today?"
    page = alice.submit(page, "/staff/where", place="hart")
    assert page.heading == "Set up a second step"
    world.with_codes()
    assert alice.get("/staff/").status == 200


# --- the manager's switch ---

SWITCH = "/manage/people/second-step"


def test_a_manager_says_of_whom_it_is_required(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get("/manage/people")
    assert "Nobody: whoever wants" in page.text
    page = mo.submit(mo.get(SWITCH), SWITCH, required="everyone")
    assert "Everyone who signs in" in page.text
    assert page.text.count("No second step yet") == 5
    assert trail()[-1] == "site.second_step"
    world.with_codes()
    assert "Codes from an app" in mo.get("/manage/people").text
    assert mo.submit(mo.get(SWITCH), SWITCH, required="everybody").status == 422
    trails.verify(world.secrets)


def test_the_second_of_two_managers_is_shown_both(world: World) -> None:
    mo, other = world.signed_in("mo"), world.signed_in("manager")
    page = mo.get(SWITCH)
    other.submit(other.get(SWITCH), SWITCH, required="managers")
    page = mo.submit(page, SWITCH, required="everyone")
    assert (page.status, "The practice manager changed this" in page.text) == (409, True)
    assert Site.get_by_id(world.here.id).second_step == "managers"
    mo.submit(page, SWITCH)
    assert Site.get_by_id(world.here.id).second_step == "everyone"


def test_todays_health_follows_the_switch(world: World) -> None:
    mo = world.signed_in("mo")
    assert "No manager has a second step" in mo.get("/manage/").text
    require(world, "managers")
    page = mo.get("/manage/")
    assert page.link("A second step is required") == "/manage/people#second-step"
    assert "none yet: Mo Khan, Practice manager" in page.text
    require(world, "nobody")
    world.with_codes(world.mo)
    assert "second step" not in mo.get("/manage/").text.lower()


def test_where_nothing_is_required_no_page_says_that_it_is(world: World) -> None:
    alice = world.signed_in("alice")
    assert alice.follow(alice.get("/staff/second-step")).path == "/staff/account"
