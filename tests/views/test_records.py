"""M7: a patient's request, from search to copy to deletion; who may, what is shown, what stays."""

import json
from typing import Any

import pytest

from kiosk.actions import concerns, consents, notes, search, upkeep
from kiosk.domain.concern import Raised
from kiosk.domain.finding import keys
from kiosk.lookups import evidence, trail
from kiosk.store.database import database
from kiosk.store.models import AuditEntry, Concern, Consent, Note, Participant, Sought
from tests.cast import PASSWORD, World, fresh, legible
from tests.pages import Browser, Page

SAM = {"id": 1, "name": "Sam Secret", "role": "companion", "says": "yes"}
HOME = "/manage/records"


def proved(world: World, name: str = "mo") -> Browser:
    page = (browser := world.signed_in(name)).follow(browser.get(HOME))
    if page.path.startswith("/staff/prove"):
        browser.submit(page, "/staff/prove", password=PASSWORD)
    return browser


def find(mo: Browser, entry: str) -> Page:
    return mo.submit(mo.get(HOME), HOME, entry=entry)


def sheet(world: World, consent: Consent) -> str:
    return f"{HOME}/{world.card(consent.id).rpartition('/')[2]}"


def entries(verb: str) -> list[dict[str, Any]]:
    rows = AuditEntry.select().where(AuditEntry.verb == verb).order_by(AuditEntry.seq)
    return [row.detail for row in rows]


# --- who ---


@pytest.mark.parametrize("name", ["alice", "rae", "charlie"])
def test_records_are_for_a_manager(world: World, name: str) -> None:
    consent, browser = world.signed(), world.signed_in(name)
    for path in (HOME, sheet(world, consent)):
        assert browser.get(path).status == 403


def test_a_manager_proves_first_that_it_is_them(world: World) -> None:
    consent, mo = world.signed(), world.signed_in("mo")
    world.clock.forward(minutes=11)
    for path in (HOME, sheet(world, consent)):
        page = mo.get(path)
        assert page.status == 303
        assert "/staff/prove" in page.location
    assert entries("record.open") == []


def test_another_sites_patient_is_nobody_here(world: World) -> None:
    there, mo = world.signed(world.there), proved(world)
    for entry in ("Margaret", "943 476 5919", world.receipt(there).code):
        assert "Nobody was found" in find(mo, entry).text
    here = sheet(world, there)
    assert mo.get(here).status == 404
    tokens = mo.get(HOME).form(HOME)
    for verb in ("copy", "delete", "invalidate"):
        sent = tokens | {"checked": "photo", "why": "test"}
        assert mo.post(f"{here}/{verb}", sent).status == 404
    assert fresh(there).state == "signed"


@pytest.mark.parametrize("verb", ["copy", "delete", "invalidate"])
def test_a_form_that_says_too_little_shows_no_sheet_without_a_trace(
    world: World, verb: str
) -> None:
    consent, mo = world.signed(), proved(world)
    page = mo.post(f"{sheet(world, consent)}/{verb}", mo.get(HOME).form(HOME))
    assert (page.status, "Margaret" in page.text) == (422, True)
    assert entries("record.open") == [{}]


# --- search ---


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("o'neill margaret", "name"),
        ("MARGARET", "name"),
        ("27 March 1948", "birth_date"),
        ("27/3/48", "birth_date"),
        ("943 476 5919", "nhs_number"),
    ],
)
def test_a_person_is_found_long_after_the_visit(world: World, entry: str, kind: str) -> None:
    world.signed()
    world.clock.forward(hours=24 * 20)
    mo = proved(world)
    page = find(mo, entry)
    assert "Margaret" in page.text
    assert "1 visit found" in page.text
    assert entries("record.search") == [{"kind": kind, "found": 1}]


def test_a_code_finds_its_visit_on_any_later_day(world: World) -> None:
    receipt = world.receipt(world.signed())
    world.clock.forward(hours=24 * 20)
    mo = proved(world)
    assert "Margaret" in find(mo, receipt.code).text
    assert entries("record.search") == [{"kind": "code", "found": 1}]


@pytest.mark.parametrize("entry", ["", "!!", "943 476 5918", "https://x.example/#1", "x" * 5000])
def test_what_can_be_nobody_is_said_beside_the_box(world: World, entry: str) -> None:
    page = find(proved(world), entry)
    assert page.status in (200, 422)
    assert "Margaret" not in page.text


