"""The whole job with the keyboard alone: for those who cannot point, or whose screen broke."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from harness.clinician import CARE, OTHERS, Desk
from harness.patient import BORN, NAME, WORDS, Kiosk, Receipt, option

MAX_TABS = 60
# The element with the focus is on the screen, with nothing lying over it, and looks focused.
SEEN = """(element) => {
  const shown = element.closest("label") ?? element;
  const box = shown.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const styled = [element, element.nextElementSibling, shown, ...shown.children].some((each) => {
    if (!each) return false;
    const style = getComputedStyle(each);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  });
  return { uncovered: !!top && (shown.contains(top) || top.contains(shown)), styled };
}"""


class Keys:
    """A keyboard, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: Locator) -> None:
        """Press Tab until the wanted element has the focus; it must then be seen (WCAG 2.4.7)."""
        expect(wanted).to_be_attached()
        for _press in range(MAX_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                seen = wanted.evaluate(SEEN)
                assert seen == {"uncovered": True, "styled": True}, f"{wanted}: {seen}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {wanted} on {self.page.url}")

    def press(self, wanted: Locator) -> None:
        """Reach a button or link and press Enter; the next page comes."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tick(self, wanted: Locator) -> None:
        """Reach a radio button or a box and press Space."""
        self.reach(wanted)
        self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()

    def type(self, wanted: Locator, text: str) -> None:
        """Reach a field and type."""
        self.reach(wanted)
        self.page.keyboard.type(text)


def test_the_patient_needs_only_a_keyboard(kiosk: Callable[..., Kiosk]) -> None:
    """Every page of the walk, the signature typed."""
    screen = kiosk()
    page, keys = screen.page, Keys(screen.page)
    button = lambda name, exact=False: page.get_by_role("button", name=name, exact=exact)  # noqa: E731
    keys.press(screen.start_button)
    for _group in WORDS["groups"]:
        keys.press(button("Continue"))
    keys.press(button(WORDS["usual"]["wrong"]))
    keys.press(button(WORDS["usual"]["all"]))
    for step, answer in (("whose", "mine"), ("where", "room")):
        keys.press(button(option(step, answer)))
    keys.press(button("Continue"))  # sound only, as it stands
    keys.press(button(option("part", "talking")))
    keys.press(button(option("by", "patient"), exact=True))
    keys.press(button(option("device", "phone")))
    keys.press(button(WORDS["questions"]["company"]["alone_label"]))
    for step, answer in (("choice", "mine"), ("others", "no"), ("reason", "remember")):
        keys.press(button(option(step, answer), exact=True))
    keys.press(button(option("audience", "me")))
    keys.type(page.get_by_label(WORDS["questions"]["you"]["mine"]["name_label"]), NAME)
    for label, value in zip(("Day", "Month", "Year"), BORN, strict=True):
        keys.type(page.get_by_label(label, exact=True), value)
    keys.press(button("Continue"))
    keys.press(button(WORDS["statements"]["agree"]))
    expect(page.get_by_label("Your full name")).to_have_value(NAME)
    keys.press(button("Continue"))
    keys.press(button("Sign and get my receipt"))
    Receipt(page).says("Do not record yet")
    keys.press(button("Finish"))
    screen.waits()


def test_the_clinician_needs_only_a_keyboard(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk]
) -> None:
    """Verify, both checks, agree, start, stop, note."""
    code = kiosk().start().hurry().sign().code
    today = desk()
    page, keys = today.page, Keys(today.page)
    keys.type(today.box, code)
    page.keyboard.press("Enter")
    card = today.card()
    for question in (OTHERS, CARE):
        keys.tick(page.get_by_role("group", name=question).get_by_role("radio", name="No"))
    keys.press(page.get_by_role("button", name="Agree to"))
    card.says("You agreed")
    keys.reach(page.get_by_role("button", name="Start recording"))
    page.keyboard.press("Enter")
    card.says_live()
    keys.press(page.get_by_role("button", name="Stop recording"))
    expect(page.get_by_role("textbox", name="Record note")).to_be_visible()


def test_a_card_that_draws_itself_anew_keeps_the_keyboards_place(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk]
) -> None:
    """WCAG 3.2: what follows the server by itself does not throw the focus away."""
    code = kiosk().start().hurry().sign().code
    alice = desk().verify(code)
    bob = desk("bob").verify(code)
    note = alice.page.get_by_role("link", name="Record note")
    Keys(alice.page).reach(note)
    bob.ask_to_wait()
    alice.says("Asked to wait")
    expect(note).to_be_focused()


def test_a_list_that_draws_itself_anew_keeps_the_keyboards_place(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk]
) -> None:
    """The list changes with every patient; whoever has tabbed to a row stays on it."""
    first = kiosk().start()
    first.name = "Una Focused"
    first.hurry().sign()
    today = desk()
    Keys(today.page).reach(today.row("Una Focused"))
    second = kiosk().start()
    second.name = "Liam Later"
    second.hurry().sign()
    expect(today.row("Liam Later")).to_be_visible()
    expect(today.row("Una Focused")).to_be_focused()
