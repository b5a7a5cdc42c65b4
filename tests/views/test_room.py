"""The visit on the clinician’s pages: bar, who came in, hand over, listeners, note (K6, K7)."""

import pytest

from kiosk.actions import recordings
from kiosk.domain.permission import MAX_OVERRUN
from kiosk.store.models import Consent, Decision, Note, Participant, Recording
from tests.cast import NO_TO_BOTH, World, fresh
from tests.pages import Browser, Page

REMOTE = {"where": "remote"}


class Card:
    """One clinician with one checked card open: each verb is the button of that name."""

    def __init__(self, world: World, consent: Consent, name: str = "alice") -> None:
        world.verify(consent)
        self.browser: Browser = world.signed_in(name)
        self.here = f"/staff/consents/{consent.id}"
        self.page: Page = self.browser.get(self.here)

    def press(self, verb: str, **typed: object) -> Page:
        """Send the form and see the card that comes of it."""
        self.page = self.browser.submit(self.page, f"{self.here}/{verb}", **typed)
        return self.page

    def has(self, verb: str) -> bool:
        return f'action="{self.here}/{verb}"' in self.page.html


def phone_says(world: World, consent: Consent) -> str:
    return world.browser().get(world.receipt(consent).page).text


def test_a_visit_from_start_to_note(world: World) -> None:
    """Issue 4 items 5 and 6: start, came in, yes, resume, hand over, not agreed by the new one."""
    consent = world.decided()
    alice = Card(world, consent)
    assert "Recording" in alice.press("start").heading
    assert "Recording now" in phone_says(world, consent)
    world.clock.forward(minutes=5)
    page = alice.press("came-in", role="student", name="Jo Lee")
    assert "Ask who came in" in page.heading
    assert "5:00" in page.text
    assert "someone came in" in page.text
    assert "Someone came in, and must be asked first" in phone_says(world, consent)
    button = next(each for each in page.tree.iter("button") if each.text == "Resume")
    assert "disabled" in button.attrib
    person = Participant.get()
    alice.press(f"participants/{person.id}", said="yes")
    world.clock.forward(minutes=3)
    assert "5:00" in alice.press("resume").text
    world.clock.forward(minutes=1)
    assert "Handed over" in alice.press("hand-over").heading
    assert "Your clinician is changing" in phone_says(world, consent)
    bob = Card(world, consent, "bob")
    assert "Handed over: not decided yet" in bob.page.heading
    bob.press("decide", kind="not_agreed", reason="distracts")
    assert "Please do not record" in phone_says(world, consent)
    note = bob.browser.get(f"{bob.here}/note").text
    for fact in (
        "Patient audio-recorded this consultation on own phone 10:00–10:09, agreed by Dr Alice",
        "Paused 10:05–10:08: student came in, said yes.",
        "Handed over to a colleague, 10:09.",
        "Not agreed (it distracts from care), Bob Ngata (Locum GP), 10:09.",
    ):
        assert fact in note, note
    for never in ("Jo Lee", "SNOMED", "Care continued"):
        assert never not in note


def test_a_no_keeps_it_paused_until_they_left(world: World) -> None:
    consent = world.recording()
    alice = Card(world, consent)
    alice.press("came-in", role="student")
    number = Participant.get().id
    page = alice.press(f"participants/{number}", said="no")
    assert "If they leave the room, recording can go on." in page.text
    assert "Someone in the room said no" in phone_says(world, consent)
    assert alice.browser.send(page, f"{alice.here}/resume").status == 409
    alice.press(f"participants/{number}", said="left")
    assert "Recording" in alice.press("resume").heading
    assert "Recording now" in phone_says(world, consent)


def test_stop_is_one_tap_while_it_runs_and_while_it_is_paused(world: World) -> None:
    """K6."""
    for verb in ("", "pause"):
        alice = Card(world, world.recording())
        if verb:
            alice.press(verb)
        assert alice.has("stop")
        assert "Recording stopped" in alice.press("stop").heading
        assert not alice.has("pause")


def test_it_is_stopped_for_the_patient_and_paused_for_the_examination(world: World) -> None:
    consent = world.recording()
    alice = Card(world, consent)
    assert "for the examination" in alice.press("pause", why="examination").text
    alice.press("stop", by="patient")
    assert Recording.get().stop_reason == "patient"
    note = alice.browser.get(f"{alice.here}/note").text
    assert "Stopped for the patient." in note


def test_who_came_in_is_named_by_role_or_the_form_says_so(world: World) -> None:
    alice = Card(world, world.recording())
    page = alice.browser.send(alice.page, f"{alice.here}/came-in", name="Jo Lee")
    assert page.status == 422
    assert "Choose who it is" in page.text
    assert page.form(f"{alice.here}/came-in")["name"] == "Jo Lee"


