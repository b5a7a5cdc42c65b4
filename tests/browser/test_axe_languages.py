"""Every page that a patient can be on, in every language, on tablet, phone and desktop: WCAG 2.2 A
and AA as far as a machine can tell, nothing wider than the screen, targets large enough."""

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from harness.devices import DESKTOP, PHONE, TABLET, Device, Devices
from harness.tongues import CODES, Tongue, tongue
from tests.browser.ear import Ear
from tests.browser.hurry import hurry
from tests.browser.looks import SIZES as SIZED
from tests.browser.looks import THEMES, Looks
from tests.browser.places import JOURNEYS
from tests.browser.polyglot import Clinic, begin, first_page
from tests.browser.survey import Survey

pytestmark = pytest.mark.timeout(600)  # many pages in one walk, on a busy machine
DEVICES = (DESKTOP, TABLET, PHONE)
SIZES = {TABLET: (24, 64), PHONE: (16, 44), DESKTOP: (16, 44)}  # least text and target, in px
ALL = tuple(product(CODES, DEVICES))
DARK = ("contrast-usual colours-dark",)  # the theme of its own that most was wrong in
# How many lines an element of one size of text takes.
LINES = """(each) => Math.round(
  each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight))"""


def named(each: object) -> str:
    return str(getattr(each, "name", each))


def test_every_page_in_a_script_from_the_right_on_a_phone(rooms: Devices, polyglot: Clinic) -> None:
    """M3, WCAG 2.2 AA: in every run, as it is and dark; the longer run has all the rest."""
    ear = Ear()
    faultless(look_at_all(rooms, polyglot, tongue("ur"), PHONE, DARK, ear))
    assert ear.wrong == {}  # WCAG 1.3.1, 2.4.2, 2.4.3, 3.3.1, 4.1.2


@pytest.mark.long
@pytest.mark.parametrize(("code", "device"), ALL, ids=named)
def test_every_page_of_a_language_on_one_device(
    rooms: Devices, polyglot: Clinic, code: str, device: Device
) -> None:
    """M3, WCAG 2.2 AA: every language on every device, in every theme."""
    faultless(look_at_all(rooms, polyglot, tongue(code), device))


def test_the_bar_and_the_code_keep_to_one_row_on_a_tablet(rooms: Devices, polyglot: Clinic) -> None:
    """In Urdu, whose words are long: the controls never move, and the code is read in one."""
    page = begin(first_page(rooms, polyglot, TABLET, tongue("ur")))
    control = page.locator(".comfort__open")
    before = control.bounding_box()
    assert before == hurry(page, "you").locator(".comfort__open").bounding_box()
    hurry(page, "check").locator(".actions__main").click()
    code = page.locator(".code")
    expect(code).to_be_visible()
    for size in SIZED:
        page.evaluate("(size) => (document.documentElement.className += ` size-${size}`)", size)
        assert code.evaluate(LINES) == 1, size


def faultless(survey: Survey) -> None:
    """Nothing was found, on as many pages as there are."""
    assert len(survey.pages) > 35
    found = (survey.axe, survey.text, survey.targets, survey.sideways)
    assert found == ({}, {}, {}, []), found


def look_at_all(
    rooms: Devices,
    clinic: Clinic,
    spoken: Tongue,
    device: Device,
    themes: tuple[str, ...] = THEMES,
    ear: Ear | None = None,
) -> Survey:
    """Measure the first screen and every place, and listen to each where there is an ear."""
    survey = Survey(device.height, *SIZES[device], looks=Looks(themes), ear=ear)
    page = first_page(rooms, clinic, device, spoken)
    look(survey, page, spoken, "first screen")
    for journey in JOURNEYS:
        first = first_page(rooms, clinic, device, spoken)
        begin(first)
        for place in journey:
            if device is TABLET or not place.tablet_only:
                look(survey, place.reach(first), spoken, place.name)
        if device is not TABLET and journey[-1].name == "receipt":
            _keep_it(survey, first, spoken)
        first.context.close()
    return survey


def look(survey: Survey, page: Page, spoken: Tongue, name: str) -> None:
    """One page: its language and direction as well."""
    root = page.locator("html")
    expect(root, name).to_have_attribute("lang", spoken.lang)
    expect(root, name).to_have_attribute("dir", spoken.dir)
    survey.look(page, name)


def _keep_it(survey: Survey, receipt: Page, spoken: Tongue) -> None:
    """What only the patient's own receipt leads to."""
    address = receipt.url
    for path in ("withdraw", "again"):
        receipt.goto(f"{address}/{path}")
        look(survey, receipt, spoken, path)
