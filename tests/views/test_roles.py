"""Who may do what at a site (K3, K13): the walls between reception, clinician and manager."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kiosk.actions import memberships
from kiosk.domain.refusals import NotAllowed
from kiosk.store.models import Concern, Decision, Membership, Staff, Verification
from kiosk.store.queries import roles_of
from tests.cast import FIRST, PASSWORD, World, all_rows, trail
from tests.pages import Browser, Page
from tests.views.routes import PUBLIC, addresses, routes

# All that reception may open or do. Whatever else there is, or somebody adds, is refused.
RECEPTION = {
    "staff.today",
    "staff.desk_part",
    "staff.bars_part",
    "staff.keep",
    "staff.sign_out",
    "staff.account",
    "staff.change_password",
    "staff.sign_out_elsewhere",
    "staff.end_session",
    "staff.passkey_prove",
    "staff.new_passkey_options",
    "staff.add_passkey",
    "staff.remove_passkey",
    "staff.prove",
    "staff.second_step",
    "staff.codes",
    "staff.set_up_codes",
    "staff.remove_codes",
    "staff.renew_recovery",
    "staff.where",
    "staff.work_at",
    "staff.prove_check",
    "staff.joining_too",
    "staff.say_yes",
    "codes.show",
    "codes.shown",
    "codes.live",
    "codes.set_language",
    "concerns.show",
    "concerns.tell",
    "concerns.mine",
    "concerns.say",
    "manage.tablets",
    "manage.order_kiosk",
    "manage.poster",
    "manage.poster_pdf",
    "manage.poster_png",
}
CLINICIANS = {"staff", "visit", "covert"}  # the rooms that a manager alone has no key to
PRESSED = {"more": "pressed"}
PRIVATE = ("alone", "disab", "prefers", "distracts", "family")


def closed(world: World, method: str) -> Iterator[tuple[str, str]]:
    """Every address of staff and manager that reception may not have."""
    receipt = world.receipt(world.recording())
    world.show_a_code()
    for endpoint, path in addresses(world, method, receipt):
        room = endpoint.partition(".")[0]
        ours = room in (*CLINICIANS, "manage", "codes", "concerns") and endpoint not in PUBLIC
        if ours and endpoint not in RECEPTION:
            yield endpoint, path


def refused_kindly(page: Page) -> None:
    assert page.status == 403, f"{page.path}: {page.status}"
    assert page.heading.startswith("This is for "), page.path
    assert "ask Mo Khan or the practice manager to change your roles" in page.text
    assert page.link("today’s list") == "/staff/"
    assert "Margaret" not in page.html


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_is_not_on_receptions_list_is_refused_kindly(world: World, method: str) -> None:
    rae = world.signed_in("rae")
    token = rae.get("/staff/").form("/staff/codes/")
    tried = list(closed(world, method))
    before = all_rows()
    for _endpoint, path in tried:
        page = rae.get(path) if method == "GET" else rae.post(path, token | {"roles": "manager"})
        refused_kindly(page)
        assert "You are signed in as reception" in page.text
    assert all_rows() == before
    assert len(tried) >= 8


def test_the_list_above_names_pages_that_there_are(world: World) -> None:
    found = {rule.endpoint for each in ("GET", "POST") for rule in routes(world.app, each)}
    assert found >= RECEPTION


@pytest.mark.parametrize("role", ["reception", "manager"])
def test_ones_own_account_is_ones_own_whatever_one_is(world: World, role: str) -> None:
    """A password that became known is changed, and sessions are ended, by no clinician alone."""
    memberships.set_roles(world.context(), world.bob, [role])
    bob, other = world.signed_in("bob"), world.signed_in("bob")
    page = bob.get("/staff/account")
    assert page.status == 200
    assert bob.submit(page, "/staff/account/sessions/elsewhere").status == 200
    assert other.open("/staff/").heading == "Sign in"
    new = {"password": PASSWORD, "new": "another long password", "again": "another long password"}
    page = bob.submit(page, "/staff/account/password", **new)
    assert "Your password is changed" in page.text


def test_a_clinician_is_let_through_where_reception_is_not(world: World) -> None:
    """The control: those pages are there."""
    alice = world.signed_in("alice")
    pages = [alice.get(path).status for each, path in closed(world, "GET") if "manage" not in each]
    assert pages.count(200) == len(pages) >= 6


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_manager_who_is_no_clinician_neither_sees_nor_decides(world: World, method: str) -> None:
    memberships.set_roles(world.context(), world.mo, ["manager"])
    mo = world.signed_in("mo")
    token = mo.get("/manage/tablets").form("/manage/tablets")
    tried = [each for each in closed(world, method) if each[0].partition(".")[0] in CLINICIANS]
    assert not {endpoint for endpoint, _path in tried} & RECEPTION
    before = all_rows()
    for _endpoint, path in tried:
        page = mo.get(path) if method == "GET" else mo.post(path, token)
        refused_kindly(page)
        assert page.heading == "This is for clinicians"
    assert all_rows() == before
    assert len(tried) >= 6
    assert mo.get("/manage/").status == mo.get("/staff/").status == 200


def test_reception_reads_a_list_without_an_answer_a_flag_or_a_reason(world: World) -> None:
    world.signed(reason="adjustment", **PRESSED)
    world.decided("not_agreed", reason="not_said")
    rae, alice = world.signed_in("rae"), world.signed_in("alice")
    page = rae.get("/staff/")
    part = rae.get("/staff/desk")
    for each in (page, part):
        assert "Margaret O'Neill" in each.text
        assert "27 March 1948" in each.text
        assert not [word for word in PRIVATE if word in each.html.lower()]
        assert "/staff/consents/" not in each.html
    assert "Waiting for a clinician" in page.text
    assert [form.get("action") for form in page.forms()] == ["/staff/sign-out", "/staff/codes/"]
    assert "alone" in alice.get("/staff/").html  # control: a clinician's list says it


def test_the_part_that_follows_is_asked_for_by_what_was_seen(world: World) -> None:
    rae = world.signed_in("rae")
    seen = rae.get("/staff/").html.split("/staff/desk?seen=")[1].split('"')[0]
    assert rae.get(f"/staff/desk?seen={seen}").status == 204
    world.signed()
    assert "Margaret" in rae.get(f"/staff/desk?seen={seen}").text


def test_reception_scans_a_receipt_and_learns_what_anyone_does(world: World) -> None:
    consent = world.signed()
    rae, alice = world.signed_in("rae"), world.signed_in("alice")
    page = rae.submit(rae.get("/v"), "/v", entry=consent.token)
    assert (page.path, Verification.select().count()) == ("/v", 0)
    assert "Margaret" not in page.html
    assert "/staff/consents/" in alice.submit(alice.get("/v"), "/v", entry=consent.token).path


# --- what reception may ---


def test_reception_takes_a_tablet_out_of_use_and_prints_the_poster(world: World) -> None:
    tablet, rae = world.kiosk(), world.signed_in("rae")
    page = rae.get(rae.get("/staff/").link("Tablets"))
    paths = [form.get("action", "") for form in page.forms() if "/order" in form.get("action", "")]
    page = rae.submit(page, paths[-1], works="no")
    assert (page.path, "Out of order since" in page.text) == ("/manage/tablets", True)
    assert tablet.get("/kiosk").heading == "This tablet is not working now"
    rae.submit(page, paths[-1], works="yes")
    assert tablet.get("/kiosk").heading == "Want to record your appointment?"
    poster = rae.get(page.link("Print the poster"))
    assert poster.status == 200
    assert "Replace the code" not in poster.text
    assert "Replace the code" in world.signed_in("mo").get("/manage/poster").text


# --- who is what ---


def person(who: Staff) -> str:
    return f"/manage/people/{who.id}"


def role_boxes(world: World) -> str:
    return f"{person(world.alice)}/roles"


def test_a_manager_changes_somebodys_roles_and_their_open_session_finds_it_at_once(
    world: World,
) -> None:
    consent, alice, mo = world.signed(), world.signed_in("alice"), world.signed_in("mo")
    card = world.card(consent.id)
    assert alice.get(card).status == 200
    page = mo.submit(mo.get(person(world.alice)), role_boxes(world), roles=["reception"])
    assert "Dr Alice Hart is reception now" in page.text
    assert trail()[-1] == "staff.roles"
    assert alice.get(card).status == 403
    follows = alice.get(f"{card}/live", headers={"HX-Request": "true"})
    assert (follows.status, follows.response.headers["HX-Refresh"]) == (204, "true")
    assert "Waiting for a clinician" in alice.get("/staff/").text
    mo.submit(mo.get(person(world.alice)), role_boxes(world), roles=["clinician", "manager"])
    assert alice.get(card).status == alice.get("/manage/").status == 200


def test_a_role_taken_away_after_the_guard_let_through_is_missed_in_the_act(world: World) -> None:
    """As if the change came between the page's guard and the transaction of the act."""
    consent = world.signed()
    memberships.set_roles(world.context(), world.alice, ["reception", "manager"])
    with pytest.raises(NotAllowed):
        world.decide(consent)
    assert (Verification.select().count(), Decision.select().count()) == (0, 0)


