"""Who else will be in the room (Q6), asked one at a time; and what staff do with it (K5)."""

import pytest

from kiosk.actions import participants, recordings
from kiosk.domain.refusals import InvalidInput
from kiosk.store.models import AuditEntry, Consent, Participant
from tests.cast import World, fresh
from tests.domain.packs import shipped
from tests.pages import Browser, Page

SAM = {"name": "Sam O'Neill", "role": "companion", "says": "yes"}
STUDENT = {"name": "", "role": "student", "says": "no"}
ASK = {"name": "Jo Lee", "role": "interpreter", "says": "ask"}
HERE = "/journey/company"


def at_company(world: World) -> tuple[Browser, Page]:
    phone = world.phone()
    return phone, world.walk(phone, "company")


def add(phone: Browser, page: Page, **person: str) -> Page:
    """Fill in the form for a person and tap its button."""
    return phone.submit(page, HERE, add="yes", **person)


def test_coming_alone_is_one_tap(world: World) -> None:
    phone, page = at_company(world)
    page = phone.submit(page, HERE, alone="yes")
    assert page.path.startswith("/journey/more")


def test_people_are_added_one_at_a_time_and_removed(world: World) -> None:
    """Q6: name, role and what they said; without JavaScript."""
    phone, page = at_company(world)
    page = add(phone, page, **SAM)
    page = add(phone, page, **ASK)
    assert page.path.startswith(HERE)
    for shown in ("Sam O'Neill", "Family, friend or carer", "They said yes", "Not asked yet"):
        assert shown in page.text
    page = phone.submit(page, HERE, remove="1")
    assert "Sam O'Neill" not in page.text
    assert "Jo Lee" in page.text


def test_a_double_tap_adds_and_removes_once(world: World) -> None:
    phone, page = at_company(world)
    again = add(phone, add(phone, page, **SAM), **SAM)
    assert again.text.count("Sam O'Neill") == add(phone, page, **SAM).text.count("Sam O'Neill")
    page = add(phone, again, **ASK)
    phone.submit(page, HERE, remove="1")
    page = phone.submit(page, HERE, remove="1")
    assert "Jo Lee" in page.text


def test_a_person_whose_answers_are_missing_is_asked_about(world: World) -> None:
    """Q6: everything that is missing is told at once; a companion gives a name (R9)."""
    phone, page = at_company(world)
    assert phone.send(page, HERE, add="yes").status == 422
    page = phone.submit(page, HERE, add="yes", name="Sam O'Neill")
    assert "Choose who they are" in page.text
    assert "Choose what they said" in page.text
    assert page.field("name").get("value") == "Sam O'Neill"
    page = phone.submit(page, HERE, add="yes", role="companion", says="yes", name="")
    assert "Enter the person’s name" in page.text


def test_nobody_goes_on_without_an_answer(world: World) -> None:
    phone, page = at_company(world)
    assert phone.send(page, HERE).status == 422
    page = phone.submit(add(phone, page, **SAM), HERE, remove="1")
    assert phone.get("/journey/others").location.endswith(HERE)


def test_whoever_is_typed_in_is_added_when_going_on(world: World) -> None:
    """Nothing typed is lost when “Continue” is tapped instead of “Add this person”."""
    phone, page = at_company(world)
    page = phone.submit(page, HERE, **SAM)
    assert page.path.startswith("/journey/others")
    assert "Sam O'Neill" in phone.get(HERE).text


def test_eight_people_are_enough_here(world: World) -> None:
    phone, page = at_company(world)
    for number in range(8):
        page = add(phone, page, **SAM | {"name": f"Person {number}"})
    page = add(phone, page, **SAM | {"name": "Person 8"})
    assert page.status == 422
    assert "Person 8" not in [each.name for each in Participant.select()]


@pytest.mark.parametrize("remove", ["9", "-1", "x", "1; DROP TABLE participant"])
def test_removing_nobody_removes_nobody(world: World, remove: str) -> None:
    phone, page = at_company(world)
    page = phone.submit(add(phone, page, **SAM), HERE, remove=remove)
    assert "Sam O'Neill" in page.text


def signed(world: World, *people: dict[str, str]) -> Consent:
    company = [{"id": number, **each} for number, each in enumerate(people, start=1)]
    return world.signed(company=company)


def test_people_stand_on_the_card_and_in_the_note(world: World) -> None:
    """K1, K5, K7."""
    consent = signed(world, SAM, ASK)
    alice = world.signed_in("alice")
    card = alice.match(alice.get(world.card(consent.id)))
    for shown in ("Also in the room", "Sam O'Neill", "Said yes", "Jo Lee", "Not asked yet"):
        assert shown in card.text
    note = alice.get(f"{world.card(consent.id)}/note").text
    assert "Others in the room: family, friend or carer: yes; interpreter: not asked." in note
    for name in ("Sam O'Neill", "Jo Lee"):  # by role: the record is the patient's
        assert name not in note


