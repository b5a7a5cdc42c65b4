"""The visit on the clinician’s pages: bar, who came in, hand over, listeners (K6, K12)."""

import pytest

from kiosk.store.models import Decision, Participant, Recording
from tests.cast import NO_TO_BOTH, World, fresh
from tests.views.room_card import Card, phone_says

REMOTE = {"where": "remote"}


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
    assert "Your health worker is changing" in phone_says(world, consent)
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
    alice.press("pause", why="came_in")
    page = alice.browser.send(alice.page, f"{alice.here}/came-in", name="Jo Lee")
    assert page.status == 422
    assert "Choose who it is" in page.text
    assert page.form(f"{alice.here}/came-in")["name"] == "Jo Lee"


def test_a_slip_is_put_right_with_one_tap_until_recording_starts(world: World) -> None:
    consent = world.decided("not_agreed", reason="privacy")
    alice = Card(world, consent)
    assert "Not decided yet" in alice.press("undo").heading
    assert "Wait for" in phone_says(world, consent) or "Do not record yet" in phone_says(
        world, consent
    )
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
    assert [each.ended_why for each in Decision.select().order_by(Decision.id)] == ["undone", ""]


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
    assert "Visit over at 10:09." in note, "nothing was recorded"
    assert "Patient was free to take photos in this consultation on own phone 10:00–10:09" in note


def test_photos_beside_sound_end_with_stop_and_the_button_says_so(world: World) -> None:
    both = world.decided(answers={"types": ["sound", "photo"]}, types=("sound", "photo"))
    one = world.decided(answers={"types": ["sound", "photo"]}, types=("sound",))
    for consent, said in ((both, True), (one, False)):
        card = Card(world, consent)
        assert ("Stop recording and photos" in card.press("start").text) is said
        card.press("stop")


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
    assert "Your health worker will tell you when." in phone_says(world, consent)
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
    alice.enter(code)
    note = alice.get(f"{world.card(consent.id)}/note").text
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
