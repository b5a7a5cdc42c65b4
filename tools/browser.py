"""Find a Chromium for the browser tests, or install one: `python -m tools.browser`.

Debian has it twice: whole, and as the headless shell, which draws and runs pages alike, has no
windows, menus or permission prompts, and makes a walk a third quicker. Tests that need a camera
take the whole one, the others the shell where there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import debian

SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = (sys.executable, "-m", "playwright")
# Noto draws Urdu, Arabic, Bengali and Punjabi, which else come out as boxes of the wrong width;
# libatomic1 is for the Node.js that Playwright brings.
DEBIAN_PACKAGES = ("chromium", SHELL, "fonts-liberation", "fonts-noto-core", "libatomic1")
HELP = f"""As root: apt-get install {" ".join(DEBIAN_PACKAGES)}
or set ASKFIRST_CHROMIUM to the path of a Chromium or Chrome."""
PRINT_PLAYWRIGHT_PATH = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def find(*, whole: bool = False) -> Path | None:
    """The browser to test with: ASKFIRST_CHROMIUM, else one on the PATH, else Playwright's own.

    `whole`: one that has permission prompts too.
    """
    chosen = os.environ.get("ASKFIRST_CHROMIUM")
    if chosen:
        return Path(chosen)
    names = NAMES if whole else (SHELL, *NAMES)
    on_path = next(filter(None, map(shutil.which, names)), None)
    return Path(on_path) if on_path else _playwright_browser()


def missing() -> str | None:
    """What the browser tests lack here, in one sentence; None when they can run."""
    if not _works([*PLAYWRIGHT, "--version"]):
        return "Playwright, which drives the browser, does not start."
    browser = find(whole=True)
    if browser is None:
        return "No Chromium or Chrome was found for the browser tests."
    if not browser.is_file() or not _works([browser, "--version"]):
        return f"{browser} does not start."
    return None


def install() -> None:
    """Try Playwright's own download, which needs no root, then Debian's packages."""
    # Short patience: where only package registries are reached, this download never comes.
    patience = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    if find(whole=True) is None:
        debian.attempt([*PLAYWRIGHT, "install", "chromium"], patience)
    if missing() is not None and debian.may_install():
        debian.install(*DEBIAN_PACKAGES)


def _playwright_browser() -> Path | None:
    """Playwright's browser, if it starts: on a bare system its libraries may be missing."""
    # In a process of its own, since a test may already hold a Playwright.
    asked = subprocess.run(
        [sys.executable, "-c", PRINT_PLAYWRIGHT_PATH], capture_output=True, text=True, check=False
    )
    browser = Path(asked.stdout.strip() or "-")
    return browser if browser.is_file() and _works([browser, "--version"]) else None


def _works(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def main() -> int:
    """Exit 0 when the browser tests can run, after installing what they lack."""
    lack = missing()
    if lack is not None and not os.environ.get("ASKFIRST_CHROMIUM"):
        print(f"{lack} Installing what is missing.", flush=True)
        install()
        lack = missing()
    if shutil.which(SHELL) is None and shutil.which("chromium") and debian.may_install():
        print("Installing the quicker headless shell beside Chromium.", flush=True)
        debian.install(SHELL)
    if lack is not None:
        sys.exit(f"{lack}\n{HELP}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
