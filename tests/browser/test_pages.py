"""Every page as its users see it: accessible, readable, large enough to touch, and in one piece.

Each device is walked once, and every page on the way measured; the tests read the findings.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from harness.clinician import Card, Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, TABLET_WIDE, Device, Devices
from harness.eyes import scan
from harness.patient import Kiosk, Receipt, Walk, claim
from harness.server import Server
from tests.browser.conftest import Cast, later
from tests.browser.looks import Looks
from tests.browser.survey import Survey

# The tablet stands in a waiting room and is read at arm's length (issue: 24 px, 64 px).
KIOSK_SIZES = {"least_text": 24, "least_target": 64}
HAND_SIZES = {"least_text": 16, "least_target": 44}
DEVICES = {each.name: each for each in (TABLET, TABLET_WIDE, PHONE, DESKTOP)}
# A tablet held upright and a laptop show the same pages: the longer run has them.
IN_TURN = [later("tablet"), "tablet-wide", "phone", later("desktop")]


@pytest.fixture(scope="module", params=IN_TURN)
def survey(
    request: pytest.FixtureRequest, chromium: Browser, server: Server, cast: Cast
) -> Iterator[Survey]:
    """What was found on every page of one device."""
    device = DEVICES[request.param]
    rooms = Devices(chromium, server.url)
    if device is DESKTOP:
        yield _at_the_desk(rooms, cast)
    elif device is PHONE:
        yield _on_the_phone(rooms, cast)
    else:
        yield _on_the_tablet(rooms, cast, device)
    rooms.close()
    assert rooms.watch.unexpected == []


def test_every_page_meets_wcag_2_2_aa(survey: Survey) -> None:
    """WCAG 2.2 A and AA, as far as a machine can tell (axe-core)."""
    wrong = listed(survey.axe)
    assert not wrong, wrong


def test_all_text_is_large_enough(survey: Survey) -> None:
    """24 px on the tablet, 16 px in the hand."""
    wrong = listed(survey.text)
    assert not wrong, wrong


def test_every_target_is_large_enough(survey: Survey) -> None:
    """64 px on the tablet, 44 px in the hand."""
    wrong = listed(survey.targets)
    assert not wrong, wrong


def test_no_page_is_wider_than_the_screen(survey: Survey) -> None:
    """WCAG 1.4.10: nobody scrolls sideways."""
    assert survey.sideways == []


def test_the_bar_never_moves_and_no_page_seems_to_end_before_it_does(survey: Survey) -> None:
    """In sight without scrolling, at the same place on each page of the walk; while something is
    below, it says so.
    """
    assert survey.floors == []
    places = {name: place for name, place in survey.bars.items() if name.startswith("journey-")}
    if "desk" in survey.pages:
        pytest.skip("nobody walks the journey at a desk")
    assert len(places) > 5
    hidden = {name: place for name, place in places.items() if place[1] > survey.height}
    assert hidden == {}, "below the edge of the screen"
    assert len(set(places.values())) == 1, places


def listed(found: dict[str, list[str]]) -> str:
    """One fault a line, with every page that has it."""
    pages: dict[str, list[str]] = {}
    for page, faults in found.items():
        for fault in faults:
            pages.setdefault(fault, []).append(page)
    return "\n".join(f"{fault} ({', '.join(where)})" for fault, where in pages.items())


def _on_the_tablet(rooms: Devices, cast: Cast, device: Device) -> Survey:
    survey = Survey(height=device.height, **KIOSK_SIZES)
    page = rooms.open(device, state=cast.tablet)
    kiosk = Kiosk(page).open()
    survey.look(page, "attract")
    _walk(survey, kiosk.start(whose="child"))
    survey.look(page, "receipt-pending")
    Receipt(page).finish()
    kiosk.start(where="waiting").to("not-here")
    survey.look(page, "not-here")
    page.get_by_role("button", name="Finish").click()
    kiosk.start().refuse().says("No recording")
    survey.look(page, "receipt-refused")
    return survey


def _walk(survey: Survey, walk: Walk) -> None:
    """Measure every page of a walk, and what a page looks like with its faults shown."""
    walk.each = lambda step: survey.look(walk.page, f"journey-{step}")
    for step in ("different", "types", "you", "signature"):
        walk.to(step)
        if step == "signature":
            walk.page.get_by_label("Your full name").fill("")
        if step != "types":
            walk.go_on()
            walk.page.get_by_role("alert").wait_for()
            survey.look(walk.page, f"errors-{step}")
        walk.page.goto(f"/journey/{step}")
    walk.to("check")
    walk.page.goto("/journey/refuse")
    survey.look(walk.page, "journey-refuse")
    walk.page.goto("/journey/check")
    walk.sign()


def _on_the_phone(rooms: Devices, cast: Cast) -> Survey:
    survey = Survey(height=PHONE.height, **HAND_SIZES)
    page = rooms.open(PHONE)
    page.goto(scan(Kiosk(rooms.open(TABLET, state=cast.tablet)).open().page))
    survey.look(page, "handoff")
    _walk(survey, claim(page, page.url))
    receipt, address = Receipt(page), scan(page)
    desk = Desk(rooms.open(DESKTOP, state=cast.alice)).open()
    _decide(survey, receipt, desk.verify(receipt.code))
    for path, name in (("/", "home"), ("/v", "check"), ("/r/none", "missing")):
        page.goto(path)
        survey.look(page, name)
    false = address[:-86] + "A" * 86
    for answer, entry in (("Genuine", address), ("Not genuine", false), ("Not a receipt", "x.y.z")):
        page.goto("/v")
        page.get_by_role("textbox").fill(entry)
        page.get_by_role("button", name="Check it").click()
        page.get_by_text(answer, exact=True).wait_for()
        survey.look(page, answer)
    return survey


def _decide(survey: Survey, receipt: Receipt, card: Card) -> None:
    """The receipt in each of its states, in every theme and size."""
    page, survey.looks = receipt.page, Looks()
    survey.look(page, "receipt-pending")
    for word, act in (
        ("Please wait", card.ask_to_wait),
        ("Not this time", lambda: card.do_not_agree("Prefers not to say")),
        ("You can record", lambda: card.agree_with("Talking only", "No faces or name badges")),
        ("Recording now", card.start),
    ):
        act()
        receipt.says(word)
        survey.look(page, f"receipt-{word}")
    page.get_by_role("link", name="I do not want to record any more").click()
    survey.look(page, "withdraw")
    page.go_back()
    receipt.withdraw()
    survey.look(page, "receipt-withdrawn")


def _at_the_desk(rooms: Devices, cast: Cast) -> Survey:
    survey = Survey(height=DESKTOP.height, **HAND_SIZES, looks=Looks())
    page = rooms.open(DESKTOP)
    for path, name in (("/staff/sign-in", "sign-in"), ("/kiosk/pair", "pair"), ("/", "home")):
        page.goto(path)
        survey.look(page, name)
    code = Kiosk(rooms.open(TABLET, state=cast.tablet)).open().start().hurry().sign().code
    desk = Desk(rooms.open(DESKTOP, state=cast.alice)).open()
    survey.look(desk.page, "desk")
    desk.box.fill("not a code")
    desk.box.press("Enter")
    desk.page.get_by_role("alert").wait_for()
    survey.look(desk.page, "desk-errors")
    _judge(survey, desk.verify(code))
    office = Office(rooms.open(DESKTOP, state=cast.mo))
    office.open()
    survey.look(office.page, "manage")
    office.pairing_code("Reception")
    survey.look(office.page, "manage-code")
    return survey


def _judge(survey: Survey, card: Card) -> None:
    """The card in each of its states, the decision form unfolded."""
    card.page.get_by_role("button", name="Agree to").click()
    card.page.get_by_role("alert").wait_for()
    survey.look(card.page, "card-errors")
    for summary in card.page.locator("summary").all():
        summary.click()
        survey.look(card.page, f"card-{summary.inner_text()}")
    for name, act in (
        ("wait", card.ask_to_wait),
        ("not agreed", lambda: card.do_not_agree("It distracts from care")),
        ("agreed", card.agree),
        ("recording", card.start),
        ("stopped", card.stop),
    ):
        act()
        survey.look(card.page, f"card-{name}")
    survey.look(card.open_note(), "note")
