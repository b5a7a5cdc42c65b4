"""*This practice*: a manager says what the place is, a small form a page (issue 12, §2)."""

import dataclasses
from typing import Any

import pytest

from kiosk.actions import memberships, practice
from kiosk.domain.opening import DAYS
from kiosk.domain.practice import LINKS, mark
from kiosk.domain.refusals import ChangedMeanwhile, NotAllowed
from kiosk.store.models import AuditEntry, Consent, Site
from tests.cast import FIRST, World, all_rows, trail
from tests.pages import Browser, Page

HERE = "/manage/practice"
WEEK = {"mon-opens": "8", "mon-closes": "6.30pm", "wed-opens": "9", "wed-closes": "13"}


def say(browser: Browser, part: str, **typed: Any) -> Page:
    """Fill in the form of one part as a person would, and come to what follows."""
    return browser.submit(browser.get(f"{HERE}/{part}"), f"{HERE}/{part}", **typed)


def site() -> Site:
    return Site.get(Site.slug == "hart")


def second_manager(world: World) -> Browser:
    """Alice manages too."""
    memberships.set_roles(world.by(world.mo), world.alice, list(FIRST))
    return world.signed_in("alice")


def test_the_summary_says_what_holds_and_leads_to_each_form(world: World) -> None:
    page = world.signed_in("mo").get(HERE)
    for words in ("Hart Street", "Monday to Sunday: 00:00 to 18:30", "Europe/London", "Not given"):
        assert words in page.text
    parts = ["name", "hours", "closed", "timezone", "help", "pause"]
    for part in [*parts, *(f"link-{key}" for key in LINKS)]:
        assert world.signed_in("mo").get(f"{HERE}/{part}").status == 200
        assert f'href="{HERE}/{part}"' in page.html


def test_each_change_is_one_entry_and_stands_in_the_summary(world: World) -> None:
    mo = world.signed_in("mo")
    before = AuditEntry.select().count()
    for part, typed, words in (
        ("name", {"name": "Hart  Street Surgery"}, "Hart Street Surgery"),
        ("closed", {"closed": "25 December 2026"}, "Friday 25 December 2026"),
        ("timezone", {"timezone": "Europe/Dublin"}, "Europe/Dublin"),
        ("help", {"help-en": "Need help? Ring the bell"}, "English: Need help? Ring the bell"),
        ("link-complaints", {"address": "020 7946 0000"}, "02079460000"),
        ("pause", {"length": "1", "message": "We are moving"}, "Paused until 11:00"),
    ):
        page = say(mo, part, **typed)
        assert (page.path, words in page.text) == (HERE, True), part
    verbs = ["name", "closed-days", "timezone", "help", "link", "pause"]
    assert trail()[before:] == [f"site.{verb}" for verb in verbs]
    assert AuditEntry.select().order_by(AuditEntry.seq.desc()).get().actor == f"staff:{world.mo.id}"
    assert Site.get(Site.slug == "mill").name == "Mill Lane"


def test_receipts_signed_from_then_on_end_by_the_weekdays_hours(world: World) -> None:
    """10:00 on a Wednesday, which closes at one; the receipt of before keeps its end."""
    earlier = world.signed()
    closed = {f"{day}-{each}": "" for day in DAYS for each in ("opens", "closes")}
    page = say(world.signed_in("mo"), "hours", **(closed | WEEK))
    assert "Wednesday: 09:00 to 13:00" in page.text
    world.here = site()
    later = world.signed()
    assert later.expires_at - world.clock() == 3 * 3600
    assert Consent.get_by_id(earlier.id).expires_at == earlier.expires_at


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("name", {"name": " "}, "Enter the name of this place"),
        ("hours", {"mon-opens": "9", "mon-closes": "9"}, "it would never be open"),
        ("closed", {"closed": "Christmas"}, "“Christmas” is not a day"),
        ("timezone", {"timezone": "Mars/Olympus"}, "Choose a time zone"),
        ("link-privacy", {"address": "javascript:alert(1)"}, "begins with https://"),
        ("pause", {"length": "day", "day": "soon"}, "Enter a day like"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    world: World, part: str, typed: dict[str, str], told: str
) -> None:
    mo = world.signed_in("mo")
    page = mo.get(f"{HERE}/{part}")
    before = all_rows()
    page = mo.send(page, f"{HERE}/{part}", **typed)
    assert (page.status, told in page.text) == (422, True)
    assert all_rows() == before
    for name, value in typed.items():
        if name not in ("length", "timezone"):
            assert page.form(f"{HERE}/{part}")[name].strip() == value.strip()


