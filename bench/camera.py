"""From the camera's first picture to the receipt's being sent, in a real Chromium."""

import io
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.server import prepare
from bench.table import Figure
from harness import cameras
from harness.devices import DESKTOP, PHONE, Devices, launch
from harness.server import Server


def figures() -> list[Figure]:
    """The slowest of the pictures that the tests hold up, each of them a real receipt (issue 4)."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server, reel = Server(Path(folder) / "data"), Path(folder) / "film.y4m"
        alice = prepare(server, "clinicians", 1)[0]
        consent = prepare(server, "consents", 1)[0]
        with server, sync_playwright() as playwright:
            chromium = launch(playwright.chromium, *cameras.flags(reel), whole=True)
            devices = Devices(chromium, server.url)
            shown = _shown(devices.open(PHONE), f"/r/{consent['page']}")
            page = _desk(devices.open(DESKTOP), alice)
            times = dict(_read(page, reel, shown))
    slowest = max(times, key=lambda name: times[name])
    detail = f"{len(times)} pictures, median {statistics.median(times.values()):.0f} ms"
    name = f"Camera to sent receipt, slowest picture ({slowest})"
    return [Figure(name, times[slowest], 1000, " ms", detail, at_most=True)]


def _shown(page: Page, address: str) -> Image.Image:
    """The receipt's QR code as a phone's screen shows it."""
    page.goto(address)
    return Image.open(io.BytesIO(page.locator("svg.qr").first.screenshot()))


def _desk(page: Page, clinician: dict[str, Any]) -> Page:
    page.context.grant_permissions(["camera"])
    page.add_init_script(cameras.STOPWATCH)
    page.goto("/staff/sign-in")
    page.fill("[name=username]", clinician["username"])
    page.fill("[name=password]", clinician["password"])
    page.get_by_role("button", name="Sign in").click()
    return page


def _read(page: Page, reel: Path, shown: Image.Image) -> Iterator[tuple[str, float]]:
    """Milliseconds for each picture, and for the first once more: it warmed the browser up."""
    names = list(cameras.PICTURES)
    for name in [names[0], *names]:
        cameras.video(reel, [cameras.PICTURES[name](shown)])
        page.goto("/staff/")
        cameras.start(page)
        page.wait_for_url("**/staff/consents/*", timeout=20_000)
        yield name, cameras.took(page)
