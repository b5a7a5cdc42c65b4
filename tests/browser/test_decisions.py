"""The patient's page follows whatever is decided; a no and a change of mind are answers too."""

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from harness.clinician import CARE, OTHERS, Desk
from harness.patient import Kiosk, Receipt
from tests.browser.conftest import BOTH, later

FOLLOWS = 3  # seconds
FOLLOWS_WITHOUT_JS = 8


def within(js: bool) -> float:
    return FOLLOWS if js else FOLLOWS_WITHOUT_JS


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("rules-before", "I will not record"),
        later("types", "I will not record"),
        ("signature", "I do not agree"),
        later("check", "I do not agree"),
    ],
)
def test_saying_no_gives_a_receipt_that_says_so(
    kiosk: Callable[..., Kiosk], desk: Callable[..., Desk], js: bool, step: str, words: str
) -> None:
    """A refusal is an answer with a receipt; the clinician's card says it too."""
    walk = kiosk(js=js).start()
    if step in ("signature", "check"):
        walk.hurry()
        walk.page.goto(f"/journey/{step}")
    receipt = walk.to(step).refuse(words, name="Margaret Refuser" if step == "types" else "")
    receipt.says("No recording")
    card = desk(js=js).verify(receipt.code)
    card.says("Patient will not record")
    expect(card.page.get_by_role("button", name="Agree to")).to_have_count(0)


@BOTH
def test_a_patient_withdraws_while_recording_and_the_card_turns_by_itself(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """R16: one confirmation, and the recording is over for everyone."""
    receipt = signed(js=js)
    card = desk(js=js).verify(receipt.code)
    card.agree()
    card.start()
    receipt.says("Recording now", within(js))
    receipt.withdraw()
    receipt.says("You changed your mind")
    if not js:
        card.page.reload()  # without JavaScript the card looks again after 30 s
    card.says("Withdrawn by patient", FOLLOWS)
    expect(card.page.get_by_role("button", name="Stop recording")).to_have_count(0)
    assert "Patient changed their mind" in card.note()


def test_the_patient_reads_until_when_to_wait(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """R6, K3: "not now" names a time, on the clock of the site."""
    receipt = signed(js=js)
    soon = datetime.datetime.now(ZoneInfo("Europe/London")) + datetime.timedelta(minutes=30)
    desk(js=js).verify(receipt.code).ask_to_wait(f"{soon:%H:%M}")
    receipt.says("Please wait", within(js))
    expect(receipt.page.get_by_text(f"{soon:%H:%M}")).to_be_visible()


def test_the_patient_reads_not_this_time_and_that_care_goes_on(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """R2, R3: a no never touches care, and no reason is shown to the patient."""
    receipt = signed(js=js)
    desk(js=js).verify(receipt.code).do_not_agree("Prefers not to say")
    receipt.says("Not this time", within(js))
    expect(receipt.page.get_by_text("Your care goes on")).to_be_visible()
    assert "refers not to say" not in receipt.page.locator("body").inner_text()


def test_the_patient_reads_the_conditions(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """K3: agreed with conditions shows each of them with the yes."""
    receipt = signed(js=js, types="sound video", part="whole")
    desk(js=js).verify(receipt.code).agree_with("No faces or name badges", "Talking only")
    receipt.says("You can record", within(js))
    expect(receipt.page.get_by_text("Keep faces and name badges out")).to_be_visible()
    expect(receipt.page.get_by_text("talking only").first).to_be_visible()


def test_a_yes_that_turns_into_a_no_takes_the_yes_away(
    signed: Callable[..., Receipt], desk: Callable[..., Desk], js: bool
) -> None:
    """K6: whoever may decide may decide again; the patient's page follows."""
    receipt = signed(js=js)
    change = receipt.page.get_by_role("link", name="Change my answers")
    expect(change).to_be_visible()
    alice = desk(js=js).verify(receipt.code)
    alice.agree()
    receipt.says("You can record", within(js))
    expect(change).to_be_hidden()  # answers that were decided on stay as they were
    bob = desk("bob", js=js).verify(receipt.code)
    bob.do_not_agree("It distracts from care")
    receipt.says("Not this time", within(js))
    expect(receipt.word("You can record")).to_have_count(0)


def test_agreeing_needs_both_checks(
    signed: Callable[..., Receipt], desk: Callable[..., Desk]
) -> None:
    """K4: no agreement before both questions are answered; the patient's page stays as it was."""
    receipt = signed()
    card = desk().verify(receipt.code)
    card.page.get_by_role("button", name="Agree to").click()
    summary = card.page.get_by_role("alert").filter(has_text="Please check this")
    for question in (OTHERS, CARE):
        expect(summary.get_by_role("link", name=question)).to_be_visible()
    receipt.page.reload()
    receipt.says("Do not record yet")
