"""The camera: our receipt is read however it is held, and a device without one says why.

Chromium's fake camera plays pictures of a real receipt, taken off a real phone's page.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from harness import cameras
from harness.devices import PHONE, TABLET
from harness.patient import Receipt
from tests.browser.camera.filming import SECOND, card_of, film, other_code, word


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
