"""What the patient's page and the clinician's card say in every state (K1, K2)."""

from collections.abc import Callable

import pytest

from kiosk.actions import consents, decisions, policies, recordings, verifications
from kiosk.store.models import Consent, Verification
from tests.actions.packs import newer
from tests.cast import World, fresh

Make = Callable[[World], Consent]


def waiting(world: World) -> Consent:
    return world.signed()


def seen(world: World) -> Consent:
    consent = world.signed()
    verifications.verify(world.by(world.alice), consent)
    return consent


def agreed(world: World) -> Consent:
    return world.decided()


def conditions(world: World) -> Consent:
    return world.decided(
        "conditions",
        conditions=("no_faces", "talking_only"),
        answers={"types": ["sound", "video"], "part": "whole"},
    )


def asked_to_wait(world: World) -> Consent:
    return world.decided("wait")


def wait_until(world: World) -> Consent:
    return world.decided("wait", wait_until=world.clock() + 30 * 60)


def not_agreed(world: World) -> Consent:
    return world.decided("not_agreed", reason="not_said")


def running(world: World) -> Consent:
    return world.recording()


def stopped(world: World) -> Consent:
    consent = world.recording()
    recordings.stop(world.by(world.alice), consent)
    return consent


def withdrawn(world: World) -> Consent:
    consent = world.recording()
    consents.withdraw(world.context(), consent)
    return consent


def withdrawn_before_recording(world: World) -> Consent:
    consent = world.decided()
    consents.withdraw(world.context(), consent)
    return consent


def handed_over_before_recording(world: World) -> Consent:
    consent = world.decided()
    decisions.hand_over(world.by(world.alice), consent)
    return consent


def handed_over_while_recording(world: World) -> Consent:
    consent = world.recording()
    decisions.hand_over(world.by(world.alice), consent)
    return consent


def superseded(world: World) -> Consent:
    consent = world.decided()
    policies.publish(world.context(), newer(world.context()))
    return consent


def expired(world: World) -> Consent:
    consent = world.decided()
    world.clock.now = consent.expires_at
    return consent


def refused(world: World) -> Consent:
    return world.refused()


# state: (what the patient reads, what the clinician reads, whether "you can record" may be read)
STATES: list[tuple[Make, tuple[str, ...], str, bool]] = [
    (
        waiting,
        ("You have asked. Your receipt is ready.", "Do not record yet"),
        "Not checked",
        False,
    ),
    (seen, ("Do not record yet", "has your receipt"), "Not decided yet", False),
    (agreed, ("You can record", "Sound", "talking only"), "You agreed", True),
    (conditions, ("You can record", "faces", "talking only"), "with conditions", True),
    (asked_to_wait, ("Please wait", "ask for a written summary"), "Asked to wait", False),
    (wait_until, ("Please wait", "10:30"), "Asked to wait", False),
    (
        not_agreed,
        ("Not this time", "care goes on", "ask for a written summary"),
        "Not agreed",
        False,
    ),
    (running, ("Recording now",), "Recording", False),
    (stopped, ("Stop recording",), "Recording stopped", False),
    (withdrawn, ("Stop recording now",), "Withdrawn by patient", False),
    (
        withdrawn_before_recording,
        ("You changed your mind", "Please do not record", "Ask again"),
        "Withdrawn by patient",
        False,
    ),
    (handed_over_before_recording, ("Do not record yet",), "Handed over", False),
    (handed_over_while_recording, ("Stop recording",), "Handed over", False),
    (superseded, ("Please sign again",), "sign again", False),
    (expired, ("This has ended",), "Expired", False),
    (refused, ("No recording", "care goes on", "Ask again"), "Patient will not record", False),
]


@pytest.mark.parametrize(
    ("make", "patient", "clinician", "may"), STATES, ids=[each[0].__name__ for each in STATES]
)
def test_both_pages_say_what_holds(
    world: World, make: Make, patient: tuple[str, ...], clinician: str, may: bool
) -> None:
    consent = make(world)
    receipt = world.receipt(consent)
    phone = world.browser()
    page, part = phone.get(receipt.page), phone.get(f"{receipt.page}/status")
    for words in patient:
        assert words in page.text
        assert words in part.text
    assert ("You can record" in page.text) is may
    alice = world.signed_in("alice")
    here = world.card(consent.id)
    for path in (here, f"{here}/live", "/staff/"):
        answer = alice.get(path)
        if answer.status == 200:  # the list is the same for all who look: it says nobody's "you"
            said = clinician.replace("You agreed", "Agreed") if path == "/staff/" else clinician
            assert said in answer.text, path


