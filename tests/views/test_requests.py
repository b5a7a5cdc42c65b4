"""A patient's request under way: noted on their record, it keeps what it is about (M7)."""

import pytest

from kiosk.actions import purging
from kiosk.domain import patient_request
from kiosk.lookups import trail
from kiosk.store.models import AuditEntry, Consent, Hold, Membership, PatientRequest
from tests.cast import World
from tests.pages import Browser, Page
from tests.views.test_records import HOME, entries, proved, sheet

DAY = 24 * 60 * 60
ASKED = "Please send me what you wrote down about my mother’s visit"


def note(world: World, mo: Browser, consent: Consent, kind: str = "copy") -> Page:
    address = sheet(world, consent)
    return mo.follow(mo.send(mo.get(address), f"{address}/request", kind=kind, words=ASKED))


def close(mo: Browser, page: Page, outcome: str = "done") -> Page:
    return mo.follow(mo.send(page, "/manage/records/requests/1/close", outcome=outcome))


def purge(world: World, days: int) -> purging.Purged:
    world.clock.now += days * DAY
    return purging.Run(world.context()).purge()


def name_of(consent: Consent) -> str:
    return str(Consent.get_by_id(consent.id).patient_name)


def test_a_request_keeps_the_record_from_the_purge_until_it_is_closed(world: World) -> None:
    consent = world.decided()
    page = note(world, proved(world), consent)
    for said in ("Request 1: a copy", "Due by 11 December 2026", ASKED, "noted a request: a copy"):
        assert said in page.text
    assert purge(world, 60).stayed == {"identities": {"request": 1}}
    assert name_of(consent) == "Margaret O'Neill"
    mo = proved(world)
    assert "a patient’s request is open: 1" in mo.get("/manage/retention").text
    page = close(mo, mo.get(sheet(world, consent)))
    assert "Request 1 is closed" in page.text
    assert "closed a request: Done, and they were told" in page.text
    assert purge(world, 0).stayed == {}
    assert name_of(consent) == ""
    assert PatientRequest.get().words == ""
    trail.verify(world.secrets)


def test_without_a_request_the_same_record_goes(world: World) -> None:
    """The control."""
    consent = world.decided()
    purge(world, 60)
    assert name_of(consent) == ""


def test_every_visit_of_the_person_is_kept_and_nobody_elses(world: World) -> None:
    older, newer = world.decided(), world.decided()
    other = world.signed(you={"name": "Bo Li", "birth_date": "1990-01-01", "nhs_number": ""})
    note(world, proved(world), older)
    purge(world, 60)
    assert [name_of(each) for each in (older, newer, other)] == [*2 * ["Margaret O'Neill"], ""]


def test_the_list_says_what_is_due_and_overdue_and_so_does_todays_health(world: World) -> None:
    note(world, proved(world), world.decided())
    for days, health, listed in (
        (0, "", "Due by 11 December 2026"),
        (25, "Patients’ requests due within a week: 1", "Due by 11 December 2026"),
        (6, "Patients’ requests whose month is over: 1", "Overdue: it was due by 11 December"),
    ):
        world.clock.now += days * DAY
        mo = proved(world)
        page = mo.get("/manage/")
        assert health in page.text
        assert ("requests" in page.text.lower().replace("records and requests", "")) is bool(health)
        listing = mo.get(HOME)
        assert listed in listing.text
        assert ASKED not in listing.text, "the words stand on the patient's page alone"
        assert "Margaret" not in listing.text
    assert "Request 1" in mo.get(listing.link("record of request 1")).text


@pytest.mark.parametrize(
    ("kind", "kept"), [("copy", True), ("correction", True), ("legal", True), ("deletion", False)]
)
def test_nothing_is_deleted_under_another_request(world: World, kind: str, kept: bool) -> None:
    """Data Protection Act 2018, section 173: nobody erases what was just asked for."""
    consent = world.decided()
    world.clock.now += 2 * DAY
    mo = proved(world)
    page = note(world, mo, consent, kind)
    page = mo.follow(mo.send(page, f"{sheet(world, consent)}/delete", checked="photo"))
    assert ("another request about it is under way" in page.text) is kept
    assert (name_of(consent) == "") is not kept


def test_a_deletion_that_was_asked_for_can_be_done_and_closed(world: World) -> None:
    consent = world.decided()
    world.clock.now += 2 * DAY
    mo = proved(world)
    page = note(world, mo, consent, "deletion")
    page = mo.follow(mo.send(page, f"{sheet(world, consent)}/delete", checked="photo"))
    assert ASKED in page.text
    close(mo, page)
    purge(world, 0)
    assert PatientRequest.get().words == ""
    trail.verify(world.secrets)


def test_two_managers_close_it_once(world: World) -> None:
    consent = world.decided()
    mo = proved(world)
    page = note(world, mo, consent)
    close(mo, page)
    again = mo.send(page, "/manage/records/requests/1/close", outcome="refused", once="other")
    assert again.status == 409
    assert PatientRequest.get().outcome == "done"
    assert entries("request.close") == [{"number": 1, "outcome": "done"}]


@pytest.mark.parametrize("typed", [{"kind": "", "words": ""}, {"kind": "x", "words": "y"}])
def test_what_is_missing_is_asked_for_beside_the_field(world: World, typed: dict[str, str]) -> None:
    consent = world.decided()
    mo, address = proved(world), sheet(world, consent)
    page = mo.send(mo.get(address), f"{address}/request", **typed)
    assert page.status == 422
    assert "Choose what they ask for" in page.text
    page = mo.send(
        mo.get(address),
        f"{address}/request",
        kind="copy",
        words="x" * (patient_request.MAX_WORDS + 1),
    )
    assert (page.status, PatientRequest.select().count()) == (422, 0)
    page = note(world, mo, consent)
    page = mo.send(page, "/manage/records/requests/1/close", outcome="")
    assert (page.status, "Choose what became of it" in page.text) == (422, True)


def test_another_places_request_is_not_there(world: World) -> None:
    note(world, proved(world), world.decided())
    Membership.update(roles="manager").where(Membership.staff == world.charlie).execute()
    charlie = world.signed_in("charlie")
    token = charlie.get(HOME)
    page = charlie.post("/manage/records/requests/1/close", token.form(HOME) | {"outcome": "done"})
    assert page.status == 404
    assert "Request 1" not in token.text


def test_an_unchecked_signing_that_was_asked_about_is_kept_like_any_other(world: World) -> None:
    """It goes within a day else: with it went what the request was about."""
    consent = world.signed()
    Consent.update(door="poster").execute()
    note(world, proved(world), consent)
    purge(world, 2)
    assert name_of(consent) == "Margaret O'Neill"
    close((mo := proved(world)), mo.get(sheet(world, consent)))
    purge(world, 60)
    assert name_of(consent) == ""
    assert Hold.select().count() == 1
    assert AuditEntry.select().where(AuditEntry.verb == "request.close").count() == 1
