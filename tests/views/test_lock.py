"""A screen locks while recording goes on: it can pause and stop, and is sent nothing else (K14)."""

import pytest

from kiosk.actions import invitations, recordings
from kiosk.store.models import AuditEntry, Consent, Pause, Recording, StaffSession
from tests.cast import PASSWORD, World, fresh
from tests.pages import Browser, Page
from tests.views.room_card import Card

PATIENT = ("Margaret", "O'Neill", "27 March", "943 476", "9434765919")


def locked(world: World) -> tuple[Card, Page]:
    """Alice's card of a running recording, a quarter of an hour and a second after she left it."""
    alice = Card(world, world.recording())
    world.clock.forward(minutes=16)
    return alice, alice.browser.open(alice.here)


def bars(browser: Browser, page: Page) -> Page:
    """What the page's script asks for, over and over."""
    asked = [each.get("hx-get", "") for each in page.tree.iter()]
    return browser.get(next(each for each in asked if each.startswith("/staff/bars")))


def test_after_fifteen_quiet_minutes_the_bar_stays_and_nothing_else(world: World) -> None:
    alice, page = locked(world)
    assert page.heading == "This screen is locked"
    for verb in ("pause", "stop"):
        assert f'action="{alice.here}/{verb}"' in page.html
    for verb in ("resume", "decide", "undo", "hand-over", "came-in", "note"):
        assert f"{alice.here}/{verb}" not in page.html
    assert not [word for word in (*PATIENT, "Alice Hart") if word in page.html]
    assert "16:00" in page.text, "the clock of the recording"
    assert bars(alice.browser, page).status == 204


def test_without_a_recording_it_is_an_ordinary_lapsed_session(world: World) -> None:
    """The control: only a recording under way keeps a screen from signing out."""
    alice = Card(world, world.decided())
    world.clock.forward(minutes=16)
    page = alice.browser.open(alice.here)
    assert page.heading == "Sign in"
    assert "Nobody used this screen for 15 minutes" in page.text


def test_a_locked_screen_pauses_and_stops_and_it_is_written_down(world: World) -> None:
    alice, page = locked(world)
    page = alice.browser.submit(page, f"{alice.here}/pause")
    assert page.heading == "This screen is locked"
    assert "Paused" in page.text
    assert Pause.get().locked
    page = alice.browser.submit(page, f"{alice.here}/stop")
    assert "Recording stopped at 10:16. Sign in to write the note." in page.text
    held = Recording.get()
    assert (held.stop_reason, held.stop_locked) == ("clinician", True)
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).limit(2)
    assert all(each.detail["locked"] for each in last)
    page = alice.browser.submit(page, "/staff/sign-in", username="alice", password=PASSWORD)
    assert page.path == f"{alice.here}/note"
    assert "from a locked screen" in page.text


def test_someone_came_in_pauses_from_a_locked_screen(world: World) -> None:
    """K14; who it was asks for the password."""
    alice, page = locked(world)
    alice.browser.submit(page, f"{alice.here}/pause", why="came_in")
    assert (Pause.get().why, Pause.get().locked) == ("came_in", True)


@pytest.mark.parametrize(
    "verb", ["start", "resume", "decide", "undo", "hand-over", "came-in", "note", "verify"]
)
def test_a_locked_screen_does_nothing_else(world: World, verb: str) -> None:
    alice, page = locked(world)
    tokens = page.form(f"{alice.here}/stop")
    before = fresh(Consent.get()).revision
    answer = alice.browser.post(f"{alice.here}/{verb}", tokens | {"seen": str(before)})
    assert answer.status == 401
    assert not [word for word in PATIENT if word in answer.html]
    assert fresh(Consent.get()).revision == before
    control = alice.browser.post(f"{alice.here}/pause", tokens)
    assert control.status == 303
    assert fresh(Consent.get()).revision == before + 1


@pytest.mark.parametrize("path", ["/staff/", "/staff/list", "/staff/scan", "/staff/covert/"])
def test_a_locked_screen_is_sent_no_other_page(world: World, path: str) -> None:
    alice, _page = locked(world)
    answer = alice.browser.open(path)
    assert answer.heading == "This screen is locked"
    assert not [word for word in PATIENT if word in answer.html]