@pytest.mark.parametrize("make", [each[0] for each in STATES], ids=lambda each: each.__name__)
def test_nothing_says_consented_before_the_clinician_decides(world: World, make: Make) -> None:
    """K2: two facts, never one."""
    consent = make(world)
    alice = world.signed_in("alice")
    card = alice.match(alice.get(world.card(consent.id))).text
    checked = fresh(consent).verified_at is not None
    assert checked or consent.decision_id is None
    assert "Genuine" in card
    assert "onsented" not in card
    if consent.decision_id is None:
        assert "Not decided yet" in card


def test_a_receipt_shows_its_code_and_the_end_of_its_use(world: World) -> None:
    consent = world.signed()
    receipt = world.receipt(consent)
    page = world.browser().get(receipt.page)
    assert receipt.code in page.text
    assert "18:30" in page.text


def test_the_fragment_is_empty_while_the_page_is_up_to_date(world: World) -> None:
    """Polled every two seconds: 204 until something has changed."""
    receipt = world.receipt(world.signed())
    phone = world.browser()
    poll = next(
        each.get("hx-get") for each in phone.get(receipt.page).tree.iter() if each.get("hx-get")
    )
    assert phone.get(poll or "").status == 204
    world.decide(Consent.get())
    assert "You can record" in phone.get(poll or "").text


def test_the_fragment_turns_when_time_alone_ends_the_consent(world: World) -> None:
    consent = world.decided()
    phone, page = world.browser(), world.receipt(consent).page
    poll = next(each.get("hx-get") for each in phone.get(page).tree.iter() if each.get("hx-get"))
    world.clock.now = consent.expires_at
    assert "This has ended" in phone.get(poll or "").text


def test_withdrawing_takes_one_confirmation_and_no_sign_in(world: World) -> None:
    """R16."""
    consent = world.recording()
    receipt, phone = world.receipt(consent), world.browser()
    page = phone.get(receipt.page)
    page = phone.submit(
        phone.get(page.link("not want to record any more")), f"{receipt.page}/withdraw"
    )
    assert "Stop recording now" in page.text
    assert fresh(consent).state == "withdrawn"


def test_withdrawing_by_a_double_tap_leads_to_the_same_page(world: World) -> None:
    consent = world.signed()
    receipt, phone = world.receipt(consent), world.browser()
    page = phone.get(f"{receipt.page}/withdraw")
    for _tap in range(2):
        assert phone.submit(page, f"{receipt.page}/withdraw").path.endswith(receipt.page)


@pytest.mark.parametrize("make", [refused, expired, withdrawn, superseded])
def test_where_there_is_nothing_to_take_back_nothing_is_offered(world: World, make: Make) -> None:
    receipt = world.receipt(make(world))
    phone = world.browser()
    page = phone.get(f"{receipt.page}/withdraw")
    assert [each for each in page.forms() if each.get("action") != "/comfort"] == []
    assert "changed my mind" not in phone.get(receipt.page).text


def test_an_outsider_sees_whether_it_is_genuine_and_nothing_personal(world: World) -> None:
    receipt, browser = world.receipt(world.decided()), world.browser()
    page = browser.get("/v")
    yes = browser.submit(page, "/v", entry=f"http://clinic.example:8000/v#{receipt.token}")
    no = browser.submit(page, "/v", entry=receipt.token[:-86] + "A" * 86)
    assert "Genuine" in yes.text
    assert "Not genuine" in no.text
    for entry in (receipt.code, "", ".", receipt.token[:-1] + "A" + receipt.token):
        odd = browser.submit(page, "/v", entry=entry)
        assert "Not a receipt" in odd.text
        assert "Not genuine" not in odd.text
    for secret in ("Margaret", "1948", receipt.code, "agree with"):
        assert secret not in yes.html


