"""The clinician's room without a mouse: by Tab, Enter and Space, and by its own keys."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from harness.clinician import CARE, OTHERS, Card, Desk
from harness.patient import Receipt
from harness.waiting import wait_until
from tests.browser.test_keyboard import SEEN, Keys


class Hands(Keys):
    """A keyboard at a card."""

    def __init__(self, card: Card) -> None:
        super().__init__(card.page)
        self.card = card

    def turn(self, wanted: Locator) -> None:
        """Reach a button of the visit and press Enter: the page stays, and the focus in it."""
        self.reach(wanted)
        with self.page.expect_response(lambda each: each.request.method == "POST"):
            self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(200)  # till then the button that was pressed may stand there
        wait_until(self.page, "document.activeElement !== document.body")

    def twice(self, wanted: Locator) -> None:
        """Enter, and Enter again on what then has the focus, which is in sight."""
        self.turn(wanted)
        focused = self.page.locator(":focus")
        assert focused.evaluate(SEEN) == {"uncovered": True, "styled": True}
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(400)

    def key(self, letter: str) -> None:
        """One of the keys that the page names, which leads to another page."""
        with self.page.expect_navigation():
            self.with_alt(letter)

    def unfold(self, letter: str, words: str) -> None:
        """One of the keys that unfold a decision."""
        self.with_alt(letter)
        expect(self.folded(words)).to_have_attribute("open", "")

    def with_alt(self, letter: str) -> None:
        """Press Alt and a letter. Playwright's own press leaves out the text that goes with Alt,
        by which Chromium knows an access key.
        """
        keyboard = self.page.context.new_cdp_session(self.page)
        pressed = {"modifiers": 1, "key": letter, "windowsVirtualKeyCode": ord(letter.upper())}
        text = {"unmodifiedText": letter}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **pressed, **text})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})
        keyboard.detach()

    def open(self, words: str) -> None:
        """Reach what is folded, and press Enter."""
        self.reach(self.folded(words).locator("summary").first)
        self.page.keyboard.press("Enter")
        expect(self.folded(words)).to_have_attribute("open", "")

    def choose(self, wanted: Locator) -> None:
        """One of many: Tab to the first of them, arrows to the wanted one."""
        self.reach(wanted.locator("xpath=ancestor::fieldset[1]//input[@type='radio']").first)
        for _press in range(8):
            self.page.keyboard.press("ArrowDown")
            if wanted.is_checked():
                return
        raise AssertionError(f"no arrow leads to {wanted}")

    def folded(self, words: str) -> Locator:
        """A summary's details."""
        summary = self.page.locator("summary").get_by_text(words, exact=True)
        return self.page.locator("details").filter(has=summary).last

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def check_both(self) -> None:
        """Both checks, answered with the space bar."""
        for question in (OTHERS, CARE):
            group = self.page.get_by_role("group", name=question)
            self.tick(group.get_by_role("radio", name="No"))


def begin(signed: Callable[..., Receipt], desk: Callable[..., Desk]) -> tuple[Receipt, Hands]:
    """A patient, and a clinician who typed their code and pressed Enter."""
    receipt = signed()
    today = desk()
    Keys(today.page).type(today.box, receipt.code)
    today.page.keyboard.press("Enter")
    return receipt, Hands(today.card())


def test_the_whole_visit_by_tab_enter_and_space(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """WCAG 2.1.1, 2.4.3: nothing in the room needs a mouse, and the focus is always in sight."""
    receipt, hands = begin(signed, desk)
    card, page = hands.card, hands.page
    hands.check_both()
    hands.open("With conditions")
    hands.tick(page.get_by_role("checkbox", name="Talking only"))
    hands.press(hands.button("Agree to sound, with conditions"))
    card.says("You agreed, with conditions")
    hands.turn(hands.button("A slip? Take it back"))
    card.says("Not decided yet")
    hands.check_both()
    hands.press(hands.button("Agree to sound"))
    hands.turn(hands.button("Start recording"))
    hands.turn(hands.button("Pause"))
    hands.turn(hands.button("Resume"))
    hands.turn(hands.button("Someone came in"))
    hands.choose(page.get_by_role("radio", name="Student"))
    hands.type(page.get_by_label("Name, if you know it"), "Priya Shah")
    hands.turn(hands.button("Note them, and ask"))
    card.says("Ask who came in")
    hands.turn(_says(page, "Yes"))
    card.says("Recording paused")
    hands.turn(hands.button("Resume"))
    hands.open("More")
    hands.turn(hands.button("Pause for the examination"))
    hands.press(hands.button("Stop recording"))
    receipt.says("Stop recording")
    hands.reach(hands.button("Copy and keep"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-copied]")).to_contain_text(re.compile(r"[Kk]ept \d\d:\d\d"))


def _says(page: Page, answer: str) -> Locator:
    row = page.get_by_role("listitem").filter(has_text="Priya Shah")
    return row.get_by_role("button").filter(has_text=answer).first


def test_a_second_enter_does_not_press_what_came_in_its_place(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """K5, K6: a shaking hand takes back no pause, and makes a yes of nobody's no."""
    _receipt, hands = begin(signed, desk)
    card, page = hands.card, hands.page
    card.agree()

    for button, word in (
        (hands.button("Start recording"), "Recording"),
        (hands.button("Pause"), "Recording paused"),
        (hands.button("Resume"), "Recording"),
        (hands.button("Someone came in"), "Recording paused"),
    ):
        hands.twice(button)
        card.says(word)
    hands.choose(page.get_by_role("radio", name="Student"))
    hands.type(page.get_by_label("Name, if you know it"), "Priya Shah")
    hands.twice(hands.button("Note them, and ask"))
    card.says("Ask who came in")
    hands.twice(_says(page, "No"))
    card.says("Someone said no")


def keep_the_note(hands: Hands) -> None:
    hands.with_alt("c")
    expect(hands.page.locator("[data-copied]")).to_contain_text(re.compile(r"[Kk]ept \d\d:\d\d"))


def test_every_decision_and_every_turn_has_a_key_of_its_own(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """Item 3: A, O, W, N and U decide; T, P, R, I, H and S are the visit's."""
    receipt, hands = begin(signed, desk)
    card, page = hands.card, hands.page
    hands.unfold("w", "Ask to wait")
    hands.press(page.get_by_role("button", name="Ask to wait"))
    card.says("Asked to wait")
    hands.with_alt("u")
    card.says("Not decided yet")
    hands.unfold("n", "Do not agree")
    hands.choose(page.get_by_role("radio", name="Prefers not to say"))
    hands.press(hands.button("Do not agree"))
    card.says("Not agreed")
    hands.with_alt("u")
    card.says("Not decided yet")
    hands.unfold("o", "With conditions")
    hands.check_both()
    hands.key("a")
    card.says("You agreed")
    receipt.says("You can record")
    hands.with_alt("t")
    card.says_live()
    hands.with_alt("p")
    card.says("Recording paused")
    hands.with_alt("r")
    card.says_live()
    hands.with_alt("i")
    card.says("Who came in? Recording is paused until they have been asked.")
    hands.with_alt("h")
    card.says("Handed over: not decided yet")
    receipt.says("Stop recording")
    again_to_the_note(hands)


def again_to_the_note(hands: Hands) -> None:
    """Decided after all, started, stopped, and the note: without a mouse."""
    hands.open("Decide after all")
    hands.check_both()
    hands.key("a")
    hands.with_alt("s")
    hands.card.says("You agreed")
    hands.with_alt("t")
    hands.card.says_live()
    hands.key("s")
    keep_the_note(hands)
