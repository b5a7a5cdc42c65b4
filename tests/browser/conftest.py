"""One server, one Chromium and the fixed cast for all walks; fresh devices for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, expect, sync_playwright

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices, launch
from harness.eyes import scan
from harness.patient import Kiosk, Receipt, Walk, claim
from harness.server import Server
from harness.shortcuts import signed as sign
from harness.shortcuts import signed_in
from tests.browser.polyglot import Clinic, open_clinic

PASSWORD = "a password of Alice's own"
expect.set_options(timeout=20_000)  # ms: what comes at once is not waited for


@dataclass(frozen=True)
class Cast:
    """The cookies of those who are signed in, each once a test asks for them: Mo manages; Alice
    and Bob see patients.
    """

    server: Server
    tablet: StorageState

    @cached_property
    def mo(self) -> StorageState:
        return signed_in(self.server.url, "manager", self.server.password)

    @cached_property
    def alice(self) -> StorageState:
        return signed_in(self.server.url, "alice", PASSWORD)

    @cached_property
    def bob(self) -> StorageState:
        return signed_in(self.server.url, "bob", PASSWORD)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("browser") / "data", ROWS="1000") as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright.chromium)
    yield browser
    browser.close()


@pytest.fixture
def devices(chromium: Browser, server: Server) -> Iterator[Devices]:
    """Devices for one test. Whatever any of their pages did wrong fails it."""
    opened = Devices(chromium, server.url)
    yield opened
    opened.close()
    assert opened.watch.unexpected == []


@pytest.fixture(scope="session")
def tablet_state(chromium: Browser, server: Server) -> StorageState:
    """Mo adds Alice and Bob and enrols a tablet, on the manager's page."""
    rooms = Devices(chromium, server.url)
    office = Office(Desk(rooms.open(DESKTOP)).sign_in("manager", server.password).page)
    office.add_person("Dr Alice Hart", "GP", "alice", PASSWORD)
    office.add_person("Bob Singh", "Locum nurse", "bob", PASSWORD)
    tablet = Kiosk(rooms.open(TABLET)).pair(office.pairing_code()).page
    state = tablet.context.storage_state()
    rooms.close()
    assert rooms.watch.unexpected == []
    return state


@pytest.fixture(scope="module")
def cast(server: Server, tablet_state: StorageState) -> Cast:
    """Everybody signed in, anew for each file: who does nothing for 15 minutes is signed out."""
    return Cast(server, tablet_state)


@pytest.fixture(scope="session")
def reception(chromium: Browser, server: Server, tablet_state: StorageState) -> None:
    """Mo adds Rae, who is at reception, once for whoever asks."""
    rooms = Devices(chromium, server.url)
    office = Office(Desk(rooms.open(DESKTOP)).sign_in("manager", server.password).page)
    office.add_person("Rae Adebayo", "Receptionist", "rae", PASSWORD, roles=("Reception",))
    rooms.close()


@pytest.fixture(scope="module")
def rae(server: Server, reception: None) -> StorageState:
    """Rae at reception, signed in."""
    return signed_in(server.url, "rae", PASSWORD)


@pytest.fixture(scope="module")
def polyglot(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Another site, whose patients may choose any language."""
    with Server(tmp_path_factory.mktemp("polyglot") / "data") as running:
        yield open_clinic(chromium, running)


@pytest.fixture(scope="module")
def place(polyglot: Clinic) -> Clinic | Server:
    """Where `rooms` are: that other site, unless a file has a server of its own."""
    return polyglot


@pytest.fixture
def rooms(chromium: Browser, place: Clinic | Server) -> Iterator[Devices]:
    """Devices for one test at that place."""
    opened = Devices(chromium, place.url)
    yield opened
    opened.close()
    assert opened.watch.unexpected == []


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.long)], ids=["js", "no-js"])
def js(request: pytest.FixtureRequest) -> bool:
    """With JavaScript in every run; in the longer run the walk is made with it off, too."""
    return bool(request.param)


# What every run walks both ways: each kind of page is seen without scripts once.
BOTH = pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])


def later(*values: object) -> Any:
    """One of several alike, for the longer run: the others of its kind are in every run."""
    return pytest.param(*values, marks=pytest.mark.long)


@pytest.fixture
def kiosk(devices: Devices, cast: Cast) -> Callable[..., Kiosk]:
    """Wakes a paired tablet: `kiosk()`, `kiosk(js=False)`, `kiosk(TABLET_WIDE)`."""

    def wake(device: Device = TABLET, *, js: bool = True) -> Kiosk:
        return Kiosk(devices.open(device, js=js, state=cast.tablet)).open()

    return wake


@pytest.fixture
def desk(devices: Devices, cast: Cast) -> Iterator[Callable[..., Desk]]:
    """Opens today's list for Alice, or for Bob: `desk()`, `desk("bob", js=False)`. What they record
    is stopped in the end: its bar would stand on every page of the next test.
    """
    opened: list[Desk] = []

    def sit(who: str = "alice", device: Device = DESKTOP, *, js: bool = True) -> Desk:
        state: StorageState = getattr(cast, who)
        opened.append(Desk(devices.open(device, js=js, state=state)).open())
        return opened[-1]

    yield sit
    for each in opened:
        each.stop_all()


@pytest.fixture(scope="module")
def handoff(chromium: Browser, server: Server, cast: Cast) -> str:
    """The address in the tablet's QR, read by a camera. It is good for 15 minutes."""
    rooms = Devices(chromium, server.url)
    address = scan(Kiosk(rooms.open(TABLET, state=cast.tablet)).open().page)
    rooms.close()
    return address


@pytest.fixture
def phone(devices: Devices, handoff: str) -> Callable[..., Walk]:
    """A patient's own phone, which scanned the tablet's QR: `phone()`, `phone(js=False)`."""

    def take(*, js: bool = True, **answers: str) -> Walk:
        return claim(devices.open(PHONE, js=js), handoff, **answers)

    return take


@pytest.fixture
def signed(devices: Devices, handoff: str) -> Callable[..., Receipt]:
    """A patient's own phone with a receipt, for tests of what comes after: `signed(js=False)`."""

    def take(*, js: bool = True, **answers: str) -> Receipt:
        return sign(devices.open(PHONE, js=js), handoff, **answers)

    return take
