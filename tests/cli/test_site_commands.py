"""`site add`, `site list`, `site close`, `site allow`, and `--site` on every command."""

import re

from kiosk.store.models import AuditEntry, Invitation, Kiosk, Membership, Site
from tests.cli.desk import Desk


def test_a_site_is_added_listed_and_closed(desk: Desk) -> None:
    printed = desk.ok("site", "add", "park", "--name", "Park Road", "--closes", "18:30")
    assert re.search(r"pairing code \w{4}-\w{4}", printed)
    assert "/staff/invited/" in printed
    park = Site.get(Site.slug == "park")
    assert Invitation.get(Invitation.site == park).roles == "clinician manager"
    listed = desk.ok("site", "list")
    for line in ("Hart Street: open, 5 people", "Park Road: open, 0 people"):
        assert line in listed
    assert "Park Road is closed" in desk.ok("site", "close", "park")
    assert "Park Road: closed 2026-11-11 10:00 UTC" in desk.ok("site", "list")
    assert "closed already" in desk.refused("site", "close", "park")
    last = AuditEntry.select().order_by(AuditEntry.seq.desc()).get()
    assert (last.verb, last.site, last.actor) == ("site.close", park.id, "operator")
    desk.ok("audit", "verify")


def test_what_cannot_be_a_site_is_told_in_a_line(desk: Desk) -> None:
    assert "already" in desk.refused("site", "add", "hart", "--name", "Again")
    assert "small letters" in desk.refused("site", "add", "Park Road", "--name", "Park Road")
    assert "no site park" in desk.refused("site", "close", "park")
    desk.ok("site", "close", "hart")
    assert "only one" in desk.refused("site", "close", "mill")


def test_every_command_does_what_it_does_at_the_site_that_is_named(desk: Desk) -> None:
    assert "charlie" in desk.ok("staff", "list", "--site", "mill")
    assert "alice" not in desk.ok("staff", "list", "--site", "mill")
    assert "Mill Lane tablet" in desk.ok("kiosk", "list", "--site", "mill")
    desk.ok("kiosk", "pair", "Back room", "--site", "mill")
    assert Kiosk.get(Kiosk.label == "Back room").site.slug == "mill"
    assert "there is no site nowhere" in desk.refused("staff", "list", "--site", "nowhere")
    for group in ("staff", "kiosk", "policy", "receipt", "audit", "keys", "site"):
        for command in desk.app.cli.commands[group].commands.values():
            assert "--site" in [name for each in command.params for name in each.opts]


def test_a_person_of_one_site_works_at_another_too(desk: Desk) -> None:
    desk.ok("staff", "also", "alice", "--site", "mill", "--role", "reception")
    alice = desk.world.alice
    at = {each.site.slug: each.roles for each in Membership.select() if each.staff_id == alice.id}
    assert at == {"hart": "clinician", "mill": "reception"}
    assert "already" in desk.refused("staff", "also", "alice", "--site", "mill")
    assert "nobody has" in desk.refused("staff", "also", "zoe", "--site", "mill")
    desk.ok("staff", "leave", "alice", "--site", "mill")
    assert "alice" in desk.ok("staff", "list")


def test_what_a_site_allows_is_said_and_changed(desk: Desk) -> None:
    assert "video   yes" in desk.ok("site", "allows")
    assert "No: not offered here" in desk.ok("site", "allow", "video", "no", "--site", "mill")
    assert Site.get(Site.slug == "mill").allows == {"video": "no"}
    assert Site.get(Site.slug == "hart").allows == {}
    assert "one of yes, no" in desk.refused("site", "allow", "video", "perhaps")
    assert "scan    end" in desk.ok("site", "allows", "--site", "mill")
    desk.ok("site", "allow", "video", "yes", "--site", "mill")
    assert Site.get(Site.slug == "mill").allows == {}