def test_whoever_records_as_their_role_is_taken_away_can_stop_and_no_more(world: World) -> None:
    """K14: stopping can never be lost; and the manager is told which recording goes on."""
    alice, mo = world.signed_in("alice"), world.signed_in("mo")
    consent = world.recording()
    card = world.card(consent.id)
    token = alice.get(card).form(f"{card}/stop")
    page = mo.submit(mo.get(person(world.alice)), role_boxes(world), roles=["reception"])
    assert f"Recording {world.receipt(consent).code} goes on" in page.text
    locked = alice.get(card)
    assert (locked.status, locked.location[:14]) == (303, "/staff/sign-in")
    again = world.signed_in("alice")  # in her role of now
    assert again.get(card).status == 403
    assert (
        again.post(f"{card}/pause", token | again.get("/staff/").form("/staff/codes/")).status
        == 303
    )
    bar = again.get("/staff/")
    assert f"{card}/stop" in bar.html
    assert f'href="{card}"' not in bar.html
    page = again.submit(bar, f"{card}/stop")
    assert page.path == "/staff/"
    assert trail()[-1] == "recording.stop"
    assert again.post(f"{card}/stop", token).status in (400, 403)


def test_reception_stops_nobody_elses_recording(world: World) -> None:
    consent, rae = world.recording(), world.signed_in("rae")
    token = rae.get("/staff/").form("/staff/codes/")
    for verb in ("stop", "pause"):
        assert rae.post(f"{world.card(consent.id)}/{verb}", token).status == 403
    assert "recording.stop" not in trail()


