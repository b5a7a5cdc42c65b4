"""The room as each person meets it, page by page on a real server, without scripts as well (K1 to
K12, R15 to R20): what the other walks of this folder do not pass.

They are long: `make test-long`. What each page says is held without a browser in tests/views.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, StorageState, expect

from harness.clinician import Card, Desk
from harness.devices import DESKTOP, Devices
from harness.patient import Walk
from tests.browser.test_decisions import within

pytestmark = pytest.mark.long


def tick(card: Card, words: str) -> None:
    card.page.get_by_role("checkbox", name=words).check()


def refused(card: Card, words: str) -> None:
    """The card says what is missing; nothing is decided."""
    card.agreeing.click()
    expect(card.page.get_by_role("alert").get_by_text(words)).to_be_visible()


def test_a_teenager_who_wants_to_post_it(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A2, R11: online asks for one of two conditions; she reads it, and the note says it."""
    walk = phone(js=js, audience="online")
    receipt = walk.sign()
    card = desk(js=js).verify(receipt.code)
    card.check_both()
    refused(card, "add “For the patient’s own use, not to be published” or “Shown to others")
    tick(card, "For the patient’s own use")
    card.agreeing.click()
    card.says("You agreed, with conditions")
    receipt.says("You can record", within(js))
    expect(receipt.page.get_by_text("Keep the recording for yourself")).to_be_visible()
    assert "for the patient’s own use, not to be published" in card.note()


