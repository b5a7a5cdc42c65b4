"""A drawn signature survives turning, an error elsewhere and a second visit (issue 10, A6)."""

import json
from collections.abc import Callable

from playwright.sync_api import Page

from harness.devices import PHONE, Devices
from harness.patient import Walk
from tests.browser.hurry import hurry

# How far the ink reaches from left to right, in parts of the canvas.
INK = """() => {
  const canvas = document.querySelector("canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const columns = [];
  for (let x = 0; x < width; x += 1)
    for (let y = 0; y < height; y += 1) if (data[(y * width + x) * 4 + 3] > 128) columns.push(x);
  return [columns[0] / width, columns[columns.length - 1] / width];
}"""


def is_drawn(page: Page) -> bool:
    """Whether harness.patient.STROKES are there, from 0.1 to 0.9 (a pen's tip smooths its end)."""
    left, right = page.evaluate(INK)
    return abs(left - 0.1) < 0.05 and 0.75 < right < 0.95


def points(page: Page) -> list[list[list[int]]]:
    found: list[list[list[int]]] = json.loads(page.locator("[data-sign-strokes]").input_value())
    return found


def test_a_drawing_survives_turning_an_error_and_a_second_visit(
    phone: Callable[..., Walk], devices: Devices
) -> None:
    devices.watch.excuse("willReadFrequently")  # this test looks at its canvas often
    walk = phone()
    page = hurry(walk.page, "signature")
    walk.draw_signature()
    drawn = points(page)
    assert is_drawn(page)
    page.set_viewport_size({"width": PHONE.height, "height": PHONE.width})
    page.wait_for_timeout(200)
    assert is_drawn(page)
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    page.locator(".helper summary").click()
    page.get_by_label("The helper’s name").fill("Ann Helper")  # and not who that is
    walk.go_on()
    page.wait_for_selector(".nhsuk-error-summary")
    assert points(page) == drawn
    assert is_drawn(page)
    page.get_by_label("The helper’s name").fill("")
    walk.go_on()
    page.wait_for_url("**/journey/check")
    page.goto("/journey/signature")
    assert points(page) == drawn
    assert is_drawn(page)
