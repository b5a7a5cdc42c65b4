"""People come, change and leave: what a manager does about it, and what becomes of what is open."""

import pytest

from kiosk.actions import account, staff
from kiosk.domain.refusals import NotAllowed
from kiosk.store.models import Membership, Passkey, Pause, StaffSession
from tests.cast import PASSWORD, World, all_rows, trail
from tests.pages import Browser, Page


def page_of(world: World, who: str) -> str:
    return f"/manage/people/{getattr(world, who).id}"


def do(mo: Browser, here: str, verb: str, **typed: object) -> Page:
    return mo.submit(mo.get(here), f"{here}/{verb}", **typed)


def test_a_leaver_is_signed_out_and_comes_back_with_the_password_they_had(world: World) -> None:
    alice, mo, here = world.signed_in("alice"), world.signed_in("mo"), page_of(world, "alice")
    page = do(mo, here, "leave")
    assert "Dr Alice Hart has left, and is signed out everywhere" in page.text
    assert trail()[-1] == "staff.leave"
    assert alice.get("/staff/").status == 303
    form = {"username": "alice", "password": PASSWORD}
    page = alice.submit(alice.get("/staff/sign-in"), "/staff/sign-in", **form)
    assert (page.status, "Wrong user name or password" in page.text) == (403, True)
    assert "Left Wednesday 11 November 2026" in mo.get(here).text
    page = do(mo, here, "return", roles=["reception"], until="12 November 2026")
    assert "Dr Alice Hart is back" in page.text
    page = alice.submit(alice.get("/staff/sign-in"), "/staff/sign-in", **form)
    assert page.path == "/staff/"
    assert alice.get("/manage/people").status == 403


def test_a_leavers_open_card_goes_dead_but_for_pause_stop_and_someone_came_in(
    world: World,
) -> None:
    """K14: and the manager is told which recording goes on."""
    alice, mo = world.signed_in("alice"), world.signed_in("mo")
    consent = world.recording()
    card = world.card(consent.id)
    shown = alice.get(card)
    token = shown.form(f"{card}/stop")
    page = do(mo, page_of(world, "alice"), "leave")
    assert f"Recording {world.receipt(consent).code} goes on" in page.text
    locked = alice.open(card)
    assert locked.heading == "This screen is locked"
    assert "Margaret" not in locked.html
    for verb in ("resume", "decide", "note", "hand-over", "undo", "start"):
        assert alice.post(f"{card}/{verb}", token | {"seen": "9"}).status in (303, 401), verb
    assert alice.post(f"{card}/pause", token | {"why": "came_in"}).status == 303
    assert Pause.get().why == "came_in"
    assert alice.post(f"{card}/stop", token).status == 303
    assert alice.open(card).heading == "Sign in"
    form = {"username": "alice", "password": PASSWORD}
    assert alice.submit(alice.get("/staff/sign-in"), "/staff/sign-in", **form).status == 403


def test_the_last_manager_cannot_leave_be_ended_or_give_it_up(world: World) -> None:
    mo = world.signed_in("mo")
    first = Membership.get(Membership.roles == "clinician manager").staff
    do(mo, f"/manage/people/{first.id}", "dates", since="", until="12 November 2026")
    here = page_of(world, "mo")
    for verb, typed in (
        ("leave", {}),
        ("dates", {"until": "1 December 2026"}),
        ("roles", {"roles": ["clinician"]}),
    ):
        page = do(mo, here, verb, **typed)
        assert page.status == 422, verb
        assert "Somebody has to be a manager" in page.text
    assert mo.get("/manage/people").status == 200


def test_a_manager_who_leaves_is_signed_out_and_leads_nowhere(world: World) -> None:
    mo = world.signed_in("mo")
    here = page_of(world, "mo")
    page = mo.send(mo.get(here), f"{here}/leave")
    assert page.status == 303
    assert mo.open(page.location).heading == "Sign in"


def test_somebody_is_signed_out_everywhere_and_can_sign_in_again(world: World) -> None:
    screens = [world.signed_in("alice"), world.signed_in("alice")]
    do(world.signed_in("mo"), page_of(world, "alice"), "sign-out")
    assert [each.get("/staff/").status for each in screens] == [303, 303]
    assert world.signed_in("alice").get("/staff/").status == 200


def test_nobody_of_another_site_is_touched(world: World) -> None:
    mo, here = world.signed_in("mo"), page_of(world, "charlie")
    assert mo.get(here).status == 404
    token = mo.get("/manage/people").form("/staff/sign-out")
    before = all_rows()
    for verb in ("roles", "dates", "leave", "return", "reset", "sign-out"):
        assert mo.post(f"{here}/{verb}", token | {"roles": "manager"}).status == 404
    assert all_rows() == before
    with pytest.raises(NotAllowed):
        account.sign_out_elsewhere(world.by(world.alice), world.bob)


# --- prove that it is you ---


