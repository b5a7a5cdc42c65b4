"""The decision says what may be recorded, type by type, on every page (K3, K10, R15, R19, R20)."""

from typing import Any

import pytest

from kiosk.store.models import Consent, Decision, Pause, Recording
from signing import decisions
from tests.cast import NO_TO_BOTH, World, fresh
from tests.views.room_card import Card, phone_says

BOTH = {"types": ["sound", "video"]}
AGREE: dict[str, Any] = {"kind": "agreed", **NO_TO_BOTH}


def note(alice: Card) -> str:
    return alice.browser.get(f"{alice.here}/note").text


def opened(alice: Card, summary: str) -> bool:
    """Whether the panel with these words is open."""
    panels = alice.page.tree.iter("details")
    return any("open" in each.attrib for each in panels if summary in "".join(each.itertext()))


# --- Sound yes, video no ---


def test_what_was_not_agreed_is_not_agreed_on_every_page(world: World) -> None:
    consent = world.signed(**BOTH)
    alice = Card(world, consent)
    assert alice.page.form(f"{alice.here}/decide")["types"] == ["sound", "video"]
    assert "Agree to sound and video" in alice.page.text
    alice.press("decide", **AGREE, types="sound")
    assert "SOUND agreed VIDEO not agreed PHOTO not asked" in alice.page.text
    assert "Not agreed: Video" in phone_says(world, consent)
    alice.press("start")
    assert "Patient audio-recorded" not in note(alice)
    assert "Not agreed: video." in note(alice)
    today = alice.browser.get("/staff/").text
    assert "Sound" in today
    assert "video" not in today
    token, secrets = fresh(consent).decision.token, world.secrets
    made = decisions.check(
        token, secrets.receipt_keys, issuer=secrets.issuer, audience="hart", now=world.clock()
    )
    assert made.rec == ("sound",)


def test_everything_off_is_no_agreement(world: World) -> None:
    alice = Card(world, world.signed(**BOTH))
    page = alice.press("decide", **AGREE, types="")
    assert page.status == 422
    assert "Everything is off: that is “do not agree”. Say why, or switch one on" in page.text
    panel = next(each for each in page.tree.iter("details") if "data-not-agree" in each.attrib)
    assert "open" in panel.attrib
    assert Decision.select().count() == 0


def test_agreeing_to_less_is_a_decision_that_ends_the_one_before(world: World) -> None:
    consent = world.decided(answers=BOTH)
    alice = Card(world, consent)
    alice.press("start")
    alice.press("decide", **AGREE, types="sound")
    assert [each.types for each in Decision.select().order_by(Decision.id)] == [
        "sound video",
        "sound",
    ]
    assert Recording.get().stopped_at is not None
    assert "You can record" in phone_says(world, consent)


# --- Conditions ---


def test_a_check_answered_with_yes_opens_the_conditions(world: World) -> None:
    """K4: a condition that answers it, a wait, or a no; an unanswered one opens nothing."""
    alice = Card(world, world.signed())
    alice.press("decide", kind="agreed")
    assert "Answer before you agree" in alice.page.text
    assert not opened(alice, "With conditions")
    alice.press("decide", kind="agreed", others="yes", care="no", conditions="talking_only")
    assert "add a condition that answers it, ask to wait, or do not agree" in alice.page.text
    assert opened(alice, "With conditions")
    alice.press("decide", kind="agreed", others="yes", care="no", conditions="no_faces")
    assert "You agreed, with conditions" in alice.page.heading


@pytest.mark.parametrize("audience", ["online", "app"])
def test_what_others_will_see_is_bound_and_everybody_reads_it(world: World, audience: str) -> None:
    """R12, R17."""
    consent = world.signed(audience=audience)
    alice = Card(world, consent)
    page = alice.press("decide", **AGREE)
    # In the words of the boxes themselves: a clinician with ten seconds finds them.
    words = "“For the patient’s own use, not to be published” or “Shown to others only as agreed”"
    assert f"The patient said that others may see it: add {words}" in page.text
    assert opened(alice, "With conditions")
    alice.press("decide", **AGREE, conditions="own_use")
    assert "Keep the recording for yourself: do not publish it" in phone_says(world, consent)
    assert "for the patient’s own use, not to be published" in note(alice)


def test_talking_only_beats_the_whole_visit_everywhere(world: World) -> None:
    consent = world.decided("conditions", conditions=("talking_only",), answers={"part": "whole"})
    alice = Card(world, consent)
    assert "Part Talking only" in alice.page.text
    assert "talking only" in phone_says(world, consent)
    band = world.browser().get(f"{world.receipt(consent).page}/status").text
    assert "the whole visit" not in band
    assert "Talking only." in note(alice)


