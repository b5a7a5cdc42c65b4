"""What a concern means elsewhere: support for who was recorded (M5), a visit that is gone, what is
kept and found because of it."""

import pytest

from kiosk.actions import concerns, records
from kiosk.domain.concern import Raised
from kiosk.domain.concern_steps import Step
from kiosk.domain.record_refusals import StillInUse
from kiosk.lookups import trail as trail_of_rows
from kiosk.store import queries
from kiosk.store.database import database
from kiosk.store.models import Concern, ConcernSupport, Site
from tests.cast import World, trail
from tests.views.test_concerns import HERE, MINE, POST, TO_LETTER, make, raised

# --- a visit that is gone ---


def test_a_visit_whose_name_was_deleted(world: World) -> None:
    consent = world.verify(world.signed())
    alice, mo = world.signed_in("alice"), world.signed_in("mo")
    path = f"{HERE}about/{consent.jti}"
    form = alice.get(path)
    type(consent).update(patient_name="", birth_date="", nhs_number="").execute()
    assert "whose name has been deleted" in alice.get(path).text
    assert alice.send(form, path, **POST).status == 303
    page = mo.get(f"/manage/concerns/{Concern.get().id}")
    assert "Its name has been deleted" in page.text
    gone = "x" * 22
    assert alice.send(alice.get(f"{HERE}about/{gone}"), f"{HERE}about/{gone}", **POST).status == 303
    assert mo.get(f"/manage/concerns/{Concern.get(Concern.receipt == gone).id}").status == 200
    assert alice.get(f"{HERE}about/short").status == 404


def test_another_places_concern_keeps_nothing_here(world: World) -> None:
    """Whoever knows the id of a receipt of another place holds up no deletion there."""
    consent, said = world.signed(), Raised("threat", "What was said")
    there = world.context(world.there, staff=world.charlie)
    concerns.raise_concern(there, said, consent.jti)
    assert queries.held_why(world.here) == {}
    concerns.raise_concern(world.by(world.alice), said, consent.jti)
    assert queries.held_why(world.here) == {consent.id: "concern"}


# --- support (M5) ---


def test_a_worried_colleague_is_supported_and_asked_after_a_week(world: World) -> None:
    alice, mo = world.signed_in("alice"), world.signed_in("mo")
    page = alice.get(HERE)
    alice.send(page, HERE, kind="worry", happened="He filmed me, and he did ask.")
    page = alice.get(MINE)
    assert "You are supported" in page.text
    assert "Talk to somebody: Mo Khan or the practice manager" in page.text
    assert "You are supported" not in world.signed_in("bob").get(MINE).text
    home = "Concern 1: ask a colleague how they are"
    assert home not in mo.get("/manage/").text
    world.clock.forward(hours=7 * 24)
    mo, alice = world.signed_in("mo"), world.signed_in("alice")
    where = mo.get("/manage/").link(home)
    assert where == "/manage/concerns/1#support"
    form = mo.get(where)
    mo.send(form, f"/manage/concerns/1/support/{world.alice.id}")
    assert home not in mo.get("/manage/").text
    world.clock.forward(minutes=1)
    one = ConcernSupport.get().id
    alice.send(alice.get(MINE), f"{MINE}/{one}/talk")
    assert "Concern 1: a colleague would like to talk" in mo.get("/manage/").text
    bob = world.signed_in("bob")
    token = bob.get(MINE).form("/staff/sign-out")
    assert bob.post(f"{MINE}/{one}/well", token).status == 404


def test_the_manager_offers_support_to_whoever_was_named(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    page = mo.send(mo.get(path), f"{path}/support", person=str(world.charlie.id))
    assert page.status == 422  # works at another site
    assert "Choose who was recorded" in page.text
    mo.send(mo.get(path), f"{path}/support", person=str(world.bob.id))
    assert "You are supported" in world.signed_in("bob").get(MINE).text
    assert trail()[-2:] != ["concern.support", "concern.support"]


def test_the_place_s_own_support_stands_on_the_page(world: World) -> None:
    link = {"address": "https://hart.nhs.uk/support", "words": "Our helpline"}
    Site.update(links={"support": link}).where(Site.id == world.here.id).execute()
    assert world.signed_in("rae").get(MINE).link("Our helpline") == link["address"]


# --- what else knows of it ---


def test_an_open_concern_keeps_what_retention_and_a_request_would_delete(world: World) -> None:
    consent = world.verify(world.signed())
    concerns.raise_concern(world.by(world.alice), Raised("post", "A film"), consent.jti)
    held = Concern.get()
    world.clock.now = consent.expires_at + 60
    assert queries.open_concerns_about(consent) == 1
    assert [row.receipt for row in queries.receipts_under_concern()] == [consent.jti]
    with pytest.raises(StillInUse) as kept:
        records.delete(world.by(world.mo), consent, "letter")
    assert kept.value.why == "concern"
    concerns.make(world.by(world.mo), held, 0, Step("told", "done"))
    concerns.make(world.by(world.mo), held, 1, Step("close", "nothing", "All is well"))
    assert queries.open_concerns_about(consent) == 0
    assert list(queries.receipts_under_concern()) == []
    records.delete(world.by(world.mo), consent, "letter")
    assert "Its name has been deleted" in world.signed_in("mo").get("/manage/concerns/1").text
    trail_of_rows.verify(world.secrets)


def test_a_concern_that_names_a_person_is_found_in_records(world: World) -> None:
    consent, path = world.verify(world.signed()), raised(world, named="Rae, and Zoë Lindqvist")
    concerns.raise_concern(world.by(world.alice), Raised("post", "A film"), consent.jti)
    mo = world.signed_in("mo")
    page = mo.submit(mo.get("/manage/records"), "/manage/records", entry="lindqvist zoë")
    assert page.link("Concern 1") == path
    page = mo.submit(mo.get("/manage/records"), "/manage/records", entry="Margaret")
    assert "Concerns that name them" not in page.text
    page = mo.get(page.link("the record of"))
    assert "Concern 2 is about this visit, and open" in page.text


def test_what_was_noted_is_in_the_trail_and_an_edit_is_found(world: World) -> None:
    mo, path = world.signed_in("mo"), raised(world)
    make(mo, path, *TO_LETTER)
    trail_of_rows.verify(world.secrets)
    database.execute_sql("UPDATE concern_step SET words = '' WHERE words != ''")
    with pytest.raises(trail_of_rows.TrailBroken, match="concern_step"):
        trail_of_rows.verify(world.secrets)
