"""No camera, or none that may be used: the page says why, and the box is ready."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from harness import cameras
from harness.clinician import Desk
from harness.devices import DESKTOP, PHONE, Devices
from harness.patient import Receipt
from harness.server import Server
from tests.browser.camera.filming import ELSEWHERE, card_of, film, word
from tests.browser.conftest import Cast


def test_a_blocked_camera_says_so_and_the_box_is_ready(
    scanner: Callable[..., Page], receipt: Receipt
) -> None:
    page = scanner(allowed=False)
    cameras.start(page)
    word(page, "The camera is blocked")
    box = page.get_by_role("textbox", name="Or type the code")
    expect(box).to_be_focused()
    page.keyboard.type(receipt.code)
    page.keyboard.press("Enter")
    card_of(page, receipt)


def test_a_blocked_camera_can_be_tried_again(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    film(reel, (cameras.held(shown), 1))
    page = scanner(allowed=False)
    cameras.start(page)
    word(page, "The camera is blocked")
    page.context.grant_permissions(["camera"])
    page.get_by_role("button", name="Try again").click()
    card_of(page, receipt)


def test_a_device_without_a_camera_says_so(devices: Devices, cast: Cast, receipt: Receipt) -> None:
    page = devices.open(DESKTOP, state=cast.alice)
    page.context.grant_permissions(["camera"])
    Desk(page).open()
    cameras.start(page)
    word(page, "There is no camera here")
    expect(page.get_by_role("textbox", name="Or type the code")).to_be_focused()
    page.keyboard.type(receipt.code.lower())
    page.keyboard.press("Enter")
    card_of(page, receipt)


def test_an_address_that_is_not_secure_says_so(with_cameras: Browser, tmp_path: Path) -> None:
    """Browsers give no camera to http, but on the machine itself."""
    server = Server(tmp_path / "data")
    server.env["ASKFIRST_PUBLIC_URL"] = f"http://{ELSEWHERE}:{server.port}"  # no other is answered
    with server:
        _says_so(Devices(with_cameras, server.env["ASKFIRST_PUBLIC_URL"]), server.password)


def _says_so(rooms: Devices, password: str) -> None:
    page = rooms.open(DESKTOP)
    # Not on https, the browser passes over a header that would only matter there.
    rooms.watch.excuse("Cross-Origin-Opener-Policy header has been ignored")
    Desk(page).sign_in("manager", password)
    cameras.start(page)
    word(page, "The camera needs a secure address")
    expect(page.get_by_role("textbox", name="Or type the code")).to_be_focused()
    rooms.close()
    assert rooms.watch.unexpected == []


def test_without_javascript_the_box_stands_there_with_a_sentence(
    devices: Devices, cast: Cast, receipt: Receipt
) -> None:
    page = devices.open(PHONE, js=False, state=cast.alice)
    Desk(page).open()
    cameras.start(page)
    word(page, "The camera needs JavaScript")
    expect(page.get_by_role("button", name="Start the camera")).to_be_hidden()
    box = page.get_by_role("textbox", name="Or type the code")
    box.fill(receipt.code)
    box.press("Enter")
    card_of(page, receipt)
