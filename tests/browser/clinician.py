"""What staff do at their desk: sign in, verify, decide, start, stop, copy the note; and manage."""

import re

from playwright.sync_api import Locator, Page, expect

OTHERS = "Could another patient be heard or seen?"
CARE = "Does it get in the way of care?"


class Desk:
    """A clinician's screen: today's list and the one box."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, username: str, password: str) -> "Desk":
        """Sign in; today's list comes next."""
        self.page.goto("/staff/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.box).to_be_visible()
        return self

    def open(self) -> "Desk":
        """Today's list."""
        self.page.goto("/staff/")
        expect(self.box).to_be_visible()
        return self

    @property
    def box(self) -> Locator:
        """The one box for a code, a token or a whole address."""
        return self.page.get_by_role("textbox", name="Check a receipt")

    def verify(self, entry: str) -> "Card":
        """Type or paste what the patient shows, and press Enter."""
        self.box.fill(entry)
        self.box.press("Enter")
        return self.card()

    def card(self) -> "Card":
        """The card that comes up."""
        self.page.wait_for_url("**/staff/consents/*")
        return Card(self.page)

    def row(self, name: str) -> Locator:
        """Where a patient stands on the list, verified or not."""
        wanted = re.compile(re.escape(name))
        return self.page.get_by_role("button", name=wanted).or_(
            self.page.get_by_role("link", name=wanted)
        )


class Card:
    """The card of one consent."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def word(self, word: str) -> Locator:
        """The band's word, if the card says it."""
        return self.page.get_by_text(word, exact=True).filter(visible=True)

    def says(self, word: str, within: float = 10) -> None:
        """Wait until the card says this, for so many seconds."""
        expect(self.word(word).first).to_be_visible(timeout=within * 1000)

    def check_both(self, *, others: str = "No", care: str = "No") -> None:
        """Answer the two checks before agreeing (K4)."""
        self._open("Change the decision")
        for question, answer in ((OTHERS, others), (CARE, care)):
            self.page.get_by_role("group", name=question).get_by_role("radio", name=answer).check()

    def agree(self) -> None:
        """Agree, both checks answered."""
        self.check_both()
        self.page.get_by_role("button", name="Agree", exact=True).click()
        self.says("You agreed")

    def agree_with(self, *conditions: str) -> None:
        """Agree with conditions."""
        self.check_both(others="Yes")
        self._open("Agree with conditions")
        for condition in conditions:
            self.page.get_by_role("checkbox", name=condition).check()
        self.page.get_by_role("button", name="Agree with these conditions").click()
        self.says("You agreed, with conditions")

    def ask_to_wait(self, until: str = "") -> None:
        """Ask the patient to wait, until a time on the clock or a word."""
        self._open("Ask to wait")
        if until:
            self.page.get_by_label(re.compile("^Until when")).fill(until)
        self.page.get_by_role("button", name="Ask to wait").click()
        self.says("Asked to wait")

    def do_not_agree(self, reason: str) -> None:
        """Say no, with its reason."""
        self._open("Do not agree")
        self.page.get_by_role("radio", name=reason).check()
        self.page.get_by_role("button", name="Do not agree").click()
        self.says("Not agreed")

    def start(self) -> None:
        """Recording starts."""
        self.page.get_by_role("button", name="Start recording").click()
        expect(self.page.get_by_role("button", name="Stop recording")).to_be_visible()

    def stop(self) -> None:
        """Recording stops."""
        self.page.get_by_role("button", name="Stop recording").click()
        self.says("Recording stopped")

    def open_note(self) -> Page:
        """The record note's page."""
        self.page.get_by_role("link", name="Record note").click()
        expect(self.page.get_by_role("textbox", name="Record note")).to_be_visible()
        return self.page

    def note(self) -> str:
        """The record note's text."""
        return self.open_note().get_by_role("textbox", name="Record note").input_value()

    def _open(self, words: str) -> None:
        """Unfold one of the other decisions; after a first decision the whole form is folded."""
        for folded in ("Change the decision", words):
            summary = self.page.locator("summary", has_text=folded)
            if summary.count() and summary.locator("xpath=..").get_attribute("open") is None:
                summary.click()


class Office:
    """The manager's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> "Office":
        """The page on which everything is managed."""
        self.page.goto("/manage/")
        return self

    def pairing_code(self, label: str = "Waiting room") -> str:
        """Enrol one more tablet; the code that is shown this once."""
        self.open()
        self.page.get_by_label("Add a tablet").fill(label)
        self.page.get_by_role("button", name="Get a pairing code").click()
        shown = self.page.get_by_text(re.compile(r"^\s*[0-9A-Z]{4}-[0-9A-Z]{4}\s*$"))
        return shown.inner_text().strip()

    def add_person(self, name: str, job: str, username: str, password: str) -> None:
        """Let a clinician sign in."""
        self.open()
        self.page.locator("summary", has_text="Add a person").click()
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Job title").fill(job)
        self.page.get_by_label("User name", exact=True).fill(username)
        self.page.get_by_label("First password").fill(password)
        self.page.get_by_role("button", name="Add this person").click()
        expect(self.page.get_by_text(f"{name} can sign in now")).to_be_visible()
