"""Links for one use: who comes in by one, once, in time, and who does not."""

from urllib.parse import urlsplit

import pytest

from kiosk.actions import invitations, memberships, upkeep
from kiosk.domain.membership import Term
from kiosk.store.models import Invitation, Membership, Staff, StaffSession
from kiosk.store.queries import roles_of
from tests.cast import PASSWORD, World, all_rows, trail
from tests.pages import Browser, Page

DEE = {"name": "Dr Dee Lam", "job": "Locum GP", "username": "dee"}
MINE = "four plain words together"
CHOSEN = {"password": MINE, "again": MINE}
DAY = 24 * 60 * 60


def invite(world: World, **typed: object) -> tuple[Page, str]:
    """Mo makes a link on the manager's page; returns what is shown, and where the link leads."""
    mo = world.signed_in("mo")
    given = {"label": "Locum on Friday", **typed}
    page = mo.submit(mo.get("/manage/people/invite"), "/manage/people/invite", **given)
    return page, urlsplit(page.shown("link")).path


def come_in(world: World, path: str, **typed: str) -> tuple[Browser, Page]:
    visitor = world.browser()
    return visitor, visitor.submit(visitor.get(path), path, **(DEE | CHOSEN | typed))


def test_a_person_comes_in_and_chooses_their_own_name_and_password(world: World) -> None:
    page, path = invite(world)
    assert page.status == 201
    assert 'aria-label="QR code of the link for Locum on Friday"' in page.html
    assert "within 72 hours" in page.text
    assert "Locum on Friday" in world.signed_in("mo").get("/manage/people").text
    visitor, page = come_in(world, path)
    assert page.path == "/staff/"
    assert "Dr Dee Lam" in page.text
    dee = Staff.get(Staff.username == "dee")
    assert roles_of(dee, world.here, world.clock()) == {"clinician"}
    assert trail()[-1] == "staff.join"
    assert "Locum on Friday" not in world.signed_in("mo").get("/manage/people").text
    assert visitor.get("/staff/account").status == 200


def test_the_link_is_kept_nowhere_and_shown_once(world: World) -> None:
    _page, path = invite(world)
    key = path.rsplit("/", 1)[-1]
    assert key not in repr(all_rows())
    assert key not in world.signed_in("mo").get("/manage/people").html


def test_a_double_tap_comes_in_once_and_is_let_in(world: World) -> None:
    _page, path = invite(world)
    visitor = world.browser()
    form = visitor.get(path).form(path) | DEE | CHOSEN
    cookies = visitor.cookie("session")
    first = visitor.post(path, form)
    visitor.client.set_cookie("session", cookies or "", domain="clinic.example")
    again = visitor.post(path, form)
    assert (first.status, again.status) == (303, 303)
    assert trail().count("staff.join") == 1
    assert visitor.get("/staff/").status == 200


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("twice", 410, "This link has been used"),
        ("late", 410, "This link is too old"),
        ("withdrawn", 410, "This link is too old"),
        ("cut", 404, "This link does not work"),
    ],
)
def test_a_link_that_does_not_work_says_why_and_what_to_do(
    world: World, what: str, status: int, words: str
) -> None:
    _page, path = invite(world)
    visitor = world.browser()
    form = visitor.get(path).form(path) | DEE | CHOSEN
    if what == "twice":
        come_in(world, path)
    elif what == "late":
        world.clock.forward(hours=72)
    elif what == "withdrawn":
        mo = world.signed_in("mo")
        page = mo.get("/manage/people")
        number = Invitation.select().order_by(Invitation.id.desc()).get().id
        mo.submit(page, f"/manage/people/links/{number}/withdraw")
    else:
        path = path[:-1]
    before = Staff.select().count()
    for page in (visitor.get(path), visitor.post(path, form | {"username": "eve"})):
        assert (page.status, page.heading) == (status, words)
        assert page.link("Sign in") == "/staff/sign-in"
    assert Staff.select().count() == before


def test_seventy_two_hours_are_whole(world: World) -> None:
    _page, path = invite(world)
    world.clock.forward(hours=71, minutes=59)
    assert come_in(world, path)[1].path == "/staff/"


def test_somebody_signed_in_as_another_spends_nothing_and_is_told(world: World) -> None:
    _page, path = invite(world)
    alice = world.signed_in("alice")
    page = alice.get(path)
    assert page.status == 409
    assert "You are signed in as Dr Alice Hart" in page.text
    form = world.browser().get(path)
    token = alice.get("/staff/").form("/staff/sign-out")
    assert alice.post(path, token | DEE | CHOSEN).status == 409
    assert Staff.get_or_none(Staff.username == "dee") is None
    page = alice.submit(page, "/staff/sign-out")
    assert page.path == path
    assert page.heading == form.heading == "Welcome to Hart Street"


