"""The watch over every page is itself tried: a test that cannot fail proves nothing."""

from collections.abc import Callable

import pytest

from harness.devices import PHONE, Devices
from harness.patient import Kiosk

BREAKS = {
    "inline script": (
        """const bad = document.createElement("script");
        bad.textContent = "window.ran = true"; document.head.append(bad)""",
        "Content Security Policy",
    ),
    "inline style": (
        "document.body.setAttribute('style', 'color: red')",
        "Content Security Policy",
    ),
    "another host": ("fetch('http://127.0.0.2:9/').catch(() => 0)", "Content Security Policy"),
    "an error": ("setTimeout(() => { throw new Error('broken on purpose'); })", "page error"),
    "a missing file": ("fetch('/static/missing.js')", "answered 404"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_the_watch_sees(devices: Devices, broken: str) -> None:
    """Each fault that would fail every walk is brought about once, and seen."""
    script, expected = BREAKS[broken]
    page = devices.open(PHONE)
    page.goto("/")
    devices.watch.excuse(".")
    with page.context.expect_event("console" if "error" not in broken else "weberror"):
        page.evaluate(f"() => {{ {script} }}")
    assert any(expected in fault for fault in devices.watch.faults), devices.watch.faults
    assert page.evaluate("window.ran === undefined")


def test_an_idle_kiosk_asks_for_a_fresh_qr(kiosk: Callable[..., Kiosk], devices: Devices) -> None:
    """The QR is refreshed before its five minutes are over, as long as the tablet stands there."""
    page = kiosk().page
    page.clock.install()
    page.reload()
    page.clock.run_for(1000)
    with page.expect_response("**/kiosk/handoff", timeout=20_000) as answer:
        # A jump, not a run: each timer fires once, and none of them outruns its own answer.
        page.clock.fast_forward(4 * 60 * 1000)
    assert answer.value.ok
