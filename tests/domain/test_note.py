"""The record note, for every way in which an appointment can go (K7)."""

import dataclasses
from itertools import product

import pytest

from kiosk.domain.conditions import CONDITIONS
from kiosk.domain.decision import CHECKS, REASONS
from kiosk.domain.note import (
    OWN_ANSWERS,
    STOP_REASONS,
    Break,
    NoteFacts,
    Other,
    Ruling,
    Session,
    write,
)
from kiosk.domain.recording import PAUSE_REASONS

GIVEN = NoteFacts(
    site="Hart Street",
    date="11 November 2026",
    code="4F7K-2M9X",
    rules="2026-11-1/en",
    answer="given",
    types=("sound",),
    part="talking",
    recorder="patient",
    sound_code="431315003 |Audio recording|",
)
AGREED = Ruling("10:42", "Dr Alice Hart, GP", "agreed")
STOPPED = Session("10:43", "10:58", "clinician")
KINDS = ("sound", "video", "photo")
SOME_TYPES = [
    tuple(kind for kind, on in zip(KINDS, each, strict=True) if on)
    for each in product((True, False), repeat=3)
    if any(each)
]


def note(**changes: object) -> str:
    return write(dataclasses.replace(GIVEN, **changes))  # type: ignore[arg-type]


def test_a_note_says_where_when_what_and_under_which_rules() -> None:
    text = note(rulings=(AGREED,), sessions=(STOPPED,))
    for fact in ("Hart Street", "11 November 2026", "sound", "talking only", "the patient"):
        assert fact in text
    for fact in ("2026-11-1/en", "4F7K-2M9X", "10:42", "Dr Alice Hart, GP", "10:43", "10:58"):
        assert fact in text


@pytest.mark.parametrize("answer", ["given", "refused"])
@pytest.mark.parametrize("rulings", [(), (AGREED,)])
def test_every_note_says_that_care_continued(answer: str, rulings: tuple[Ruling, ...]) -> None:
    """R2."""
    assert "Care continued." in note(answer=answer, rulings=rulings)


def test_a_refusal_says_that_the_patient_was_asked_and_names_no_recording() -> None:
    text = note(answer="refused", types=(), part="", recorder="")
    assert "chose not to record" in text
    assert "SNOMED" not in text
    assert "agreed" not in text.lower().replace("agreement", "")


@pytest.mark.parametrize("types", SOME_TYPES, ids="+".join)
def test_the_clinical_code_stands_only_where_sound_was_recorded(types: tuple[str, ...]) -> None:
    """K7: video has sound, photos have none."""
    text = note(types=types, rulings=(AGREED,), sessions=(STOPPED,))
    assert ("431315003" in text) is bool({"sound", "video"} & set(types))


def test_an_agreement_that_was_never_used_has_no_clinical_code() -> None:
    text = note(rulings=(AGREED,))
    assert "431315003" not in text
    assert "Nothing was recorded" in text


def test_a_site_without_a_clinical_code_offers_none() -> None:
    assert "SNOMED" not in note(sound_code="", rulings=(AGREED,), sessions=(STOPPED,))


def test_nothing_decided_is_said() -> None:
    assert "none made" in note()


@pytest.mark.parametrize("condition", list(CONDITIONS))
def test_each_condition_is_written_out(condition: str) -> None:
    text = note(rulings=(Ruling("10:42", "Alice", "conditions", (condition,)),))
    assert CONDITIONS[condition].staff.lower() in text


@pytest.mark.parametrize("reason", list(REASONS))
def test_each_reason_is_written_out(reason: str) -> None:
    text = note(rulings=(Ruling("10:42", "Alice", "not_agreed", reason=reason),))
    assert REASONS[reason].lower() in text


@pytest.mark.parametrize(
    ("until", "said"), [("11:00", "wait until 11:00"), ("", "Asked to wait (")]
)
def test_a_wait_says_until_when_if_it_was_said(until: str, said: str) -> None:
    assert said in note(rulings=(Ruling("10:42", "Alice", "wait", until=until),))


def test_the_two_checks_are_in_the_note() -> None:
    """K4."""
    text = note(rulings=(dataclasses.replace(AGREED, checks={"others": "no", "care": "no"}),))
    assert all(f"{question} no" in text for question in CHECKS.values())


@pytest.mark.parametrize("reason", list(STOP_REASONS))
def test_each_stop_says_why(reason: str) -> None:
    text = note(rulings=(AGREED,), sessions=(Session("10:43", "10:58", reason),))
    assert STOP_REASONS[reason] in text


def test_a_recording_that_still_runs_is_not_called_stopped() -> None:
    text = note(rulings=(AGREED,), sessions=(Session("10:43", "", ""),))
    assert "still running" in text
    assert "stopped" not in text


