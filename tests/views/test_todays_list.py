"""Today's list: open sessions together on top, one's own first, then who came first (E2)."""

import re
from typing import Any

from kiosk.actions import decisions, participants, verifications
from kiosk.domain.decision import Choice
from kiosk.store.models import Consent
from tests.cast import NO_TO_BOTH, World, fresh
from tests.pages import Page


def asked(world: World, name: str, born: str = "1990-01-01", **answers: Any) -> Consent:
    world.clock.forward(minutes=1)
    you = {"name": name, "birth_date": born, "nhs_number": ""}
    return world.signed(you=you, **answers)


def agree(world: World, who: str, consent: Consent) -> Consent:
    by = world.by(getattr(world, who))
    verifications.verify(by, consent)
    decisions.decide(by, consent, fresh(consent).revision, Choice("agreed", NO_TO_BOTH, ("sound",)))
    return fresh(consent)


def names(page: Page) -> list[str]:
    found = re.findall(r'class="row__name">\s*([^<]+?)\s*<', page.html)
    return [str(each) for each in found]


def row(page: Page, name: str) -> str:
    rows = [" ".join("".join(each.itertext()).split()) for each in page.tree.iter("li")]
    return next(each for each in rows if name in each)


def test_who_waits_longest_stands_first_and_ones_own_above(world: World) -> None:
    one, two, three = (asked(world, name) for name in ("One", "Two", "Three"))
    assert names(world.signed_in("alice").get("/staff/")) == ["One", "Two", "Three"]
    verifications.verify(world.by(world.bob), two)
    verifications.verify(world.by(world.alice), three)
    assert names(world.signed_in("alice").get("/staff/")) == ["Three", "One", "Two"]
    bobs = world.signed_in("bob").get("/staff/")
    assert names(bobs) == ["Two", "One", "Three"]
    assert "Yours" in row(bobs, "Two")
    assert "Yours" not in row(bobs, "Three")
    assert one.verified_at is None


def test_nobody_is_told_that_all_wait_for_them(world: World) -> None:
    asked(world, "One")
    page = world.signed_in("alice").get("/staff/")
    assert "Not checked yet" in row(page, "One")
    assert "for you" not in page.text


def test_whoever_handed_over_does_not_keep_them(world: World) -> None:
    consent = agree(world, "alice", asked(world, "One"))
    assert "Yours" in row(world.signed_in("alice").get("/staff/"), "One")
    decisions.hand_over(world.by(world.alice), consent)
    assert "Yours" not in row(world.signed_in("alice").get("/staff/"), "One")


def test_open_sessions_stand_together_on_top(world: World) -> None:
    """Even where somebody came in and is to be asked, or said no."""
    asked(world, "Waits")
    agree(world, "bob", asked(world, "Agreed"))
    runs, asks, refuses = (world.recording() for _each in range(3))
    for each in (asks, refuses):
        participants.join(world.by(world.alice), each, {"role": "student", "name": ""})
    person = next(iter(refuses.participant_set))
    seen = fresh(refuses).revision
    participants.answer(world.by(world.alice), refuses, seen, person.id, "no")
    page = world.signed_in("alice").get("/staff/")
    now = page.text.index("Recording now 3")
    assert now < page.text.index("Agreed")
    places = [page.html.index(f'id="row-{each.id}"') for each in (runs, asks, refuses)]
    assert places == sorted(places)
    assert places[-1] < page.html.index("Agreed <span")


def test_the_place_and_a_child_are_shown(world: World) -> None:
    asked(world, "Scanned", where="scan")
    asked(world, "Called", where="remote")
    asked(world, "Here")
    asked(
        world,
        "Little",
        born="2019-06-19",
        whose="child",
        behalf={"signer": "Mother", "relationship": "parent"},
        child="ok",
    )
    page = world.signed_in("alice").get("/staff/")
    assert "Scan" in row(page, "Scanned").replace("Scanned", "")
    assert "Phone or video" in row(page, "Called")
    assert "Child" in row(page, "Little")
    assert "Child" not in row(page, "Here")
