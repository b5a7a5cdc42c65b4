"""A browser whose camera plays a film, and a receipt to be filmed."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from harness import cameras
from harness.clinician import Desk
from harness.devices import DESKTOP, PHONE, Device, Devices, launch
from harness.patient import Receipt, claim
from harness.server import Server
from tests.browser.conftest import Cast

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
    chromium = launch(playwright.chromium, *cameras.flags(reel), elsewhere, whole=True)
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
