"""The devices that people hold, as Chromium emulates them, each watched from the first page."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, StorageState

from harness.watch import Watch
from tools import browser

# Chromium heeds the last list alone, so the first rows are Playwright's own, as far as they matter
# on loopback. The suggestions under its address bar are pages of two processes for each window,
# which no test ever sees: a third of what a new window costs.
NOT_WANTED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(NOT_WANTED)}",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Device:
    """A screen in CSS pixels, and whether it is touched."""

    name: str
    width: int
    height: int
    touch: bool = True
    scale: int = 1


TABLET = Device("tablet", 800, 1280)
TABLET_WIDE = Device("tablet-wide", 1280, 800)
PHONE = Device("phone", 390, 844, scale=2)
DESKTOP = Device("desktop", 1280, 900, touch=False)


def launch(
    chromium: BrowserType, *flags: str, page_cache: bool = False, whole: bool = False
) -> Browser:
    """Start the Chromium of this machine. Playwright turns the back/forward cache off;
    `page_cache` leaves it on, as it is in everybody's browser. `flags` are further ones; `whole`
    asks for a Chromium that can ask for permission, as a camera needs.
    """
    return chromium.launch(
        executable_path=browser.find(whole=whole),
        args=[*FLAGS, *flags],
        chromium_sandbox=False,
        ignore_default_args=["--disable-back-forward-cache"] if page_cache else None,
    )


class Devices:
    """Opens devices at one server, and closes them all together."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.browser = chromium
        self.url = url
        self.watch = Watch(url)
        self._open: list[BrowserContext] = []

    def open(
        self,
        device: Device,
        *,
        js: bool = True,
        state: StorageState | None = None,
        workers: bool = False,
        locale: str = "en-GB",
    ) -> Page:
        """A new device with nothing on it but the given cookies, and one blank page. `workers` lets
        it have service workers: to start one takes a while, and most tests are about other things.
        `locale` is the language that its owner set.
        """
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": device.width, "height": device.height},
            device_scale_factor=device.scale,
            has_touch=device.touch,
            is_mobile=device.touch,
            java_script_enabled=js,
            locale=locale,
            timezone_id="Europe/London",
            storage_state=state,
            service_workers="allow" if workers else "block",
        )
        self._open.append(context)
        self.watch.over(context, scripts=js)
        return context.new_page()

    def close(self) -> None:
        """Close every device that was opened."""
        while self._open:
            self._open.pop().close()
