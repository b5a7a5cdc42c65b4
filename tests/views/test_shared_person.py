"""Somebody who works at two places: what a manager of one can do, and says that it does."""

from kiosk.actions import memberships, places, staff
from kiosk.links import token_hash
from kiosk.store.models import Staff, StaffSession
from tests.cast import PASSWORD, World
from tests.pages import Browser


def shared(world: World, person: Staff) -> None:
    other = world.there if person.site_id == world.here.id else world.here
    memberships.add(world.context(other), person, ["clinician"])


def open_at(world: World, person: Staff, *slugs: str) -> dict[str, str]:
    """A session at each of these places, by its token."""
    found = {}
    for slug in slugs:
        token = staff.sign_in(world.context(), person.username, PASSWORD)
        places.work_at(world.by(person), person, token, slug)
        found[slug] = token
    return found


def is_open(token: str) -> bool:
    return bool(StaffSession.get(StaffSession.token_hash == token_hash(token)).ended_at is None)


def sign_out(mo: Browser, person: Staff) -> str:
    page = mo.get(f"/manage/people/{person.id}")
    assert "Sign out" in page.text
    return mo.follow(mo.send(page, f"/manage/people/{person.id}/sign-out")).text


def test_of_somebody_elses_home_only_this_places_sessions_end(world: World) -> None:
    shared(world, world.charlie)
    opened = open_at(world, world.charlie, "hart", "mill")
    mo = world.signed_in("mo")
    said = mo.get(f"/manage/people/{world.charlie.id}").text
    assert "Sign out at this place" in said
    assert "What they have open there goes on" in said
    assert "is signed out at this place" in sign_out(mo, world.charlie)
    assert (is_open(opened["hart"]), is_open(opened["mill"])) == (False, True)


def test_at_their_home_place_all_of_them_end_and_the_page_says_so(world: World) -> None:
    shared(world, world.alice)
    opened = open_at(world, world.alice, "hart", "mill")
    mo = world.signed_in("mo")
    assert "They work at another place too" in mo.get(f"/manage/people/{world.alice.id}").text
    assert "is signed out everywhere" in sign_out(mo, world.alice)
    assert not any(is_open(each) for each in opened.values())


def test_somebody_of_one_place_is_signed_out_everywhere(world: World) -> None:
    token = staff.sign_in(world.context(), "alice", PASSWORD)
    mo = world.signed_in("mo")
    assert "another place" not in mo.get(f"/manage/people/{world.alice.id}").text
    assert "is signed out everywhere" in sign_out(mo, world.alice)
    assert not is_open(token)