def test_a_slip_is_put_right_with_one_tap_until_recording_starts(world: World) -> None:
    consent = world.decided("not_agreed", reason="privacy")
    alice = Card(world, consent)
    assert "Not decided yet" in alice.press("undo").heading
    assert "Wait for" in phone_says(world, consent) or "Not yet" in phone_says(world, consent)
    alice.press("decide", kind="agreed", **NO_TO_BOTH)
    assert alice.has("undo")
    alice.press("start")
    assert not alice.has("undo")
    page = alice.browser.post(
        f"{alice.here}/undo",
        alice.page.form(f"{alice.here}/stop") | {"seen": str(fresh(consent).revision)},
    )
    assert page.status == 409
    assert "too late to take that back" in page.text
    assert [each.ended_why for each in Decision.select()] == ["undone", ""]


def test_an_old_page_resumes_and_starts_nothing(world: World) -> None:
    consent = world.recording()
    alice = Card(world, consent)
    alice.press("pause")
    bob = Card(world, consent, "bob")
    bob.press("resume")
    bob.press("pause")
    page = alice.browser.send(alice.page, f"{alice.here}/resume")
    assert page.status == 409
    assert fresh(consent).recording.paused_at is not None


# --- Photos ---


def test_photos_alone_have_no_clock_and_end_with_the_visit(world: World) -> None:
    """K3: they are no recording, and nothing is started."""
    consent = world.decided(answers={"types": ["photo"]}, types=("photo",))
    alice = Card(world, consent)
    assert "Photos agreed" in alice.page.heading
    assert "Start recording" not in alice.page.text
    assert "data-runs" not in alice.page.html
    assert "You can take photos" in phone_says(world, consent)
    world.clock.forward(minutes=9)
    assert "Visit over" in alice.press("stop").heading
    assert "No more photos" in phone_says(world, consent)
    note = alice.browser.get(f"{alice.here}/note").text
    assert "Patient was free to take photos in this consultation on own phone 10:00–10:09" in note


def test_photos_beside_sound_end_with_stop_and_the_button_says_so(world: World) -> None:
    both = world.decided(answers={"types": ["sound", "photo"]}, types=("sound", "photo"))
    one = world.decided(answers={"types": ["sound", "photo"]}, types=("sound",))
    for consent, said in ((both, True), (one, False)):
        page = Card(world, consent).press("start")
        assert ("Stop recording and photos" in page.text) is said


# --- Wait until ---


def test_the_patients_page_counts_the_minutes_of_a_wait(world: World) -> None:
    """Issue 4 item 4: until a time; and over, it is no yes."""
    consent = world.signed()
    alice = Card(world, consent)
    alice.press("decide", kind="wait", wait_until="10:30")
    assert "Ask again at 10:30. Minutes to wait: 30." in phone_says(world, consent)
    status = f"{world.receipt(consent).page}/status"
    first = world.browser().get(status).html
    seen = first.split("seen=")[1].split('"')[0]
    world.clock.forward(seconds=30)
    assert world.browser().get(f"{status}?seen={seen}").status == 204
    world.clock.forward(seconds=30)
    assert "Minutes to wait: 29." in world.browser().get(f"{status}?seen={seen}").text
    world.clock.forward(minutes=29)
    assert "Please ask again" in phone_says(world, consent)
    assert "You can record" not in phone_says(world, consent)
    assert "The wait is over: decide" in Card(world, consent).page.heading


def test_a_wait_until_i_say_counts_nothing(world: World) -> None:
    consent = world.decided("wait")
    assert "Your clinician will tell you when." in phone_says(world, consent)
    assert "Minutes" not in phone_says(world, consent)


# --- Phone and video visits ---


@pytest.mark.parametrize("listening", ["", "named"])
def test_a_remote_visit_asks_who_listens(world: World, listening: str) -> None:
    """K12: everyone listening is named before anyone agrees."""
    alice = Card(world, world.signed(**REMOTE))
    page = alice.press("decide", kind="agreed", listening=listening, **NO_TO_BOTH)
    assert page.status == 422
    assert ("Say who else is listening" if not listening else "Name them first") in page.text
    assert Decision.select().count() == 0


def test_only_the_two_is_an_answer_and_stands_in_the_note(world: World) -> None:
    alice = Card(world, world.signed(**REMOTE))
    alice.press("decide", kind="agreed", listening="nobody", **NO_TO_BOTH)
    note = alice.browser.get(f"{alice.here}/note").text
    assert "By phone or video. Nobody else listening." in note  # matched by hand: no code was read


def test_the_note_says_that_the_code_was_read_out_only_if_it_was(world: World) -> None:
    """K12."""
    consent = world.signed(**REMOTE)
    alice = world.signed_in("alice")
    code = world.receipt(consent).code
    alice.submit(alice.get("/staff/"), "/staff/verify", entry=code)
    note = alice.get(f"/staff/consents/{consent.id}/note").text
    assert "By phone or video; code read out." in note


def test_listeners_are_named_asked_and_may_leave(world: World) -> None:
    consent = world.signed(**REMOTE)
    alice = Card(world, consent)
    page = alice.press("came-in", role="student", name="Jo Lee")
    assert "Also listening" in page.text
    page = alice.press("decide", kind="agreed", listening="nobody", **NO_TO_BOTH)
    assert "The card names other people" in page.text
    alice.press("decide", kind="agreed", listening="named", **NO_TO_BOTH)
    assert "must be asked first" in phone_says(world, consent)
    alice.press(f"participants/{Participant.get().id}", said="yes")
    assert "You can record" in phone_says(world, consent)
    note = alice.browser.get(f"{alice.here}/note").text
    assert "Also listening: student (came in 10:00): yes." in note
    assert "Nobody else" not in note


