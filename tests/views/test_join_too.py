"""Somebody of another place is asked to work at this one too, and says yes themselves."""

import pytest

from kiosk.actions import invitations, memberships
from kiosk.lookups import trail
from kiosk.store import queries
from kiosk.store.models import Invitation, Membership
from tests.cast import PASSWORD, World, all_rows
from tests.pages import Browser, Page

JOIN = "/manage/people/join"


def ask(mo: Browser, username: str, **typed: object) -> Page:
    fields = {"username": username, "roles": ["clinician"], **typed}
    return mo.send(mo.get(JOIN), JOIN, **fields)


def address_on(page: Page) -> str:
    found = next(each for each in page.tree.iter("input") if each.get("id") == "link")
    return str(found.get("value", "")).removeprefix("http://clinic.example:8000")


def is_at_hart(world: World) -> bool:
    return bool(queries.roles_of(world.charlie, world.here, world.clock()))


def test_they_open_the_link_signed_in_and_say_yes(world: World) -> None:
    address = address_on(ask(world.signed_in("mo"), " Charlie "))
    charlie = world.signed_in("charlie")
    before = all_rows()
    page = charlie.get(address)
    assert "Hart Street asks you to work there too" in page.text
    assert "Clinician" in page.text
    assert (all_rows() == before, is_at_hart(world)) == (True, False), "their yes is needed"
    page = charlie.follow(charlie.send(page, address))
    assert "You are in the list of Hart Street now" in page.text
    assert is_at_hart(world)
    assert "Charlie" in world.signed_in("mo").get("/manage/people").text
    trail.verify(world.secrets)


def test_a_double_tap_says_yes_once_and_the_link_is_good_no_more(world: World) -> None:
    address = address_on(ask(world.signed_in("mo"), "charlie"))
    charlie = world.signed_in("charlie")
    page = charlie.get(address)
    assert [charlie.send(page, address).status for _tap in range(2)] == [303, 303]
    assert charlie.get(address).status == 410


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(world: World) -> None:
    address = address_on(ask(world.signed_in("mo"), "charlie"))
    browser = world.browser()
    page = browser.follow(browser.get(address))
    assert page.path.startswith("/staff/sign-in")
    page = browser.submit(page, "/staff/sign-in", username="charlie", password=PASSWORD)
    assert page.path == address


def test_nothing_tells_whether_anybody_has_that_name(world: World) -> None:
    """The same page, the same list, whether or not there is such a person."""
    mo, said = world.signed_in("mo"), []
    for name in ("charlie", "zebedee"):
        page = ask(mo, name)
        assert page.status == 201
        link = Invitation.select().order_by(Invitation.id.desc()).first()
        listed = mo.get("/manage/people").text.replace(name, "X")
        said.append((page.text.replace(name, "X"), listed.count("another place. Clinician")))
        assert link.staff_id is None
        invitations.withdraw(world.by(world.mo), link)
    assert said[0] == said[1]


def test_the_link_is_nobody_elses_and_makes_no_new_person(world: World) -> None:
    address = address_on(ask(world.signed_in("mo"), "charlie"))
    for name in ("bob", "mo"):
        other = world.signed_in(name)
        assert other.get(address).status == 409
        token = other.get("/staff/account").form("/staff/sign-out")
        assert other.post(address, token).status == 409
    key = address.rpartition("/")[2]
    stranger = world.browser()
    assert stranger.get(f"/staff/invited/{key}").location.startswith("/staff/joining/")
    token = stranger.get("/staff/sign-in").form("/staff/sign-in")
    typed = {"name": "Eve", "username": "eve", "password": PASSWORD, "again": PASSWORD}
    assert stranger.post(f"/staff/invited/{key}", token | typed).status == 404
    assert not is_at_hart(world)


@pytest.mark.parametrize("name", ["alice", "", "a b", "x" * 61])
def test_who_is_here_already_and_what_is_no_name_is_said(world: World, name: str) -> None:
    """Their names stand in the list of this place anyway."""
    mo, before = world.signed_in("mo"), Invitation.select().count()
    assert ask(mo, name).status == 422
    assert Invitation.select().count() == before


def test_it_ends_by_itself_and_a_plain_link_is_none_of_these(world: World) -> None:
    address = address_on(ask(world.signed_in("mo"), "charlie"))
    plain = invitations.invite(world.by(world.mo), "Locum", ["clinician"])
    charlie = world.signed_in("charlie")
    assert charlie.get(f"/staff/joining/{plain}").status == 404
    world.clock.forward(hours=73)
    assert world.signed_in("charlie").get(address).status == 410


@pytest.mark.parametrize("name", ["alice", "rae"])
def test_only_a_manager_asks(world: World, name: str) -> None:
    assert world.signed_in(name).get(JOIN).status == 403


# --- links for a new password (whoever holds one is that person everywhere) ---


def test_a_reset_link_ends_once_its_maker_could_not_make_it_any_more(world: World) -> None:
    """Made while Alice worked here alone; then she worked at Mill Lane too, which Mo does not
    manage: the link let whoever held it in there.
    """
    key = invitations.reset(world.by(world.mo), world.alice)
    here = f"/staff/invited/{key}"
    assert world.browser().get(here).status == 200
    memberships.add(world.context(world.there), world.alice, ["clinician"])
    stranger = world.browser()
    assert stranger.get(here).status == 410
    token = stranger.get("/staff/sign-in").form("/staff/sign-in")
    new = "four plain words of hers"
    assert stranger.post(here, token | {"password": new, "again": new}).status == 410
    operators = invitations.reset(world.context(), world.alice)
    assert world.browser().get(f"/staff/invited/{operators}").status == 200


def test_of_a_manager_of_both_it_goes_on(world: World) -> None:
    key = invitations.reset(world.by(world.mo), world.alice)
    memberships.add(world.context(world.there), world.alice, ["clinician"])
    memberships.add(world.context(world.there), world.mo, ["manager"])
    assert world.browser().get(f"/staff/invited/{key}").status == 200
    Membership.update(roles="reception").where(
        (Membership.staff == world.mo) & (Membership.site == world.there)
    ).execute()
    assert world.browser().get(f"/staff/invited/{key}").status == 410