def test_somebody_has_to_manage_the_site(world: World) -> None:
    mo = world.signed_in("mo")
    memberships.set_roles(world.context(), Staff.get(Staff.username == "manager"), ["clinician"])
    page = mo.submit(mo.get(person(world.mo)), f"{person(world.mo)}/roles", roles=["clinician"])
    assert page.status == 422
    assert "Somebody has to be a manager" in page.text
    assert roles_of(world.mo, world.here, world.clock()) == FIRST


def test_a_manager_may_stop_being_one_where_another_is(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.submit(mo.get(person(world.mo)), f"{person(world.mo)}/roles", roles=["clinician"])
    assert page.path == "/staff/"
    assert mo.get("/manage/").status == 403


@pytest.mark.parametrize("wanted", [[], ["root"], ["clinician", "root"]])
def test_roles_that_there_are_not_are_refused_beside_the_boxes(
    world: World, wanted: list[str]
) -> None:
    mo = world.signed_in("mo")
    token = mo.get("/manage/").form("/staff/sign-out")
    page = mo.post(role_boxes(world), token | {"roles": wanted})
    assert page.status == 422
    assert "Choose at least one role: reception, clinician or manager" in page.text
    assert roles_of(world.alice, world.here, world.clock()) == {"clinician"}


def test_nobody_of_another_site_is_changed(world: World) -> None:
    mo = world.signed_in("mo")
    token = mo.get("/manage/").form("/staff/sign-out")
    path = f"/manage/people/{world.charlie.id}/roles"
    assert mo.post(path, token | {"roles": ["manager"]}).status == 404
    assert roles_of(world.charlie, world.there, world.clock()) == {"clinician"}


def test_a_person_is_invited_in_several_roles(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get("/manage/people/invite")
    page = mo.submit(page, "/manage/people/invite", label="Dee", roles=["manager", "reception"])
    path = urlsplit(page.shown("link")).path
    chosen = {"name": "Dee", "username": "dee", "password": PASSWORD, "again": PASSWORD}
    visitor = world.browser()
    visitor.submit(visitor.get(path), path, **chosen)
    dee = Staff.get(Staff.username == "dee")
    assert roles_of(dee, world.here, world.clock()) == {"reception", "manager"}
    assert "Reception and manager" in mo.get("/manage/people").text.replace(
        "reception", "Reception"
    )


def test_whoever_has_no_place_here_can_only_sign_out(world: World) -> None:
    alice = world.signed_in("alice")
    token = alice.get("/staff/").form("/staff/sign-out")
    Membership.delete().where(Membership.staff == world.alice).execute()
    assert alice.get("/staff/").status == 403
    assert alice.post("/staff/sign-out", token).location == "/staff/sign-in"


def test_reception_raises_no_covert_note_yet(world: World) -> None:
    rae: Browser = world.signed_in("rae")
    assert rae.get("/staff/covert/").status == 403
    assert Concern.select().count() == 0
