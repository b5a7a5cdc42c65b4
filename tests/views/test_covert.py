"""A recording that was found out: a calm page, its own note, and the manager if wanted (K8)."""

import pytest

from kiosk.store.models import AuditEntry, Concern
from tests.cast import World, all_rows
from tests.pages import Page

HERE = "/staff/covert/"
FOUND = {
    "patient": "Margaret O'Neill",
    "what": "own",
    "why": "remember",
    "offered": ["open", "summary"],
    "after": "open",
    "words": "She was <b>glad</b> to be asked.",
}


def write(world: World, **changes: object) -> Page:
    alice = world.signed_in("alice")
    return alice.send(alice.get(HERE), HERE, **(FOUND | changes))


def note(page: Page) -> str:
    return next(each.text or "" for each in page.tree.iter("textarea"))


def test_the_page_is_calm_and_in_the_order_in_which_it_happens(world: World) -> None:
    page = world.signed_in("alice").get(HERE)
    steps = [page.text.index(each) for each in ("Stay calm", "Ask why", "Offer", "Never take")]
    assert steps == sorted(steps)
    for word in ("illegal", "offence", "confiscate"):
        assert word not in page.text.lower()


def test_it_is_found_from_every_staff_page(world: World) -> None:
    """E6: in the header, before and after anybody was matched."""
    unchecked, decided = world.signed(), world.decided()
    card = world.card(decided.id)
    staff = ("/staff/", "/staff/scan", world.card(unchecked.id), card, f"{card}/note")
    for name, paths in (("alice", (*staff, f"{card}/screen", HERE)), ("mo", ("/manage/",))):
        browser = world.signed_in(name)
        for path in paths:
            assert browser.get(path).link("Found a recording?") == HERE, path


def test_the_note_is_to_copy_and_nothing_is_kept(world: World) -> None:
    alice = world.signed_in("alice")
    form = alice.get(HERE)
    before = all_rows()
    page = alice.send(form, HERE, **FOUND)
    assert page.status == 200
    for fact in ("11 November 2026, 10:00", "Margaret O'Neill", "To remember".lower(), "<b>glad"):
        assert fact in note(page)
    assert "manager has been told" not in page.text
    assert all_rows() == before


def test_the_manager_is_told_only_if_the_clinician_wants(world: World) -> None:
    page = write(world, **{"raise": "yes"})
    assert page.status == 201
    assert "manager has been told" in page.text
    raised = Concern.get()
    assert (raised.raised_by, raised.text) == (world.alice, note(page))
    assert AuditEntry.select().order_by(AuditEntry.seq.desc()).get().verb == "concern.raise"


def test_the_manager_finds_it_on_their_page_and_nobody_elses_does(world: World) -> None:
    mo = world.signed_in("mo")
    assert "Nobody has raised a concern." in mo.get("/manage/concerns").text
    write(world, **{"raise": "yes"})
    page = mo.get("/manage/concerns")
    assert "10:00" in page.text
    assert "Dr Alice Hart" in page.text
    assert "Nobody has raised" not in page.text
    page = mo.get(page.link("Concern 1: a recording found"))
    assert "Patient: “Margaret O'Neill”." in page.text
    assert "<b>glad</b>" in page.text  # as text


def test_a_double_tap_tells_the_manager_once(world: World) -> None:
    alice = world.signed_in("alice")
    form = alice.get(HERE)
    for _tap in range(2):
        assert alice.send(form, HERE, **(FOUND | {"raise": "yes"})).status == 201
    assert Concern.select().count() == 1


@pytest.mark.parametrize("name", ["what", "why", "after"])
def test_what_is_missing_is_said_and_what_was_chosen_stays(world: World, name: str) -> None:
    page = write(world, **{name: "", "raise": "yes"})
    assert page.status == 422
    assert Concern.select().count() == 0
    kept = page.form(HERE)
    assert kept["patient"] == "Margaret O'Neill"
    chosen = {"what": "own", "why": "remember", "after": "open"}
    assert {each: kept.get(each) for each in chosen} == {**chosen, name: None}
    assert (kept["offered"], kept["raise"]) == (["open", "summary"], "yes")


def test_text_that_is_too_long_is_said_beside_its_field(world: World) -> None:
    page = write(world, words="x" * 1001)
    assert page.status == 422
    assert page.field("words").get("aria-describedby")
