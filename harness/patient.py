"""What patients do: on the waiting-room tablet and on their own phone.

Elements are found by role, label and visible words, as a patient finds them. The words of
the walk come from the shipped policy, so that editing the policy does not break a walk.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from harness.forms import BORN as BORN
from harness.forms import COMPANION as COMPANION
from harness.forms import KINDS as KINDS
from harness.forms import NAME as NAME
from harness.forms import every_form as every_form
from harness.tongues import ENGLISH, Tongue

WORDS = ENGLISH.words
CODE = re.compile(r"^\s*[0-9A-Z]{4}\s?[-\u2013 ]\s?[0-9A-Z]{4}\s*$")

CHILD_BORN = ("14", "9", "2017")
ANSWERS: Mapping[str, str] = {
    "whose": "mine",
    "where": "room",
    "types": "sound",
    "listeners": "My sister Ann",
    "part": "talking",
    "by": "patient",
    "device": "phone",
    "company": "alone",
    "more": "mine",
    "others": "no",
    "reason": "remember",
    "audience": "me",
    "child": "ok",
    "objects": "yes",
}
# The words of a question whose address does not say what it asks (Q10).
WORDS_OF = {"more": "choice"}
GO_ON_BY_THEMSELVES = ("usual", "different", "statements")  # one tap answers and goes on
# A signature like a wave: stroke by stroke, each a list of (x, y) in parts of the canvas.
STROKES = (
    ((0.1, 0.7), (0.2, 0.3), (0.3, 0.7), (0.4, 0.3), (0.5, 0.7)),
    ((0.6, 0.5), (0.7, 0.6), (0.8, 0.4), (0.9, 0.5)),
)


def option(step: str, answer: str, tongue: Tongue = ENGLISH) -> str:
    """The words on the button of one answer."""
    return tongue.told_to("mine").option(WORDS_OF.get(step, step), answer)


class Kiosk:
    """The tablet as it stands in the waiting room."""

    def __init__(self, page: Page, tongue: Tongue = ENGLISH) -> None:
        self.page = page
        self.tongue = tongue

    def pair(self, code: str) -> "Kiosk":
        """Make this tablet a kiosk with a pairing code."""
        self.page.goto("/kiosk/pair")
        self.page.get_by_label("Pairing code").fill(code)
        self.page.get_by_role("button", name="Pair this tablet").click()
        return self.waits()

    def open(self) -> "Kiosk":
        """Wake the tablet."""
        self.page.goto("/kiosk")
        return self.waits()

    def waits(self) -> "Kiosk":
        """The attract screen is up."""
        expect(self.start_button).to_be_visible()
        return self

    @property
    def start_button(self) -> Locator:
        """The one big button."""
        words = self.tongue.say("I want to record my appointment")
        return self.page.get_by_role("button", name=words)

    def speak(self, tongue: Tongue) -> "Kiosk":
        """A patient picks a language by its own name, on the first screen."""
        self.page.get_by_role("link", name=tongue.name, exact=True).click()
        return Kiosk(self.page, tongue).waits()

    def start(self, **answers: str) -> "Walk":
        """A patient begins on the tablet."""
        self.start_button.click()
        return Walk(self.page, answers, self.tongue)


class Walk:
    """One patient's walk through the journey's pages."""

    def __init__(
        self,
        page: Page,
        answers: Mapping[str, str] | None = None,
        tongue: Tongue = ENGLISH,
    ) -> None:
        self.page = page
        self.answers = {**ANSWERS, **(answers or {})}
        self.tongue = tongue.told_to("mine" if self.answers["whose"] == "mine" else "behalf")
        self.short = False  # whether it says that the usual answers are right
        self.usual = tongue.words["usual"]
        self.name = NAME
        self.born = CHILD_BORN if self.answers["whose"] == "child" else BORN
        self.each: Callable[[str], object] = lambda _step: None  # called on every page reached
        page.wait_for_url("**/journey/*")

    @property
    def step(self) -> str:
        """The last word of the address: which page this is."""
        return self.page.url.partition("?")[0].rpartition("/")[2]

    def to(self, step: str) -> "Walk":
        """Answer page after page until this one."""
        for _turn in range(25):
            if self.step == step:
                return self
            self.each(self.step)
            self.answer()
        raise AssertionError(f"no page {step!r} on this walk; it is at {self.step!r}")

    def answer(self) -> None:
        """Answer the page in front and go on to the next one.

        The long way, unless this walk is told to take the short one.
        """
        here = self.page.url
        if "said=" in here:
            self.page.get_by_role("link", name=self.tongue.say("Continue")).click()
            return self._arrive(here)
        by_step = {
            "behalf": self._behalf,
            "types": self._types,
            "listeners": self._listeners,
            "you": self._identity,
            "usual": lambda: self._choose(self.usual["right" if self.short else "wrong"]),
            "different": lambda: self.press(self.usual["all"]),
            "statements": self.agree,
            "signature": self.type_signature,
        }
        if self.step == "company":
            self._company()
            return self._arrive(here)
        if (step := self.step) in by_step:
            by_step[step]()
            if step in GO_ON_BY_THEMSELVES:
                return self._arrive(here)
        elif not self.step.startswith("rules-"):
            step = WORDS_OF.get(self.step, self.step)
            self._choose(self.tongue.option(step, self.answers[self.step]))
            return self._arrive(here)
        self.go_on()
        return self._arrive(here)

    def hurry(self) -> "Walk":
        """Send every answer at once, and open the last page: for tests of what comes after."""
        page = self.page
        csrf = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
        for step, form in every_form(self.answers, self.name, self.born):
            self._send(step, urlencode({"csrf_token": csrf, **form}, doseq=True))
        page.goto("/journey/check")
        return self

    def _send(self, step: str, form: str) -> None:
        answer = self.page.context.request.post(
            f"/journey/{step}",
            data=form,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": self.page.url,
            },
            max_redirects=0,
        )
        assert answer.status == 303, f"{step}: {answer.status} {answer.text()}"

    def go_on(self) -> None:
        """The main button of a page."""
        self.page.get_by_role("button", name=self.tongue.say("Continue")).click()

    def back(self) -> None:
        """The page before."""
        here = self.page.url
        self.page.get_by_role("link", name=self.tongue.say("Back"), exact=True).click()
        self._arrive(here)

    def type_signature(self) -> None:
        """Sign by typing the name."""
        self.page.get_by_label(self.tongue.say("Your full name")).fill(self.name)

    def draw_signature(self) -> None:
        """Sign with a finger: real touches, stroke by stroke."""
        self.page.get_by_role("radio", name="Draw it").check()
        pad = self.page.get_by_role("img", name=re.compile("^Draw your signature"))
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        touch = self.page.context.new_cdp_session(self.page)
        for stroke in STROKES:
            kind = "touchStart"
            for x, y in stroke:
                point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
                touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
                kind = "touchMove"
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touch.detach()

    def sign(self) -> "Receipt":
        """Read everything back, then the last tap."""
        self.to("check")
        self.each("check")
        here = self.page.url
        words = map(self.tongue.say, ("Sign and get my receipt", "I agree. Get my receipt"))
        self.page.get_by_role("button", name=re.compile("|".join(words))).click()
        self._arrive(here)
        return Receipt(self.page, self.tongue)

    def refuse(self, words: str = "I will not record", *, name: str = "") -> "Receipt":
        """Say no, from the page in front; with a name if the patient likes."""
        self.page.get_by_role("link", name=self.tongue.say(words)).click()
        self.page.wait_for_url("**/journey/refuse")
        self.each("refuse")
        if name:
            label = self.page.locator("#name")  # whose it is may not have been said yet
            if not label.is_visible():
                self.page.locator("main summary").click()
            label.fill(name)
        self.page.get_by_role("button", name=self.tongue.say("I will not record")).click()
        self._arrive(f"{self.page.url.partition('/journey')[0]}/journey/refuse")
        return Receipt(self.page, self.tongue)

    def _arrive(self, before: str) -> None:
        self.page.wait_for_url(lambda url: url != before)
        expect(self.page.get_by_role("heading", level=1)).to_be_attached()

    def _choose(self, label: str) -> None:
        self.page.get_by_role("button", name=re.compile(f"^{re.escape(label)}")).click()

    def _types(self) -> None:
        wanted = self.answers["types"].split()
        options = self.tongue.words["questions"]["types"]["options"]
        for kind in KINDS:
            words = options[kind]["label"]
            group = self.page.get_by_role("group", name=re.compile(f"^{words}"))
            said = self.tongue.say("Yes" if kind in wanted else "No")
            if not group.count():  # this place does not offer it (M2)
                continue
            group.get_by_role("radio", name=re.compile(f"{said}$")).check()

    def _listeners(self) -> None:
        label = self.tongue.words["questions"]["listeners"]["label"]
        self.page.get_by_label(label).fill(self.answers["listeners"])

    def _company(self) -> None:
        if self.answers["by"] != "companion":
            return self._choose(self.tongue.words["questions"]["company"]["alone_label"])
        self.add_person(COMPANION, "companion", "yes")
        return self.go_on()

    def add_person(self, name: str, role: str, says: str) -> None:
        """Q6: one more person in the room, and what they said."""
        words, here = self.tongue.words["questions"]["company"], self.page
        here.get_by_label(words["name_label"], exact=True).fill(name)
        here.get_by_role("radio", name=words["options"][role]["label"], exact=True).check()
        here.get_by_role("radio", name=words["says"][says]["label"], exact=True).check()
        here.get_by_role("button", name=words["add_label"]).click()
        remove = re.compile(f"{self.tongue.say('Remove')}.*{name}")
        expect(here.get_by_role("button", name=remove)).to_be_visible()

    def _behalf(self) -> None:
        words = self.tongue.words["questions"]["behalf"]
        self.page.get_by_label(words["name_label"]).fill("Ciara O’Neill")
        self.page.get_by_role("radio", name=words["options"]["parent"]["label"]).check()

    def _identity(self) -> None:
        words = self.tongue.words["questions"]["you"]
        self.page.get_by_label(words["name_label"]).fill(self.name)
        for label, value in zip(("Day", "Month", "Year"), self.born, strict=True):
            self.page.get_by_label(self.tongue.say(label), exact=True).fill(value)

    def agree(self) -> None:
        """The statements: a list with one tap of its own, or each ticked, as the policy says."""
        words = self.tongue.words["statements"]
        together = self.page.get_by_role("button", name=words["agree"])
        if together.count():
            return together.click()
        for each in self.page.get_by_role("checkbox").all():
            each.check()
        return self.go_on()

    def press(self, words: str) -> None:
        """A button of the page, by its words."""
        self.page.get_by_role("button", name=words, exact=True).click()


class Receipt:
    """The patient's receipt, on the tablet or on a phone."""

    def __init__(self, page: Page, tongue: Tongue = ENGLISH) -> None:
        self.page = page
        self.tongue = tongue

    @property
    def code(self) -> str:
        """The short code, as it is read aloud."""
        return self.page.get_by_text(CODE).inner_text().strip()

    def word(self, word: str) -> Locator:
        """The one big word, if the page says it."""
        return self.page.get_by_text(self.tongue.say(word), exact=True).filter(visible=True)

    def says(self, word: str, within: float = 10) -> None:
        """Wait until the page says this, for so many seconds."""
        expect(self.word(word)).to_be_visible(timeout=within * 1000)

    def withdraw(self) -> None:
        """Change one's mind: one link, one confirmation."""
        self.page.get_by_role("link", name="I do not want to record any more").click()
        self.page.get_by_role("button", name=re.compile("^Yes, ")).click()
        self.page.wait_for_url(lambda url: not url.endswith("/withdraw"))

    def finish(self) -> Kiosk:
        """Leave the tablet to the next patient, whose first screen is in English."""
        self.page.get_by_role("button", name=self.tongue.say("Finish"), exact=True).click()
        return Kiosk(self.page).waits()


def claim(page: Page, address: str, tongue: Tongue = ENGLISH, **answers: str) -> Walk:
    """A phone opens the address that the kiosk's QR holds, and its patient begins."""
    page.goto(address)
    if tongue is not ENGLISH:
        page.get_by_role("link", name=tongue.name, exact=True).click()
    page.get_by_role("button", name=tongue.say("Start"), exact=True).click()
    return Walk(page, answers, tongue)
