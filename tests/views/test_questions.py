"""Every question of the walk and what its answer leads to, page by page, without JavaScript."""

import pytest

from kiosk.store.models import Consent
from tests.cast import FORMS, World
from tests.domain.packs import shipped
from tests.pages import Page

CHILD = {"name": "Ciara O'Neill", "day": "1", "month": "2", "year": "2015"}
PRESSED = {"more": {"more": "pressed"}}
WITHOUT_A_REASON = ("usual", "different", "statements", "signature")
FLAG = "Speak to the patient alone first"


def step_of(page: Page) -> str:
    return page.path.partition("?")[0].rpartition("/")[2]


def test_the_questions_come_one_a_page_each_with_its_reason(world: World) -> None:
    """Q1 to Q11: the order, “why we ask” on each, and progress that tells the truth."""
    phone, seen = world.phone(), []
    page = phone.open("/journey/")
    while step_of(page) != "check":
        step = step_of(page)
        seen.append(step)
        if not step.startswith("rules-") and step not in WITHOUT_A_REASON:
            assert "Why we ask:" in page.text, step
        assert f"{len(seen)} of " in page.text
        page = phone.submit(page, f"/journey/{step}", **FORMS.get(step, {}))
        assert page.status == 200, page.text  # else the same page for ever
    assert seen[3:5] == ["usual", "different"]
    assert seen[5:-2] == (
        [
            "whose",
            "where",
            "types",
            "part",
            "by",
            "device",
            "company",
            "more",
            "others",
            "reason",
            "audience",
            "you",
        ]
    )
    assert f"{len(seen) + 1} of {len(seen) + 1}" in page.text


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        ("others", "maybe", "Ask your health worker before you start."),
        ("reason", "disability", "a support that we owe you"),
        ("audience", "online", "Do not post staff names"),
    ],
)
def test_what_an_answer_leads_to_stands_with_the_answer(
    world: World, step: str, answer: str, said: str
) -> None:
    """Q7, Q8, Q9: not above the next question. It can be changed there, or gone on from."""
    phone = world.phone()
    page = phone.submit(world.walk(phone, step), f"/journey/{step}", **{step: answer})
    question = shipped().words["questions"][step]
    assert step_of(page) == step
    assert page.heading == f"You said: {question['options'][answer]['label']}"
    assert said in page.text
    changed = phone.open(page.link("Change"))
    assert changed.heading == question["title"]
    onward = phone.open(page.link("Continue"))
    assert step_of(onward) != step
    assert said not in onward.text
    assert said not in phone.get(f"/journey/{step}").text


def test_a_reason_need_not_be_given(world: World) -> None:
    """Q8: “I would rather not say” is one tap."""
    receipt = world.sign(world.phone(), reason={"reason": "skip"})
    assert Consent.get_by_id(receipt.consent).answers["reason"] == "skip"


def test_a_disability_asks_the_clinician_for_alternatives_first(world: World) -> None:
    """Q8, K9."""
    receipt = world.sign(world.phone(), reason={"reason": "disability"})
    alice = world.signed_in("alice")
    here = world.card(receipt.consent)
    card = alice.submit(alice.get(here), f"{here}/verify").text
    assert "It helps because of a disability" in card
    flag = "Recording appointments (sound) helps this patient because of a disability."
    assert card.index("Ask the patient before you add it") < card.index(flag)
    assert "Recording is said to help because of a disability." in alice.get(f"{here}/note").text
    for other in ("sound only", "a part of the visit", "a written summary"):
        assert card.index(other) < card.index("It distracts from care")
    plain = world.sign(world.phone())
    here = world.card(plain.consent)
    other_card = alice.submit(alice.get(here), f"{here}/verify").text
    assert "First offer" not in other_card
    assert "reasonable adjustment" not in other_card


# --- changes from the read-back ---


def test_every_answer_can_be_changed_from_the_read_back(world: World) -> None:
    """“Change” beside each leads back to it; Back too."""
    phone = world.phone()
    check = world.walk(phone)
    changed = check.html.count("then=check")
    assert changed == 12  # ten answers that may be read back, who the patient is, the signature
    page = phone.get("/journey/part?then=check")
    assert "/journey/check" in page.link("Back")
    form = page.form("/journey/part") | {"part": "whole"}
    page = phone.follow(phone.post("/journey/part?then=check", form))
    assert "until your health worker agrees" in page.text  # what the change leads to
    page = phone.open(page.link("Continue"))
    assert step_of(page) == "check"
    assert "The whole visit" in page.text


def test_a_change_that_adds_pages_goes_through_them_and_back_to_the_read_back(
    world: World,
) -> None:
    phone = world.phone()
    world.walk(phone)
    path, page = "/journey/whose?then=check", phone.get("/journey/whose?then=check")
    page = phone.follow(phone.post(path, page.form("/journey/whose") | {"whose": "carer"}))
    asked = []
    while step_of(page) != "check":
        step = step_of(page)
        asked.append(step)
        path = f"/journey/{step}?then=check"
        page = phone.follow(phone.post(path, page.form(f"/journey/{step}") | FORMS[step]))
        assert page.status == 200, page.text  # else the same page for ever
    assert asked == ["behalf", "objects"]
