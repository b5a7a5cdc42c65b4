"""What a place says of itself stands where it matters: links, whom to ask, that it is paused."""

import re
from typing import Any

import pytest

from kiosk import links
from kiosk.actions import consents, journeys, policies, practice
from kiosk.domain.practice import mark
from kiosk.domain.refusals import AskingPaused
from kiosk.store import queries
from kiosk.store.models import Handoff, Journey, Site
from kiosk.views.front.cookies import LIFE
from tests.cast import Receipt, World
from tests.pages import Browser, Page

WEB = "https://hart.nhs.uk/"
GIVEN: dict[str, dict[str, str]] = {
    "complaints": {"address": f"{WEB}complain", "words": "Tell us what went wrong"},
    "notes": {"address": f"{WEB}notes"},
    "review": {"address": "tel:02079460000"},
    "whistleblowing": {"address": "mailto:speak@hart.nhs.uk"},
    "privacy": {"address": f"{WEB}privacy"},
}


def given(world: World, **parts: Any) -> None:
    """The place as its manager has said it is; `world.here` is it from then on."""
    Site.update(**({"links": GIVEN} | parts)).where(Site.id == world.here.id).execute()
    world.here = Site.get_by_id(world.here.id)


def decided(world: World, kind: str = "not_agreed", **rest: Any) -> Receipt:
    consent = world.signed()
    reason = {"reason": "not_said"} if kind == "not_agreed" else {}
    world.decide(consent, kind, **reason, **rest)
    return world.receipt(consent)


def leads(page: Page) -> dict[str, str]:
    """Every link of the page that leads out of it, by its words."""
    found = [each for each in page.tree.iter("a") if each.get("rel")]
    assert all(each.get("rel") == "external noopener noreferrer" for each in found)
    return {" ".join("".join(each.itertext()).split()): each.get("href", "") for each in found}


@pytest.mark.parametrize("kind", ["not_agreed", "wait"])
def test_not_this_time_and_wait_show_the_places_links(world: World, kind: str) -> None:
    given(world)
    receipt = decided(world, kind)
    for path in (receipt.page, f"{receipt.page}/status"):
        page = world.browser().get(path)
        assert leads(page) == {
            "Tell us what went wrong": f"{WEB}complain",
            "How to see your notes": f"{WEB}notes",
            "Leave a review": "tel:02079460000",
        }
        assert "Leave a review: 02079460000" in page.text


def test_what_was_ticked_shows_its_own_link_and_complaining_is_never_left_out(world: World) -> None:
    given(world)
    page = world.browser().get(decided(world, offered=("notes",)).page)
    assert list(leads(page)) == ["Tell us what went wrong", "How to see your notes"]
    page = world.browser().get(decided(world, offered=("summary",)).page)
    assert list(leads(page)) == ["Tell us what went wrong"]


def test_no_other_state_shows_them(world: World) -> None:
    given(world)
    for consent in (world.signed(), world.decided(), world.recording()):
        assert not leads(world.browser().get(world.receipt(consent).page))


def test_our_words_are_translated_and_the_places_own_are_english(world: World) -> None:
    given(world)
    polish = next(each for each in queries.languages_of(world.here) if each.code == "pl")
    policies.offer_language(world.by(world.mo), polish.text)
    phone = world.browser()
    receipt = decided(world)
    page = phone.get(f"{receipt.page}?lang=pl")
    assert list(leads(page))[0] == "Tell us what went wrong"  # it was signed in English
    page = phone.get("/privacy?lang=pl&at=hart")
    assert list(leads(page)) == ["Nasza informacja o prywatności"]


def test_an_address_that_got_in_some_other_way_is_no_link(world: World) -> None:
    given(world, links={"complaints": {"address": "javascript:alert(1)"}})
    page = world.browser().get(decided(world).page)
    assert not leads(page)
    assert "javascript" not in page.html


