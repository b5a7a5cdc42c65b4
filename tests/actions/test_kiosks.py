"""Tablets: enrolled by a one-time code, revoked for good; and the way from them to a phone."""

import dataclasses

import pytest

from kiosk import links
from kiosk.actions import attempts, kiosks
from kiosk.domain import refusals
from kiosk.lookups import visitors
from kiosk.store.models import Kiosk
from tests.cast import World, trail

ADDRESS = "192.0.2.1"


def test_a_pairing_code_works_once(world: World) -> None:
    code = kiosks.pair(world.context(), "Tablet")
    cookie = kiosks.join(world.context(address=ADDRESS), code.lower())
    assert visitors.kiosk_of(cookie).label == "Tablet"
    with pytest.raises(refusals.WrongPairingCode):
        kiosks.join(world.context(address=ADDRESS), code)
    assert trail()[-2:] == ["kiosk.enrol", "kiosk.pair"]


def test_a_double_tap_pairs_once(world: World) -> None:
    code = kiosks.pair(world.context(), "Tablet")
    context = world.context(once="tap")
    assert kiosks.join(context, code) == kiosks.join(context, code)
    assert trail().count("kiosk.pair") == 1


def test_a_double_tap_enrols_one_tablet(world: World) -> None:
    """And tells the same code, since the first answer may have been lost."""
    context, before = world.context(once="tap"), Kiosk.select().count()
    assert kiosks.pair(context, "Tablet") == kiosks.pair(context, "Tablet")
    assert Kiosk.select().count() == before + 1


def test_a_pairing_code_is_good_for_a_day(world: World) -> None:
    code = kiosks.pair(world.context(), "Tablet")
    world.clock.forward(hours=24)
    with pytest.raises(refusals.WrongPairingCode):
        kiosks.join(world.context(address=ADDRESS), code)


def test_wrong_pairing_codes_are_limited_by_address(world: World) -> None:
    code = kiosks.pair(world.context(), "Tablet")
    for number in range(attempts.PAIRING.most):
        wrong = "nonsense" if number % 2 else "0000-0000"
        with pytest.raises(refusals.WrongPairingCode):
            kiosks.join(world.context(address=ADDRESS), wrong)
    with pytest.raises(refusals.TooManyTries):
        kiosks.join(world.context(address=ADDRESS), code)
    assert kiosks.join(world.context(address="192.0.2.2"), code)


@pytest.mark.parametrize("label", ["", " ", "x" * 61, "a\0b", "\u202e"])
def test_a_tablet_has_a_name_that_can_be_shown(world: World, label: str) -> None:
    with pytest.raises(refusals.InvalidInput) as caught:
        kiosks.pair(world.context(), label)
    assert set(caught.value.errors) == {"label"}


def test_a_revoked_tablet_is_shut_out(world: World) -> None:
    cookie = kiosks.join(world.context(address=ADDRESS), kiosks.pair(world.context(), "Tablet"))
    kiosk = visitors.kiosk_of(cookie)
    link = links.to_handoff(world.secrets, kiosk.handle, world.clock())
    kiosks.revoke(world.context(), kiosk)
    with pytest.raises(refusals.KioskNotPaired):
        visitors.kiosk_of(cookie)
    with pytest.raises(refusals.HandoffBad):
        visitors.kiosk_of_handoff(world.secrets, link, world.clock())
    assert trail()[-1] == "kiosk.revoke"


def test_a_tablet_revoked_before_it_was_paired_never_pairs(world: World) -> None:
    code = kiosks.pair(world.context(), "Lost in the post")
    kiosks.revoke(world.context(), Kiosk.get(Kiosk.label == "Lost in the post"))
    with pytest.raises(refusals.WrongPairingCode):
        kiosks.join(world.context(address=ADDRESS), code)


def test_a_tablet_of_another_site_cannot_be_revoked(world: World) -> None:
    with pytest.raises(refusals.NotFound):
        kiosks.revoke(world.context(), world.kiosk_row(world.there))
    assert "kiosk.revoke" not in trail()


def test_revoking_by_a_double_tap_is_revoking_once(world: World) -> None:
    context, kiosk = world.context(once="tap"), world.kiosk_row()
    kiosks.revoke(context, kiosk)
    kiosks.revoke(context, kiosk)
    assert trail().count("kiosk.revoke") == 1
    with pytest.raises(refusals.NotFound):
        kiosks.revoke(dataclasses.replace(context, once="later"), kiosk)


@pytest.mark.parametrize("cookie", ["", "x", "\ud800", "\0"])
def test_a_cookie_that_is_not_ours_is_no_tablet(world: World, cookie: str) -> None:
    """Least of all one of those that wait for their code: they have no cookie at all."""
    with pytest.raises(refusals.KioskNotPaired):
        visitors.kiosk_of(cookie)


def test_the_code_on_the_tablet_changes_every_five_minutes(world: World) -> None:
    kiosk, start = world.kiosk_row(), world.clock() - world.clock() % 300
    first, same, other = (
        links.to_handoff(world.secrets, kiosk.handle, start + after) for after in (0, 299, 300)
    )
    assert first == same != other


def test_a_handoff_works_for_fifteen_minutes_after_it_was_last_shown(world: World) -> None:
    kiosk, start = world.kiosk_row(), world.clock() - world.clock() % 300
    link = links.to_handoff(world.secrets, kiosk.handle, start)
    for later in (0, 299, 299 + 15 * 60):
        assert visitors.kiosk_of_handoff(world.secrets, link, start + later) == kiosk
    with pytest.raises(refusals.HandoffExpired):
        visitors.kiosk_of_handoff(world.secrets, link, start + 20 * 60 + 1)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\0", "{}x", "x{}", "{}=", "{}."])
def test_a_handoff_that_we_did_not_make_is_bad(world: World, token: str) -> None:
    real = links.to_handoff(world.secrets, world.kiosk_row().handle, world.clock())
    with pytest.raises(refusals.HandoffBad):
        visitors.kiosk_of_handoff(world.secrets, token.format(real), world.clock())


def test_a_handoff_from_the_future_is_bad(world: World) -> None:
    link = links.to_handoff(world.secrets, world.kiosk_row().handle, world.clock() + 3600)
    with pytest.raises(refusals.HandoffBad):
        visitors.kiosk_of_handoff(world.secrets, link, world.clock())


def test_a_handoff_leads_to_the_site_of_its_tablet(world: World) -> None:
    link = links.to_handoff(world.secrets, world.kiosk_row(world.there).handle, world.clock())
    assert visitors.kiosk_of_handoff(world.secrets, link, world.clock()).site == world.there
