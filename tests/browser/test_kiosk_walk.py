"""The main job on the waiting-room tablet, end to end, with JavaScript and without."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.eyes import scan
from harness.patient import NAME, Kiosk, Receipt
from tests.browser.conftest import BOTH, Cast, later

TURN_SECONDS = 3  # the promise to the patient; without JavaScript the page looks every 5 s
RELOAD_SECONDS = 8


@BOTH
def test_a_patient_asks_at_the_kiosk_and_records_once_the_clinician_agrees(
    devices: Devices,
    cast: Cast,
    desk: Callable[..., Desk],
    js: bool,
    record_property: Callable[[str, object], None],
) -> None:
    """The main job: pair, ask, sign, verify by code, agree, start, stop, note (K1 to K7)."""
    code = Office(devices.open(DESKTOP, state=cast.mo)).pairing_code("Side room")
    walk = Kiosk(devices.open(TABLET, js=js)).pair(code).start()
    walk.to("signature")
    if js:
        walk.draw_signature()
        walk.go_on()
        walk.page.wait_for_url("**/journey/check")
    receipt = walk.sign()
    receipt.says("Do not record yet")
    shown = receipt.code
    expect(receipt.page.get_by_text("Tell your health worker this code")).to_be_visible()

    card = desk(js=js).verify(shown)
    expect(card.page.get_by_text(NAME, exact=True).first).to_be_visible()
    expect(card.page.get_by_text("27 March 1948").first).to_be_visible()
    card.says("Not decided yet")

    card.agree()
    began, soon = time.monotonic(), TURN_SECONDS if js else RELOAD_SECONDS
    receipt.says("You can record", within=soon)
    record_property("patient_page_turned_seconds", round(time.monotonic() - began, 2))
    mine = kept_on(devices.open(PHONE, js=js), receipt)
    mine.says("You can record", within=soon)
    card.start()
    mine.says("Recording now", within=soon)
    card.stop()
    mine.says("Stop recording", within=soon)

    note = card.note()
    for fact in (shown, "audio-recorded", "Talking only", "Dr Alice Hart (GP)"):
        assert fact in note, f"the note lacks {fact!r}:\n{note}"


def kept_on(phone: Page, receipt: Receipt) -> Receipt:
    """The receipt on the patient's own phone, from the QR on the tablet, then free (A3)."""
    code = receipt.code
    phone.goto(scan(receipt.page))
    phone.get_by_role("button", name="Keep my receipt").click()
    mine = Receipt(phone)
    expect(phone.get_by_text(code, exact=True)).to_be_visible()
    expect(receipt.page.get_by_text(code)).to_have_count(0)
    return mine


def test_the_list_shows_a_new_patient_by_itself(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk]
) -> None:
    """Today's list updates by itself: nobody reloads it."""
    today = desk("bob")
    walk = kiosk().start()
    walk.name = "Siobhán Newcomer"
    walk.hurry().sign()
    expect(today.row("Siobhán Newcomer")).to_be_visible()


@BOTH
def test_a_clinician_picks_the_patient_from_the_list(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk], js: bool
) -> None:
    """K1: no code and no scanner needed; the clinician matches the person."""
    walk = kiosk(js=js).start()
    walk.name = f"Padraig Listed {js}"
    walk.hurry().sign()
    today = desk(js=js)
    today.row(walk.name).click()
    card = today.card()
    card.says("Not decided yet")
    expect(card.page.get_by_text(walk.name, exact=True).first).to_be_visible()


def test_the_note_is_copied_with_one_tap(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk]
) -> None:
    """K7: a record note ready to copy."""
    code = kiosk().start().hurry().sign().code
    card = desk().verify(code)
    card.agree()
    page = card.open_note()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy and keep").click()
    said = page.locator("[data-copied]")
    expect(said).to_have_text(re.compile(r"^Copied and kept \d\d:\d\d$"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_role("textbox", name="Record note").input_value()


def test_a_note_that_was_not_copied_says_so(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk], devices: Devices
) -> None:
    """C: "kept" alone is no "copied": the next paste would be another patient's note."""
    card = desk().verify(kiosk().start().hurry().sign().code)
    card.agree()
    page = card.open_note()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')); }")
    page.get_by_role("button", name="Copy and keep").click()
    said = page.locator("[data-copied]")
    expect(said).to_have_text(re.compile(r"^Kept \d\d:\d\d. Not copied: press Ctrl\+C"))
    assert page.url.endswith("/note")
    selected = page.evaluate("getSelection().toString()")
    assert selected == page.get_by_role("textbox", name="Record note").input_value()
    expect(page.locator("summary", has_text="Notes that were kept (1)")).to_be_visible()
    devices.watch.excuse("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    page.context.set_offline(True)
    page.get_by_role("button", name="Copy and keep").click()
    expect(said).to_have_text(re.compile("^Not kept: no answer"))
    page.context.set_offline(False)


@pytest.mark.parametrize(
    ("step", "answer"),
    [("whose", "child"), later("types", "sound video photo"), later("part", "whole")],
)
def test_other_answers_lead_to_a_receipt_too(
    kiosk: Callable[..., Kiosk], step: str, answer: str
) -> None:
    """Q1 (someone signs for another), Q3 and Q4: each leads on to a receipt."""
    receipt = kiosk().start(**{step: answer}).sign()
    receipt.says("Do not record yet")


def test_an_appointment_in_the_waiting_area_ends_with_what_to_do_instead(
    kiosk: Callable[..., Kiosk], js: bool
) -> None:
    """R8, Q2: no recording in shared places; the patient learns what to do, and leaves."""
    walk = kiosk(js=js).start(where="waiting").to("not-here")
    expect(walk.page.get_by_role("heading", name="You cannot record here")).to_be_visible()
    walk.page.get_by_role("button", name="Finish").click()
    Kiosk(walk.page).waits()