def test_every_decision_and_every_session_has_its_line() -> None:
    rulings = (Ruling("10:40", "Bob", "wait"), AGREED)
    sessions = (STOPPED, Session("11:00", "11:05", "withdrawn"))
    text = note(rulings=rulings, sessions=sessions)
    assert text.index("10:40") < text.index("10:42") < text.index("10:43") < text.index("11:00")


def test_a_withdrawal_has_its_time() -> None:
    """R16."""
    assert "withdrew at 10:50" in note(withdrawn_at="10:50")


def test_who_signed_for_the_patient_is_named() -> None:
    """K10."""
    assert "behalf by Tom O'Neill" in note(signed_for="Tom O'Neill")
    assert "behalf" not in note()


def test_the_patient_holds_the_recording() -> None:
    assert "patient holds the recording" in note(rulings=(AGREED,), sessions=(STOPPED,))


def test_everyone_who_was_asked_is_in_the_note() -> None:
    """K5, K7: a nameless student by role."""
    others = (Other("Sam Price", "Companion", "yes"), Other("", "Student", "no"))
    text = note(others=(*others, Other("Jo", "Interpreter", "ask")))
    said = "Sam Price, companion: yes; student: no; Jo, interpreter: not asked"
    assert f"Others asked: {said}." in text
    assert "Others asked" not in note()


@pytest.mark.parametrize("answer", list(OWN_ANSWERS))
def test_the_patients_own_answer_is_in_the_note(answer: str) -> None:
    """K10."""
    assert OWN_ANSWERS[answer] in note(signed_for="Orla", own_answer=answer)


def test_a_witness_and_a_helper_are_in_the_note() -> None:
    """K10."""
    text = note(agreed_by="gesture", witness="Ann Nurse", helper="Bea Ward")
    assert "agreed with a sign, witnessed by Ann Nurse." in text
    assert "Helped to answer by Bea Ward." in text
    assert "witnessed" not in note(agreed_by="typed")


def test_pauses_stand_with_the_session_they_broke() -> None:
    """K6, K7."""
    breaks = (Break("10:45", "10:47", "came_in"), Break("10:50", "", "examination"))
    text = note(rulings=(AGREED,), sessions=(dataclasses.replace(STOPPED, breaks=breaks),))
    assert (
        "stopped 10:58: stopped by the clinician. Paused 10:45 to 10:47: someone came in." in text
    )
    assert "Paused 10:50: for the examination." in text


@pytest.mark.parametrize("why", list(PAUSE_REASONS))
def test_each_pause_says_why(why: str) -> None:
    running = Session("10:43", "", "", (Break("10:44", "", why),))
    assert PAUSE_REASONS[why] in note(rulings=(AGREED,), sessions=(running,))


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("undone", "10:44 This was a slip, and was taken back."),
        ("handed_over", "10:44 Handed over to a colleague: the agreement ended."),
    ],
)
def test_the_end_of_a_decision_follows_it(why: str, said: str) -> None:
    """K6: a slip stays in the record as one; a colleague's decision comes after."""
    ended = dataclasses.replace(AGREED, ended="10:44", ended_why=why)
    after = Ruling("10:46", "Bob Ngata", "not_agreed", reason="privacy")
    text = note(rulings=(ended, after))
    assert text.index("10:42 Agreed") < text.index(said) < text.index("10:46 Not agreed")


def test_a_decision_that_was_replaced_shows_by_what_follows() -> None:
    replaced = dataclasses.replace(AGREED, ended="10:44", ended_why="replaced")
    assert "10:44" not in note(rulings=(replaced,))


def test_a_phone_or_video_visit_says_so_and_who_listened() -> None:
    """K12."""
    checks = {"others": "no", "care": "no"}
    heard = dataclasses.replace(AGREED, checks=checks, listening="named")
    text = note(remote=True, rulings=(heard,), others=(Other("Jo", "Interpreter", "yes", "10:41"),))
    assert "By phone or video; the code was read out." in text
    assert "Everyone listening is named above." in text
    assert "Jo, interpreter (came in 10:41): yes" in text
    alone = dataclasses.replace(AGREED, listening="nobody")
    assert "Nobody else was listening." in note(remote=True, rulings=(alone,))
    assert "By phone" not in note()


def test_who_left_is_said_to_have_left() -> None:
    assert "Sam, student (came in 10:50): left the room" in note(
        others=(Other("Sam", "Student", "left", "10:50"),)
    )


@pytest.mark.parametrize(
    ("conditions", "said"),
    [(("copy_requested",), "asked for a copy"), (("no_faces",), "holds no copy")],
)
def test_who_holds_the_recording_is_said(conditions: tuple[str, ...], said: str) -> None:
    ruling = Ruling("10:42", "Alice", "conditions", conditions)
    assert said in note(rulings=(ruling,), sessions=(STOPPED,))
