"""What is wrong with a group of answers: tied to the group, said once. `tests.pages` checks every
page that any test opens for it; here each form that draws radios is sent wrong once.
"""

from xml.etree.ElementTree import Element

import pytest

from kiosk.domain.decision import CHECKS
from kiosk.store.models import Consent
from tests.cast import NO_TO_BOTH, World
from tests.pages import Browser, Page, words
from tests.views.room_card import Card


def told(page: Page, name: str) -> str:
    """What a screen reader says of this group beside its question."""
    group = by_id(page, name)
    return " ".join(
        words(by_id(page, each)) for each in group.get("aria-describedby", "").split()
    ).strip()


def by_id(page: Page, name: str) -> Element:
    return next(each for each in page.tree.iter() if each.get("id") == name)


def decide(world: World, **typed: object) -> Page:
    """The card after Alice has sent a decision that is not complete."""
    return decide_on(world, world.signed(), **typed)


def decide_on(world: World, consent: Consent, **typed: object) -> Page:
    world.verify(consent)
    alice, card = world.signed_in("alice"), world.card(consent.id)
    page = alice.send(alice.get(card), f"{card}/decide", **typed)
    assert page.status == 422
    return page


# --- the card ---


def test_a_check_that_was_not_answered_is_told_with_its_question(world: World) -> None:
    page = decide(world, kind="agreed")
    assert "heard or seen" in told(page, "others")
    assert "way of care" in told(page, "care")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("conditions", {"kind": "agreed", "conditions": "no such one", **NO_TO_BOTH}),
        ("reason", {"kind": "not_agreed"}),
        ("wait_until", {"kind": "wait", "wait_until": "25:00"}),
    ],
)
def test_every_other_group_of_the_decision_is_told_too(
    world: World, name: str, typed: dict[str, str]
) -> None:
    assert told(decide(world, **typed), name)


def test_who_listens_is_told(world: World) -> None:
    page = decide_on(world, world.signed(where="remote"), kind="agreed", **NO_TO_BOTH)
    assert "listening" in told(page, "listening")


def test_it_is_said_once_and_stands_where_the_decision_is_made(world: World) -> None:
    """The box above the card pushed it down, and each field said the same again."""
    page = decide(world, kind="agreed")
    for question in CHECKS.values():
        assert page.text.count(f"Answer before you agree: {question}") == 1
    (box,) = (each for each in page.tree.iter() if "nhsuk-error-summary" in _classes(each))
    form = next(each for each in page.forms() if each.get("action", "").endswith("/decide"))
    assert box in list(form.iter())
    assert "autofocus" in box.attrib, "without scripts the browser moves the focus there"
    first = next(iter(by_id(page, "maincontent")))
    assert first.get("id") == "card", "nothing pushes the card down"


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def test_who_came_in_is_told_where_it_is_asked(world: World) -> None:
    alice = Card(world, world.recording())
    alice.press("pause", why="came_in")
    page = alice.browser.send(alice.page, f"{alice.here}/came-in", name="Jo Lee")
    assert told(page, "role") == "Error: Choose who it is"
    assert "autofocus" in by_id(page, "role").attrib
    assert page.text.count("Choose who it is") == 1


# --- other pages ---


def test_the_questions_about_a_found_recording_are_told(world: World) -> None:
    alice = world.signed_in("alice")
    page = alice.send(alice.get("/staff/covert/"), "/staff/covert/")
    assert page.status == 422
    for name in ("what", "why", "after"):
        assert told(page, name)


@pytest.mark.parametrize(
    ("step", "names"),
    [("types", ("sound", "video", "photo")), ("company", ("role", "says"))],
)
def test_the_patients_groups_are_told(world: World, step: str, names: tuple[str, ...]) -> None:
    phone = world.phone()
    page = world.walk(phone, until=step)
    page = phone.send(page, f"/journey/{step}", **dict.fromkeys(names, ""), add="yes")
    assert page.status == 422
    for name in names:
        assert told(page, name)


def test_the_witness_and_the_helper_are_told(world: World) -> None:
    phone: Browser = world.phone()
    world.walk(phone, until="signature")
    page = phone.get("/journey/signature?way=witness")
    page = phone.send(page, "/journey/signature", helper="Jo Lee")
    assert page.status == 422
    for name in ("how", "records", "helper_role"):
        assert told(page, name)
