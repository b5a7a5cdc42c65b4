"""Staff begin it (K12, K13): a code for one patient, shown or sent, and what becomes of it."""

import pytest

from kiosk import links
from kiosk.actions import handoffs, kiosks
from kiosk.domain.refusals import HandoffUsed, NotAllowed
from kiosk.lookups import visitors
from kiosk.store.models import Consent, Handoff, Journey, Membership
from tests.cast import World, all_rows, trail
from tests.pages import Browser, Page


def code_on(page: Page) -> str:
    """Where the code on a staff page leads: the address that is to be copied."""
    found = next(each for each in page.tree.iter("input") if each.get("id") == "link")
    return found.get("value", "").removeprefix("http://clinic.example:8000")


def show(browser: Browser) -> Page:
    return browser.submit(browser.get("/staff/"), "/staff/codes/")


def begin(phone: Browser, code: str) -> Page:
    return phone.submit(phone.get(code), code)


@pytest.mark.parametrize("who", ["alice", "rae", "mo"])
def test_a_code_is_shown_opened_and_signed_and_its_page_follows(world: World, who: str) -> None:
    person, phone = world.signed_in(who), world.browser()
    page = show(person)
    assert page.heading == "Code for a patient"
    assert "Not opened yet" in page.text
    assert 'class="qr"' in page.html
    assert trail()[-1] == "handoff.show"
    code = code_on(page)
    assert code in page.text  # the short address, to be read out
    assert phone.get(code).heading == "Want to record your appointment?"
    assert "Not opened yet" in person.get(page.path).text  # a link's preview opens nothing
    world.clock.forward(minutes=12)
    assert begin(phone, code).path.startswith("/journey/")
    assert trail()[-1] == "handoff.claim"
    opened = person.get(page.path)
    assert "Opened 10:12" in opened.text
    assert 'class="qr"' not in opened.html
    world.clock.forward(minutes=4)
    world.sign(phone)
    signed = person.get(page.path)
    assert "Signed 10:16" in signed.text
    links_there = [each.get("href", "") for each in signed.tree.iter("a")]
    row = f"/staff/#row-{Consent.select().get().id}"
    assert (row in links_there) == (who != "rae")


def test_it_names_nobody_and_the_database_holds_no_code(world: World) -> None:
    code = world.show_a_code()
    phone = world.browser()
    begin(phone, code)
    world.sign(phone)
    rae = world.signed_in("rae")
    assert "Margaret" not in rae.get(f"/staff/codes/{world.shown}").html
    stored = repr(all_rows()["handoff"]) + repr(all_rows()["audit_entry"])
    assert code.removeprefix("/h/") not in stored
    assert code.removeprefix("/h/").replace("-", "") not in stored
    assert world.shown not in stored


def test_a_second_phone_is_told_kindly_and_begins_nothing(world: World) -> None:
    code = world.show_a_code()
    late = world.browser()
    page = late.get(code)
    begin(world.browser(), code)
    for each in (late.get(code), late.send(page, code)):
        assert (each.status, each.heading) == (410, "This code has been used")
        assert "ask a member of staff to show you a new one" in each.text
    assert Journey.select().count() == 1


def test_the_phone_that_began_finds_its_walk_again(world: World) -> None:
    """Whoever gets a text taps its link again."""
    code, phone = world.show_a_code(), world.browser()
    page = phone.get(code)
    begin(phone, code)
    assert phone.get(code).location == "/journey/"
    world.walk(phone, until="statements")
    assert phone.open(code).path.startswith("/journey/")
    assert phone.send(page, code).location == "/journey/"
    assert Journey.select().count() == 1


def test_a_double_tap_is_one_walk(world: World) -> None:
    code, phone = world.show_a_code(), world.browser()
    page = phone.get(code)
    phone.send(page, code)
    assert phone.submit(page, code).path.startswith("/journey/")
    assert Journey.select().count() == trail().count("handoff.claim") == 1


def test_a_double_tap_of_staff_is_one_code(world: World) -> None:
    rae = world.signed_in("rae")
    page = rae.get("/staff/")
    first, second = (rae.submit(page, "/staff/codes/") for _tap in range(2))
    assert code_on(first) == code_on(second)
    assert Handoff.select().count() == 1


def test_it_works_until_the_site_closes(world: World) -> None:
    code, alice = world.show_a_code(), world.signed_in("alice")
    path = f"/staff/codes/{world.shown}"
    assert "until 18:30" in alice.get(path).text
    phone = world.browser()
    page = phone.get(code)
    world.clock.forward(hours=8, minutes=30)
    for each in (phone.get(code), phone.send(page, code)):
        assert (each.status, each.heading) == (410, "This link is too old")
    assert Journey.select().count() == 0
    assert "Too old: it worked until 18:30" in world.signed_in("alice").get(path).text


def test_a_walk_that_was_left_says_so(world: World) -> None:
    code, phone = world.show_a_code(), world.browser()
    begin(phone, code)
    world.clock.forward(hours=2)
    page = world.signed_in("alice").get(f"/staff/codes/{world.shown}")
    assert "Opened 10:00, and left without signing" in page.text
    assert [form for form in page.forms() if form.get("action") == "/staff/codes/"]