def test_a_locum_who_would_rather_not(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A3: no reason, and no "no" on the patient's phone; a colleague agrees after all."""
    receipt = phone(js=js).sign()
    card = desk("bob", js=js).verify(receipt.code)
    card.page.get_by_role("button", name="I would rather not; a colleague can").click()
    card.says("Handed over: not decided yet")
    expect(receipt.word("Not this time")).to_have_count(0)
    colleague = desk(js=js).verify(receipt.code)
    colleague.agree()
    receipt.says("You can record", within(js))
    assert "Not agreed" not in colleague.note()


def test_whom_it_helps_because_of_a_disability(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A4, K9, R15: another way stands before the no; what is offered is on the phone."""
    receipt = phone(js=js, reason="disability").sign()
    card = desk(js=js).verify(receipt.code)
    card.page.locator("summary", has_text="Words for the reasonable adjustment flag").click()
    expect(card.page.get_by_text("Ask the patient before you add it")).to_be_visible()
    card.page.locator("summary", has_text=re.compile("^Do not agree$")).click()
    expect(card.page.get_by_text("First offer another way.")).to_be_visible()
    no = card.page.locator("[data-not-agree]")
    no.get_by_role("checkbox", name="A written summary").check()
    card.do_not_agree("It distracts from care")
    receipt.says("Not this time", within(js))
    expect(receipt.page.get_by_text("You can have a written summary.")).to_be_visible()
    assert "Offered instead: a written summary." in card.note()


def test_a_companion_who_says_no_and_leaves(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A5, K5: agree is possible, Start waits and says for whom; a no is not overwritten."""
    receipt = phone(js=js, by="companion").sign()
    card = desk(js=js).verify(receipt.code)
    card.said("Sam Companion", "No")
    expect(card.page.get_by_text("If they leave, note it here")).to_be_visible()
    card.agree("Someone said no")
    expect(card.page.get_by_role("button", name="Start recording")).to_have_count(0)
    waits = card.page.get_by_role("status").filter(has_text="Start waits")
    expect(waits).to_contain_text("Said no: Sam Companion.")
    card.said("Sam Companion", "Left")
    card.start()
    assert re.search(r"said no, left|no, left|: no", card.note())


def test_a_friend_without_authority_and_a_young_patient(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A6, K10: one line before Agree, or one tap, and both in the note."""
    walk = phone(js=js, whose="carer", objects="cannot").to("behalf")
    walk.page.get_by_label("Your full name").fill("Ann Ngo")
    walk.page.get_by_role("radio", name="Family or a friend").check()
    walk.go_on()
    walk.to("signature").name = "Ann Ngo"
    card = desk(js=js).verify(walk.sign().code)
    card.check_both()
    refused(card, "Say why it is in their best interests, and who was asked")
    card.page.get_by_label("Family or a friend signed.").fill("It calms him; daughter asked")
    card.agree()
    assert "“It calms him; daughter asked”" in card.note()
    young = phone(js=js)
    young.born = ("1", "6", "2009")
    card = desk(js=js).verify(young.sign().code)
    card.check_both()
    refused(card, "Tick this if you judge that they can decide for themselves")
    tick(card, "I judge that they can decide this for themselves")
    card.agree()
    assert "Judged able to decide for themselves" in card.note()


def test_a_daughter_in_glasses_who_streams_to_her_aunt(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A8, R19, R20: who listens is named, live is taken off, the glasses come off."""
    receipt = phone(js=js, types="sound live", device="glasses").sign()
    card = desk(js=js).verify(receipt.code)
    expect(card.page.get_by_text("My sister Ann")).to_be_visible()
    card.toggle("LIVE", on=False)
    card.agree()
    receipt.says("You can record", within(js))
    for words in ("Take off glasses", "Not agreed: A live call or stream"):
        expect(receipt.page.get_by_text(words)).to_be_visible()
    note = card.note()
    assert "Glasses or what else is worn: not agreed." in note
    assert "My sister Ann" not in note


def test_photos_alone_have_no_clock(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """A8: "photos agreed" until *Visit over*, which stands where Stop does."""
    receipt = phone(js=js, types="photo").sign()
    card = desk(js=js).verify(receipt.code)
    card.agree("Photos agreed")
    expect(card.page.get_by_role("button", name="Start recording")).to_have_count(0)
    card.page.get_by_role("button", name="Visit over").click()
    expect(card.page.get_by_role("textbox", name="Record note")).to_have_value(
        re.compile("photo", re.IGNORECASE)
    )
    expect(receipt.word("You can record")).to_have_count(0, timeout=within(js) * 1000)


def test_a_receptionist_sees_no_flag_and_decides_nothing(
    phone: Callable[..., Walk], devices: Devices, rae: StorageState, js: bool
) -> None:
    """D2: the list without Q8 and Q10; no card, no box, no scan, whatever address is typed."""
    walk = phone(js=js, more="pressed")
    walk.name = "Petra Pressed" if js else "Paul Pressed"  # both stand in one list
    walk.sign()
    page: Page = devices.open(DESKTOP, js=js, state=rae)
    page.goto("/staff/")
    row = page.get_by_role("listitem").filter(has_text=walk.name)
    expect(row).to_be_visible()
    expect(row.get_by_role("link").or_(row.get_by_role("button"))).to_have_count(0)
    expect(page.get_by_role("textbox", name="Check a receipt")).to_have_count(0)
    assert "lone" not in row.inner_text()
    for address in ("/staff/scan", "/manage/"):
        assert (answer := page.goto(address))
        assert answer.status == 403, address


def test_every_page_of_staff_has_the_bar_while_one_records(
    phone: Callable[..., Walk], desk: Callable[..., Desk], js: bool
) -> None:
    """B6: Stop is never more than one tap away; and the list says whose note is not written."""
    walk = phone(js=js)
    walk.name = f"Nora Note {'js' if js else 'plain'}"
    today = desk(js=js)
    card = today.verify(walk.sign().code)
    card.agree()
    card.start()
    stop = re.compile("^Stop")
    for address in ("/staff/", "/staff/scan", "/staff/covert", "/staff/account"):
        card.page.goto(address)
        expect(card.page.get_by_role("button", name=stop)).to_be_visible()
    card.page.get_by_role("button", name=stop).click()
    card.page.wait_for_url("**/note")
    today.open()
    expect(today.page.get_by_role("listitem").filter(has_text=walk.name)).to_contain_text("ote")
