"""Phone and tablet together, and the receipt to keep, in a real browser (issue 3, 6 and 7)."""

import io
import re
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from harness.devices import DESKTOP, PHONE, TABLET, Devices
from harness.eyes import scan
from harness.patient import Kiosk, Receipt, Walk
from tests.browser.conftest import Cast
from tests.browser.survey import SMALL_TEXT, Survey

CAN_SHARE = """
Object.defineProperty(navigator, "canShare", {value: () => true});
Object.defineProperty(navigator, "share", {value: async (what) => {
  const [file] = what.files;
  document.title = [file.type, file.size, what.url ?? what.text ?? "nothing else"].join(" ");
}});
"""


def carry_on(walk: Walk, devices: Devices, *, js: bool = True) -> Page:
    """Take the journey from the tablet to a phone, as far as the phone's button."""
    walk.page.get_by_role("link", name="Carry on with your phone").click()
    walk.page.wait_for_url("**/journey/move")
    phone = devices.open(PHONE, js=js)
    phone.goto(scan(walk.page))
    return phone


def test_midway_to_the_phone_and_the_tablet_is_free(
    devices: Devices, kiosk: Callable[..., Kiosk]
) -> None:
    """The tablet follows by itself; Back shows nothing of the patient."""
    tablet = kiosk()
    phone = carry_on(tablet.start().to("types"), devices)
    phone.get_by_role("button", name="Carry on here").click()
    walk = Walk(phone)
    assert walk.step == "types"
    tablet.page.wait_for_url("**/kiosk")
    tablet.waits()
    devices.watch.excuse("answered 410")
    tablet.page.go_back()
    expect(tablet.page.get_by_role("heading", level=1)).not_to_contain_text("want to record?")
    assert "Photos" not in tablet.page.content()
    expect(walk.sign().page.get_by_text("Do not record yet")).to_be_visible()


def test_midway_without_scripts(devices: Devices, kiosk: Callable[..., Kiosk]) -> None:
    tablet = kiosk(js=False)
    phone = carry_on(tablet.start().to("where"), devices, js=False)
    tablet.page.get_by_role("button", name="I have moved").click()
    expect(tablet.page.get_by_text("Not yet. Scan the code")).to_be_visible()
    phone.get_by_role("button", name="Carry on here").click()
    assert Walk(phone).step == "where"
    tablet.page.get_by_role("button", name="I have moved").click()
    tablet.waits()


def test_the_receipt_comes_back_by_its_address(
    devices: Devices, signed: Callable[..., Receipt]
) -> None:
    """The phone restarted, or the page was saved: nothing but the address is left."""
    here = signed().page
    code = here.locator(".code").inner_text()
    after = devices.open(PHONE)
    after.goto(here.url)
    assert after.locator(".code").inner_text() == code
    expect(after.get_by_role("heading", name="Keep this page")).to_be_visible()


def test_the_picture_is_saved_without_scripts_and_its_qr_scans(
    devices: Devices, signed: Callable[..., Receipt]
) -> None:
    page = signed(js=False).page
    for button in ("Print", "Share"):
        expect(page.get_by_role("button", name=button)).to_be_hidden()
    with page.expect_download() as started:
        page.get_by_role("link", name="Save a picture").click()
    with Image.open(io.BytesIO(started.value.path().read_bytes())) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"))
    assert [re.sub("#.*", "", each.text) for each in found] == [f"{devices.url}/v"]


def test_the_share_sheet_gets_the_picture_and_never_the_address(
    devices: Devices, signed: Callable[..., Receipt]
) -> None:
    """Whoever has the address could change the patient's mind for them."""
    here = signed().page
    page = devices.open(PHONE)
    page.add_init_script(CAN_SHARE)
    page.goto(here.url)
    page.get_by_role("button", name="Share").click()
    expect(page).to_have_title(re.compile(r"^image/png \d{5,} nothing else$"))


def test_on_paper_there_are_no_buttons_and_the_qr_scans(signed: Callable[..., Receipt]) -> None:
    page = signed().page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    for button in (*page.get_by_role("button").all(), *page.locator("a").all()):
        expect(button).to_be_hidden()
    expect(page.get_by_text("Do not record yet")).to_be_hidden()
    expect(page.get_by_text("This shows that you asked and signed")).to_be_visible()
    assert scan(page).partition("#")[0].endswith("/v")
    box = page.locator(".slip__qr svg").bounding_box()
    assert box is not None
    assert box["width"] > 340  # 90 mm
    assert page.evaluate(SMALL_TEXT, 18.6) == []  # 14 pt
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


@pytest.mark.long
def test_every_page_of_it_is_accessible_and_large_enough(
    devices: Devices, kiosk: Callable[..., Kiosk], cast: Cast
) -> None:
    """WCAG 2.2 AA; 24 px and 64 px on the tablet, 16 px and 44 px in the hand."""
    tablet, hand = Survey(TABLET.height, 24, 64), Survey(PHONE.height, 16, 44)
    walk = kiosk().start().to("types")
    tablet.look(walk.page, "types")
    phone = carry_on(walk, devices)
    tablet.look(walk.page, "move")
    hand.look(phone, "landing")
    phone.get_by_role("button", name="Carry on here").click()
    receipt = Walk(phone).hurry().sign().page
    hand.look(receipt, "receipt")
    receipt.get_by_role("link", name="Change my answers").click()
    hand.look(receipt, "again")
    manager = devices.open(DESKTOP, state=cast.mo)
    manager.goto("/manage/poster")
    hand.look(manager, "poster")
    for found in (tablet, hand):
        assert (found.axe, found.text, found.targets, found.sideways) == ({}, {}, {}, [])