def test_a_locked_screen_stops_no_recording_but_its_own(world: World) -> None:
    """Neither a colleague's, nor one that its person began elsewhere after it had locked."""
    alice, page = locked(world)
    tokens = page.form(f"{alice.here}/stop")
    bobs, later = world.decided(), world.decided()
    recordings.start(world.by(world.bob), bobs, fresh(bobs).revision)
    recordings.start(world.by(world.alice), later, fresh(later).revision)
    for other in (bobs, later):
        answer = alice.browser.post(f"{world.card(other.id)}/stop", tokens)
        assert answer.status == 401
        assert fresh(other).recording.stopped_at is None
    assert alice.browser.post(f"{alice.here}/stop", tokens).status == 303


def test_the_password_opens_the_card_again(world: World) -> None:
    alice, page = locked(world)
    wrong = alice.browser.submit(page, "/staff/sign-in", password="not this one at all")
    assert wrong.status == 403
    assert f'action="{alice.here}/stop"' in wrong.html, "Stop is never lost"
    page = alice.browser.submit(page, "/staff/sign-in", password=PASSWORD)
    assert page.path == alice.here
    assert "Margaret O'Neill" in page.text
    assert StaffSession.select().where(StaffSession.ended_at.is_null(True)).count() == 1


def test_somebody_else_gets_a_session_of_their_own(world: World) -> None:
    alice, _page = locked(world)
    page = alice.browser.get("/staff/sign-in?other=yes")
    assert f'action="{alice.here}/stop"' in page.html
    page = alice.browser.submit(page, "/staff/sign-in", username="bob", password=PASSWORD)
    assert "Bob Ngata" in page.text
    assert f'action="{alice.here}/stop"' not in page.html, "it is not Bob's recording"
    assert StaffSession.select().where(StaffSession.ended_at.is_null(True)).count() == 2


def test_what_was_typed_and_sent_too_late_is_kept(world: World) -> None:
    alice = Card(world, world.recording())
    alice.press("pause", why="came_in")
    typed = alice.page.form(f"{alice.here}/came-in") | {"role": "student", "name": "Jo Lee"}
    world.clock.forward(minutes=16)
    answer = alice.browser.post(f"{alice.here}/came-in", typed)
    assert answer.status == 401
    assert "What you sent was not done" in answer.text
    assert "Jo Lee" not in answer.html
    page = alice.browser.submit(answer, "/staff/sign-in", password=PASSWORD)
    assert page.form(f"{alice.here}/came-in")["name"] == "Jo Lee"


@pytest.mark.parametrize("how", ["reset", "sign out", "twelve hours"])
def test_what_ends_a_session_only_locks_it_while_recording(world: World, how: str) -> None:
    alice = Card(world, world.recording())
    elsewhere = world.signed_in("alice")
    if how == "reset":
        invitations.reset(world.context(), world.alice)
    elif how == "sign out":
        alice.browser.submit(alice.page, "/staff/sign-out")
    else:
        StaffSession.update(began_at=StaffSession.began_at - 43_000).execute()
        world.clock.forward(minutes=4)
    page = alice.browser.open(alice.here)
    assert page.heading == "This screen is locked"
    alice.browser.submit(page, f"{alice.here}/stop")
    assert Recording.get().stop_locked
    assert alice.browser.open(alice.here).heading == "Sign in"
    if how == "reset":
        assert elsewhere.open("/staff/").heading == "Sign in"


def test_a_reset_names_the_recording_that_goes_on(world: World) -> None:
    code = world.receipt(world.recording()).code
    runner = world.app.test_cli_runner()
    said = runner.invoke(args=["staff", "reset", "alice"])
    assert f"recording {code} goes on" in said.output


def test_a_bar_with_stop_is_on_every_page_of_the_one_who_records(world: World) -> None:
    """K6: not of a colleague, whose list shows it all the same."""
    consent = world.recording()
    stop = f'action="{world.card(consent.id)}/stop"'
    alice, bob = world.signed_in("alice"), world.signed_in("bob")
    note = f"{world.card(consent.id)}/note"
    for path in ("/staff/", "/staff/scan", "/staff/covert/", note):
        page = alice.get(path)
        assert stop in page.html, path
        assert 'data-tab="Recording:"' in page.html
        assert stop not in bob.get(path).html, path
    card = alice.get(world.card(consent.id))
    assert card.html.count("Stop recording") == 1, "the card has its own"
    seen = bars(alice, alice.get("/staff/"))
    assert seen.status == 204
    alice.submit(alice.get("/staff/"), f"{world.card(consent.id)}/stop")
    assert "Stop recording" not in alice.get("/staff/").html