def test_staff_who_scan_a_receipt_land_on_its_card(world: World) -> None:
    receipt, alice = world.receipt(world.signed()), world.signed_in("alice")
    page = alice.submit(
        alice.get("/v"), "/v", entry=f"http://clinic.example:8000/v#{receipt.token}"
    )
    assert page.path.startswith(f"{world.card(receipt.consent)}?found=")
    assert "Yes, this is Margaret O'Neill" in page.text
    assert Verification.select().count() == 0
    assert "Verified 10:00 by Dr Alice Hart" in alice.match(page).text
    assert Verification.get().way == "token"


def test_scanning_the_same_receipt_again_is_no_error(world: World) -> None:
    """It says when it was verified, and by whom."""
    receipt, alice = world.receipt(world.signed()), world.signed_in("alice")
    alice.enter(receipt.code)
    world.clock.forward(minutes=42)
    bob = world.signed_in("bob")
    page = bob.submit(bob.get("/staff/"), "/staff/verify", entry=receipt.token)
    assert page.status == 200
    assert "verified at 10:00 by Dr Alice Hart" in page.text


def test_the_card_shows_the_patient_for_matching(world: World) -> None:
    """K1."""
    consent, alice = world.signed(types=["sound", "photo"]), world.signed_in("alice")
    page = alice.get(world.card(consent.id))
    for fact in ("Margaret O'Neill", "27 March 1948", "78", "943 476 5919"):
        assert fact in page.text
    text = alice.match(page).text
    for fact in ("Margaret O'Neill", "27 March 1948", "78", "943 476 5919", "18:30"):
        assert fact in text
    assert "Heard by Only the patient" in text  # "me" would be whoever reads the card


def test_todays_list_has_everyone_in_their_group(world: World) -> None:
    for make in (waiting, agreed, running, withdrawn, refused):
        make(world)
    world.signed(
        world.there, you={"name": "Elsewhere", "birth_date": "1990-01-01", "nhs_number": ""}
    )
    text = world.signed_in("alice").get("/staff/").text
    order = ["Recording now", "Agreed", "Waiting", "Ended or not recording"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert text.count("Margaret O'Neill") == 4
    assert "Elsewhere" not in text


def test_the_list_is_empty_tomorrow(world: World) -> None:
    world.signed()
    world.clock.forward(hours=24)
    assert "Margaret" not in world.signed_in("alice").get("/staff/").text


def test_the_list_is_not_sent_again_until_something_happens(world: World) -> None:
    alice = world.signed_in("alice")
    page = alice.get("/staff/")
    asked = [each.get("hx-get", "") for each in page.tree.iter()]
    poll = next(each for each in asked if each.startswith("/staff/list"))
    assert alice.get(poll).status == 204
    world.signed()
    assert "Margaret" in alice.get(poll).text


@pytest.mark.parametrize(
    "make", [waiting, agreed, not_agreed, withdrawn_before_recording, handed_over_before_recording]
)
def test_nobody_is_told_to_stop_what_never_began(world: World, make: Make) -> None:
    """The words of a stop are for who has recorded."""
    receipt = world.receipt(make(world))
    for path in (receipt.page, f"{receipt.page}/withdraw"):
        said = world.browser().get(path).text
        assert "Stop recording" not in said
        assert "stop recording" not in said


def test_a_nameless_refusal_claims_nothing_that_was_not_so(world: World) -> None:
    """Who will not record may say so before a rule is read, and without a name."""
    page = world.browser().get(world.receipt(world.refused()).page)
    for claim in ("Signed", "signed", "Rules read", "by your name"):
        assert claim not in page.text
    assert "Answered" in page.text


def test_who_changed_their_mind_asks_again_on_their_phone(world: World) -> None:
    """From the receipt to a walk with what was answered, in one tap and one more."""
    consent = withdrawn_before_recording(world)
    world.clock.forward(minutes=1)
    receipt, phone = world.receipt(consent), world.own_phone(consent)
    page = phone.get(phone.get(receipt.page).link("Ask again"))
    page = phone.submit(page, f"{receipt.page}/again")
    assert page.path.startswith("/journey/rules-")
