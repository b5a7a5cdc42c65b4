"""Today's list: open sessions together on top, one's own first, then who came first (E2)."""

import re
from typing import Any

import pytest

from kiosk.actions import consents, decisions, journeys, participants, verifications
from kiosk.domain.decision import Choice
from kiosk.lookups import visitors
from kiosk.store.database import write
from kiosk.store.models import Consent, Journey
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
    """And whoever was checked stands above whoever was not: on a full day, on the first page."""
    one, two, three = (asked(world, name) for name in ("One", "Two", "Three"))
    assert names(world.signed_in("alice").get("/staff/")) == ["One", "Two", "Three"]
    verifications.verify(world.by(world.bob), two)
    verifications.verify(world.by(world.alice), three)
    assert names(world.signed_in("alice").get("/staff/")) == ["Three", "Two", "One"]
    bobs = world.signed_in("bob").get("/staff/")
    assert names(bobs) == ["Two", "Three", "One"]
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


# --- a full list ---


def flood(world: World, count: int, door: str = "poster") -> None:
    """So many signed in the last minute, with a name each."""
    first = world.draft()
    with write():
        for number in range(count):
            name = f"Flood {number}"
            token = journeys.start(world.context(), way_in="phone", door=door)
            journey = visitors.journey_of(token, world.clock())
            you = {"name": name, "birth_date": "1990-01-01", "nhs_number": ""}
            signature = {"how": "typed", "name": name}
            answers = first.answers | {"you": you, "signature": signature}
            Journey.update(answers=answers, place=journey.place).where(
                Journey.id == journey.id
            ).execute()
            consents.sign(world.context(), visitors.journey_of(token, world.clock()))


def pages(world: World, who: str = "alice") -> list[Page]:
    """Every page of the list, by its own links."""
    browser = world.signed_in(who)
    found = [browser.get("/staff/")]
    while "Next page" in found[-1].text:
        found.append(browser.get(found[-1].link("Next page")))
    return found


def test_a_flood_of_the_poster_stands_after_all_who_wait_and_before_nobody(world: World) -> None:
    flood(world, 120)
    asked(world, "Waits")
    runs = world.recording()
    verifications.verify(world.by(world.bob), asked(world, "Checked"))
    first, *rest = pages(world)
    shown = names(first)
    assert shown[1:3] == ["Checked", "Waits"]
    assert f'id="row-{runs.id}"' in first.html
    everybody = [name for page in (first, *rest) for name in names(page)]
    assert (len(shown), len(everybody), len(set(everybody))) == (50, 123, 123)
    for page in (first, *rest):
        assert "From the poster, not checked yet 120" in page.text
        assert "Recording now 1" in page.text
        assert "Waiting 2" in page.text
    assert "Page 2 of 3" in rest[0].text


def test_by_any_other_door_they_wait_with_the_others(world: World) -> None:
    """The control: it is the door that puts them apart; and a check brings one back."""
    flood(world, 2, door="code")
    page = world.signed_in("alice").get("/staff/")
    assert "Waiting 2" in page.text
    assert "From the poster" not in page.text
    flood(world, 1)
    (unknown,) = Consent.select().where(Consent.door == "poster")
    assert "From the poster, not checked yet 1" in world.signed_in("alice").get("/staff/").text
    verifications.verify(world.by(world.alice), unknown)
    assert "From the poster" not in world.signed_in("alice").get("/staff/").text


def test_three_hundred_make_the_list_no_heavier_than_fifty(world: World) -> None:
    flood(world, 60)
    alice = world.signed_in("alice")
    fifty, part = (len(alice.get(path).html) for path in ("/staff/", "/staff/list"))
    flood(world, 240)
    assert len(alice.get("/staff/").html) < fifty + 200
    assert len(alice.get("/staff/list").html) < part + 200
    assert (fifty, part) < (40_000, 34_000)
    assert len(world.signed_in("rae").get("/staff/").html) < 40_000
    searched = alice.send(alice.get("/staff/"), "/staff/verify", entry="Flood")
    assert "Showing the first 50 of 300 who match" in searched.text
    assert len(searched.html) < 40_000


def test_without_the_bound_the_list_grows_with_the_flood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    flood(world, 300)
    monkeypatch.setattr("kiosk.views.staff.rows.MAX_ROWS", 10_000)
    assert len(world.signed_in("alice").get("/staff/").html) > 100_000


def test_a_page_follows_the_server_as_the_page_that_it_is(world: World) -> None:
    flood(world, 120)
    alice = world.signed_in("alice")
    page = alice.get("/staff/?page=2")
    follows = next(each for each in page.tree.iter() if each.get("id") == "list").get("hx-get", "")
    assert "page=2" in follows
    assert names(alice.get(follows.partition("seen=")[0] + "page=2")) == names(page)
    assert 'url=/staff/?by=itself&amp;page=2"' in page.html
    assert names(alice.get("/staff/?page=99")) == names(pages(world)[-1])
    for odd in ("0", "-1", "x", "²", "", "9" * 400):
        assert names(alice.get(f"/staff/?page={odd}")) == names(alice.get("/staff/"))


def test_reception_pages_through_the_same_list(world: World) -> None:
    flood(world, 60)
    asked(world, "Waits")
    first, second = pages(world, "rae")
    assert names(first)[0] == "Waits"
    assert len(names(first) + names(second)) == 61
    assert "From the poster, not checked yet 60" in second.text


def test_over_a_long_list_each_group_is_one_tap_away(world: World) -> None:
    flood(world, 120)
    over = asked(world, "Said no")
    decisions.decide(
        world.by(world.alice),
        world.verify(over),
        fresh(over).revision,
        Choice("not_agreed", NO_TO_BOTH, (), reason="not_said"),
    )
    alice = world.signed_in("alice")
    page = alice.get(alice.get("/staff/").link("Ended or not recording 1"))
    assert "Said no" in names(page)