def test_a_locked_screen_shows_no_name_and_keeps_its_bar(world: World) -> None:
    _page, path = invite(world)
    world.recording()
    alice = world.signed_in("alice")
    world.clock.forward(minutes=16)
    page = alice.get(path)
    assert page.status == 409
    assert "A recording of whoever signed in here goes on" in page.text
    assert "Alice" not in page.html


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"username": "alice"}, "That user name is taken"),
        ({"username": "D D"}, "Use 2 to 60 letters"),
        ({"name": ""}, "Enter your name"),
        ({"password": "short", "again": "short"}, "Use 12 to 200 characters"),
        ({"password": "password1234", "again": "password1234"}, "This is easy to guess"),
        ({"password": "DrDeeLam2026!", "again": "DrDeeLam2026!"}, "Leave your name"),
        ({"password": "hartstreetgp1", "again": "hartstreetgp1"}, "Leave your name"),
        ({"again": "four plain words"}, "The two passwords are not the same"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_the_link_still_works(
    world: World, typed: dict[str, str], words: str
) -> None:
    _page, path = invite(world)
    _visitor, page = come_in(world, path, **typed)
    assert page.status == 422
    assert words in page.text
    assert page.field("password").get("value") in (None, "")
    assert come_in(world, path)[1].path == "/staff/"


def test_a_locums_day_begins_and_ends_by_itself(world: World) -> None:
    """From midnight to midnight on the site's clock; what was open goes with it."""
    days = {"since": "12 November 2026", "until": "12/11/2026"}
    _page, path = invite(world, **days)
    visitor, page = come_in(world, path)
    assert page.heading == "You are ready"
    assert "from Thursday 12 November 2026" in page.text
    signing_in = {"username": "dee", "password": MINE}
    page = visitor.submit(visitor.get("/staff/sign-in"), "/staff/sign-in", **signing_in)
    assert page.status == 403
    assert "Still to come" in world.signed_in("mo").get("/manage/people").text
    world.clock.forward(hours=14)  # midnight
    page = visitor.submit(visitor.get("/staff/sign-in"), "/staff/sign-in", **signing_in)
    assert page.path == "/staff/"
    world.clock.forward(hours=23, minutes=50)
    page = visitor.submit(visitor.get("/staff/sign-in"), "/staff/sign-in", **signing_in)
    assert page.path == "/staff/"
    world.clock.forward(minutes=9, seconds=59)
    assert visitor.get("/staff/").status == 200
    world.clock.forward(seconds=1)
    assert visitor.get("/staff/").status == 303
    page = visitor.submit(visitor.get("/staff/sign-in"), "/staff/sign-in", **signing_in)
    assert page.status == 403
    assert "Have left" in world.signed_in("mo").get("/manage/people").text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"until": "10 November 2026"}, "The last day is over"),
        ({"since": "13/11/2026", "until": "12/11/2026"}, "The last day is before the first"),
        ({"since": "soon"}, "Enter a day like 25 December 2026"),
        ({"label": ""}, "Enter who it is for"),
        ({"roles": []}, "Choose at least one role"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(
    world: World, days: dict[str, str], words: str
) -> None:
    mo = world.signed_in("mo")
    typed = {"label": "Dee", **days}
    page = mo.submit(mo.get("/manage/people/invite"), "/manage/people/invite", **typed)
    assert page.status == 422
    assert words in page.text
    assert Invitation.select().count() == 1  # the first manager's


def test_a_day_is_whole_on_the_night_when_clocks_go_back(world: World) -> None:
    """25 October 2026 has 25 hours in London."""
    assert Term(None, 1_792_972_800).presence(1_792_972_799) == "here"
    mo = world.signed_in("mo")
    here = f"/manage/people/{world.bob.id}"
    world.clock.now = 1_792_880_000  # Saturday 24 October 2026
    mo = world.signed_in("mo")
    mo.submit(mo.get(here), f"{here}/dates", since="25/10/2026", until="25/10/2026")
    row = Membership.get(Membership.staff == world.bob)
    assert row.until - row.since == 25 * 60 * 60


def test_a_new_password_by_a_link_ends_what_was_open(world: World) -> None:
    """Nobody ever knows another's: the manager gets a link, and the old password stops at once."""
    alice, mo = world.signed_in("alice"), world.signed_in("mo")
    here = f"/manage/people/{world.alice.id}"
    page = mo.submit(mo.get(here), f"{here}/reset")
    path = urlsplit(page.shown("link")).path
    assert alice.get("/staff/").status == 303
    visitor = world.browser()
    page = visitor.get(path)
    assert (page.heading, "alice" in page.text) == ("Choose a new password", True)
    page = visitor.submit(page, path, **CHOSEN)
    assert page.path == "/staff/"
    assert trail()[-1] == "staff.new_password"
    assert visitor.get(path).status == 410


def test_who_leaves_meanwhile_gets_no_new_password(world: World) -> None:
    key = invitations.reset(world.context(), world.alice)
    memberships.end(world.context(), world.alice)
    assert world.browser().get(f"/staff/invited/{key}").status == 410
    assert StaffSession.select().where(StaffSession.ended_at.is_null(True)).count() == 0


def test_only_a_manager_makes_links(world: World) -> None:
    for name in ("alice", "rae"):
        who = world.signed_in(name)
        assert who.get("/manage/people/invite").status == 403
    assert PASSWORD not in repr(all_rows())


def test_links_are_deleted_a_month_after_their_end_and_people_stay(world: World) -> None:
    _page, path = invite(world)
    come_in(world, path)
    world.clock.forward(hours=72 + 29 * 24)
    upkeep.purge(world.context())
    assert Invitation.select().where(Invitation.label == "Locum on Friday").count() == 1
    world.clock.forward(hours=25)
    upkeep.purge(world.context())
    assert Invitation.select().count() == 0
    assert Staff.get(Staff.username == "dee")
