"""Staff: added, signed in and out, limited in their failed tries."""

from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters

from kiosk import session_links
from kiosk.actions import attempts, invitations, memberships, staff
from kiosk.domain import account_refusals, refusals
from kiosk.lookups import visitors
from kiosk.store.models import Staff, StaffSession
from kiosk.store.queries import roles_of
from tests.cast import PASSWORD, World, trail


def sign_in(world: World, name: str = "alice", password: str = PASSWORD) -> str:
    return staff.sign_in(world.context(), name, password)


def test_a_person_signs_in_and_is_found_by_their_session(world: World) -> None:
    token = sign_in(world, " Alice ")
    assert visitors.staff_of(token, world.clock()) == world.alice
    assert trail()[-1] == "staff.sign_in"
    assert StaffSession.get().token_hash != token


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "wrong"),
        ("alice", ""),
        ("alice", PASSWORD.upper()),
        ("nobody", PASSWORD),
        ("", ""),
        ("\0", "\0"),
        ("alice\ud800", PASSWORD),
        ("x" * 10_000, "y" * 100_000),
    ],
)
def test_a_wrong_name_or_password_says_never_which(world: World, name: str, password: str) -> None:
    with pytest.raises(account_refusals.WrongSignIn):
        sign_in(world, name, password)
    assert StaffSession.select().count() == 0


def test_five_failures_block_a_name_for_a_quarter_of_an_hour(world: World) -> None:
    for _try in range(attempts.SIGN_IN.most):
        with pytest.raises(account_refusals.WrongSignIn):
            sign_in(world, "alice", "wrong")
    with pytest.raises(refusals.TooManyTries) as caught:
        sign_in(world, "ALICE ")
    assert caught.value.minutes == 15
    assert sign_in(world, "bob")
    world.clock.forward(minutes=15)
    assert sign_in(world)


def test_who_has_left_cannot_sign_in_and_is_signed_out(world: World) -> None:
    token = sign_in(world)
    memberships.end(world.context(), world.alice)
    with pytest.raises(refusals.SignInNeeded):
        visitors.staff_of(token, world.clock())
    with pytest.raises(account_refusals.WrongSignIn):
        sign_in(world)


def test_signing_out_ends_the_session_in_the_database(world: World) -> None:
    token = sign_in(world)
    for _twice in range(2):
        staff.sign_out(world.by(world.alice), token)
    with pytest.raises(refusals.SignInNeeded):
        visitors.staff_of(token, world.clock())
    assert StaffSession.get().ended_at == world.clock()
    assert trail().count("staff.sign_out") == 1


def test_a_session_lasts_twelve_hours_at_most(world: World) -> None:
    token = sign_in(world)
    assert visitors.staff_of(token, world.clock() + 12 * 3600 - 1)
    with pytest.raises(refusals.SignInNeeded):
        visitors.staff_of(token, world.clock() + 12 * 3600)


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(world: World) -> None:
    stamp = session_links.stamp(world.secrets, sign_in(world), world.clock())
    assert visitors.session_of(world.secrets, stamp, world.clock() + 15 * 60)
    with pytest.raises(refusals.SignInNeeded):
        visitors.session_of(world.secrets, stamp, world.clock() + 15 * 60 + 1)


@pytest.mark.parametrize("value", ["", "x", "{}x", "x{}", "{}=", "\0", "a.b.c"])
def test_a_forged_session_cookie_is_none(world: World, value: str) -> None:
    stamp = session_links.stamp(world.secrets, sign_in(world), world.clock())
    with pytest.raises(refusals.SignInNeeded):
        session_links.read_stamp(world.secrets, value.format(stamp), world.clock())


def test_a_new_password_ends_every_session(world: World) -> None:
    token = sign_in(world)
    key = invitations.reset(world.context(), world.alice)
    with pytest.raises(refusals.SignInNeeded):
        visitors.staff_of(token, world.clock())
    with pytest.raises(account_refusals.WrongSignIn):
        sign_in(world)
    chosen = staff.Profile("", "", "", "another long password")
    assert invitations.accept(world.context(), key, chosen)
    assert sign_in(world, password="another long password")
    verbs = ["staff.reset", "staff.sign_in_failed", "staff.new_password", "staff.sign_in"]
    assert trail()[-4:] == verbs


def add(world: World, **changes: Any) -> Staff:
    person = {
        "username": "dee",
        "name": "Dee",
        "wanted": ["clinician"],
        "job": "",
        "password": PASSWORD,
    }
    return staff.add(world.context(once=changes.pop("once", "")), **(person | changes))


def test_a_person_is_added_to_the_site(world: World) -> None:
    person = add(world, username=" Dee.Two@x ")
    assert (person.site, person.username) == (world.here, "dee.two@x")
    assert roles_of(person, world.here, world.clock()) == {"clinician"}
    assert PASSWORD not in person.password_hash
    assert trail()[-1] == "staff.add"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "a b"),
        ("username", "alice"),
        ("username", "ALICE"),
        ("username", "é"),
        ("username", "x" * 61),
        ("name", " "),
        ("name", "\u202e"),
        ("roles", "root"),
        ("job", "x" * 61),
        ("password", "short"),
        ("password", "x" * 201),
        ("password", "manchesterunited"),
        ("password", "HartStreet2026!"),
        ("password", "dee dee dee dee 7"),
    ],
)
def test_what_cannot_be_accepted_is_said_beside_its_field(
    world: World, field: str, value: str
) -> None:
    before = Staff.select().count()
    with pytest.raises(refusals.InvalidInput) as caught:
        add(world, **({"wanted": [value]} if field == "roles" else {field: value}))
    assert set(caught.value.errors) == {field}
    assert Staff.select().count() == before


def test_a_double_tap_adds_one_person(world: World) -> None:
    """And is not told that the name is taken, by themselves."""
    assert add(world, once="tap") == add(world, once="tap")
    assert trail().count("staff.add") == 7  # the first manager, the cast of five, and Dee


def test_passwords_are_hashed_as_rfc_9106_asks() -> None:
    """The product's own hasher: these tests put a cheap one in its place."""
    parameters = extract_parameters(PasswordHasher().hash("x"))
    assert parameters.type.name == "ID"
    assert parameters.memory_cost >= 64 * 1024
    assert parameters.time_cost >= 3
