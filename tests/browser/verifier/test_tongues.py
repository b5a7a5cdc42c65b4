"""`/verifier/` in the reader's language (M3), with and without the server: for who reads Urdu."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from harness.devices import PHONE, Devices
from harness.tongues import Tongue, tongue
from tests.browser.checker import CLOCK, OFFLINE, Checker, Place
from tests.browser.english import left_in_english
from tests.browser.survey import Survey

URDU, WELSH = tongue("ur"), tongue("cy")
AGREED = "Genuine. Agreed with conditions: %(types)s. Not withdrawn as of %(at)s"
# What is quoted on the page, and whether a translator leaves it alone.
QUOTED = "each => [each.textContent, each.translate]"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place(tmp_path_factory.mktemp("tongues"), "ur", "cy")
    yield found
    found.server.stop()


class Reader(Checker):
    """The same page, by what it says in one language."""

    def __init__(self, page: Page, spoken: Tongue) -> None:
        super().__init__(page)
        self.spoken = spoken
        self.box = page.locator("textarea")

    def reads(self) -> "Reader":
        """The page is in this language, and runs its way."""
        root = self.page.locator("html")
        expect(root).to_have_attribute("lang", self.spoken.lang)
        expect(root).to_have_attribute("dir", self.spoken.dir)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say("Check a receipt"))
        return self

    def say(self, text: str, **values: str) -> str:
        """A sentence in this language."""
        return self.spoken.say(text, **values)

    def kept(self) -> "Reader":
        """Wait until the page would open without a network, and knows something."""
        expect(self.known).to_contain_text(self.say("This page works without a network."))
        expect(self.known).to_contain_text(self.say("Last heard at %(at)s.").split("%")[0])
        return self

    def sees(self, text: str) -> "Reader":
        """Paste and check."""
        self.box.fill(text)
        self.page.get_by_role("button", name=self.say("Check it"), exact=True).click()
        expect(self.box).to_have_value("")
        return self

    def agreed(self) -> "Reader":
        """The whole verdict on an agreement with conditions, in this language."""
        types = self.say("Sound")
        types = types[:1].lower() + types[1:]
        whole = re.escape(self.say(AGREED, types=types, at="12:34")).replace("12:34", CLOCK)
        self.says(re.compile(f"^{whole}$"), tone="go")
        words = self.spoken.words["conditions"]
        expect(self.band.locator("li")).to_have_text(
            [words[each]["patient"] for each in ("no_faces", "pause_examination")]
        )
        decided = self.say("Decided by a health worker at %(at)s.").split("%")[0]
        expect(self.facts).to_contain_text(decided)
        return self

    def other(self, spoken: Tongue) -> "Reader":
        """Choose another language in the bar."""
        self.page.locator(".tongues summary").click()
        self.page.get_by_role("link", name=spoken.name, exact=True).click()
        return Reader(self.page, spoken).reads()


@pytest.fixture
def urdu(rooms: Devices) -> Reader:
    """A phone that is set to Urdu, and has nothing of ours on it yet."""
    return Reader(rooms.open(PHONE, workers=True, locale="ur-PK"), URDU)


def test_a_reader_of_urdu_checks_with_the_server_and_without_it(
    rooms: Devices, place: Place, urdu: Reader
) -> None:
    """M3: met in Urdu, kept in Urdu, and the words of a verdict with what it quotes."""
    page, survey = urdu.page, Survey(height=PHONE.height, least_text=16, least_target=44)
    page.goto("/")
    page.get_by_role("link", name=urdu.say("Check it without a network")).click()
    urdu.reads().kept()
    survey.look(page, "empty")
    urdu.sees(place.cases["conditions"]).agreed()
    quoted = page.locator("[data-verdict] bdi, .verifier__foot bdi").evaluate_all(
        f"all => all.map({QUOTED})"
    )
    assert quoted == [["Our practice", False], [f"\u2068{place.url}\u2069", False]]
    assert left_in_english(page, URDU, "Our practice", place.url) == []
    survey.look(page, "agreed")
    page.emulate_media(color_scheme="dark")
    survey.look(page, "agreed, dark")
    page.locator(".tongues summary").click()
    survey.look(page, "languages")
    assert (survey.axe, survey.text, survey.targets, survey.sideways) == ({}, {}, {}, [])

    rooms.watch.excuse(OFFLINE)
    place.server.stop()
    try:
        page.reload()
        urdu.reads().sees(place.cases["conditions"]).agreed()
        expect(urdu.note).to_have_text(
            urdu.say("There is no way to the server now: this page goes by what it last heard.")
        )
        urdu.sees(place.cases["withdrawn"]).says(urdu.say("Withdrawn"), tone="stop")
        urdu.sees("a.b.c").says(urdu.say("Not a receipt"), tone="lost")
        page.goto("/verifier/")  # as its picture on the home screen opens it
        urdu.reads()
    finally:
        place.server.start()


def test_the_language_changes_without_the_server_and_nothing_is_lost(
    rooms: Devices, place: Place, urdu: Reader
) -> None:
    """What is shown and what is typed go along; the page opens next time as it was read last."""
    urdu.open()
    urdu.reads().kept()
    urdu.sees(place.cases["conditions"]).agreed()
    urdu.box.fill("half an addr")
    rooms.watch.excuse(OFFLINE)
    place.server.stop()
    try:
        welsh = urdu.other(WELSH)
        welsh.agreed()
        expect(welsh.box).to_have_value("half an addr")
        assert welsh.page.url == f"{place.url}/verifier/?lang=cy"
        assert left_in_english(welsh.page, WELSH, "Our practice", place.url) == []
        expect(welsh.known).to_contain_text(welsh.say("This page works without a network."))
        welsh.page.goto("about:blank")
        welsh.page.goto("/verifier/")
        welsh.reads()
    finally:
        place.server.start()


def test_a_new_version_opens_in_the_language_of_last_time(
    rooms: Devices, place: Place, urdu: Reader
) -> None:
    """The service worker is replaced: words and scripts change together, the language stays."""
    urdu.open()
    welsh = urdu.reads().kept().other(WELSH).kept()
    rooms.watch.excuse(OFFLINE)
    place.server.stop()
    moved = f"http://localhost:{place.server.port}"
    place.server.env["ASKFIRST_PUBLIC_URL"] = moved
    try:
        place.server.start()
        welsh.page.goto("/verifier/")
        welsh.page.get_by_role("button", name=welsh.say("Use it now")).click()
        expect(welsh.page.locator(".verifier__foot")).to_contain_text(moved)
        welsh.reads()
    finally:
        place.server.stop()
        del place.server.env["ASKFIRST_PUBLIC_URL"]
        place.server.start()


@pytest.mark.parametrize("lost", [r' data-tongue="[^"]*"', r"&#34;withdrawn&#34;: [^,]*, "])
def test_a_page_of_before_with_scripts_of_now_says_it_in_plain_english(
    rooms: Devices, place: Place, lost: str
) -> None:
    """No words, or one too few: a verdict is never blank, and never another."""
    page = rooms.open(PHONE)

    def older(route: Route) -> None:
        answer = route.fetch()
        text, found = re.subn(lost, "", answer.text())
        assert found == 1
        route.fulfill(response=answer, body=text)

    page.route("**/verifier/*", older)
    checker = Checker(page).open(place.cases["withdrawn"])
    checker.says("Withdrawn", tone="stop")
    for name in ("agreed", "signed", "wait"):
        tone = {"agreed": "go", "signed": "seal", "wait": "wait"}[name]
        checker.open(place.cases[name])
        expect(checker.band).to_have_class(f"band band--{tone}")
        expect(checker.word).not_to_be_empty()
        expect(checker.word).not_to_contain_text("ot genuine")
