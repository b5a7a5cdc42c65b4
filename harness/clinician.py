"""What staff do at their desk: sign in, verify, decide, start, stop, copy the note; and manage."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from harness.client import Client

# What the whole form is folded under, once somebody has decided.
AGAIN = ("Change the decision", "Decide again", "Decide after all")
OTHERS = "Could another patient be heard or seen?"
CARE = "Does it get in the way of care?"


class Desk:
    """A clinician's screen: today's list and the one box."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, username: str, password: str) -> "Desk":
        """Sign in; today's list comes next."""
        self.give_password(username, password)
        expect(self.box).to_be_visible()
        return self

    def give_password(self, username: str, password: str) -> None:
        """Sign in, to whatever is there for this person."""
        self.page.goto("/staff/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def open(self) -> "Desk":
        """Today's list."""
        self.page.goto("/staff/")
        expect(self.box).to_be_visible()
        return self

    @property
    def box(self) -> Locator:
        """The one box for a code, a token or a whole address."""
        return self.page.get_by_role("textbox", name="Check a receipt")

    def stop_all(self) -> None:
        """Stop whatever this person records, as the bar of each page does."""
        bars = self.page.request.get("/staff/bars").text()
        for form in re.findall(r"<form.*?</form>", bars, re.DOTALL):
            action = re.search(r'action="([^"]+/stop)"', form)
            fields = re.findall(r'name="(csrf_token|once)" value="([^"]+)"', form)
            if action:
                self.page.request.post(action[1], form=dict(fields))

    def find(self, entry: str) -> Locator:
        """Type or paste what the patient shows, and press Enter: whose it is comes up."""
        self.box.fill(entry)
        self.box.press("Enter")
        self.page.wait_for_url("**/staff/consents/*")
        return self.matching

    def verify(self, entry: str) -> "Card":
        """Find whose it is, and say that this is who it is."""
        self.find(entry)
        return self.card()

    @property
    def matching(self) -> Locator:
        """The button that says that this is the person."""
        return self.page.get_by_role("button", name=re.compile("^Yes, this is"))

    def card(self) -> "Card":
        """The card that comes up, once the person was matched."""
        self.page.wait_for_url("**/staff/consents/*")
        note = self.page.get_by_role("link", name="Record note")
        expect(self.matching.or_(note)).to_be_visible()
        if self.matching.is_visible():
            self.matching.click()
            expect(note).to_be_visible()
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
        self._open("")
        for question, answer in ((OTHERS, others), (CARE, care)):
            self.page.get_by_role("group", name=question).get_by_role("radio", name=answer).check()

    @property
    def agreeing(self) -> Locator:
        """The button that agrees, whose words say to what."""
        return self.page.get_by_role("button", name=re.compile("^Agree to"))

    def toggle(self, kind: str, *, on: bool) -> None:
        """Switch a type of recording on or off: `SOUND`, `VIDEO`, `PHOTO` or `LIVE`."""
        self.page.get_by_role("checkbox", name=kind, exact=True).set_checked(on)

    def agree(self, says: str = "You agreed") -> None:
        """Agree, both checks answered; then the card may ask for more before a start."""
        self.check_both()
        self.agreeing.click()
        self.says(says)

    def agree_with(self, *conditions: str) -> None:
        """Agree with conditions."""
        self.check_both(others="Yes")
        self._open("With conditions")
        for condition in conditions:
            self.page.get_by_role("checkbox", name=condition).check()
        self.agreeing.click()
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
        self.do_not_agree_too_late(reason)
        self.says("Not agreed")

    def do_not_agree_too_late(self, reason: str) -> None:
        """Say no on a page that may be old."""
        self._open("Do not agree")
        self.page.get_by_role("radio", name=reason).check()
        self.page.get_by_role("button", name="Do not agree").click()

    def start(self) -> None:
        """Recording starts."""
        self.page.get_by_role("button", name="Start recording").click()
        expect(self.page.get_by_role("button", name="Stop recording")).to_be_visible()

    def stop(self) -> None:
        """Recording stops; the note is next, and from there the card is opened again."""
        self.page.get_by_role("button", name="Stop recording").click()
        self._back_from_note()

    def pause(self) -> None:
        """Recording pauses."""
        self.page.get_by_role("button", name="Pause", exact=True).click()
        self.says("Recording paused")

    def came_in(self, role: str, name: str = "") -> None:
        """Somebody walks in: recording pauses, and they are to be asked."""
        button = self.page.get_by_role("button", name="Someone came in")
        if button.is_visible():  # else it is paused already
            button.click()
        else:
            self._unfold("Someone came in")
        self.name_one(role, name, "Note them, and ask")
        self.says("Ask who came in")

    def name_one(self, role: str, name: str, button: str) -> None:
        """Say who it is, on the form that is unfolded."""
        self.page.get_by_role("radio", name=role, exact=True).check()
        self.page.get_by_label("Name, if you know it").fill(name)
        self.page.get_by_role("button", name=button).click()

    def listens(self, role: str, name: str) -> None:
        """At a visit by phone or video: one who listens is named."""
        self._open("Name who is listening")
        self.name_one(role, name, "Add this person")
        expect(self.page.get_by_text(name, exact=True)).to_be_visible()

    def said(self, who: str, answer: str) -> None:
        """What somebody in the room says: `Yes`, `No`, `Not asked`, or that they `Left`."""
        row = self.page.get_by_role("listitem").filter(has_text=who)
        row.get_by_role("button", name=re.compile(rf"^{answer}\s*:")).click()
        noted = {"Yes": "Said yes", "No": "Said no", "Not asked": "Not asked yet"}
        expect(row.get_by_text(noted.get(answer, "Left the room"))).to_be_visible()

    def resume(self) -> None:
        """Recording goes on."""
        self.page.get_by_role("button", name="Resume").click()
        self.says_live()

    def says_live(self, within: float = 10) -> None:
        """Wait until the card says that it is being recorded."""
        pause = self.page.get_by_role("button", name="Pause", exact=True)
        expect(pause).to_be_visible(timeout=within * 1000)

    def hand_over(self) -> None:
        """A colleague takes over."""
        self._unfold("More")
        self.page.get_by_role("button", name="Hand over to a colleague").click()
        self.says("Handed over: not decided yet")

    def stop_for_the_patient(self) -> None:
        """The patient asks for it to stop."""
        self._unfold("More")
        self.page.get_by_role("button", name="Stop for the patient").click()
        self._back_from_note()

    def undo(self) -> None:
        """A slip is put right with one tap."""
        self.page.get_by_role("button", name="A slip? Take it back").click()
        self.says("Not decided yet")

    def not_them(self) -> None:
        """It was somebody else: the verification is taken back."""
        self.page.get_by_role("button", name="Not this person").click()
        expect(self.page.get_by_role("button", name=re.compile("^Yes, this is"))).to_be_visible()

    def answers_listening(self, words: str) -> None:
        """Who listens to a call (K12)."""
        group = self.page.get_by_role("group", name="Who else is listening?")
        group.get_by_role("radio", name=words).check()

    def second_screen(self) -> str:
        """The address that a second screen opens."""
        self._unfold("More")
        self.page.get_by_role("link", name="Second screen").click()
        address = self.page.get_by_role("link", name="Open it in a new tab").get_attribute("href")
        return str(address)

    def open_note(self) -> Page:
        """The record note's page."""
        self.page.get_by_role("link", name="Record note").click()
        expect(self.page.get_by_role("textbox", name="Record note")).to_be_visible()
        return self.page

    def note(self) -> str:
        """The record note's text."""
        return self.open_note().get_by_role("textbox", name="Record note").input_value()

    def _back_from_note(self) -> None:
        self.page.wait_for_url("**/note")
        self.page.get_by_role("link", name="Back to the card").click()
        self.says("Recording stopped")

    def _open(self, words: str) -> None:
        """Unfold one of the other decisions; after a first decision the whole form is folded."""
        for folded in filter(None, (*AGAIN, words)):
            self._unfold(folded)

    def _unfold(self, words: str) -> None:
        summary = self.page.locator("summary", has_text=re.compile(f"^{words}$"))
        if summary.count() and summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()


class Office:
    """The manager's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> "Office":
        """The manager's home: what wants attention."""
        self.page.goto("/manage/")
        return self

    def say(self, part: str, **typed: str) -> None:
        """Fill in the small form of one part of *This practice*, and save it."""
        self.page.goto(f"/manage/practice/{part}")
        for name, value in typed.items():
            self.page.locator(f"[name='{name}']").first.fill(value)
        self.page.get_by_role("button", name=re.compile("^Save$|^Pause asking$")).click()
        self.page.wait_for_url("**/manage/practice")

    def pairing_code(self, label: str = "Waiting room") -> str:
        """Enrol one more tablet; the code that is shown this once."""
        self.page.goto("/manage/tablets")
        self.page.get_by_label("Add a tablet").fill(label)
        self.page.get_by_role("button", name="Get a pairing code").click()
        shown = self.page.get_by_text(re.compile(r"^\s*[0-9A-Z]{4}-[0-9A-Z]{4}\s*$"))
        return shown.inner_text().strip()

    def add_person(
        self,
        name: str,
        job: str,
        username: str,
        password: str,
        roles: tuple[str, ...] = ("Clinician",),
    ) -> None:
        """Invite somebody, a clinician unless said otherwise; they come in by the link at once."""
        accept(self.invite(name, roles), name, job, username, password)

    def invite(self, label: str, roles: tuple[str, ...] = ("Clinician",), until: str = "") -> str:
        """Make a link for somebody; returns its address, as it is shown this once."""
        self.page.goto("/manage/people/invite")
        boxes = self.page.get_by_role("group", name="What they will be here")
        for role in ("Reception", "Clinician", "Manager"):
            boxes.get_by_role("checkbox", name=role).set_checked(role in roles)
        self.page.get_by_label("Whom is it for?").fill(label)
        self.page.get_by_label("Last day").fill(until)
        self.page.get_by_role("button", name="Make the link").click()
        return self.page.get_by_label("The link, shown this once").input_value()


def accept(address: str, name: str, job: str, username: str, password: str) -> None:
    """Somebody comes in by their link, elsewhere."""
    url = urlsplit(address)
    theirs = Client(f"{url.scheme}://{url.netloc}")
    theirs.open_form(url.path)
    chosen = {"name": name, "job": job, "username": username}
    answer = theirs.post(url.path, {**chosen, "password": password, "again": password})
    assert answer.status == 303, answer.text
    theirs.close()
