"""Today's health: worked out from how things stand each time; each sentence leads to its page."""

from pathlib import Path
from typing import Any, get_args

import pytest

from kiosk.actions import kiosks, memberships, notes, upkeep
from kiosk.domain.attention import MAX_TRIES, SILENT, Key
from kiosk.domain.covert import Finding
from kiosk.lookups import attention
from kiosk.store.models import Attempt, Kiosk, Membership, Passkey, Policy, PolicyText, Site
from kiosk.views.manage.home import MENDED
from tests.cast import World, all_rows
from tests.pages import Page

HOME = "/manage/"


def keys(world: World, *, https: bool = True) -> list[str]:
    site = Site.get_by_id(world.here.id)
    return [each.key for each in attention.to_do(site, world.clock(), https=https)]


def home(world: World) -> Page:
    return world.signed_in("mo").get(HOME)


def say(world: World, **parts: Any) -> None:
    Site.update(**parts).where(Site.id == world.here.id).execute()


def set_up(world: World) -> None:
    """The place as a good manager leaves it."""
    link = {"address": "https://hart.nhs.uk/"}
    say(world, links={"complaints": link, "privacy": link}, opened_at=world.clock())
    Kiosk.delete().where(Kiosk.site == world.here).execute()
    PolicyText.update(published_at=None).where(PolicyText.language != "en").execute()
    Policy.update(read_at=world.clock()).execute()
    row = {"credential": "x", "public_key": "x", "sign_count": 0, "name": "Mo’s phone"}
    Passkey.create(staff=world.mo, made_at=world.clock(), **row)


def test_every_sentence_leads_somewhere() -> None:
    assert set(MENDED) == set(get_args(Key))


def test_a_place_that_was_set_up_wants_nothing(world: World) -> None:
    set_up(world)
    assert keys(world) == []
    assert "The address is not https" in home(world).text  # the tests' own is not


def test_the_first_day_is_the_set_up(world: World) -> None:
    """Each line goes when it is mended: nothing is kept of where the manager was."""
    say(world, name="Our practice", closes="")
    Membership.delete().where(Membership.staff != world.mo).execute()
    page = home(world)
    for part, words in (
        ("name", "Give this place its name"),
        ("hours", "Say when you are open"),
        ("link-complaints", "Add how to complain"),
        ("link-privacy", "Add your privacy notice"),
    ):
        assert page.link(words) == f"/manage/practice/{part}"
    assert page.link("Nobody but you can sign in") == "/manage/people#add"
    assert page.link("waits for its pairing code").startswith("/manage/tablets#tablet-")
    mo = world.signed_in("mo")
    where = page.link("Give this place its name")
    mo.submit(mo.get(where), where, name="Hart Street Surgery")
    assert "Give this place its name" not in mo.get(HOME).text


@pytest.mark.parametrize("week", [[], [["08:00", "18:30"]] * 7])
def test_a_tablet_silent_in_opening_hours(world: World, week: list[Any]) -> None:
    set_up(world)
    tablet = world.kiosk()
    say(world, week=week, closes="")
    world.clock.forward(seconds=SILENT + 60)
    assert ("tablet_silent" in keys(world)) is bool(week)
    page = tablet.get("/kiosk")
    token = page.form("/kiosk/start")["csrf_token"]
    assert tablet.post("/kiosk/here", {"csrf_token": token}).status == 204
    assert "tablet_silent" not in keys(world)
    world.clock.forward(hours=12)  # the night
    assert "tablet_silent" not in keys(world)
    world.clock.forward(hours=10)  # the next morning it is off
    assert ("tablet_silent" in keys(world)) is bool(week)
    kiosks.take_out_of_use(world.context(), Kiosk.get(Kiosk.paired_at.is_null(False)))
    assert [each for each in keys(world) if each.startswith(("tablet", "out"))] == ["out_of_order"]


def test_a_tablet_says_that_it_is_there_without_writing_each_time(world: World) -> None:
    tablet = world.kiosk()
    token = tablet.get("/kiosk").form("/kiosk/start")["csrf_token"]
    tablet.post("/kiosk/here", {"csrf_token": token})
    before = all_rows()
    tablet.post("/kiosk/here", {"csrf_token": token})
    assert all_rows() == before
    assert world.browser().post("/kiosk/here", {}).status in (400, 403)


def test_what_happened_lately(world: World) -> None:
    set_up(world)
    consent = world.decided()
    world.clock.now = consent.expires_at + 60
    assert keys(world) == ["notes"]
    notes.keep(world.by(world.alice), consent, "A note")
    assert keys(world) == []
    notes.raise_concern(world.by(world.alice), Finding("", "own", "not_asked", (), "over"), "10:00")
    for _try in range(MAX_TRIES + 1):
        Attempt.create(bucket="x", at=world.clock())
    assert keys(world) == ["concerns", "tries"]
    assert home(world).link("Concerns that nobody has read yet: 1") == "/manage/concerns"


def test_rules_and_languages(world: World) -> None:
    set_up(world)
    policy = Policy.get(Policy.site == world.here)
    PolicyText.update(published_at=1).where(
        (PolicyText.policy == policy) & (PolicyText.language == "ur")
    ).execute()
    assert keys(world) == ["languages"]
    pack = policy.pack | {"review_by": "2026-11-10"}
    Policy.update(pack=pack).where(Policy.id == policy.id).execute()
    assert keys(world) == ["review", "languages"]
    Policy.update(withdrawn_at=1).execute()
    assert keys(world) == ["rules"]


def test_purge_by_what_was_left_undone(world: World) -> None:
    set_up(world)
    say(world, opened_at=world.clock() - 2 * 86_400)
    world.draft()
    assert "purge" not in keys(world)
    world.clock.forward(hours=72)
    assert "purge" in keys(world)
    upkeep.purge(world.context())
    assert "purge" not in keys(world)


@pytest.mark.sqlite("copies its file: a server is backed up with tools of its own")
def test_backup_and_purge_by_what_was_left_undone(world: World, tmp_path: Path) -> None:
    set_up(world)
    say(world, opened_at=world.clock() - 2 * 86_400)
    world.draft()
    assert keys(world) == ["backup"]
    upkeep.backup(world.context(), tmp_path / "copy.db")
    assert keys(world) == []
    world.clock.forward(hours=72)
    assert keys(world) == ["backup", "purge"]
    upkeep.purge(world.context())
    assert keys(world) == ["backup"]


def test_nobody_is_a_clinician(world: World) -> None:
    set_up(world)
    for person in (world.alice, world.bob):
        memberships.set_roles(world.by(world.mo), person, ["reception"])
    assert keys(world) == []  # the managers are
    Membership.update(roles="manager").where(Membership.roles == "clinician manager").execute()
    assert keys(world) == ["clinician"]


def test_the_page_changes_nothing_and_leads_to_what_exists(world: World) -> None:
    mo = world.signed_in("mo")
    before = all_rows()
    page = mo.get(HOME)
    hrefs = {each.get("href", "") for each in page.tree.iter("a")}
    for href in hrefs:
        if href.startswith("/"):
            assert mo.get(href.partition("#")[0]).status in (200, 303), href
            anchor = href.partition("#")[2]
            assert not anchor or f'id="{anchor}"' in mo.get(href.partition("#")[0]).html, href
    assert all_rows() == before