@pytest.mark.parametrize(
    ("role", "called"),
    [("interpreter", "Interpreter"), ("chaperone", "Chaperone"), ("student", "Student")],
)
def test_who_works_in_the_room_is_a_person_who_is_asked(
    world: World, role: str, called: str
) -> None:
    """K11: family is one role and the interpreter another; each is asked, and a no is a no."""
    phone, page = at_company(world)
    roles = shipped().question("company")
    assert roles is not None
    assert {"companion", role} <= set(roles.options)
    person = {"name": "Jo Lee", "role": role, "says": "ask"}
    page = add(phone, page, **person)
    assert [each in page.text for each in ("Jo Lee", called, "Not asked yet")] == [True] * 3
    consent = signed(world, person)
    world.verify(consent)
    card = world.signed_in("alice").get(world.card(consent.id)).text
    assert f"Jo Lee {called}" in card
    assert "Not asked yet" in card
    refusing = signed(world, person | {"says": "no"})
    world.decide(refusing)
    assert "Someone said no" in world.signed_in("alice").get(world.card(refusing.id)).text


def test_their_names_are_nowhere_on_the_receipt_or_in_the_database_file(world: World) -> None:
    consent = signed(world, SAM)
    assert "Sam O" not in world.browser().get(world.receipt(consent).page).text
    raw = Participant.select(Participant.name).tuples().sql()
    stored = Participant._meta.database.execute_sql(*raw).fetchall()
    assert "Sam" not in repr(stored)


def test_one_no_is_a_no(world: World) -> None:
    """K5: though the clinician agrees, nobody records; the patient reads why."""
    consent = signed(world, STUDENT)
    world.decide(consent)
    assert "Someone in the room said no" in world.browser().get(world.receipt(consent).page).text
    card = world.signed_in("alice").get(world.card(consent.id))
    assert "Someone said no" in card.text
    assert "Start recording" not in card.text


def test_start_waits_and_says_for_whom(world: World) -> None:
    """K5: everyone there is asked before it; who said no is no longer waited for once they left."""
    consent = signed(world, ASK, STUDENT)
    alice, card = world.signed_in("alice"), world.card(consent.id)
    page = alice.match(alice.get(card))
    assert "If they leave, note it here." in page.text
    world.decide(consent)
    page = alice.get(card)
    assert "Start waits until they are asked: Jo Lee. Said no: student." in page.text
    assert "Start recording" not in page.text
    jo, student = Participant.select().order_by(Participant.id)
    page = alice.submit(page, f"{card}/participants/{jo.id}", said="yes")
    assert "Start waits Said no: student." in page.text
    page = alice.submit(page, f"{card}/participants/{student.id}", said="left")
    assert "Start waits" not in page.text
    assert "Start recording" in page.text
    assert "Said no, left the room" in page.text  # both stay


def test_staff_note_a_participants_answer(world: World) -> None:
    """K5: asked again in the room, they agree after all."""
    consent = signed(world, STUDENT)
    world.decide(consent)
    person = Participant.get()
    alice, card = world.signed_in("alice"), world.card(consent.id)
    page = alice.submit(alice.get(card), f"{card}/participants/{person.id}", said="yes")
    assert "Said yes" in page.text
    assert "Start recording" in page.text
    assert not fresh(consent).someone_said_no
    assert Participant.get().asked_by == world.alice


def test_the_answer_of_another_sites_participant_is_not_theirs_to_note(world: World) -> None:
    consent = signed(world, ASK)
    person = Participant.get()
    path = f"{world.card(consent.id)}/participants/{person.id}"
    charlie = world.signed_in("charlie")
    token = charlie.get("/staff/").form("/staff/verify")
    assert charlie.post(path, token | {"seen": "0", "said": "no"}).status == 404
    alice = world.signed_in("alice")
    token = alice.get("/staff/").form("/staff/verify")
    elsewhere = f"{world.card(world.signed().id)}/participants/{person.id}"
    assert alice.post(elsewhere, token | {"seen": "0", "said": "no"}).status == 404
    assert Participant.get().answer == "ask"


def test_a_card_has_an_end_of_people(world: World) -> None:
    consent = world.recording()
    for _each in range(participants.MAX_ON_CARD):
        Participant.create(consent=consent, name="", role="student", answer="yes", left_at=1)
    before = AuditEntry.select().count()
    with pytest.raises(InvalidInput):
        participants.join(world.by(world.alice), consent, {"role": "student", "name": ""})
    assert AuditEntry.select().count() == before
    alice = world.signed_in("alice")
    recordings.pause(world.by(world.alice), consent, "came_in")
    page = alice.get(world.card(consent.id))
    page = alice.send(page, f"{world.card(consent.id)}/came-in", role="student")
    assert page.status == 422
    assert f"There are {participants.MAX_ON_CARD} people on this card" in page.text