def test_a_patient_who_says_no_has_signed_too_and_the_desk_reads_no_more(world: World) -> None:
    code, phone = world.show_a_code(), world.browser()
    begin(phone, code)
    phone.submit(phone.get("/journey/refuse"), "/journey/refuse")
    page = world.signed_in("rae").get(f"/staff/codes/{world.shown}")
    assert Consent.select().get().answer == "refused"
    assert "Signed 10:00" in page.text


def test_the_patient_reads_the_language_that_was_chosen(world: World) -> None:
    mo = world.signed_in("mo")
    languages = mo.get("/manage/rules/languages")
    offers = [each.get("action", "") for each in languages.forms()]
    for each in [each for each in offers if each.endswith("/publish")]:
        mo.post(each, languages.form(each))
    page = show(world.signed_in("alice"))
    alice = world.signed_in("alice")
    path = page.path
    page = alice.submit(alice.get(path), path, lang="ur")
    assert trail()[-1] == "handoff.language"
    phone = world.browser()
    landing = phone.get(code_on(page))
    html = landing.tree if landing.tree.tag == "html" else landing.tree.find("html")
    assert (html.get("lang"), html.get("dir")) == ("ur", "rtl")
    begin(phone, code_on(page))
    assert Journey.select().get().text.language == "ur"
    late = world.browser().get(code_on(page))
    assert late.heading == "یہ کوڈ استعمال ہو چکا ہے"
    with pytest.raises(HandoffUsed):
        handoffs.put_in_language(world.by(world.alice), Handoff.select().get(), "pl")


def test_its_page_is_for_staff_of_this_site_with_the_key(world: World) -> None:
    world.show_a_code()
    path = f"/staff/codes/{world.shown}"
    assert world.browser().get(path).status == 303
    assert world.signed_in("charlie").get(path).status == 404
    alice = world.signed_in("alice")
    for wrong in (f"{path}x", path[:-1], "/staff/codes/" + "A" * 22):
        assert alice.get(wrong).status == 404
        assert alice.get(f"{wrong}/live").status == 404


def test_the_part_that_follows_answers_when_something_happened(world: World) -> None:
    code, rae = world.show_a_code(), world.signed_in("rae")
    path = f"/staff/codes/{world.shown}"
    seen = rae.get(path).html.split("/live?seen=")[1].split('"')[0]
    assert rae.get(f"{path}/live?seen={seen}").status == 204
    begin(world.browser(), code)
    assert "Opened" in rae.get(f"{path}/live?seen={seen}").text


def test_without_scripts_there_is_a_link_to_look_again(world: World) -> None:
    world.show_a_code()
    page = world.signed_in("rae").get(f"/staff/codes/{world.shown}")
    assert f'<noscript><a href="/staff/codes/{world.shown}">Look again</a></noscript>' in page.html


@pytest.mark.parametrize("typed", ["lower", "bare", "spaced"])
def test_an_address_typed_by_hand_leads_there_too(world: World, typed: str) -> None:
    code = world.show_a_code().removeprefix("/h/")
    written = {
        "lower": code.lower(),
        "bare": code.replace("-", ""),
        "spaced": code.replace("-", " "),
    }
    assert world.browser().get(f"/h/{written[typed]}").status == 200


@pytest.mark.parametrize("code", ["x", "0000-0000", "AAAA-AAAA", "%00", "é" * 8])
def test_a_code_that_was_never_shown_says_so(world: World, code: str) -> None:
    page = world.browser().get(f"/h/{code}")
    assert (page.status, page.heading) == (404, "This link does not work")


def test_staff_help_on_the_sites_own_tablet(world: World) -> None:
    """Opened there, it is a walk on that tablet: it warns, clears, and lets go."""
    code, tablet = world.show_a_code(), world.kiosk()
    begin(tablet, code)
    journey = Journey.select().get()
    own = visitors.kiosk_of(tablet.cookie("kiosk") or "")
    assert (journey.way_in, journey.kiosk) == ("kiosk", own)
    assert 'id="idle"' in tablet.open("/journey/").html


def test_a_tablet_out_of_order_spends_no_code(world: World) -> None:
    code, tablet = world.show_a_code(), world.kiosk()
    own = visitors.kiosk_of(tablet.cookie("kiosk") or "")
    page = tablet.get(code)
    kiosks.take_out_of_use(world.context(), own)
    assert tablet.send(page, code).status == 409
    assert Handoff.select().get().claimed_at is None


def test_another_sites_tablet_is_a_phone_to_it(world: World) -> None:
    there = world.browser()
    pairing = kiosks.pair(world.context(world.there), "Theirs")
    there.submit(there.get("/kiosk/pair"), "/kiosk/pair", code=pairing)
    begin(there, world.show_a_code())
    assert Journey.select().get().way_in == "phone"


def test_whoever_has_no_role_here_shows_none(world: World) -> None:
    Membership.delete().where(Membership.staff == world.alice).execute()
    with pytest.raises(NotAllowed):
        handoffs.show(world.by(world.alice), "en")
    assert Handoff.select().count() == 0


def test_of_two_who_claim_at_once_the_second_finds_it_used(world: World) -> None:
    code = world.show_a_code().removeprefix("/h/")
    handoffs.claim(world.context(actor="address:1"), code, "en")
    with pytest.raises(HandoffUsed):
        handoffs.claim(world.context(actor="address:2"), code, "en")
    assert Journey.select().count() == 1
    assert links.handoff_hash(world.secrets, code) == Handoff.select().get().token_hash
