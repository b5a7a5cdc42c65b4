"""Several sites in one installation: whose is whose, and a person of two of them."""

import re

import pytest

from kiosk.actions import (
    consents,
    invitations,
    journeys,
    memberships,
    places,
    practice,
    recordings,
    sites,
    verifications,
)
from kiosk.domain.membership import Term
from kiosk.domain.practice import mark
from kiosk.domain.refusals import InvalidInput, NotFound, SiteClosed
from kiosk.lookups import trail, visitors
from kiosk.store import queries
from kiosk.store.models import Consent, Invitation, Kiosk, Membership, Site, Staff, StaffSession
from tests.cast import PASSWORD, World, all_rows, fresh
from tests.pages import Browser, Page

WHERE = "/staff/where"
ASKED = "Where are you working today?"


@pytest.fixture
def third(world: World) -> Site:
    """A third site; Alice works there too, as its manager."""
    opened = sites.add(world.secrets, world.clock(), name="Park Road", slug="park", closes="20:00")
    memberships.add(world.context(opened.site), world.alice, ["clinician", "manager"])
    return opened.site


def named(page: Page) -> str:
    """The name in the bar."""
    found = re.search(r'class="bar__name">([^<]*)', page.html)
    return found[1].strip() if found else ""


def choose(browser: Browser, slug: str) -> Page:
    return browser.submit(browser.open("/staff/where"), WHERE, place=slug)


def test_who_has_one_place_is_never_asked(world: World, third: Site) -> None:
    bob = world.signed_in("bob")
    assert bob.get("/staff/").heading != ASKED
    assert "Change place" not in bob.get("/staff/").html
    assert StaffSession.get(StaffSession.staff == world.bob).site_id == world.here.id


def test_who_has_two_says_where_and_is_there_with_the_roles_of_there(
    world: World, third: Site
) -> None:
    alice = world.signed_in("alice")
    page = alice.open("/staff/")
    assert (page.path, page.heading) == (f"{WHERE}?to=/staff/", ASKED)
    assert "Hart Street" in page.text
    assert "Park Road" in page.text
    assert "Mill Lane" not in page.text
    assert alice.get("/manage/").status == 303  # nothing of any site before it is said
    assert alice.submit(page, WHERE).status == 422
    assert choose(alice, "mill").status == 422
    page = choose(alice, "park")
    assert (page.path, "Park Road" in page.text) == ("/staff/", True)
    assert alice.get("/manage/practice").status == 200
    assert choose(alice, "hart").path == "/staff/"
    assert alice.get("/manage/practice").status == 403
    assert "Hart Street" in alice.get("/staff/").text
    assert "Change place" in alice.get("/staff/").html


def test_who_is_asked_where_can_sign_out_instead(world: World, third: Site) -> None:
    alice = world.signed_in("alice")
    page = alice.submit(alice.get(WHERE), "/staff/sign-out")
    assert page.heading == "Sign in"
    assert StaffSession.get(StaffSession.staff == world.alice).ended_at is not None


def test_each_site_sees_its_own_and_nothing_of_the_others(world: World, third: Site) -> None:
    """A third site, and a person who could see two of them one after the other."""
    there, here = world.signed(third), world.signed()
    alice = world.signed_in("alice")
    choose(alice, "park")
    assert alice.get(world.card(there.id)).status == 200
    assert alice.get(world.card(here.id)).status == 404
    assert "Bob Ngata" not in alice.get("/manage/people").text
    assert alice.get(f"/manage/people/{world.mo.id}").status == 404
    choose(alice, "hart")
    assert alice.get(world.card(there.id)).status == 404
    assert alice.get(world.card(here.id)).status == 200
    for name in ("bob", "charlie"):
        assert world.signed_in(name).get(world.card(there.id)).status == 404


def test_what_one_site_allows_is_its_own(world: World, third: Site) -> None:
    alice = world.signed_in("alice")
    choose(alice, "park")
    path = "/manage/practice/allows"
    alice.submit(alice.get(path), path, video="no")
    by_site = {each.slug: each.allows for each in Site.select()}
    assert by_site == {"hart": {}, "mill": {}, "park": {"video": "no"}}
    third = Site.get_by_id(third.id)
    token = journeys.start(world.context(third), way_in="phone", door="sent")
    assert visitors.journey_of(token, world.clock()).text.local == "video=no"
    assert world.draft().text.local == ""


def test_who_leaves_one_site_keeps_the_other(world: World, third: Site) -> None:
    at_hart, at_park = world.signed_in("alice"), world.signed_in("alice")
    choose(at_hart, "hart")
    choose(at_park, "park")
    memberships.end(world.by(world.mo), world.alice)
    assert at_hart.open("/staff/").heading == "Sign in"
    assert at_park.get("/staff/").status == 200
    again = world.signed_in("alice")  # whose first site was the one that was left
    assert "Park Road" in again.get("/staff/").text
    assert "Change place" not in again.get("/staff/").html
    assert Membership.get(Membership.site == third, Membership.staff == world.alice).until is None


def test_a_role_taken_away_at_one_site_locks_nothing_at_the_other(
    world: World, third: Site
) -> None:
    alice = world.signed_in("alice")
    choose(alice, "park")
    memberships.set_roles(world.by(world.mo), world.alice, ["reception"])
    assert alice.get("/staff/").status == 200


def test_a_recording_keeps_its_person_where_its_stop_is(world: World, third: Site) -> None:
    """K14."""
    consent = world.decided()
    alice = world.signed_in("alice")
    choose(alice, "hart")
    recordings.start(world.by(world.alice), consent, consent.revision)
    page = choose(alice, "park")
    assert page.status == 422
    assert "Stop it first" in page.text
    with pytest.raises(InvalidInput) as wrong:
        sites.close(world.context(), world.here)
    assert "A recording goes on there" in wrong.value.errors["site"]
    recordings.stop(world.by(world.alice), fresh(consent))
    assert choose(alice, "park").status == 200


