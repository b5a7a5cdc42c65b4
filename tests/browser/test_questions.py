"""Every question in a real browser: the taps it takes, people one at a time, a witness, Q10."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import PHONE
from harness.patient import Kiosk

MAX_TAPS = 30
COUNT = """() => {
  const seen = Number(sessionStorage.getItem("taps") || 0);
  window.taps = seen;
  document.addEventListener("pointerup", (event) => {
    if (event.target.closest("input:not([type=checkbox]):not([type=radio])")) return;
    window.taps += 1;
    sessionStorage.setItem("taps", window.taps);
  }, { capture: true });
}"""


def taps(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.getItem('taps'))"))


def test_the_whole_path_at_the_kiosk_takes_at_most_thirty_taps(
    kiosk: Callable[..., Kiosk],
) -> None:
    """Besides typing name and birth date: every rule read, every statement ticked by hand."""
    tablet = kiosk()
    tablet.page.add_init_script(f"({COUNT})()")
    tablet.page.reload()
    walk = tablet.waits().start()
    receipt = walk.sign()
    receipt.says("Do not record yet")
    assert 20 < taps(receipt.page) <= MAX_TAPS


def test_people_are_added_and_removed_and_stand_on_the_card(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk], js: bool
) -> None:
    """Q6, K5: with JavaScript and without; a no while recording ends the recording."""
    walk = kiosk(js=js).start()
    walk.to("company")
    walk.add_person("Sam Price", "companion", "yes")
    walk.add_person("Jo Lee", "student", "ask")
    walk.add_person("Too Many", "chaperone", "no")
    walk.page.get_by_role("button", name="Too Many").click()
    expect(walk.page.get_by_text("Too Many")).to_have_count(0)
    walk.go_on()
    walk.page.wait_for_url("**/journey/others")
    receipt = walk.sign()
    card = desk(js=js).verify(receipt.code)
    card.agree(says="Ask everyone first")
    card.said("Jo Lee", "Yes")
    card.start()
    receipt.says("Recording now")
    row = card.page.get_by_role("listitem").filter(has_text="Jo Lee")
    row.get_by_role("button", name="No", exact=False).first.click()
    card.says("Someone said no")
    receipt.says("Not this time")


@pytest.mark.long
def test_a_man_who_cannot_sign_agrees_before_a_witness(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk], js: bool
) -> None:
    """K10: by voice, with a named witness who does not record; the contradiction is asked about."""
    walk = kiosk(js=js).start()
    page = walk.to("signature").page
    page.get_by_role("link", name="I cannot sign").click()
    page.get_by_role("radio", name="I say yes").check()
    page.get_by_label("The witness’s full name").fill("Ann Nurse")
    records = page.get_by_role("group", name="Will the witness press record?")
    records.get_by_role("radio", name="Yes").check()
    walk.go_on()
    expect(page.get_by_role("alert")).to_contain_text("the witness cannot be the one who records")
    records.get_by_role("radio", name="No").check()
    walk.go_on()
    page.wait_for_url("**/journey/hold")
    page.get_by_role("button", name="Yes, I will press record").click()
    page.wait_for_url("**/journey/check")
    expect(page.get_by_text("Witness: Ann Nurse")).to_be_visible()
    card = desk(js=js).verify(walk.sign().code)
    expect(card.page.get_by_text("Ann Nurse")).to_be_visible()


def test_a_patient_pressed_by_another_is_flagged_and_nothing_else_shows_it(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk], js: bool
) -> None:
    """Q10: the address, the read-back and the receipt are as for everyone."""
    walk = kiosk(js=js).start(more="pressed")
    walk.name = f"Pressed Patient {js}"
    walk.to("more").answer()
    expect(walk.page.get_by_text("Someone will talk to you first.")).to_be_visible()
    walk.to("check")
    for word in ("choice", "pressed", "wants me"):
        assert word not in walk.page.locator("main").inner_text()
    receipt = walk.sign()
    for word in ("choice", "pressed", "alone", "talk to you"):
        assert word not in receipt.page.locator("main").inner_text()
    today = desk(js=js)
    flag = today.row(walk.name).get_by_label("Speak to the patient alone first")
    expect(flag).to_be_visible()
    card = today.verify(receipt.code)
    words = card.page.get_by_text("Speak to the patient alone first")
    expect(words).to_be_hidden()  # those beside them may read along
    card.page.get_by_label("A sign for staff").click()
    expect(words).to_be_visible()
    card.check_both()
    card.agreeing.click()
    card.says("Not decided yet")
    card.page.get_by_role("checkbox", name="Done").check()
    card.agree()


def test_a_mother_signs_for_a_child_who_says_not_ok(kiosk: Callable[..., Kiosk], js: bool) -> None:
    """K10: the child's no ends it kindly, with a receipt that says so."""
    walk = kiosk(js=js).start(whose="child").to("child")
    walk.page.get_by_role("button", name="Not OK").click()
    expect(walk.page.get_by_role("heading", name="Then nobody records")).to_be_visible()
    walk.page.get_by_role("link", name="Continue").click()
    walk.page.get_by_role("button", name="I will not record").click()
    walk.page.wait_for_url("**/journey/receipt")
    expect(walk.page.get_by_text("No recording", exact=True)).to_be_visible()


@pytest.mark.long
def test_a_phone_carries_the_same_pages(phone: Callable[..., object]) -> None:
    """The walk on a narrow screen: nothing runs over its edge on the pages of this issue."""
    walk = phone()
    wide = []
    walk.each = lambda step: wide.append(  # type: ignore[attr-defined]
        (step, walk.page.evaluate("document.documentElement.scrollWidth"))  # type: ignore[attr-defined]
    )
    walk.sign()  # type: ignore[attr-defined]
    assert [each for each in wide if each[1] > PHONE.width] == []
