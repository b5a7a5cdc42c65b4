"""The main job on the patient's own phone, from one QR to the next, each read by a camera."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import PHONE, Devices
from harness.eyes import scan
from harness.patient import NAME, Kiosk, Receipt, claim
from harness.server import Server
from tests.browser.conftest import BOTH


@BOTH
def test_a_phone_goes_from_the_kiosks_qr_to_the_clinicians_card(
    kiosk: Callable[..., Kiosk], devices: Devices, desk: Callable[..., Desk], js: bool
) -> None:
    """Both QR codes are decoded from screenshots; the receipt's is pasted into the verify box."""
    address = scan(kiosk(js=js).page)
    receipt = claim(devices.open(PHONE, js=js), address).sign()
    receipt.says("Do not record yet")
    card = desk(js=js).verify(scan(receipt.page))
    card.says("Not decided yet")
    expect(card.page.get_by_text(NAME, exact=True).first).to_be_visible()
    expect(card.page.get_by_text(receipt.code).first).to_be_visible()


def test_scanning_a_receipt_again_says_who_verified_it_already(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """Never an error: the second clinician reads when and by whom, and sees the same card."""
    receipt = signed(js=js)
    address = scan(receipt.page)
    first = desk("alice", js=js).verify(address)
    expect(first.page.get_by_text("Already verified")).to_have_count(0)
    again = desk("bob", js=js).verify(address)
    expect(again.page.get_by_text("Already verified")).to_be_visible()
    expect(again.page.get_by_text("by Dr Alice Hart").first).to_be_visible()
    again.says("Not decided yet")


def test_whose_it_is_comes_at_once_and_loading_it_again_posts_nothing(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """One trip from the scan to whose it is, which then stands at its own address."""
    receipt, alice = signed(), desk()
    asked: list[str] = []
    alice.page.on("request", lambda each: asked.append(each.method + each.resource_type))
    expect(alice.find(receipt.code)).to_be_visible()
    assert [each for each in asked if each.endswith("document")] == ["POSTdocument"]
    alice.page.reload()
    expect(alice.matching).to_be_visible()
    alice.page.go_back()
    expect(alice.box).to_be_visible()
    alice.page.go_forward()
    expect(alice.matching).to_be_visible()
    documents = [each for each in asked if each.endswith("document")]
    assert set(documents[1:]) == {"GETdocument"}


@pytest.mark.parametrize("shown", ["address", "token", "code"])
def test_a_usb_scanner_types_into_the_box_that_is_ready(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], shown: str
) -> None:
    """A scanner is a fast keyboard that ends with Enter; nobody clicks first."""
    receipt = signed()
    address = scan(receipt.page)
    typed = {"address": address, "token": address.partition("#")[2], "code": receipt.code}[shown]
    today = desk()
    today.page.keyboard.type(typed)
    today.page.keyboard.press("Enter")
    today.card().says("Not decided yet")


def test_an_outsider_learns_that_a_receipt_is_genuine_and_nothing_personal(
    signed: Callable[..., Receipt], devices: Devices, js: bool
) -> None:
    """`/v#token` for anyone: genuine or not, and no name, date or code."""
    receipt = signed()
    address = scan(receipt.page)
    stranger = _look(devices.open(PHONE, js=js), address, js)
    expect(stranger.get_by_text("Genuine", exact=True)).to_be_visible()
    seen = stranger.locator("body").inner_text()
    for secret in (NAME, NAME.split()[0], "1948", receipt.code):
        assert secret not in seen


def test_an_outsider_learns_that_a_tampered_receipt_is_not_genuine(
    signed: Callable[..., Receipt], devices: Devices, js: bool
) -> None:
    """One character of the claims changed: the page says that it is false."""
    address = scan(signed().page)
    head, claims, signature = address.rsplit(".", 2)
    swapped = "A" if claims[40] != "A" else "B"
    false = f"{head}.{claims[:40]}{swapped}{claims[41:]}.{signature}"
    stranger = _look(devices.open(PHONE, js=js), false, js)
    expect(stranger.get_by_text("Not genuine", exact=True)).to_be_visible()


def test_a_second_receipt_is_checked_in_the_same_tab(
    signed: Callable[..., Receipt], devices: Devices
) -> None:
    """Only the fragment of the address changes then; the page must not sit still."""
    address = scan(signed().page)
    stranger = _look(devices.open(PHONE), f"{address[:-4]}AAAA", js=True)
    expect(stranger.get_by_text("Not genuine", exact=True)).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_text("Genuine", exact=True)).to_be_visible()


def test_staff_who_scan_with_their_own_camera_land_on_the_card(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """`/v#token` for someone who is signed in: on to the card."""
    address = scan(signed().page)
    today = desk("alice", PHONE)
    today.page.goto(address)
    card = today.card()
    card.says("Not decided yet")
    expect(card.page.get_by_text(NAME, exact=True).first).to_be_visible()


def test_the_receipts_qr_opens_this_server(signed: Callable[..., Receipt], server: Server) -> None:
    """The token travels in the fragment, which no server sees."""
    assert scan(signed().page).startswith(f"{server.url}/v#")


def _look(page: Page, address: str, js: bool) -> Page:
    """Open a receipt's address; without JavaScript no page sees the fragment, so paste it."""
    page.goto(address)
    if not js:
        page.get_by_role("textbox").fill(address)
        page.get_by_role("button", name="Check it").click()
    return page
