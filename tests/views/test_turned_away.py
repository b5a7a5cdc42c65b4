"""Whoever a budget turns away: a kind page in their language, nothing lost, and a line for Mo."""

import dataclasses
import re
from collections.abc import Iterator

import pytest

from kiosk import links
from kiosk.actions import attempts, budgets, policies
from kiosk.domain import networks
from kiosk.store import queries
from kiosk.store.models import Attempt, Consent, Journey, TurnedAway
from signing import codes
from tests.cast import World, all_rows
from tests.pages import Browser

MOST = 3


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Budgets that three use up; the numbers themselves stand in tests/actions/test_budgets.py."""
    limits = {name: attempts.Limit(MOST, each.window) for name, each in budgets.LIMITS.items()}
    monkeypatch.setattr(budgets, "LIMITS", limits)


@pytest.fixture
def path(world: World) -> str:
    return f"/p/{links.poster_code(world.secrets, world.here.id, 0)}"


def crowd(world: World, path: str, count: int = MOST) -> Iterator[Browser]:
    for _turn in range(count):
        phone = world.browser()
        assert phone.submit(phone.get(path), path).path.startswith("/journey/")
        yield phone


def _at(world: World, address: str) -> Browser:
    return world.browser(environ_overrides={"REMOTE_ADDR": address})


def test_who_is_turned_away_is_told_what_to_do_in_their_language(world: World, path: str) -> None:
    for each in queries.languages_of(world.here):
        if each.code in ("pl", "ur"):
            policies.offer_language(world.context(), each.text)
    list(crowd(world, path))
    phone = world.browser()
    page = phone.send(phone.get(path), path)
    assert page.status == 429
    assert page.response.headers["Retry-After"] == "600"
    for words in ("not about you", "use the tablet", "ask at reception", "10 minutes", "care"):
        assert words in page.text
    page = phone.send(phone.get(f"{path}?lang=pl"), path)
    assert page.status == 429
    assert page.tree.get("lang") == "pl"
    assert "tablet" in page.text
    assert "not about you" not in page.text


def test_the_same_form_goes_through_once_there_is_room(world: World, path: str) -> None:
    list(crowd(world, path))
    phone = world.browser()
    page = phone.send(phone.get(path), path)
    world.clock.forward(minutes=61)
    assert phone.submit(page, path).path.startswith("/journey/")


def test_with_the_budget_raised_nobody_is_turned_away(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(budgets, "LIMITS", dict.fromkeys(budgets.LIMITS, attempts.Limit(50, 600)))
    assert len(list(crowd(world, path, 20))) == 20
    assert TurnedAway.select().count() == 0


def test_with_the_budget_that_the_place_has_set_neither(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = dataclasses.replace(world.app.config["ASKFIRST"], budgets={"address": 20, "poster": 20})
    monkeypatch.setitem(world.app.config, "ASKFIRST", own)
    with monkeypatch.context() as site_alone:
        wide = budgets.LIMITS | {"site": attempts.Limit(50, 600)}
        site_alone.setattr(budgets, "LIMITS", wide)
        assert len(list(crowd(world, path, 12))) == 12


def test_at_the_last_tap_no_answer_is_lost(world: World, path: str) -> None:
    """Walks begun in three hours, and signed at once."""
    phones = []
    for _turn in range(MOST + 1):
        phones += crowd(world, path, 1)
        world.clock.forward(minutes=10)
        Journey.update(expires_at=world.clock() + 3600).execute()
        Attempt.delete().execute()
    pages = [world.walk(phone) for phone in phones]
    for phone, page in zip(phones[:-1], pages, strict=False):
        assert phone.submit(page, "/journey/check").path.startswith("/r/")
    page = phones[-1].send(pages[-1], "/journey/check")
    assert page.status == 429
    assert "We have kept your answers" in page.text
    assert Consent.select().where(Consent.door == "poster").count() == MOST
    world.clock.forward(minutes=61)
    Journey.update(expires_at=world.clock() + 3600).execute()
    assert phones[-1].submit(page, "/journey/check").path.startswith("/r/")


def test_a_no_that_comes_too_late_keeps_its_name(world: World, path: str) -> None:
    phones = list(crowd(world, path))
    pages = [phone.get("/journey/refuse") for phone in phones]
    budgets.LIMITS["address"] = attempts.Limit(MOST - 1, 600)
    sent = zip(phones, pages, strict=True)
    answers = [phone.send(page, "/journey/refuse", name="Ann Poe") for phone, page in sent]
    assert [each.status for each in answers] == [303] * (MOST - 1) + [429]
    assert answers[-1].form("/journey/refuse")["name"] == "Ann Poe"


def test_a_poster_that_is_full_leaves_the_tablet_and_its_phones_alone(
    world: World, path: str
) -> None:
    list(crowd(world, path))
    assert world.browser().post(path).status in (400, 429)
    tablet = world.kiosk()
    assert tablet.submit(tablet.get("/kiosk"), "/kiosk/start").path.startswith("/journey/")
    assert world.phone().get("/journey/").status in (200, 303)
    shown, phone = world.show_a_code(), world.browser()
    assert phone.submit(phone.get(shown), shown).path.startswith("/journey/")


def test_an_address_is_told_apart_by_its_network(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An IPv6 line picks any address of its /64; and the place's own network is allowed more."""
    doors = [_at(world, f"2001:db8::{turn}") for turn in range(MOST + 1)]
    answers = [each.send(each.get(path), path).status for each in doors]
    assert answers == [303] * MOST + [429]
    own = networks.own("10.20.0.0/16")
    monkeypatch.setitem(world.app.config, "ASKFIRST", _with(world, own))
    guests = [_at(world, "10.20.0.9") for _turn in range(3 * MOST)]
    assert {each.send(each.get(path), path).status for each in guests} == {303}


def _with(world: World, own: tuple[networks.Network, ...]) -> object:
    return dataclasses.replace(world.app.config["ASKFIRST"], guest_networks=own)


def test_a_guesser_is_stopped_and_others_are_not(world: World) -> None:
    shown, guesser = world.show_a_code(), _at(world, "192.0.2.66")
    wrong = [codes.display(codes.code_from_bytes(bytes([turn]) * 32)) for turn in range(MOST)]
    assert [guesser.get(f"/h/{each}").status for each in wrong] == [404] * MOST
    before = all_rows()
    page = guesser.get(shown)
    assert page.status == 429
    assert "ask at reception" in page.text
    assert guesser.get(f"/p/{wrong[0]}").status == 429
    noted = {"turned_away"}
    assert {table for table, rows in all_rows().items() if rows != before[table]} == noted
    assert world.browser().get(shown).status == 200


def test_the_manager_reads_what_happened_and_nothing_while_nothing_did(
    world: World, path: str
) -> None:
    mo = world.signed_in("mo")
    assert "Turned away" not in mo.get("/manage/").text
    list(crowd(world, path))
    for _turn in range(2):
        phone = world.browser()
        phone.send(phone.get(path), path)
    text = mo.get("/manage/").text
    assert "were turned away 2 times." in text
    assert re.search(r"2 times because one address .* from 1 address, last at 10:00\.", text)
    world.clock.forward(hours=25)
    assert "Turned away" not in world.signed_in("mo").get("/manage/").text
