"""What befalls a camera: a bad picture, a call, a cable. The page says so and offers it again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from harness import cameras
from harness.devices import PHONE, Devices
from harness.patient import Receipt
from tests.browser.camera.filming import card_of, film, word

# The first so many pictures cannot be read back from the canvas.
BAD_PICTURES = """(() => {
  const canvas = CanvasRenderingContext2D.prototype;
  const read = canvas.getImageData;
  let left = %d;
  canvas.getImageData = function (...where) {
    if (left-- > 0) throw new DOMException("a bad picture", "InvalidStateError");
    return read.apply(this, where);
  };
})()"""
# A phone call takes the camera, and gives it back.
MUTED = """(muted) => {
  const [track] = window.stream.getVideoTracks();
  Object.defineProperty(track, "muted", { value: muted, configurable: true });
  track.dispatchEvent(new Event(muted ? "mute" : "unmute"));
}"""
ENDED = """window.stream.getVideoTracks()[0].dispatchEvent(new Event("ended"))"""
# Two cameras, the first of them blank; one that is not there cannot be asked for.
TWO_LENSES = """(() => {
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  window.lenses = ["Front camera", "Back camera"];
  window.asked = [];
  const named = (stream, name) => {
    const [track] = stream.getVideoTracks();
    track.getSettings = () => ({ deviceId: name });
    return stream;
  };
  devices.enumerateDevices = async () =>
    window.lenses.map((name) => ({ kind: "videoinput", deviceId: name, label: name }));
  devices.getUserMedia = async ({ video }) => {
    const wanted = video.deviceId?.exact ?? "Front camera";
    window.asked.push(wanted);
    if (!window.lenses.includes(wanted)) throw new DOMException("gone", "OverconstrainedError");
    if (wanted === "Back camera") return named(await ask({ video: true }), wanted);
    const blank = Object.assign(document.createElement("canvas"), { width: 640 });
    setInterval(() => blank.getContext("2d").fillRect(0, 0, 640, 150), 50);
    return named(blank.captureStream(), wanted);
  };
})()"""


@pytest.fixture
def blank(reel: Path) -> None:
    """Nothing but a desk before the camera."""
    film(reel, (Image.new("L", (cameras.WIDTH, cameras.HEIGHT), cameras.DESK), 1))


def test_a_few_bad_pictures_do_not_end_the_scan(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image
) -> None:
    """One ended it, and the page went on saying that it looked."""
    film(reel, (cameras.held(shown), 1))
    page = scanner()
    page.add_init_script(BAD_PICTURES % 5)
    cameras.start(page)
    card_of(page, receipt)


@pytest.mark.usefixtures("blank")
def test_where_no_picture_can_be_read_it_says_so(scanner: Callable[..., Page]) -> None:
    page = scanner()
    page.add_init_script(BAD_PICTURES % 1_000_000)
    cameras.start(page)
    word(page, "The scanner is not working")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_a_call_takes_the_camera_and_gives_it_back(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image, blank: None
) -> None:
    page = scanner(PHONE)
    cameras.start(page)
    word(page, "Looking for a receipt")
    page.evaluate(MUTED, True)
    word(page, "The camera is paused")
    page.evaluate(MUTED, False)
    word(page, "Looking for a receipt")
    expect(page.get_by_text("The camera is paused")).to_be_hidden()
    # It may not come back by itself: then a tap asks for it anew.
    page.evaluate(MUTED, True)
    film(reel, (cameras.held(shown), 1))
    page.get_by_role("button", name="Try again").click()
    card_of(page, receipt)


@pytest.mark.usefixtures("blank")
def test_a_camera_that_is_taken_away_is_noticed(scanner: Callable[..., Page]) -> None:
    page = scanner()
    cameras.start(page)
    word(page, "Looking for a receipt")
    page.evaluate(ENDED)
    word(page, "The camera stopped")
    page.get_by_role("button", name="Try again").click()
    word(page, "Looking for a receipt")


def test_the_lens_that_was_chosen_is_used_the_next_time(
    scanner: Callable[..., Page], reel: Path, receipt: Receipt, shown: Image.Image, blank: None
) -> None:
    page = scanner()
    page.add_init_script(TWO_LENSES)
    cameras.start(page)
    word(page, "Looking for a receipt")
    lens = page.get_by_role("combobox", name="Camera")
    expect(lens).to_have_value("Front camera")
    lens.select_option("Back camera")
    expect(lens).to_have_value("Back camera")
    film(reel, (cameras.held(shown), 1))
    page.reload()
    page.get_by_role("button", name="Start the camera").click()
    card_of(page, receipt)


@pytest.mark.usefixtures("blank")
def test_a_lens_that_is_gone_does_not_keep_the_camera_shut(scanner: Callable[..., Page]) -> None:
    page = scanner()
    page.evaluate("localStorage.setItem('scan-camera', 'Unplugged camera')")
    page.add_init_script(TWO_LENSES)
    cameras.start(page)
    word(page, "Looking for a receipt")
    assert page.evaluate("asked") == ["Unplugged camera", "Front camera"]


# --- the page that checks by itself ---


def test_the_verifier_has_a_choice_of_lens_too(
    rooms: Devices, reel: Path, receipt: Receipt, shown: Image.Image, blank: None
) -> None:
    page = rooms.open(PHONE)
    page.context.grant_permissions(["camera"])
    page.add_init_script(cameras.STOPWATCH)
    page.add_init_script(TWO_LENSES)
    page.goto("/verifier/")
    start = page.get_by_role("button", name="Scan with the camera")
    start.click()
    lens = page.get_by_role("combobox", name="Camera")
    expect(lens).to_have_value("Front camera")
    film(reel, (cameras.held(shown), 1))
    lens.select_option("Back camera")
    expect(page.locator("[data-verdict] .band")).to_be_visible(timeout=15_000)
    page.reload()
    start.click()
    expect(page.locator("[data-verdict] .band")).to_be_visible(timeout=15_000)
    assert page.evaluate("asked") == ["Back camera"]


@pytest.mark.usefixtures("blank")
def test_the_verifier_notices_a_call(rooms: Devices) -> None:
    page = rooms.open(PHONE)
    page.context.grant_permissions(["camera"])
    page.add_init_script(cameras.STOPWATCH)
    page.goto("/verifier/")
    start = page.get_by_role("button", name="Scan with the camera")
    start.click()
    expect(page.get_by_text("Hold the receipt’s QR code")).to_be_visible()
    page.evaluate(MUTED, True)
    expect(page.get_by_text("Something else has the camera now")).to_be_visible()
    start.click()
    expect(page.get_by_text("Hold the receipt’s QR code")).to_be_visible()
