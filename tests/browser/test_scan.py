"""The camera: our receipt is read however it is held, and a device without one says why.

Chromium's fake camera plays pictures of a real receipt, taken off a real phone's page.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from harness import cameras
from harness.clinician import Card, Desk
from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices, launch
from harness.eyes import scan as read
from harness.patient import Receipt, claim
from harness.server import Server
from tests.browser.conftest import PASSWORD, Cast
from tests.browser.survey import Survey
from tests.browser.test_keyboard import Keys

ELSEWHERE = "clinic.example"  # our server by a name that no browser holds for secure
SECOND = 1000


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film in the camera: change it, and whoever starts the camera sees the new one."""
    path = tmp_path_factory.mktemp("camera") / "film.y4m"
    cameras.video(path, [Image.new("L", (cameras.WIDTH, cameras.HEIGHT), cameras.DESK)])
    return path


@pytest.fixture(scope="module")
def with_cameras(playwright: Playwright, reel: Path) -> Iterator[Browser]:
    """A browser with a camera that plays the film."""
    elsewhere = f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"
    chromium = launch(playwright.chromium, *cameras.flags(reel), elsewhere)
    yield chromium
    chromium.close()


@pytest.fixture
def rooms(with_cameras: Browser, server: Server) -> Iterator[Devices]:
    """Devices with cameras, for one test."""
    opened = Devices(with_cameras, server.url)
    yield opened
    opened.close()
    assert opened.watch.unexpected == []


@pytest.fixture(scope="module")
def receipt(chromium: Browser, server: Server, handoff: str) -> Iterator[Receipt]:
    """A patient's receipt, on a phone's sharp screen."""
    devices = Devices(chromium, server.url)
    yield claim(devices.open(PHONE), handoff).hurry().sign()
    devices.close()


@pytest.fixture(scope="module")
def shown(receipt: Receipt) -> Image.Image:
    """The receipt's QR code as its screen shows it."""
    return Image.open(io.BytesIO(receipt.page.locator("svg.qr").first.screenshot()))


@pytest.fixture
def scanner(rooms: Devices, cast: Cast) -> Callable[..., Page]:
    """Alice, at today's list, with a device that has cameras: `scanner()`, `scanner(PHONE)`."""

    def take(device: Device = DESKTOP, *, allowed: bool = True) -> Page:
        page = rooms.open(device, state=cast.alice)
        if allowed:
            page.context.grant_permissions(["camera"])
        page.add_init_script(cameras.STOPWATCH)
        Desk(page).open()
        return page

    return take


def film(reel: Path, *scenes: tuple[Image.Image, int]) -> None:
    """Put a film into the camera: pictures, each with how many tenths of a second it stays."""
    cameras.video(reel, [scene for scene, tenths in scenes for _tenth in range(tenths)])


def other_code(text: str = "https://menu.example/lunch") -> Image.Image:
    """A QR code of something else, as large as ours."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    return code.make_image().get_image()


def word(page: Page, text: str) -> None:
    """Wait until the scan page says this."""
    expect(page.get_by_text(text)).to_be_visible(timeout=15 * SECOND)


def card_of(page: Page, receipt: Receipt) -> Card:
    """The card that the scan leads to: of this receipt and no other."""
    page.wait_for_url("**/staff/consents/*", timeout=20 * SECOND)
    expect(page.get_by_text(receipt.code).first).to_be_visible()
    return Card(page)


@pytest.mark.parametrize("picture", cameras.PICTURES)
def test_a_receipt_is_read_however_it_is_held(
    scanner: Callable[..., Page],
    reel: Path,
    receipt: Receipt,
    shown: Image.Image,
    picture: str,
    record_property: Callable[[str, object], None],
) -> None:
    """K1: one tap on today's list, and the card is there."""
    film(reel, (cameras.PICTURES[picture](shown), 1))
    page = scanner()
    cameras.start(page)
    card_of(page, receipt)
    record_property("milliseconds", round(cameras.took(page)))
    assert cameras.took(page) < 3 * SECOND, "a second on a quiet machine; this one may be busy"


