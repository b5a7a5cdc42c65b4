"""Words by who answers (issue 10, C10): an adult who said "mine" is "you", a parent is "me"."""

from typing import Any

import pytest

from kiosk.store.models import Consent
from tests.cast import World, fresh
from tests.views.test_questions import CHILD

FOR_CHILD: dict[str, dict[str, Any]] = {
    "whose": {"whose": "child"},
    "behalf": {"name": "Ann O'Neill", "relationship": "parent"},
    "child": {"child": "ok"},
    "you": CHILD,
    "by": {"by": "companion"},
}


@pytest.mark.parametrize(
    ("step", "own", "for_them"),
    [
        ("you", "Your date of birth", "Patient’s date of birth"),
        ("by", "The person with me", "I sign for the patient"),
        ("company", "Just me and the health worker", "Just the patient, me and the health worker"),
        ("audience", "Only me", "Only the patient and me"),
        ("reason", "It helps me because", "It helps because"),
    ],
)
def test_each_is_spoken_to_as_who_they_are(
    world: World, step: str, own: str, for_them: str
) -> None:
    mine = world.walk(world.phone(), step)
    theirs = world.walk(world.phone(), step, **FOR_CHILD)
    assert own in mine.text
    assert for_them in theirs.text
    assert for_them not in mine.text
    assert own not in theirs.text


@pytest.mark.parametrize("step", ["by", "company", "you", "signature", "check"])
def test_who_said_mine_is_you_and_never_the_patient(world: World, step: str) -> None:
    page = world.walk(world.phone(), step)
    assert "the patient" not in page.text.lower().replace("with the patient", "")


@pytest.mark.parametrize("step", ["you", "refuse"])
def test_what_is_wrong_is_said_to_them_as_well(world: World, step: str) -> None:
    phone = world.phone()
    world.walk(phone, "you")
    here = f"/journey/{step}"
    page = phone.send(phone.get(here), here, name="123", day="31", month="2", year="2000")
    assert page.status == 422
    assert "Write your full name in letters" in page.text
    assert "the patient" not in page.text.lower()


def test_a_parent_who_records_contradicts_nothing(world: World) -> None:
    """Nobody else comes, and she records: she is the one who signs."""
    phone = world.phone()
    page = world.walk(phone, **FOR_CHILD | {"company": {"alone": "yes"}})
    assert page.path == "/journey/check", "she was asked about a doubt"
    assert "Just the patient, me and the health worker" in page.text
    phone.submit(page, "/journey/check")
    consent = Consent.select().order_by(Consent.id.desc()).get()
    world.decide(consent)
    alice, here = world.signed_in("alice"), world.card(consent.id)
    assert "Records Their parent" in alice.get(here).text
    alice.submit(alice.get(here), f"{here}/start")
    assert (
        "The patient’s parent is audio-recording this consultation"
        in alice.get(f"{here}/note").text
    )
    assert fresh(consent).recorder == "companion"


def test_a_companion_of_a_patient_who_signs_is_still_the_person_with_them(world: World) -> None:
    """The control."""
    consent = world.decided(answers={"by": "companion"})
    alice = world.signed_in("alice")
    assert "Records Person with them" in alice.get(world.card(consent.id)).text


def test_a_signature_unlike_the_name_is_asked_about(world: World) -> None:
    """C12: a slip, or somebody else signed; one tap says that both are right."""
    phone = world.phone()
    page = world.walk(phone, "named", signature={"how": "typed", "name": "Peggy Byrne"})
    assert page.path == "/journey/named"
    assert "You signed as Peggy Byrne" in page.text
    assert "you gave the name Margaret O'Neill" in page.text
    page = phone.submit(page, "/journey/named", named="yes")
    assert page.path == "/journey/check"


@pytest.mark.parametrize("name", ["M O'Neill", "margaret", "MARGARET ONEILL", "O’Neill, Margaret"])
def test_a_signature_like_the_name_is_not(world: World, name: str) -> None:
    """The control."""
    page = world.walk(world.phone(), signature={"how": "typed", "name": name})
    assert page.path == "/journey/check"