def test_after_ten_minutes_it_asks_who_is_there_and_brings_back_what_was_typed(
    world: World,
) -> None:
    mo, here = world.signed_in("mo"), page_of(world, "alice")
    page = mo.get(here)
    world.clock.forward(minutes=10)
    assert mo.send(page, f"{here}/dates", until="1 December 2026").status == 303
    world.clock.forward(seconds=1)
    page = mo.send(mo.get(here), f"{here}/dates", until="2 December 2026")
    assert (page.status, page.heading) == (403, "Prove that it is you")
    assert Membership.get(Membership.staff == world.alice).until is not None
    wrong = mo.submit(page, "/staff/prove", password="not this one at all")
    assert (wrong.status, "That is not your password" in wrong.text) == (403, True)
    page = mo.submit(wrong, "/staff/prove", password=PASSWORD)
    assert page.path == here
    assert page.form(f"{here}/dates")["until"] == "2 December 2026"
    assert "It has not been sent yet" in page.text
    page = mo.submit(page, f"{here}/dates")
    assert "Last day Wednesday 2 December 2026" in page.text
    assert "staff.prove" in trail()


def test_a_page_that_asks_for_a_proof_leads_to_it_and_back(world: World) -> None:
    mo = world.signed_in("mo")
    world.clock.forward(minutes=11)
    assert mo.get("/manage/people").status == 200  # to look at needs none
    page = mo.open("/manage/people/invite")
    assert page.heading == "Prove that it is you"
    assert mo.submit(page, "/staff/prove", password=PASSWORD).heading == "Invite a person"


@pytest.mark.parametrize(
    "verb", ["roles", "dates", "leave", "return", "reset", "sign-out", "invite"]
)
def test_nothing_about_people_changes_without_it(world: World, verb: str) -> None:
    mo, here = world.signed_in("mo"), page_of(world, "alice")
    token = mo.get("/manage/people").form("/staff/sign-out")
    world.clock.forward(minutes=11)
    before = all_rows()
    path = "/manage/people/invite" if verb == "invite" else f"{here}/{verb}"
    page = mo.post(path, token | {"roles": "manager", "label": "Eve"})
    assert (page.status, page.heading) == (403, "Prove that it is you")
    assert all_rows() == before