def test_the_rules_end_with_them_and_the_staffs_page_has_its_own(world: World) -> None:
    given(world)
    phone = world.phone()
    page = world.walk(phone, until="rules-after")
    assert list(leads(page)) == [
        "Tell us what went wrong",
        "How to see your notes",
        "Leave a review",
        "Our privacy notice",
    ]
    assert leads(phone.get("/journey/rules-all?back=rules-before")) == leads(page)
    assert not leads(phone.get("/journey/rules-before"))
    page = world.signed_in("alice").get("/staff/covert/")
    assert "Raising a worry at work" in leads(page)


def test_on_the_tablet_an_address_is_read_and_leads_nowhere(world: World) -> None:
    given(world)
    tablet = world.kiosk()
    tablet.submit(tablet.get("/kiosk"), "/kiosk/start")
    page = world.walk(tablet, until="rules-after")
    assert not leads(page)
    assert "Tell us what went wrong: hart.nhs.uk/complain" in page.text


def test_whom_to_ask_in_the_places_own_words(world: World) -> None:
    phone = world.phone()
    page = phone.open("/journey/")
    assert "Need help? Ask at reception." in page.text
    given(world, help={"en": "Need help? Ring the bell", "ur": "مدد؟ گھنٹی بجائیں"})
    page = phone.open("/journey/")
    assert "Ask at reception" not in page.text
    assert "Need help? Ring the bell" in page.text
    assert "Need help? Ring the bell" in world.browser().get(decided(world).page).text


def test_the_tablet_says_that_a_default_name_is_not_set_up_yet(world: World) -> None:
    tablet = world.kiosk()
    assert "not set up yet" not in tablet.get("/kiosk").text
    given(world, name="Our practice")
    assert "Our practice not set up yet" in tablet.get("/kiosk").text
    assert "not set up yet" not in world.phone().open("/journey/").text


def test_the_name_stands_on_receipt_paper_and_note(world: World) -> None:
    given(world, name="Hart Street Surgery")
    consent = world.recording()
    alice = world.signed_in("alice")
    for page in (
        world.browser().get(world.receipt(consent).page),
        alice.get(f"{world.card(consent.id)}/note"),
        world.kiosk().get("/kiosk"),
    ):
        assert "Hart Street Surgery" in page.text, page.path
    assert f"{world.receipt(consent).code}, Hart Street Surgery, rules" in alice.get(
        f"{world.card(consent.id)}/note"
    ).html.replace("&#34;", '"')


# --- asking is paused ---


def pause(world: World, hours: int = 2, message: str = "We are moving house") -> None:
    until = {"until": world.clock() + 3600 * hours, "message": message}
    practice.set_pause(world.by(world.mo), until, mark(Site.get_by_id(world.here.id).pause))
    world.here = Site.get_by_id(world.here.id)


def begin(browser: Browser, path: str, action: str) -> Page:
    return browser.submit(browser.get(path), action)


def test_nobody_begins_while_it_is_paused_and_all_are_told_kindly(world: World) -> None:
    tablet, phone, handoff = world.kiosk(), world.browser(), world.handoff()
    poster = f"/p/{links.poster_code(world.secrets, world.here.id, 0)}"
    code = world.show_a_code()
    open_pages = [(tablet, tablet.get("/kiosk"), "/kiosk/start")]
    open_pages += [(phone, phone.get(path), path) for path in (handoff, poster, code)]
    pause(world)
    for browser, path in ((tablet, "/kiosk"), (phone, handoff), (phone, poster), (phone, code)):
        page = browser.get(path)
        assert (page.status, page.heading) == (200, "Asking to record is paused"), path
        for words in ("from 12:00", "We are moving house", "You get your care", "Tell your health"):
            assert words in page.text, path
        assert not [each for each in page.forms() if path in each.get("action", "")]
    assert tablet.get("/kiosk/handoff").response.headers["HX-Refresh"] == "true"
    for browser, page, action in open_pages:  # which stood there when the pause began
        refused = browser.send(page, action)
        assert (refused.status, refused.heading) == (409, "Asking to record is paused")
    assert Journey.select().count() == 0


