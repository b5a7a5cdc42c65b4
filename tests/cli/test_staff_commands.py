"""`staff invite`, `add`, `list`, `reset`, `roles`, `dates`, `leave`, `return`, `sign-out`."""

import re

import pytest

from kiosk.actions import invitations, staff
from kiosk.store.models import AuditEntry, Staff, StaffSession
from tests.cast import PASSWORD
from tests.cli.desk import Desk

NEW = "a brand new pass phrase"


def key_in(printed: str) -> str:
    found = re.search(r"http://127.0.0.1:8000/staff/invited/(\S+)", printed)
    assert found, printed
    return found.group(1)


def come_in(desk: Desk, printed: str, username: str = "dana") -> bool:
    """Whoever got the link that was printed chooses a password, and is signed in."""
    chosen = staff.Profile(username, "Dana Okoye", "Nurse", NEW)
    return bool(invitations.accept(desk.world.context(), key_in(printed), chosen))


def signs_in(desk: Desk, username: str, password: str) -> bool:
    return bool(staff.sign_in(desk.world.context(), username, password))


def add(desk: Desk, *words: str) -> str:
    given = ("staff", "add", *words, "--password-stdin")
    return desk.ok(*given, stdin=f"{NEW}\n")


def last_entry() -> AuditEntry:
    return AuditEntry.select().order_by(AuditEntry.seq.desc()).get()


def open_sessions() -> int:
    return StaffSession.select().where(StaffSession.ended_at.is_null(True)).count()


def test_a_person_comes_in_by_the_link_and_nobody_saw_their_password(desk: Desk) -> None:
    printed = desk.ok("staff", "invite", "Dana", "--role", "reception", "--role", "manager")
    assert "password" not in printed
    assert (last_entry().verb, last_entry().actor) == ("staff.invite", "operator")
    assert "Dana" in desk.ok("staff", "invitations")
    assert come_in(desk, printed)
    assert signs_in(desk, "dana", NEW)
    assert re.search(
        r"^dana +reception manager +Dana Okoye, Nurse$", desk.ok("staff", "list"), re.M
    )
    assert "Dana" not in desk.ok("staff", "invitations")


def test_links_differ_and_one_can_be_withdrawn(desk: Desk) -> None:
    printed = [desk.ok("staff", "invite", "Dana") for _n in range(3)]
    assert len({key_in(each) for each in printed}) == 3
    number = desk.ok("staff", "invitations").splitlines()[-1].split()[0]
    assert "no longer" in desk.ok("staff", "withdraw", number)
    assert len(desk.ok("staff", "invitations").splitlines()) == 3  # and the first manager's
    assert "no link 99" in desk.refused("staff", "withdraw", "99")


def test_a_password_from_standard_input_is_used_and_never_printed(desk: Desk) -> None:
    assert NEW not in add(desk, "dana", "--name", "Dana Okoye")
    assert signs_in(desk, "dana", NEW)
    assert "--password-stdin" in desk.refused("staff", "add", "eve", "--name", "Eve")


def test_a_new_person_is_a_clinician_unless_said_otherwise(desk: Desk) -> None:
    add(desk, "dana", "--name", "Dana Okoye")
    add(desk, "eve", "--name", "Eve Lin", "--role", "manager")
    printed = desk.ok("staff", "list")
    assert re.search(r"^dana +clinician +Dana Okoye", printed, re.M)
    assert re.search(r"^eve +manager +Eve Lin", printed, re.M)
    assert (last_entry().verb, last_entry().actor) == ("staff.add", "operator")


@pytest.mark.parametrize(
    ("username", "name", "password", "why"),
    [
        ("alice", "Another Alice", NEW, "taken"),
        ("dana", "Dana\u2028", NEW, "hidden characters"),
        ("dana", "Dana", "short", "12 to 200 characters"),
        ("dana", "Dana", "", "12 to 200 characters"),
        ("dana", "Dana Okoye", "DanaOkoye2026!", "your name"),
        ("dana", "Dana Okoye", "password1234", "easy to guess"),
    ],
)
def test_what_cannot_be_accepted_is_refused(
    desk: Desk, username: str, name: str, password: str, why: str
) -> None:
    words = ("staff", "add", username, "--name", name, "--password-stdin")
    assert why in desk.refused(*words, stdin=f"{password}\n")


def test_the_list_names_everyone_at_the_site_and_nobody_elsewhere(desk: Desk) -> None:
    printed = desk.ok("staff", "list")
    assert all(name in printed for name in ("Dr Alice Hart", "Bob Ngata", "Mo Khan"))
    assert "Charlie" not in printed


def test_a_reset_signs_out_and_lets_in_by_a_link_alone(desk: Desk) -> None:
    signs_in(desk, "alice", PASSWORD)
    printed = desk.ok("staff", "reset", "ALICE")
    assert open_sessions() == 0
    assert last_entry().actor == "operator"
    person = Staff.get_by_id(desk.world.alice.id)
    assert not staff.matches(person, PASSWORD)
    assert not staff.matches(person, "")
    assert come_in(desk, printed)
    assert signs_in(desk, "alice", NEW)


def test_somebody_leaves_and_comes_back_for_a_day(desk: Desk) -> None:
    signs_in(desk, "bob", PASSWORD)
    assert "has left" in desk.ok("staff", "leave", "bob")
    assert open_sessions() == 0
    assert "Bob" not in desk.ok("staff", "list")
    assert "Left Wednesday 11 November 2026" in desk.ok("staff", "list", "--all")
    day = ("--until", "12 November 2026")
    desk.ok("staff", "return", "bob", "--role", "reception", *day)
    assert re.search(r"^bob +reception .*Last day Thursday 12", desk.ok("staff", "list"), re.M)
    assert signs_in(desk, "bob", PASSWORD)


def test_roles_and_dates_are_changed_and_somebody_is_signed_out(desk: Desk) -> None:
    desk.ok("staff", "roles", "bob", "--role", "reception", "--role", "clinician")
    assert "From Friday 13 November 2026" in desk.ok(
        "staff", "dates", "bob", "--from", "13/11/2026"
    )
    assert last_entry().verb == "staff.dates"
    signs_in(desk, "alice", PASSWORD)
    desk.ok("staff", "sign-out", "alice")
    assert open_sessions() == 0


def test_the_last_manager_cannot_leave(desk: Desk) -> None:
    desk.ok("staff", "leave", "manager")
    for words in (("leave",), ("roles", "--role", "clinician"), ("dates", "--until", "1/12/2026")):
        assert "has to be a manager" in desk.refused("staff", words[0], "mo", *words[1:])


def test_what_ends_a_session_names_the_recording_that_goes_on(desk: Desk) -> None:
    """K14, for each of them."""
    code = desk.world.receipt(desk.world.recording()).code
    for words in (("reset",), ("sign-out",), ("roles", "--role", "reception"), ("leave",)):
        printed = desk.ok("staff", words[0], "alice", *words[1:])
        assert f"recording {code} goes on" in printed


@pytest.mark.parametrize("verb", ["reset", "leave", "return", "sign-out", "dates"])
def test_nobody_and_somebody_elsewhere_are_refused(desk: Desk, verb: str) -> None:
    assert "nobody" in desk.refused("staff", verb, "zoe")
    assert "charlie" in desk.refused("staff", verb, "charlie")
