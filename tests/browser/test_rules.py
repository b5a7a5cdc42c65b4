"""The rules, as they are read: with pictures, on one page, aloud, in Easy Read, on paper."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.clinician import Desk, Office
from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices
from harness.patient import WORDS, Kiosk, Walk
from harness.server import ROOT, Server
from harness.waiting import wait_until
from tests.browser.conftest import BOTH
from tests.browser.survey import Survey
from tests.domain.packs import shipped

RULES = {f"R{number}" for number in range(1, 22)}
EASY = {
    'language = "en"': 'language = "en-easy"',
    'name = "English"': 'name = "Easy Read"',
    str(WORDS["rules"]["R2"]["text"]): r"You can choose.\nYou get the same care.",
}
# A browser whose speech is written down. `voices` is (language, on the device itself).
SPEECH = """(voices) => {
  window.said = [];
  window.cancelled = 0;
  const speech = new EventTarget();
  speech.getVoices = () => voices.map(([lang, localService]) => ({ lang, localService }));
  speech.speak = (utterance) => {
    window.said.push({ text: utterance.text, lang: utterance.lang });
    window.finish = () => utterance.dispatchEvent(new Event("end"));
  };
  speech.cancel = () => { window.cancelled += 1; };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
}"""
HEADINGS = "all => all.map(each => Number(each.tagName[1]))"
PICTURES = "all => all.map(each => each.innerHTML.replace(/gap-R\\d+/g, ''))"


def speaking(page: Page, *voices: tuple[str, bool]) -> Page:
    """Give a browser speech, with these voices."""
    listed = ", ".join(f"['{lang}', {str(local).lower()}]" for lang, local in voices)
    page.add_init_script(f"({SPEECH})([{listed}])")
    return page


def everything(walk: Walk) -> Page:
    """From the first rules page to all of them on one."""
    walk.page.get_by_role("link", name="Show all rules on one page").click()
    walk.page.wait_for_url("**/rules-all*")
    return walk.page


def test_each_rule_stands_beside_a_picture_of_its_own(phone: Callable[..., Walk]) -> None:
    """R1 to R21: for those who do not read. Pictures say nothing to a screen reader, words do."""
    page = everything(phone())
    cards = page.locator(".rule")
    assert cards.count() == len(RULES)
    for words in (WORDS["rules"][each] for each in RULES):
        card = cards.filter(has=page.get_by_role("heading", name=words["title"], exact=True))
        expect(card.locator("svg[aria-hidden=true]")).to_be_visible()
        expect(card).to_contain_text(words["text"])
    drawn = cards.locator("svg").evaluate_all(PICTURES)
    assert len(set(drawn)) == len(RULES), "two rules share a picture"
    assert page.locator(".pictogram__plain").count() == 0, "a rule has none but the plain sign"


def test_headings_go_down_one_level_at_a_time(phone: Callable[..., Walk]) -> None:
    """WCAG 1.3.1: a screen reader goes from rule to rule."""
    walk = phone()
    counts = [len(group["rules"]) for group in shipped().groups]
    assert walk.page.locator("main :is(h1, h2, h3)").evaluate_all(HEADINGS) == [1, *[2] * counts[0]]
    levels = everything(walk).locator("main :is(h1, h2, h3)").evaluate_all(HEADINGS)
    assert levels == [1, *(level for count in counts for level in (2, *[3] * count))]


@BOTH
def test_all_rules_on_one_page_lead_back_to_where_the_patient_was(
    phone: Callable[..., Walk], js: bool
) -> None:
    """R1 to R21, before anything is answered, and in the middle of the questions."""
    walk = phone(js=js)
    everything(walk)
    walk.back()
    assert walk.step == "rules-before"
    walk.to("types")
    walk.page.goto("/journey/rules-all?back=where")
    walk.back()
    assert walk.step == "where"
    walk.page.goto("/journey/rules-all?back=check")
    back = walk.page.get_by_role("link", name="Back", exact=True)
    expect(back).to_have_attribute("href", "/journey/types")  # check is not open yet


@pytest.mark.parametrize(
    "voices",
    [(), (("pl-PL", True),), (("en-GB", False),)],
    ids=["no voice", "another language", "a voice that sends the words away"],
)
def test_listen_is_offered_only_where_this_device_can_read(
    kiosk: Callable[..., Kiosk],
    devices: Devices,
    handoff: str,
    voices: tuple[tuple[str, bool], ...],
) -> None:
    page = speaking(devices.open(PHONE), *voices)
    page.goto(handoff)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["groups"]["before"]["title"])
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_listen_reads_every_card_in_turn(devices: Devices, handoff: str) -> None:
    """What protects the patient first: R2, R16, R14, R15; aloud, in the language of the page."""
    page = speaking(devices.open(PHONE), ("pl-PL", True), ("en_GB", True))
    page.goto(handoff)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Listen", exact=True).click()
    titles = [
        WORDS["rules"][each]["title"]
        for each in ("R2", "R16", "R14", "R15", "R1", "R3", "R4", "R9", "R19", "R20")
    ]
    for number, title in enumerate(titles, 1):
        said = page.evaluate("window.said")
        assert len(said) == number
        assert said[-1]["text"].startswith(title)
        assert said[-1]["lang"] == "en_GB"
        expect(page.locator(".is-read")).to_contain_text(title)
        page.evaluate("window.finish()")
    expect(page.get_by_role("button", name="Listen", exact=True)).to_be_visible()
    expect(page.locator(".is-read")).to_have_count(0)


def test_listen_stops_when_told_and_when_the_page_is_left(devices: Devices, handoff: str) -> None:
    page = speaking(devices.open(PHONE), ("en-GB", True))
    page.goto(handoff)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Listen", exact=True).click()
    before = page.evaluate("window.cancelled")
    page.get_by_role("button", name="Stop listening").click()
    assert page.evaluate("window.cancelled") > before
    page.evaluate("window.finish()")  # the stopped card's own end must not start the next one
    assert len(page.evaluate("window.said")) == 1
    page.get_by_role("button", name="Listen", exact=True).click()
    before = page.evaluate("window.cancelled")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("window.cancelled") > before
    expect(page.locator(".is-read")).to_have_count(0)


def test_print_is_offered_on_a_phone_but_not_on_the_tablet(
    phone: Callable[..., Walk], kiosk: Callable[..., Kiosk]
) -> None:
    """A print dialog on the tablet would stay there for the next patient."""
    page = everything(phone())
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    tablet = everything(kiosk().start())
    expect(tablet.get_by_role("button", name="Print")).to_have_count(0)


def test_on_paper_there_are_the_rules_and_no_buttons(phone: Callable[..., Walk]) -> None:
    page = everything(phone())
    page.emulate_media(media="print")
    for words in (WORDS["rules"][each] for each in RULES):
        expect(page.get_by_role("heading", name=words["title"], exact=True)).to_be_visible()
    seen = page.locator("button:visible, a:visible, progress:visible")
    assert seen.all_inner_texts() == []
    expect(page.get_by_text(re.compile(r"^Rules version: [\d-]+$"))).to_be_visible()


def test_the_last_rule_can_be_read_with_a_keyboard_alone(kiosk: Callable[..., Kiosk]) -> None:
    """Keyboard and switch: the page scrolls, and no card stays under the buttons."""
    page = kiosk().start().page
    page.keyboard.press("End")
    last = page.locator(".rule").last
    expect(last).to_be_in_viewport(ratio=1)
    bars = page.locator(".actions").bounding_box()
    wait_until(page, "scrollY + innerHeight >= document.body.scrollHeight - 2")
    box = last.bounding_box()
    assert box is not None
    assert bars is not None
    assert box["y"] + box["height"] <= bars["y"]


@pytest.fixture(scope="module")
def easy_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site that offers Easy Read."""
    folder = tmp_path_factory.mktemp("easy")
    pack = folder / "pack"
    shutil.copytree(ROOT / "kiosk/packs/default", pack)
    _rewrite(pack / "pack.toml", {'version = "': 'version = "easy-'}, pack / "pack.toml")
    _rewrite(pack / "en.toml", EASY, pack / "en-easy.toml")
    with Server(folder / "data") as running:
        running.flask("policy", "import", str(pack))
        version = re.search(r'^version = "(.+)"', (pack / "pack.toml").read_text("utf-8"), re.M)
        assert version
        running.flask("policy", "publish", version[1])
        yield running


