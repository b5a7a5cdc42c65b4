"""`staff add`, `staff list`, `staff reset`."""

import re

from kiosk.actions import staff
from kiosk.store.models import AuditEntry, StaffSession
from tests.cast import PASSWORD
from tests.cli.desk import Desk

NEW = "a brand new pass phrase"


def password_in(printed: str) -> str:
    found = re.search(r"password (\S+)", printed)
    assert found, printed
    return found.group(1)


def signs_in(desk: Desk, username: str, password: str) -> bool:
    return bool(staff.sign_in(desk.world.context(), username, password))


def last_entry() -> AuditEntry:
    return AuditEntry.select().order_by(AuditEntry.seq.desc()).get()


def test_a_new_person_signs_in_with_the_random_password_that_was_printed(desk: Desk) -> None:
    printed = desk.ok("staff", "add", "dana", "--name", "Dana Okoye", "--job", "Nurse")
    assert signs_in(desk, "dana", password_in(printed))


def test_random_passwords_differ(desk: Desk) -> None:
    printed = {desk.ok("staff", "add", f"dana{n}", "--name", "Dana Okoye") for n in range(3)}
    assert len({password_in(each) for each in printed}) == 3
    assert all(len(password_in(each)) >= 16 for each in printed)


def test_a_password_from_standard_input_is_used_and_never_printed(desk: Desk) -> None:
    words = ("staff", "add", "dana", "--name", "Dana Okoye", "--password-stdin")
    assert NEW not in desk.ok(*words, stdin=f"{NEW}\n")
    assert signs_in(desk, "dana", NEW)


def test_a_new_person_is_a_clinician_unless_said_otherwise(desk: Desk) -> None:
    desk.ok("staff", "add", "dana", "--name", "Dana Okoye")
    desk.ok("staff", "add", "eve", "--name", "Eve Lin", "--role", "manager")
    printed = desk.ok("staff", "list")
    assert re.search(r"^dana +clinician +Dana Okoye", printed, re.M)
    assert re.search(r"^eve +manager +Eve Lin", printed, re.M)


def test_a_person_may_have_several_roles(desk: Desk) -> None:
    both = ("--role", "manager", "--role", "reception")
    desk.ok("staff", "add", "rose", "--name", "Rose Bell", *both)
    assert re.search(r"^rose +reception manager +Rose Bell", desk.ok("staff", "list"), re.M)


def test_adding_a_person_is_audited_to_the_operator(desk: Desk) -> None:
    desk.ok("staff", "add", "dana", "--name", "Dana Okoye")
    entry = last_entry()
    assert (entry.verb, entry.actor) == ("staff.add", "operator")


def test_a_taken_user_name_is_refused(desk: Desk) -> None:
    assert "taken" in desk.refused("staff", "add", "alice", "--name", "Another Alice")


def test_a_short_password_is_refused(desk: Desk) -> None:
    words = ("staff", "add", "dana", "--name", "Dana Okoye", "--password-stdin")
    assert "12 to 200 characters" in desk.refused(*words, stdin="short\n")
    assert "12 to 200 characters" in desk.refused(*words, stdin="")


def test_a_hostile_name_is_refused(desk: Desk) -> None:
    assert "hidden characters" in desk.refused("staff", "add", "dana", "--name", "Dana\u2028")


def test_the_list_names_everyone_at_the_site_and_nobody_elsewhere(desk: Desk) -> None:
    printed = desk.ok("staff", "list")
    assert all(name in printed for name in ("Dr Alice Hart", "Bob Ngata", "Mo Khan"))
    assert "Charlie" not in printed


def test_a_reset_lets_in_with_the_new_password_only(desk: Desk) -> None:
    fresh = password_in(desk.ok("staff", "reset", "alice"))
    assert signs_in(desk, "alice", fresh)
    person = desk.world.alice
    assert not staff._matches(type(person).get_by_id(person.id).password_hash, PASSWORD)


def test_a_reset_ends_every_session(desk: Desk) -> None:
    signs_in(desk, "alice", PASSWORD)
    desk.ok("staff", "reset", "ALICE", "--password-stdin", stdin=f"{NEW}\n")
    assert not StaffSession.select().where(StaffSession.ended_at.is_null(True)).exists()
    assert last_entry().actor == "operator"


def test_a_reset_of_nobody_is_refused(desk: Desk) -> None:
    assert "nobody" in desk.refused("staff", "reset", "zoe")


def test_a_reset_of_somebody_elsewhere_is_refused(desk: Desk) -> None:
    assert "charlie" in desk.refused("staff", "reset", "charlie")
