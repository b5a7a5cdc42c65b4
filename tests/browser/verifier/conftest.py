"""One site with receipts in every state, and devices that check them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from harness.devices import Devices
from tests.browser.checker import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place(tmp_path_factory.mktemp("verifier"))
    yield found
    found.server.stop()


@pytest.fixture
def rooms(chromium: Browser, place: Place) -> Iterator[Devices]:
    """Devices for one test, at this place."""
    opened = Devices(chromium, place.url)
    yield opened
    opened.close()
    assert opened.watch.unexpected == []
