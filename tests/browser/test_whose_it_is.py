"""What a navigation starts changes nothing: staff see whose it is, and one tap verifies (A7)."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from harness.clinician import Desk
from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices
from harness.eyes import scan
from harness.patient import NAME, Receipt, Walk
from harness.server import Server
from tests.browser.survey import Survey
from tests.races.ledger import Ledger


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """A page of another origin that leads its visitor on: by a script, a link or a form."""
    pages: dict[str, bytes] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, b""))

        def log_message(self, *_args: object) -> None:
            """Nothing is logged."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=served.serve_forever, daemon=True).start()

    def lead(body: str) -> str:
        pages["/"] = f"<!doctype html><title>Elsewhere</title>{body}".encode()
        return f"http://localhost:{served.server_address[1]}/"

    yield lead
    served.shutdown()


@pytest.fixture
def receipt(phone: Callable[..., Walk]) -> Receipt:
    return phone().hurry().sign()


def checks(server: Server) -> int:
    """How many verifications there are of anybody."""
    with Ledger(server.data_dir) as ledger:
        return len(ledger.rows("SELECT id FROM verification"))


LEADS = {
    "script": "<script>location = '{there}'</script>",
    "window": "<script>onclick = () => open('{there}')</script><p>Tap here</p>",
    "link": "<a href='{there}'>A picture of a cat</a>",
}


@pytest.mark.parametrize("how", LEADS)
def test_a_page_elsewhere_makes_no_clinician_the_first_to_verify(
    receipt: Receipt,
    desk: Callable[..., Desk],
    devices: Devices,
    elsewhere: Callable[[str], str],
    server: Server,
    how: str,
) -> None:
    before = checks(server)
    devices.watch.excuse("^left the origin: http://localhost:")
    page = desk().page
    page.goto(elsewhere(LEADS[how].format(there=scan(receipt.page))))
    if how == "link":
        page.get_by_role("link").click()
    if how == "window":
        with page.expect_popup() as opened:
            page.get_by_text("Tap here").click()
        page = opened.value
    page.wait_for_url("**/staff/consents/*")
    whose = Desk(page)
    expect(page.get_by_text(NAME, exact=True).first).to_be_visible()
    expect(whose.matching).to_be_visible()
    page.reload()
    page.go_back()
    page.go_forward()
    expect(whose.matching).to_be_visible()
    assert checks(server) == before
    receipt.says("Do not record yet")
    whose.card().says("Not decided yet")
    assert checks(server) == before + 1


def test_a_row_shows_whose_it_is_and_decides_nothing(
    phone: Callable[..., Walk], desk: Callable[..., Desk], server: Server, js: bool
) -> None:
    walk = phone(js=js)
    walk.name = who = f"Tapped {'Scripted' if js else 'Plain'}"
    walk.hurry().sign()
    before = checks(server)
    today = desk(js=js).open()
    today.row(who).click()
    page = today.page
    expect(today.matching).to_be_visible()
    for hidden in ("Agree to", "Not this person", "Record note"):
        expect(page.get_by_text(hidden)).to_have_count(0)
    expect(page.get_by_text("Genuine receipt")).to_be_visible()
    page.get_by_role("link", name="No, someone else").click()
    expect(today.row(who)).to_contain_text("Not checked yet")
    assert checks(server) == before
    today.row(who).click()
    card = today.card()
    card.says("Not decided yet")
    assert checks(server) == before + 1
    card.not_them()
    expect(today.matching).to_be_visible()
    today.open()
    expect(today.row(who)).to_contain_text("Not checked yet")


@pytest.mark.parametrize("entry", ["code", "address"])
def test_what_was_typed_or_scanned_takes_one_tap(
    receipt: Receipt, desk: Callable[..., Desk], server: Server, entry: str
) -> None:
    before = checks(server)
    today = desk()
    typed = {"code": receipt.code, "address": scan(receipt.page)}[entry]
    expect(today.find(typed)).to_be_visible()
    today.page.keyboard.press("Enter")  # a scanner that ends its line twice
    today.page.reload()
    assert checks(server) == before
    today.card().says("Not decided yet")
    assert checks(server) == before + 1
    with Ledger(server.data_dir) as ledger:
        (way,) = ledger.rows("SELECT way FROM verification ORDER BY id DESC LIMIT 1")[0]
    assert way == {"code": "code", "address": "token"}[entry]


@pytest.mark.parametrize(
    ("device", "scheme"),
    [(DESKTOP, "dark"), (TABLET, "light"), (PHONE, "dark")],
    ids=lambda each: getattr(each, "name", each),
)
def test_whose_it_is_reads_well(
    receipt: Receipt, desk: Callable[..., Desk], device: Device, scheme: str
) -> None:
    page: Page = desk(device=device).page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    button = Desk(page).find(receipt.code)
    expect(button).to_be_in_viewport()
    survey = Survey(device.height, least_text=16, least_target=44)
    survey.look(page, "whose")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