def test_visits_of_one_person_stand_together_and_of_others_apart(world: World) -> None:
    world.signed()
    world.signed(you={"name": "Margaret O’Neill", "birth_date": "1948-03-27", "nhs_number": ""})
    other = {"name": "Margaret O'Neill", "birth_date": "1990-01-01", "nhs_number": ""}
    third, mo = world.signed(you=other), proved(world)
    assert "3 visits found" in find(mo, "margaret").text
    page = mo.get(sheet(world, world.signed()))
    assert "3 visits held" in page.text  # with the one just signed; not the one born in 1990
    assert "1 visit held" in mo.get(sheet(world, third)).text


def test_the_columns_hold_no_word_and_go_with_the_names(world: World) -> None:
    world.signed()
    columns = [row.kind for row in Sought.select()]
    assert sorted(columns) == sorted(kind for kind, _text in keys("Margaret O'Neill", "x", "y"))
    text = legible(database.execute_sql("SELECT * FROM sought").fetchall()).lower()
    assert not any(each in text for each in ("margaret", "neill", "1948", "9434765919"))
    Sought.delete().execute()
    assert search.fill(world.context()) == 1  # a database of before
    assert [row.kind for row in Sought.select()] == columns
    assert search.refill(world.context()) == 1


# --- the sheet ---


def told_all(world: World) -> Consent:
    """A visit with everything in it that is not for everyone's eyes."""
    consent = world.decided(answers={"company": [SAM], "reason": "disability"})
    notes.keep(world.by(world.alice), consent, "A note in words")
    answers = fresh(consent).answers | {"flags": ["adjustment", "alone_first"]}
    Consent.update(answers=answers, place=consent.place).where(Consent.id == consent.id).execute()
    world.signed_in("alice").get(world.card(consent.id))
    return fresh(consent)


def test_a_sheet_says_what_is_held_what_happened_and_who_looked(world: World) -> None:
    consent, mo = told_all(world), proved(world)
    page = mo.get(sheet(world, consent))
    for words in (
        "Margaret O'Neill",
        "27 March 1948",
        "943 476 5919",
        "Dr Alice Hart agreed to sound",
        "Dr Alice Hart opened the card",
        "Mo Khan opened these records",
        "Record notes kept",
        "(said yes)",
    ):
        assert words in page.text, words
    for words in ("Sam Secret", "A note in words", "disability", "alone first", "making you"):
        assert words not in page.text.lower() if words.islower() else words not in page.text, words
    assert len(entries("record.open")) == 1
    mo.get(sheet(world, consent))
    assert len(entries("record.open")) == 1
    assert page.text.count("What happened") == 1
    trail_words = [row.verb for row in AuditEntry.select()]
    assert "did something" not in page.text, trail_words


def test_a_sheet_that_is_fetched_ahead_is_not_opened(world: World) -> None:
    consent, mo = world.signed(), proved(world)
    assert mo.get(sheet(world, consent), headers={"Sec-Purpose": "prefetch"}).status == 503
    assert entries("record.open") == []


# --- a copy ---


def test_a_copy_leaves_only_after_it_was_noted_who_asks(world: World) -> None:
    consent, mo = told_all(world), proved(world)
    here = sheet(world, consent)
    page = mo.submit(mo.get(here), f"{here}/copy", form="text")
    assert page.status == 422
    assert "Say how you checked who asks" in page.text
    assert entries("record.export") == []
    copy = mo.send(page, f"{here}/copy", form="text", checked="attorney")
    assert copy.response.headers["Content-Disposition"].startswith("attachment;")
    assert entries("record.export") == [{"form": "text", "checked": "attorney"}]
    for words in ("Margaret O'Neill", "A note in words", "because of a disability"):
        assert words in copy.text, words
    for words in ("Sam Secret", "alone first", "Is anyone making"):
        assert words not in copy.text, words
    assert "gave out a copy: An attorney" in mo.get(here).text


def test_a_copy_for_a_program_is_json_with_the_same_in_it(world: World) -> None:
    consent, mo = told_all(world), proved(world)
    here = sheet(world, consent)
    copy = mo.send(mo.get(here), f"{here}/copy", form="json", checked="photo")
    told = json.loads(copy.response.get_data(as_text=True))
    (visit,) = told["visits"]
    assert told["place"] == "Hart Street"
    assert visit["held"]["name"] == ["Margaret O'Neill"]
    assert visit["held"]["note"] == ["A note in words"]
    assert "answer_reason" in visit["held"]
    assert "Sam" not in str(told)
    assert "alone" not in str(told)
    assert any("opened the card" in each["what"] for each in visit["who_looked"])