def test_nobody_is_put_at_a_site_by_a_form(world: World, third: Site) -> None:
    bob = world.signed_in("bob")
    before = all_rows()
    page = bob.submit(bob.get(WHERE), WHERE, place="park")
    assert page.status == 422
    assert all_rows() == before
    assert world.browser().get(WHERE).location.startswith("/staff/sign-in")
    with pytest.raises(NotFound):
        places.work_at(world.by(world.bob), world.bob, "no-token", "hart")


def test_a_page_for_anybody_names_the_site_it_is_read_at(world: World, third: Site) -> None:
    stranger = world.browser()
    for path in ("/", "/privacy", "/cookies", "/accessibility", "/v"):
        assert named(stranger.get(path)) == "Ask First", path
        assert named(stranger.get(f"{path}?at=park")) == "Park Road"
    assert 'href="?at=park"' in stranger.get("/privacy").html
    assert named(world.signed_in("charlie").get("/staff/")) == "Mill Lane"
    phone = world.phone()
    assert "Hart Street" in phone.get("/privacy").text
    tablet = world.kiosk()
    assert "Hart Street" in tablet.get("/privacy").text


def test_receipts_and_their_papers_name_their_own_site(world: World, third: Site) -> None:
    consent = world.signed(third)
    page = world.own_phone(consent).get(world.receipt(consent).page)
    assert "Park Road" in page.text
    assert "Hart Street" not in page.text
    verified = verifications.find(world.context(third, staff=world.alice), consent.token)
    assert verified[0].id == consent.id


def test_a_closed_site_asks_nobody_and_shuts_its_tablets_out(world: World, third: Site) -> None:
    consent, begun = world.signed(third), world.draft(third)
    alice = world.signed_in("alice")
    choose(alice, "park")
    sites.close(world.context(), third)
    third = Site.get_by_id(third.id)
    assert alice.open("/staff/").heading == "Sign in"
    assert "Hart Street" in world.signed_in("alice").get("/staff/").text
    with pytest.raises(SiteClosed):
        journeys.start(world.context(third), way_in="phone", door="sent")
    with pytest.raises(SiteClosed):
        consents.sign(world.context(third), begun)
    assert Kiosk.get(Kiosk.site == third).revoked_at is not None
    page = world.browser().get(world.receipt(consent).page)
    assert page.status == 200  # a receipt is never taken away
    with pytest.raises(InvalidInput):
        sites.close(world.context(), third)
    trail.verify(world.secrets, None)


def test_the_first_open_site_is_the_operators(world: World) -> None:
    sites.close(world.context(), world.here)
    assert queries.first_site() == world.there
    with pytest.raises(InvalidInput):
        sites.close(world.context(world.there), world.there)


def test_a_second_step_is_that_of_the_place_and_the_place_comes_first(
    world: World, third: Site
) -> None:
    """One that any of their places requires is asked for, wherever they say that they work."""
    practice.set_second_step(world.context(third), "everyone", mark(third.second_step))
    alice = world.signed_in("alice")
    assert alice.open("/staff/").heading == ASKED
    assert choose(alice, "park").heading == "Set up a second step"
    assert choose(alice, "hart").heading == "Set up a second step"  # their account is one
    world.with_codes(world.alice)
    again = world.browser()
    page = again.get("/staff/sign-in")
    page = again.submit(page, "/staff/sign-in", username="alice", password=PASSWORD)
    assert page.path.startswith("/staff/sign-in/code")
    memberships.end(world.by(world.mo), world.alice)  # the place she came in at
    page = again.get("/staff/sign-in")
    page = again.submit(page, "/staff/sign-in", username="alice", password=PASSWORD)
    assert page.path.startswith("/staff/sign-in/code")


def test_a_password_is_one_for_all_sites_and_a_wrong_one_opens_none(
    world: World, third: Site
) -> None:
    browser = world.browser()
    page = browser.get("/staff/sign-in")
    assert browser.submit(page, "/staff/sign-in", username="alice", password="x").status == 403
    page = browser.submit(page, "/staff/sign-in", username="alice", password=PASSWORD)
    assert page.heading == ASKED
    assert Consent.select().count() == 0


def test_a_manager_of_one_site_gets_nobodys_key_to_another(world: World, third: Site) -> None:
    """A link for a new password opens every site of its person: who is a manager there, too."""
    before = (world.alice.password_hash, Invitation.select().count())
    mo = world.signed_in("mo")
    here = f"/manage/people/{world.alice.id}"
    page = mo.submit(mo.get(here), f"{here}/reset")
    assert (page.status, "whoever runs the server" in page.text) == (422, True)
    memberships.add(world.context(third), world.charlie, ["manager"])  # there has to be one
    term = Term(world.clock() + 1000)  # nor to one that they are to come to
    memberships.set_term(world.context(third), world.alice, term)
    assert mo.submit(mo.get(here), f"{here}/reset").status == 422
    kept = Staff.get_by_id(world.alice.id).password_hash
    assert (kept, Invitation.select().count()) == before
    memberships.add(world.context(third), world.mo, ["manager"])
    assert invitations.reset(world.by(world.mo), world.alice)  # who manages both may
    bob = f"/manage/people/{world.bob.id}"
    assert mo.submit(choose_and(mo, "hart", bob), f"{bob}/reset").status == 201
    assert invitations.reset(world.context(), world.alice)  # and the operator


def choose_and(browser: Browser, slug: str, path: str) -> Page:
    choose(browser, slug)
    return browser.get(path)