def test_the_second_of_two_managers_is_told_and_shown_both(world: World) -> None:
    mo, alice = world.signed_in("mo"), second_manager(world)
    page = alice.get(f"{HERE}/name")
    say(mo, "name", name="Hart Street Surgery")
    before = all_rows()
    page = alice.send(page, f"{HERE}/name", name="Hart St Doctors")
    assert page.status == 409
    for words in (
        "Mo Khan changed this at 10:00",
        "It is now Hart Street Surgery",
        "Hart St Doctors",
    ):
        assert words in page.text
    assert all_rows() == before
    page = alice.submit(page, f"{HERE}/name")  # hers in its place, now that she has seen both
    assert (page.path, site().name) == (HERE, "Hart St Doctors")


def test_two_managers_who_say_the_same_are_not_told_of_it(world: World) -> None:
    mo, alice = world.signed_in("mo"), second_manager(world)
    page = alice.get(f"{HERE}/name")
    say(mo, "name", name="Hart Street Surgery")
    assert alice.submit(page, f"{HERE}/name", name="Hart Street Surgery").path == HERE


def test_two_managers_may_change_two_links_at_once(world: World) -> None:
    mo, alice = world.signed_in("mo"), second_manager(world)
    page = alice.get(f"{HERE}/link-notes")
    say(mo, "link-complaints", address="https://hart.nhs.uk/complain")
    alice.submit(page, f"{HERE}/link-notes", address="https://hart.nhs.uk/notes")
    assert sorted(site().links) == ["complaints", "notes"]
    page = alice.get(f"{HERE}/link-complaints")
    say(mo, "link-complaints", address="")
    page = alice.send(page, f"{HERE}/link-complaints", address="a@hart.nhs.uk", words="Write to us")
    assert "Mo Khan changed this" in page.text
    assert "It is now Not given" in page.text


def test_a_tap_twice_changes_it_once(world: World) -> None:
    mo = world.signed_in("mo")
    page = mo.get(f"{HERE}/name")
    for _tap in range(2):
        assert mo.submit(page, f"{HERE}/name", name="Hart Street Surgery").path == HERE
    assert trail().count("site.name") == 1


def test_what_is_saved_as_it_was_leaves_no_entry(world: World) -> None:
    mo = world.signed_in("mo")
    before = AuditEntry.select().count()
    assert "saved" in say(mo, "name").text
    assert AuditEntry.select().count() == before


def test_the_update_itself_asks_what_was_seen(world: World) -> None:
    """The control: without the mark of what was seen the second change would be lost."""
    seen = mark(site().name)
    practice.rename(world.by(world.mo), "One", seen)
    with pytest.raises(ChangedMeanwhile):
        practice.rename(world.by(world.mo), "Two", seen)
    assert site().name == "One"
    for person in (world.alice, world.rae, world.charlie):
        there = dataclasses.replace(world.by(person), site=world.here)
        with pytest.raises(NotAllowed):
            practice.rename(there, "Three", mark("One"))


def test_no_such_part(world: World) -> None:
    mo = world.signed_in("mo")
    for part in ("slug", "link-", "link-nothing", "poster_turn"):
        assert mo.get(f"{HERE}/{part}").status == 404