# --- deletion ---


def test_names_are_deleted_on_request_and_what_must_stay_says_why(world: World) -> None:
    old = told_all(world)
    world.clock.forward(hours=24)
    new, mo = world.signed(), proved(world)
    here = sheet(world, new)
    assert mo.submit(mo.get(here), f"{here}/delete").status == 422
    page = mo.submit(mo.get(here), f"{here}/delete", checked="photo")
    assert "stays: its receipt is still in use" in page.text
    assert "Deleted the names in 1 visit." in page.text
    assert fresh(new).patient_name == "Margaret O'Neill"
    gone = fresh(old)
    assert (gone.patient_name, gone.birth_date, gone.nhs_number) == ("", "", "")
    assert (bool(gone.answers), bool(gone.signature), gone.types) == (False, False, "sound")
    assert [row.name for row in Participant.select()] == [""]
    assert [row.text for row in Note.select()] == [""]
    assert {row.consent_id for row in Sought.select()} == {new.id}
    assert entries("database.purge") == [{"request": "photo"}]
    assert "1 visit found" in find(mo, "Margaret").text
    trail.verify(world.secrets)
    assert evidence.examine(world.secrets, world.clock(), old.token).genuine


def test_what_is_left_can_still_be_opened(world: World) -> None:
    old = told_all(world)
    code = world.receipt(old).code
    world.clock.forward(hours=24)
    mo = proved(world)
    here = sheet(world, old)
    mo.submit(mo.get(here), f"{here}/delete", checked="known")
    page = mo.get(here)
    assert "The names were deleted" in page.text
    assert page.status == 200
    assert "1 visit found" in find(mo, code).text
    alice = world.signed_in("alice")
    card = alice.get(world.card(old.id))
    assert alice.submit(card, f"{world.card(old.id)}/why", reason="check").status == 200
    assert "The name was deleted" in alice.get(world.card(old.id)).text
    assert alice.get(f"{world.card(old.id)}/note").status == 200
    assert world.browser().get(world.receipt(old).page).status == 200
    upkeep.purge(world.context())
    trail.verify(world.secrets)


def test_whose_names_were_deleted_can_ask_again_on_the_same_day(world: World) -> None:
    consent = world.signed()
    consents.withdraw(world.context(), consent)
    mo, here, phone = proved(world), sheet(world, consent), world.own_phone(consent)
    mo.submit(mo.get(here), f"{here}/delete", checked="known")
    assert not fresh(consent).answers
    page = world.receipt(consent).page
    for path in (page, f"{page}/status", f"{page}/withdraw", f"{page}/again"):
        assert phone.follow(phone.get(path)).status in (200, 404), path
    again = phone.get(page)
    for form in [each.get("action", "") for each in again.forms()]:
        if form.startswith(page):
            assert phone.submit(again, form).status in (200, 409, 422), form


def test_a_visit_with_an_open_concern_is_kept_until_that_is_closed(world: World) -> None:
    old = told_all(world)
    world.clock.forward(hours=24)
    mo, here = proved(world), sheet(world, old)
    raised = Raised("threat", "What was said")
    concerns.raise_concern(world.by(world.alice), raised, old.jti)
    page = mo.submit(mo.get(here), f"{here}/delete", checked="photo")
    assert "a concern about it is open" in page.text
    assert fresh(old).patient_name
    Concern.update(closed_at=world.clock()).execute()
    mo.submit(mo.get(here), f"{here}/delete", checked="photo")
    assert not fresh(old).patient_name


def test_a_visit_under_way_is_not_deleted(world: World) -> None:
    running, mo = world.recording(), proved(world)
    here = sheet(world, running)
    page = mo.submit(mo.get(here), f"{here}/delete", checked="photo")
    assert "a recording goes on under it" in page.text
    assert fresh(running).patient_name


def test_of_two_deletions_one_writes_an_entry(world: World) -> None:
    """Both managers had the page open; the race itself is in races/test_delete.py."""
    consent = world.decided()
    world.clock.forward(hours=24)
    mo = proved(world)
    page, address = mo.get(sheet(world, consent)), f"{sheet(world, consent)}/delete"
    for once in ("one", "two"):
        assert mo.send(page, address, checked="photo", once=once).status == 303
    assert entries("database.purge") == [{"request": "photo"}]
    trail.verify(world.secrets)