def test_guessing_at_the_proof_is_limited(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get("/staff/prove")
    for _try in range(5):
        page = mo.submit(page, "/staff/prove", password="not this one at all")
    page = mo.submit(page, "/staff/prove", password=PASSWORD)
    assert (page.status, "15 minutes" in page.text) == (429, True)


# --- one's own page ---


def test_ones_own_sessions_are_listed_by_what_they_are_and_ended_one_by_one(world: World) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0 Safari/537.36"
    there = world.browser()
    page = there.get("/staff/sign-in")
    form = page.form("/staff/sign-in") | {"username": "alice", "password": PASSWORD}
    there.post("/staff/sign-in", form, headers={"User-Agent": agent})
    alice = world.signed_in("alice")
    page = alice.get("/staff/account")
    assert "Chrome on Windows" in page.text
    assert page.text.count("This screen") == 2  # in the lapse notice too
    number = StaffSession.select().order_by(StaffSession.id).get().id
    page = alice.submit(page, f"/staff/account/sessions/{number}/end")
    assert "That session is ended" in page.text
    assert there.get("/staff/").status == 303
    assert alice.get("/staff/").status == 200
    assert trail()[-1] == "staff.sign_out_elsewhere"


def test_nobody_ends_a_session_of_another(world: World) -> None:
    bob, alice = world.signed_in("bob"), world.signed_in("alice")
    theirs = StaffSession.get(StaffSession.staff == world.bob).id
    token = alice.get("/staff/account").form("/staff/account/password")
    alice.post(f"/staff/account/sessions/{theirs}/end", token)
    assert bob.get("/staff/").status == 200


def test_a_changed_password_ends_every_other_session(world: World) -> None:
    elsewhere, alice = world.signed_in("alice"), world.signed_in("alice")
    new = {"new": "a fresh set of four words", "again": "a fresh set of four words"}
    path = "/staff/account/password"
    page = alice.get("/staff/account")
    for typed, words in (
        (new | {"password": "wrong wrong wrong"}, "That is not your password"),
        (new | {"password": PASSWORD, "again": "x"}, "The two new ones are not the same"),
        ({"password": PASSWORD, "new": "alicehart123", "again": "alicehart123"}, "Leave your name"),
    ):
        page = alice.submit(page, path, **typed)
        assert words in page.text
        assert elsewhere.get("/staff/").status == 200
    page = alice.submit(page, path, password=PASSWORD, **new)
    assert "Your password is changed" in page.text
    assert elsewhere.get("/staff/").status == 303
    assert alice.get("/staff/").status == 200
    assert trail()[-1] == "staff.password"
    assert staff.sign_in(world.context(), "alice", "a fresh set of four words")


def test_what_one_records_elsewhere_can_still_be_stopped_there(world: World) -> None:
    """K14: the other screen is locked, not lost."""
    elsewhere, alice = world.signed_in("alice"), world.signed_in("alice")
    consent = world.recording()
    page = alice.get("/staff/account")
    page = alice.submit(page, "/staff/account/sessions/elsewhere")
    assert f"Recording {world.receipt(consent).code} goes on" in page.text
    assert elsewhere.open("/staff/").heading == "This screen is locked"
    assert alice.get("/staff/").status == 200


# --- a known browser ---


def wrong(browser: Browser, name: str, times: int) -> Page:
    page = browser.open("/staff/sign-in")
    for _try in range(times):
        page = browser.submit(page, "/staff/sign-in", username=name, password="wrong wrong wrong")
    return page


def test_strangers_never_shut_out_a_right_password_from_a_known_browser(world: World) -> None:
    """From the same address, as behind one router; a browser that is not known waits."""
    alice = world.signed_in("alice")
    alice.submit(alice.open("/staff/"), "/staff/sign-out")
    for name in ("alice", "alice", "bob", "nobody", "rae", "mo", "x", "y"):
        wrong(world.browser(), name, 5)
    page = wrong(world.browser(), "alice", 1)
    assert page.status == 429
    stranger = world.browser()
    form = {"username": "alice", "password": PASSWORD}
    page = stranger.submit(stranger.get("/staff/sign-in"), "/staff/sign-in", **form)
    assert page.status == 429  # the control
    page = alice.submit(alice.get("/staff/sign-in"), "/staff/sign-in", **form)
    assert page.path == "/staff/"


def test_a_known_browser_that_guesses_is_a_stranger_again(world: World) -> None:
    bob = world.signed_in("bob")
    bob.submit(bob.open("/staff/"), "/staff/sign-out")
    assert wrong(bob, "bob", 10).status == 403
    assert wrong(bob, "bob", 6).status == 429
    other = world.browser()  # and a mark of Bob's opens nothing for Alice
    other.client.set_cookie("known", bob.cookie("known") or "", domain="clinic.example")
    assert wrong(other, "alice", 6).status == 429


# --- passkeys (tests/browser/test_passkeys.py makes and uses real ones) ---


def passkey(world: World) -> Passkey:
    row = {"credential": "x", "public_key": "x", "sign_count": 0, "name": "My phone"}
    return Passkey.create(staff=world.alice, made_at=world.clock(), **row)


def test_a_new_link_takes_the_passkeys_away_with_what_was_lost(world: World) -> None:
    passkey(world)
    do(world.signed_in("mo"), page_of(world, "alice"), "reset")
    assert Passkey.select().count() == 0


def test_a_passkey_is_removed_by_its_person_alone_and_with_a_fresh_proof(world: World) -> None:
    path = f"/staff/account/passkeys/{passkey(world).id}/remove"
    alice, bob = world.signed_in("alice"), world.signed_in("bob")
    shown = alice.get("/staff/account")
    token = bob.get("/staff/account").form("/staff/sign-out")
    assert bob.post(path, token).status == 404
    world.clock.forward(minutes=11)
    assert alice.send(shown, path).status == 403
    assert Passkey.select().count() == 1
    page = alice.submit(alice.get("/staff/prove"), "/staff/prove", password=PASSWORD)
    page = alice.submit(alice.get("/staff/account"), path)
    assert "The passkey is removed" in page.text
    assert trail()[-1] == "staff.passkey_removed"


@pytest.mark.parametrize("answer", ["", "{}", "[]", "1", "null", '{"id": 1}', "é" * 9000, "\0"])
def test_what_is_no_answer_of_a_passkey_is_refused_in_words(world: World, answer: str) -> None:
    visitor = world.browser()
    page = visitor.get("/staff/sign-in")
    page = visitor.send(page, "/staff/passkey/sign-in", credential=answer)
    assert (page.status, "This passkey does not sign in here" in page.text) == (403, True)
    alice = world.signed_in("alice")
    for path in ("/staff/passkey/prove", "/staff/account/passkeys"):
        token = alice.get("/staff/account").form("/staff/sign-out")
        page = alice.post(path, token | {"credential": answer, "name": "My phone"})
        assert page.status == 403
    assert Passkey.select().count() == 0


def test_what_a_browser_is_asked_for_keeps_nothing_and_names_nobody(world: World) -> None:
    alice, visitor = world.signed_in("alice"), world.browser()
    before = all_rows()
    first, second = (visitor.get("/staff/passkey/options").response.get_json() for _ in "ab")
    assert first["challenge"] != second["challenge"]
    assert (first["rpId"], first["allowCredentials"]) == ("clinic.example", [])
    theirs = alice.get("/staff/account/passkeys/options").response.get_json()
    assert theirs["user"]["name"] == "alice"
    assert theirs["authenticatorSelection"]["userVerification"] == "required"
    assert all_rows() == before