def _rewrite(source: Path, changes: dict[str, str], to: Path) -> None:
    text = source.read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    to.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("device", [TABLET, PHONE], ids=["tablet", "phone"])
def test_easy_read_is_one_rule_a_row_with_a_large_picture_and_short_lines(
    easy_server: Server, chromium: Browser, device: Device
) -> None:
    """Easy Read, chosen like a language: on the tablet, and in a narrow window."""
    rooms = Devices(chromium, easy_server.url)
    office = Office(Desk(rooms.open(DESKTOP)).sign_in("manager", easy_server.password).page)
    office.page.goto("/manage/rules/languages")
    publish = office.page.get_by_role("button", name="Offer Easy Read")
    if publish.count():
        publish.click()
    expect(office.page.get_by_role("button", name="Withdraw Easy Read")).to_be_visible()
    kiosk = Kiosk(rooms.open(device)).pair(office.pairing_code())
    kiosk.page.get_by_role("link", name="Easy Read").click()
    page = kiosk.start().page
    expect(page.locator(".cards--easy")).to_be_visible()
    lines = page.locator(".rule").first.locator(".rule__text")
    assert lines.all_inner_texts() == ["You can choose.", "You get the same care."]
    boxes = [each.bounding_box() for each in page.locator(".rule").all()]
    assert len({box["x"] for box in boxes if box}) == 1, "one rule a row"
    picture = page.locator(".rule svg").first.bounding_box()
    text = page.locator(".rule__text").first
    assert picture is not None
    assert picture["width"] >= 72
    assert float(text.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")) >= 20
    survey = Survey(device.height, 20, 44)
    survey.look(page, "easy")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])
    rooms.close()
    assert rooms.watch.unexpected == []
