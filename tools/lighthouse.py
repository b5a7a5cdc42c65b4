"""Measure the patient's pages with Lighthouse, as a phone would load them: `make lighthouse`.

Serves a fresh data folder, walks to the pages, and opens each in a browser with the same cookies,
under Lighthouse's mobile settings. Opening a page changes nothing (GET), so it may be opened as
often as it takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import BrowserType, Page, sync_playwright

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, FLAGS, PHONE, TABLET, Devices, launch
from harness.eyes import scan
from harness.patient import Kiosk, claim
from harness.server import Server, free_port
from tools import browser, node

LIGHTHOUSE = Path(__file__).resolve().parent.parent / "node_modules/lighthouse/cli/index.js"
MIN_SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100}
# Other work on the machine only ever makes a page look slower: the best of so many runs counts.
TRIES = 3
SECONDS = 120
QUIET = {"CI": "1"}  # asks nothing, sends nothing


@dataclass(frozen=True)
class Stop:
    """One page to measure, and the cookies of the person who looks at it."""

    name: str
    url: str
    cookies: list[dict[str, Any]]


def stops(devices: Devices, password: str) -> Iterator[Stop]:
    """The pages, in the order of the walk; each exists when it is asked for."""
    tablet = devices.open(TABLET)
    office = Office(Desk(devices.open(DESKTOP)).sign_in("manager", password).page)
    kiosk = Kiosk(tablet).pair(office.pairing_code())
    yield _stop("attract", kiosk.page)
    phone = devices.open(PHONE)
    walk = claim(phone, scan(kiosk.page))
    yield _stop("rules", phone)
    walk.to("where")
    yield _stop("question", phone)
    walk.to("signature")
    yield _stop("sign", phone)
    walk.sign()
    yield _stop("receipt", phone)


def _stop(name: str, page: Page) -> Stop:
    return Stop(name, page.url, [dict(each) for each in page.context.cookies(page.url)])


def measure(chromium: BrowserType, stop: Stop, folder: Path) -> dict[str, Any]:
    """Lighthouse's report of one page; performance is the best of some runs."""
    best: dict[str, Any] = {}
    for _try in range(TRIES):
        report = _run(chromium, stop, folder)
        if report and (not best or scores(report)["performance"] > scores(best)["performance"]):
            best = report
        if best and scores(best)["performance"] >= MIN_SCORES["performance"]:
            break
    if not best:
        sys.exit(f"Lighthouse could not measure {stop.name}, {TRIES} times.")
    return best


@contextmanager
def _browser(chromium: BrowserType, stop: Stop) -> Iterator[int]:
    """A browser that holds the person's cookies, as theirs does; the port that it is steered by.

    Cookies handed over as a header would stand beside those that the page sets itself.
    """
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as profile,
        chromium.launch_persistent_context(
            profile,
            executable_path=browser.find(whole=True),
            args=[*FLAGS, f"--remote-debugging-port={port}"],
            chromium_sandbox=False,
            no_viewport=True,
        ) as context,
    ):
        context.add_cookies(cast(Any, stop.cookies))
        yield port


def _run(chromium: BrowserType, stop: Stop, folder: Path) -> dict[str, Any]:
    """One run's report; empty where Lighthouse lost its browser, as on a busy machine."""
    report = folder / f"{stop.name}.json"
    command = [*(node.node_command() or ["node"]), str(LIGHTHOUSE), stop.url, "--quiet"]
    command += ["--output=json", f"--output-path={report}", "--disable-storage-reset"]
    command += [f"--only-categories={','.join(MIN_SCORES)}", "--max-wait-for-load=20000"]
    environment = {**os.environ, **QUIET, "TMPDIR": str(folder)}
    with _browser(chromium, stop) as port:
        command.append(f"--port={port}")
        done = _lighthouse(command, environment)
    if done.returncode:
        print(f"{stop.name}: {done.stderr.strip()}", file=sys.stderr)
        return {}
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    # A page that led elsewhere, such as to an error, must not pass for the one asked for.
    if found["finalDisplayedUrl"] != stop.url:
        sys.exit(f"Lighthouse did not see {stop.name}: it led to {found['finalDisplayedUrl']}")
    return found


def _lighthouse(
    command: list[str], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def scores(report: dict[str, Any]) -> dict[str, int]:
    """The score of each category, of 100; one that could not be worked out is 0."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in MIN_SCORES}


def short(report: dict[str, Any]) -> bool:
    """Whether a category is under its limit."""
    return any(scores(report)[name] < least for name, least in MIN_SCORES.items())


def findings(report: dict[str, Any]) -> list[str]:
    """What took points off, in the categories that are under their limit."""
    found = []
    for name, least in MIN_SCORES.items():
        if scores(report)[name] >= least:
            continue
        for each in report["categories"][name]["auditRefs"]:
            audit = report["audits"][each["id"]]
            if each["weight"] and (audit["score"] or 0) < 1 and audit["score"] is not None:
                found.append(f"{name}: {audit['title']} {audit.get('displayValue', '')}".strip())
                found += [f"  {item}" for item in audit.get("details", {}).get("items", [])]
    return found


def main() -> int:
    """Print a table; 1 when a page is under a limit."""
    print(f"{'page':<10}" + "".join(f"{name:>16}" for name in MIN_SCORES))
    wrong: list[str] = []
    failed = False
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        chromium = launch(playwright.chromium)
        with Server(folder / "data") as server:
            devices = Devices(chromium, server.url)
            for stop in stops(devices, server.password):
                report = measure(playwright.chromium, stop, folder)
                row = scores(report)
                print(f"{stop.name:<10}" + "".join(f"{row[name]:>16}" for name in MIN_SCORES))
                failed = failed or short(report)
                wrong += [f"{stop.name}: {each}" for each in findings(report)]
            devices.close()
        chromium.close()
    for each in wrong:
        print(each)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
