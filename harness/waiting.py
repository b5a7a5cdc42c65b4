"""Wait for what a page's scripts do."""

import time

from playwright.sync_api import Page

EVERY = 50  # ms between two looks


def wait_until(page: Page, holds: str, seconds: float = 20) -> None:
    """Look again and again until this JavaScript is true.

    Playwright's own `wait_for_function` looks a second time by `eval`, which the page's Content
    Security Policy forbids: it works only where there is nothing to wait for.
    """
    until = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < until, f"still not so after {seconds} s: {holds}"
        page.wait_for_timeout(EVERY)