def test_a_listener_who_left_is_nobody(world: World) -> None:
    alice = Card(world, world.signed(**REMOTE))
    alice.press("came-in", role="student")
    alice.press(f"participants/{Participant.get().id}", said="left")
    assert alice.press("decide", kind="agreed", listening="nobody", **NO_TO_BOTH).status == 200
    assert Decision.get().checks["listening"] == "nobody"


def test_a_visit_in_the_room_is_not_asked_about_listeners(world: World) -> None:
    assert "Who else is listening?" not in Card(world, world.signed()).page.text


# --- The receipt's end, and the note ---


def test_ten_minutes_before_either_end_both_pages_say_which(world: World) -> None:
    """K14: the receipt's end ends the right to start; two hours later the session's time ends."""
    consent = world.recording()
    end, last = consent.expires_at, consent.expires_at + MAX_OVERRUN
    near, past, over = (
        "From 18:30 recording may",
        "Recording may finish",
        "must end by 20:30",
    )
    for now, said, unsaid in (
        (end - 601, (), (near, past, over)),
        (end - 600, (near,), (past, over)),
        (end, (past,), (near, over)),
        (last - 601, (past,), (near, over)),
        (last - 600, (past, over), (near,)),
        (last - 1, (past, over), (near,)),
    ):
        world.clock.now = now
        card = Card(world, consent).page
        assert "Recording" in card.heading
        for page in (card.text, phone_says(world, consent)):
            assert [words in page for words in said] == [True] * len(said), page
            assert [words in page for words in unsaid] == [False] * len(unsaid), page


def test_pages_that_follow_along_are_told_at_each_end(world: World) -> None:
    """K14: nothing else changes at that second, and both are drawn again."""
    consent = world.recording()
    status, card = f"{world.receipt(consent).page}/status", f"/staff/consents/{consent.id}/live"
    end, last = consent.expires_at, consent.expires_at + MAX_OVERRUN
    for moment in (end - 600, end, last - 600, last):
        world.clock.now = moment - 1
        for browser, path in ((world.browser(), status), (world.signed_in("alice"), card)):
            world.clock.now = moment - 1
            seen = browser.get(path).html.split("seen=")[1].split('"')[0]
            assert browser.get(f"{path}?seen={seen}").status == 204
            world.clock.now = moment
            assert browser.get(f"{path}?seen={seen}").status == 200, moment - end


def test_a_pause_past_the_receipts_end_says_that_it_may_finish(world: World) -> None:
    consent = world.recording()
    world.clock.now = consent.expires_at
    alice = Card(world, consent)
    alice.press("pause")
    for page in (alice.page.text, phone_says(world, consent)):
        assert "Recording may finish" in page
    assert "Recording" in alice.press("resume").heading


@pytest.mark.parametrize("written", [False, True])
def test_when_time_ends_a_recording_both_are_told_to_stop(world: World, written: bool) -> None:
    """K14: before anybody has written it down, and after."""
    consent = world.recording()
    world.clock.now = consent.expires_at + MAX_OVERRUN
    if written:
        recordings.stop_overdue(world.context())
    alice = Card(world, consent)
    assert "Time is over: tell the patient to stop" in alice.page.heading
    assert not alice.has("pause")
    assert "Please stop now" in phone_says(world, consent)
    note = alice.browser.get(f"{alice.here}/note").text
    assert "10:00–20:30" in note
    assert "Ended by time, not confirmed." in note


def test_a_note_is_kept_and_says_when_it_no_longer_holds(world: World) -> None:
    """K7."""
    consent = world.recording()
    alice = Card(world, consent)
    there = f"{alice.here}/note"
    page = alice.browser.submit(alice.browser.get(there), there)
    assert "Kept 10:00 by Dr Alice Hart." in page.text
    kept = Note.get()
    assert "Patient is audio-recording" in kept.text
    world.clock.forward(minutes=5)
    alice.press("stop")
    page = Card(world, consent, "bob").browser.get(there)
    assert "Something has changed since Dr Alice Hart kept a note at 10:00." in page.text
    assert Note.get_by_id(kept.id).text == kept.text


def test_the_second_of_two_sees_what_came_first_whatever_it_was(world: World) -> None:
    """Issue 4, races: a colleague's decision, slip or handing over, and since when."""
    consent = world.signed()
    alice, bob = Card(world, consent), Card(world, consent, "bob")
    world.clock.forward(minutes=2)
    bob.press("decide", kind="agreed", **NO_TO_BOTH)
    page = alice.press("decide", kind="wait")
    assert "Bob Ngata decided first, at 10:02: agreed." in page.text
    world.clock.forward(minutes=2)
    bob.press("undo")
    page = alice.press("decide", kind="wait")
    assert "Bob Ngata took the decision back at 10:04." in page.text
    assert Decision.select().count() == 1