def test_who_has_begun_finishes_and_what_is_signed_stays(world: World) -> None:
    phone, consent, other = world.phone(), world.signed(), world.signed()
    pause(world)
    page = phone.get(world.handoff())
    assert page.link("Carry on where you were") == "/journey/"
    receipt = world.sign(phone)
    assert phone.get(receipt.page).status == 200
    key = world.receipt(consent).page
    mine = world.own_phone(consent)
    page = mine.submit(mine.get(f"{key}/again"), f"{key}/again")  # changing answers is no new ask
    assert page.path.startswith("/journey/")
    consents.withdraw(world.context(), other)
    key, mine = world.receipt(other).page, world.own_phone(other)
    page = mine.send(mine.get(f"{key}/again"), f"{key}/again")  # asking again is
    assert (page.status, page.heading) == (409, "Asking to record is paused")


def test_it_ends_by_itself_or_by_a_tap(world: World) -> None:
    pause(world)
    with pytest.raises(AskingPaused):
        journeys.start(world.context(), way_in="phone")
    world.clock.forward(hours=2)
    journeys.start(world.context(), way_in="phone")
    pause(world)
    mo, here = world.signed_in("mo"), "/manage/practice/pause"
    page = mo.get(here)
    assert "Asking is paused until 14:00" in page.text
    shown = page.form(here)["shown"]
    page = mo.follow(mo.post(here, page.form(here) | {"shown": shown, "end": "yes"}))
    assert "No: patients can ask" in page.text
    journeys.start(world.context(Site.get_by_id(world.here.id)), way_in="phone")


def test_staff_see_that_it_is_paused_and_until_when(world: World) -> None:
    pause(world)
    for name, leads_on in (("alice", False), ("rae", False), ("mo", True)):
        page = world.signed_in(name).get("/staff/")
        assert "Asking is paused until 12:00: nobody can begin." in page.text
        assert ("/manage/practice/pause" in page.html) is leads_on
    assert "paused" not in world.signed_in("charlie").get("/staff/").text


# --- what a public service owes ---


@pytest.mark.parametrize("path", ["/privacy", "/cookies", "/accessibility"])
def test_the_plain_pages_are_open_to_all_and_linked_from_the_footer(
    world: World, path: str
) -> None:
    given(world)
    page = world.browser().get("/")
    assert f'href="{path}"' in page.html
    for browser in (world.browser(), world.kiosk(), world.signed_in("alice")):
        assert browser.get(path).status == 200
    tablet = world.kiosk().get(path)
    assert tablet.link("Go to the start") == "/kiosk"


def test_every_cookie_is_named(world: World) -> None:
    text = world.browser().get("/cookies").text
    for name in (*LIFE, "session"):
        assert name in text


def test_security_txt_names_a_contact_or_is_not_there(world: World) -> None:
    assert world.browser().get("/.well-known/security.txt").status == 404
    given(world, links={"security": {"address": "mailto:security@hart.nhs.uk"}})
    page = world.browser().get("/.well-known/security.txt")
    assert page.response.get_data(as_text=True).splitlines() == [
        "Contact: mailto:security@hart.nhs.uk",
        "Expires: 2026-12-11T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: http://clinic.example:8000/.well-known/security.txt",
    ]
    assert page.response.mimetype == "text/plain"


def test_no_code_is_made_while_it_is_paused_and_an_open_one_says_so(world: World) -> None:
    """Whoever scanned it was told that nobody can begin, and staff were not."""
    alice = world.signed_in("alice")
    today = alice.get("/staff/")
    code = alice.submit(today, "/staff/codes/")
    assert 'class="qr"' in code.html
    seen = re.search(r"seen=([^\"&]+)", code.html)
    assert seen is not None
    pause(world)
    refused = alice.send(today, "/staff/codes/", once="another")
    assert (refused.status, refused.heading) == (409, "Asking to record is paused")
    assert "No code was made" in refused.text
    assert Handoff.select().count() == 1
    assert alice.get(f"{code.path}/live?seen={seen[1]}").status == 200
    held = alice.get(code.path)
    assert "Asking is paused until 12:00: whoever opened this code now could not begin" in held.text
    assert 'class="qr"' not in held.html
    world.clock.forward(hours=2)
    assert 'class="qr"' in world.signed_in("alice").get(code.path).html