def test_a_code_half_out_of_sight_is_read_once_it_comes_in(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    """Half a code says nothing; nobody has to press anything when the rest appears."""
    half, whole = cameras.held(shown, right=cameras.WIDTH // 2), cameras.held(shown)
    film(reel, (half, 30), (whole, 10))
    page = scanner(TABLET)
    cameras.start(page)
    word(page, "Looking for a receipt")
    card_of(page, receipt)


def test_a_code_that_stays_half_out_of_sight_brings_advice(
    scanner: Callable[..., Page], reel: Path, shown: Image.Image
) -> None:
    film(reel, (cameras.held(shown, right=cameras.WIDTH // 2), 1))
    page = scanner()
    cameras.start(page)
    word(page, "Nothing yet. Show the whole code")
    expect(page.get_by_role("textbox", name="Or type the code")).to_be_visible()


def test_another_code_is_not_a_receipt_and_scanning_goes_on(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    """A QR of something else is never sent to the server."""
    film(reel, (cameras.held(other_code()), 30), (cameras.held(shown), 10))
    page = scanner(PHONE)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    cameras.start(page)
    word(page, "That is not a receipt")
    card_of(page, receipt)
    assert not [each for each in sent if "menu" in each]


def test_a_receipt_of_somewhere_else_is_called_that(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt
) -> None:
    """What looks like a receipt is the server's to judge: one signature, one answer."""
    forged = "http://127.0.0.1/v#eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0." + "A" * 86
    film(reel, (cameras.held(other_code(forged)), 1))
    page = scanner()
    cameras.start(page)
    expect(page.get_by_role("alert")).to_contain_text("not a genuine receipt")


def test_the_camera_is_let_go_when_the_page_hides_and_starts_again_with_a_tap(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    film(reel, (Image.new("L", (cameras.WIDTH, cameras.HEIGHT), cameras.DESK), 1))
    page = scanner(PHONE)
    cameras.start(page)
    word(page, "Looking for a receipt")
    assert page.evaluate("stream.getVideoTracks()[0].readyState") == "live"
    page.evaluate(
        """() => {
          const hidden = { value: "hidden", configurable: true };
          Object.defineProperty(document, "visibilityState", hidden);
          document.dispatchEvent(new Event("visibilitychange"));
          delete document.visibilityState;
        }"""
    )
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    assert page.evaluate("stream.getVideoTracks()[0].readyState") == "ended"
    film(reel, (cameras.held(shown), 1))
    page.get_by_role("button", name="Start the camera").click()
    card_of(page, receipt)


def test_a_page_that_is_loaded_again_waits_for_a_tap(
    scanner: Callable[..., Page], reel: Path, shown: Image.Image
) -> None:
    """The camera starts because somebody asked for it, and for nothing else."""
    film(reel, (cameras.held(other_code()), 1))
    page = scanner()
    cameras.start(page)
    word(page, "That is not a receipt")
    page.reload()
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    assert page.evaluate("window.stream") is None


def test_another_camera_can_be_chosen(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    """Chromium has one camera that plays a film: here it is the second of two, behind a blank."""
    film(reel, (cameras.held(shown), 1))
    page = scanner()
    page.add_init_script(
        """(() => {
          const devices = navigator.mediaDevices;
          const ask = devices.getUserMedia.bind(devices);
          const names = ["Front camera", "Back camera"];
          devices.enumerateDevices = async () =>
            names.map((name) => ({ kind: "videoinput", deviceId: name, label: name }));
          devices.getUserMedia = async ({ video }) => {
            if (video.deviceId?.exact === "Back camera") return ask({ video: true });
            const blank = Object.assign(document.createElement("canvas"), { width: 640 });
            setInterval(() => blank.getContext("2d").fillRect(0, 0, 640, 150), 50);
            return blank.captureStream();
          };
        })()"""
    )
    cameras.start(page)
    word(page, "Looking for a receipt")
    page.get_by_role("combobox", name="Camera").select_option("Back camera")
    card_of(page, receipt)


def test_the_light_is_offered_where_the_camera_has_one(
    scanner: Callable[..., Page], reel: Path
) -> None:
    """No fake camera has a light: its capability is put in, and what it is asked for is noted."""
    film(reel, (Image.new("L", (cameras.WIDTH, cameras.HEIGHT), cameras.DESK), 1))
    page = scanner(PHONE)
    cameras.start(page)
    word(page, "Looking for a receipt")
    light = page.get_by_role("button", name="Light")
    expect(light).to_be_hidden()
    page.add_init_script(
        """(() => {
          const track = MediaStreamTrack.prototype;
          window.asked = [];
          track.getCapabilities = () => ({ torch: true });
          track.applyConstraints = async ({ advanced: [{ torch }] }) => {
            window.asked.push(torch);
          };
        })()"""
    )
    page.reload()
    page.get_by_role("button", name="Start the camera").click()
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("asked") == [True, False]


def test_a_scan_is_heard_unless_the_sound_is_off(scanner: Callable[..., Page], reel: Path) -> None:
    """The choice is kept on this device."""
    film(reel, (cameras.held(other_code()), 1))
    page = scanner()
    page.add_init_script(
        """(() => {
          window.tones = 0;
          const play = OscillatorNode.prototype.start;
          OscillatorNode.prototype.start = function () { window.tones += 1; play.call(this); };
        })()"""
    )
    cameras.start(page)
    word(page, "That is not a receipt")
    assert page.evaluate("tones") == 1
    sound = page.get_by_role("button", name="Sound")
    expect(sound).to_have_attribute("aria-pressed", "true")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    page.get_by_role("button", name="Start the camera").click()
    word(page, "That is not a receipt")
    assert page.evaluate("tones") == 0


# --- No camera ---


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


def test_an_address_that_is_not_secure_says_so(
    with_cameras: Browser, server: Server, cast: Cast
) -> None:
    """Browsers give no camera to http, but on the machine itself."""
    rooms = Devices(with_cameras, f"http://{ELSEWHERE}:{server.port}")
    page = rooms.open(DESKTOP)
    # Not on https, the browser passes over a header that would only matter there.
    rooms.watch.excuse("Cross-Origin-Opener-Policy header has been ignored")
    Desk(page).sign_in("alice", PASSWORD)
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


# --- How the page is made ---


@pytest.mark.parametrize("device", [PHONE, TABLET, DESKTOP], ids=lambda each: each.name)
def test_every_state_of_the_page_meets_wcag_and_fits_the_screen(
    scanner: Callable[..., Page], reel: Path, device: Device
) -> None:
    """WCAG 2.2 AA as far as axe can tell, 16 px, 44 px, and nobody scrolls sideways."""
    survey = Survey(height=device.height, least_text=16, least_target=44)
    film(reel, (cameras.held(other_code()), 60), (Image.new("L", (1280, 720), cameras.DESK), 200))
    page = scanner(device)
    page.goto("/staff/scan")
    button = page.get_by_role("button", name="Start the camera")
    expect(button).to_be_visible()
    survey.look(page, "start")
    button.click()
    word(page, "That is not a receipt")
    survey.look(page, "not a receipt")
    word(page, "Looking for a receipt")
    survey.look(page, "scanning")
    for state in ("starting", "slow", "found", "denied", "no_camera", "insecure", "in_use"):
        page.reload()
        expect(button).to_be_visible()
        page.evaluate(STATE, state)
        survey.look(page, state)
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])


# Shows a state as the page's own script does, without what leads to it.
STATE = """(state) => {
  document.querySelector("[data-scan]").dataset.state = state;
  for (const each of document.querySelectorAll("[data-is]"))
    each.hidden = !each.dataset.is.split(" ").includes(state);
}"""


def test_the_scan_page_needs_only_a_keyboard(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    film(reel, (Image.new("L", (1280, 720), cameras.DESK), 50), (cameras.held(shown), 20))
    page = scanner()
    keys = Keys(page)
    keys.press(page.get_by_role("link", name="Scan with the camera"))
    word(page, "Looking for a receipt")
    keys.reach(page.get_by_role("button", name="Sound"))
    page.keyboard.press("Space")
    card_of(page, receipt)


def test_a_usb_scanner_types_the_address_and_enter(
    devices: Devices, cast: Cast, receipt: Receipt
) -> None:
    """The box has the focus when the page comes, and again after something wrong was scanned."""
    address = read(receipt.page)
    page = devices.open(DESKTOP, state=cast.alice)
    Desk(page).open()
    page.keyboard.type("5012345678900\n")  # the bar code of a box of plasters
    expect(page.get_by_role("alert")).to_contain_text("not a receipt code")
    expect(page.get_by_role("textbox", name="Check a receipt")).to_be_focused()
    page.keyboard.type(address + "\n")
    card_of(page, receipt)