# --- A colleague can; something else instead ---


def test_a_colleague_can_is_a_hand_over_and_no_no(world: World) -> None:
    consent = world.decided()
    alice = Card(world, consent)
    alice.press("decide", kind="colleague")
    assert "Handed over: not decided yet" in alice.page.heading
    assert "Not this time" not in phone_says(world, consent)
    assert "You can record" not in phone_says(world, consent)
    assert Decision.select().order_by(Decision.id.desc()).get().token == ""
    assert "Handed to a colleague, Dr Alice Hart (GP), 10:00." in note(alice)


@pytest.mark.parametrize(
    ("kind", "name", "rest"),
    [("wait", "offered_wait", {}), ("not_agreed", "offered", {"reason": "not_said"})],
)
def test_what_is_offered_instead_is_the_patients_to_read(
    world: World, kind: str, name: str, rest: dict[str, str]
) -> None:
    """R15, K9."""
    consent = world.signed()
    alice = Card(world, consent)
    alice.press("decide", kind=kind, **{name: ["summary", "notes"]}, **rest)
    assert fresh(consent).decision.offered == ["summary", "notes"]
    for words in ("You can have a written summary.", "You can see your notes."):
        assert words in phone_says(world, consent)
    assert "Offered instead: a written summary, sight of their notes." in note(alice)


# --- Who signed (K10) ---


def test_family_without_authority_or_the_patients_yes_needs_grounds(world: World) -> None:
    behalf = {"signer": "Ann Ngo", "relationship": "family"}
    consent = world.signed(whose="carer", behalf=behalf, objects="cannot")
    alice = Card(world, consent)
    page = alice.press("decide", **AGREE)
    assert "Say why it is in their best interests, and who was asked" in page.text
    alice.press("decide", **AGREE, grounds="It calms him; daughter asked")
    assert "Best interests, Dr Alice Hart (GP): “It calms him; daughter asked”." in note(alice)
    raw = Decision.select(Decision.grounds).tuples().sql()
    assert "daughter" not in repr(Decision._meta.database.execute_sql(*raw).fetchall())


@pytest.mark.parametrize("born", ["2009-06-01", "2012-06-01"])
def test_who_is_under_18_and_signs_is_judged_with_one_tap(world: World, born: str) -> None:
    """K10: 16 and 17, and under 16 (Gillick)."""
    you = {"name": "Ciara O'Neill", "birth_date": born, "nhs_number": ""}
    alice = Card(world, world.signed(you=you))
    page = alice.press("decide", **AGREE)
    assert "Tick this if you judge that they can decide for themselves" in page.text
    alice.press("decide", **AGREE, able="yes")
    assert "Judged able to decide for themselves, Dr Alice Hart (GP)." in note(alice)


# --- With what, and live ---


def test_glasses_come_off_unless_they_are_agreed(world: World) -> None:
    """R20."""
    for glasses, off in (("", True), ("yes", False)):
        consent = world.signed(device="glasses")
        alice = Card(world, consent)
        alice.press("decide", **AGREE, glasses=glasses)
        assert ("Take off glasses" in phone_says(world, consent)) is off
        assert ("Glasses or what else is worn: not agreed." in note(alice)) is off


def test_a_live_stream_is_named_and_agreed_apart(world: World) -> None:
    """R19: who listens is named; the card says LIVE."""
    consent = world.signed(types=["sound", "live"], listeners="My sister Ann")
    alice = Card(world, consent)
    assert "LIVE" in alice.page.text
    assert "LIVE not asked" not in alice.page.text
    assert "Listening live My sister Ann" in alice.page.text
    alice.press("decide", **AGREE, types="sound")
    assert "LIVE not agreed" in alice.page.text
    assert "Not agreed: A live call or stream" in phone_says(world, consent)
    assert "My sister Ann" not in note(alice)  # nobody listened
    alice.press("decide", **AGREE, types=["sound", "live"])
    assert "Named as listening live: “My sister Ann”." in note(alice)


def test_the_note_tells_how_a_pause_was_tapped(world: World) -> None:
    """B1, B2 of issue 9: from a locked screen, and when it arrived."""
    consent: Consent = world.recording()
    alice = Card(world, consent)
    alice.press("pause")
    Pause.update(arrived_at=Pause.at + 120, locked=True).execute()
    assert "by the clinician (noted 10:02, from a locked screen)." in note(alice)


def test_after_a_no_nothing_is_called_asked(world: World) -> None:
    """K3: agreed or not agreed, for each type, from the decision on."""
    alice = Card(world, world.decided("not_agreed", reason="privacy", answers=BOTH))
    assert "SOUND not agreed" in alice.page.text
    assert "VIDEO not agreed" in alice.page.text
