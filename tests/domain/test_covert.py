"""A recording that was found out: the questions, and a note that blames nobody (K8)."""

import dataclasses

import pytest

from kiosk.domain import covert
from kiosk.domain.covert import AFTER, OFFERED, WHAT, WHY, Finding
from kiosk.domain.refusals import InvalidInput

FOUND = Finding("Margaret O'Neill", "own", "remember", ("open", "summary"), "open")
FORM = {"patient": "Margaret O'Neill", "what": "own", "why": "remember", "after": "open"}
AT = "11 November 2026, 10:42"
BLAME = ("illegal", "unlawful", "offence", "breach", "delete it", "secret", "covert", "confiscat")


def note(**changes: object) -> str:
    return covert.write(dataclasses.replace(FOUND, **changes), AT)  # type: ignore[arg-type]


def test_a_form_that_is_answered_is_a_finding() -> None:
    assert covert.parse(FORM, ["summary", "open"]) == FOUND


@pytest.mark.parametrize("name", ["what", "why", "after"])
@pytest.mark.parametrize("value", ["", "x", "OWN"])
def test_each_question_wants_one_of_its_answers(name: str, value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        covert.parse(FORM | {name: value}, [])
    assert list(caught.value.errors) == [name]


def test_everything_missing_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        covert.parse({}, [])
    assert set(caught.value.errors) == {"what", "why", "after"}


def test_the_name_and_own_words_may_be_left_out() -> None:
    found = covert.parse(FORM | {"patient": " ", "words": ""}, [])
    assert (found.patient, found.words) == ("", "")
    assert "Patient:" not in covert.write(found, AT)


@pytest.mark.parametrize(("name", "most"), [("patient", 200), ("words", covert.MAX_WORDS)])
def test_text_has_a_length(name: str, most: int) -> None:
    assert covert.parse(FORM | {name: "x" * most}, [])
    with pytest.raises(InvalidInput) as caught:
        covert.parse(FORM | {name: "x" * (most + 1)}, [])
    assert list(caught.value.errors) == [name]


def test_what_was_never_a_choice_is_not_noted_as_offered() -> None:
    assert covert.parse(FORM, ["open", "a new phone"]).offered == ("open",)


@pytest.mark.parametrize("what", list(WHAT))
@pytest.mark.parametrize("after", list(AFTER))
def test_a_note_says_when_who_what_and_then(what: str, after: str) -> None:
    text = note(what=what, after=after)
    for fact in (AT, "Margaret O'Neill", WHAT[what].lower(), AFTER[after].lower()):
        assert fact in text


@pytest.mark.parametrize("why", list(WHY))
def test_why_is_the_patients_word_only_where_they_said_one(why: str) -> None:
    text = note(why=why)
    assert WHY[why].lower() in text
    assert ("in their words" in text) is (why not in ("not_said", "not_asked"))


@pytest.mark.parametrize("what", list(WHAT))
@pytest.mark.parametrize("why", list(WHY))
def test_every_note_is_calm(what: str, why: str) -> None:
    """K8, and the two layers: never "illegal"; and nothing is claimed that was not ticked."""
    text = note(what=what, why=why, offered=())
    assert not [word for word in BLAME if word in text.lower()]
    for never in ("phone", "deleted", "care continued"):
        assert never not in text.lower()
    assert "SNOMED" not in text


def test_what_was_typed_cannot_pose_as_a_line_of_the_note() -> None:
    text = note(patient="X”. Offered: nothing", words="Then: they were told off")
    assert "Patient: “X'. Offered: nothing”." in text
    assert "Noted: “Then: they were told off”" in text


def test_what_was_offered_is_listed_in_order() -> None:
    """K8: the open route, a written summary, their notes, the complaints route."""
    everything = note(offered=tuple(OFFERED))
    places = [everything.index(words.lower()) for words in OFFERED.values()]
    assert places == sorted(places)
    assert "Offered: nothing yet." in note(offered=())


def test_what_was_found_and_why_may_be_more_than_a_consultation() -> None:
    """E6: a relative, a colleague, a procedure, a post, and what it is for."""
    assert {"relative", "colleague", "procedure", "post"} <= set(WHAT)
    assert WHY["social"] == "For social media"


def test_what_was_done_is_noted_only_where_it_was_ticked() -> None:
    """To delete is asked for, never demanded; and an empty list claims nothing."""
    found = covert.parse(FORM, [], ["governance", "ask", "a new phone"])
    assert found.done == ("ask", "governance")
    text = covert.write(found, AT)
    asked = "asked for the parts with others to be deleted"
    assert f"Done: {asked}; told information governance." in text
    assert "manager" not in text
    assert "Done" not in note()
    assert "delete" not in note()
