"""Twenty-four at once: never more get through than a budget or a limit on tries allows."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.client import Client
from harness.racer import Field
from harness.server import Server
from kiosk.actions import attempts, budgets
from signing import codes
from tests.races.helpers import prepare, without
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)  # generous: the races share the machine with others

RACERS = 24
FEW = 5
COLLEAGUES = 10  # who sign in at one moment: twice as many as may try
HAMMERED = 4  # tries of each racer, and sign-ins of the colleague meanwhile
ROUNDS = 3  # 72 that sign, of whom one address may 60
POSTER = budgets.LIMITS["address"].most
STRANGERS = {"ASKFIRST_GUEST_NETWORKS": ""}  # no network is the place's own


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product as it is served, with its real budgets, and passwords that take as long."""
    folder = tmp_path_factory.mktemp("flood") / "data"
    with Server(folder, app="wsgi:app", new=True, **STRANGERS) as running:
        yield running


@pytest.fixture(scope="module")
def field(server: Server) -> Iterator[Field]:
    with Field(server.url, RACERS) as racers:
        yield racers


@pytest.fixture(scope="module", autouse=True)
def known(server: Server) -> Client:
    """A browser that somebody here has signed in with, before anybody guesses."""
    browser = Client(server.url).sign_in("manager", server.password)
    browser.keep_cookies = False
    return browser


def strangers(field: Field, server: Server, path: str) -> Client:
    """Every racer is a browser that has opened this page, and is nobody."""
    browser = Client(server.url)
    browser.open_form(path)
    browser.keep_cookies = False
    become = {"do": "become", "cookies": browser.cookies, "csrf": browser.csrf}
    field.race([become] * len(field.racers))
    return browser


def statuses(field: Field, requests: list[dict[str, Any]]) -> Counter[int]:
    return Counter(each["status"] for each in field.race(requests))


def sign_ins(field: Field, server: Server) -> Counter[int]:
    strangers(field, server, "/staff/sign-in")
    wrong = {"username": "manager", "password": "wrong, wrong, wrong"}
    return statuses(field, [{"do": "post", "path": "/staff/sign-in", "fields": wrong}] * RACERS)


def poster(field: Field, server: Server) -> Counter[int]:
    """All but one of the budget is used, half of it by many at once; then all want the last one."""
    path = prepare(server, "posters", 1)[0]["path"]
    browser = strangers(field, server, path)
    request = {"do": "post", "path": path, "fields": {}}
    found = statuses(field, [request] * RACERS)
    for _turn in range(POSTER - RACERS - 1):
        found[browser.post(path, {}).status] += 1
    return found + statuses(field, [request] * RACERS)


def right_sign_ins(field: Field, server: Server) -> Counter[int]:
    """As one person from one address, as behind one router; in browsers that nobody knows."""
    strangers(field, server, "/staff/sign-in")
    right = {"username": "manager", "password": server.password}
    request = {"do": "post", "path": "/staff/sign-in", "fields": right}
    for racer in field.racers[:COLLEAGUES]:
        racer.tell(request)
    return Counter(each.answers()[0]["status"] for each in field.racers[:COLLEAGUES])


def test_a_right_password_waits_for_others_that_are_still_being_checked(
    field: Field, server: Server
) -> None:
    """It is never refused by them: they may all be right."""
    assert right_sign_ins(field, server) == {303: COLLEAGUES}
    with Ledger(server.data_dir) as ledger:
        assert ledger.count("SELECT count(*) FROM attempt") == 0


@pytest.mark.parametrize(("guard", "refused"), [("narrow", False), ("waiting", True)])
def test_counting_those_as_failures_refuses_right_passwords(
    tmp_path: Path, guard: str, *, refused: bool
) -> None:
    """The control: as it was, and the race finds it; with one try at a time, so that it does on a
    quiet machine too. The same with the guard refuses none.
    """
    server = without(guard, tmp_path / "data", new=True, **STRANGERS)
    with server, Field(server.url, FEW) as field:
        assert (right_sign_ins(field, server)[429] > 0) is refused


def test_of_24_sign_ins_at_once_five_are_tried(field: Field, server: Server) -> None:
    most = attempts.SIGN_IN.most
    assert sign_ins(field, server) == {403: most, 429: RACERS - most}
    with Ledger(server.data_dir) as ledger:
        assert ledger.count("SELECT count(*) FROM attempt") == 3 * most


def test_while_a_stranger_hammers_a_colleague_signs_in(
    field: Field, server: Server, known: Client
) -> None:
    """From the same address, and with their name. The control: a browser that nobody knows."""
    strangers(field, server, "/staff/sign-in")
    wrong = {"username": "manager", "password": "wrong, wrong, wrong"}
    request = {"do": "post", "path": "/staff/sign-in", "fields": wrong}
    for racer in field.racers:
        racer.tell(*[request] * HAMMERED)
    right = wrong | {"password": server.password}
    assert [known.post("/staff/sign-in", right).status for _turn in range(HAMMERED)] == [303] * 4
    told = Counter(each["status"] for racer in field.racers for each in racer.answers())
    assert told == {429: RACERS * HAMMERED}
    assert known.post("/staff/sign-in", wrong).status == 403
    strange = Client(server.url)
    strange.open_form("/staff/sign-in")
    assert strange.post("/staff/sign-in", right).status == 429
    with Ledger(server.data_dir) as ledger:
        noted = "SELECT count(*) FROM audit_entry WHERE verb LIKE 'staff.sign_in_%'"
        assert ledger.count(noted) == 2  # one for the name and address, one for the limit reached
        assert ledger.broken_entry() is None


def test_counting_after_the_check_lets_more_be_tried(tmp_path: Path) -> None:
    """The control: as it was, and the race finds it."""
    server = without("sign_in", tmp_path / "data", new=True, **STRANGERS)
    with server, Field(server.url, RACERS) as field:
        assert sign_ins(field, server)[403] > attempts.SIGN_IN.most


def test_one_address_begins_no_more_walks_than_its_budget(field: Field, server: Server) -> None:
    assert poster(field, server) == {303: POSTER, 429: RACERS - 1}
    with Ledger(server.data_dir) as ledger:
        assert ledger.count("SELECT count(*) FROM journey WHERE door = 'poster'") == POSTER


def test_without_the_one_transaction_more_walks_begin(tmp_path: Path) -> None:
    """The control."""
    server = without("budget", tmp_path / "data", **STRANGERS)
    with server, Field(server.url, RACERS) as field:
        assert poster(field, server)[303] > POSTER


def test_one_address_signs_no_more_than_its_budget(field: Field, server: Server) -> None:
    walks = prepare(server, "walks", ROUNDS * RACERS)
    phone = Client(server.url)
    phone.cookies["journey"] = walks[0]["cookie"]
    phone.open_form("/journey/check")
    found: Counter[int] = Counter()
    for turn in range(ROUNDS):
        theirs = walks[turn * RACERS : (turn + 1) * RACERS]
        cookies = [{**phone.cookies, "journey": each["cookie"]} for each in theirs]
        field.race([{"do": "become", "cookies": each, "csrf": phone.csrf} for each in cookies])
        found += statuses(field, [{"do": "post", "path": "/journey/check", "fields": {}}] * RACERS)
    assert found == {303: POSTER, 429: ROUNDS * RACERS - POSTER}
    with Ledger(server.data_dir) as ledger:
        assert ledger.count("SELECT count(*) FROM consent WHERE door = 'poster'") == POSTER
        assert ledger.broken_entry() is None


def test_one_address_guesses_no_more_codes_than_its_limit(field: Field, server: Server) -> None:
    guesses = [codes.display(codes.code_from_bytes(bytes([n]) * 32)) for n in range(RACERS)]
    found = statuses(field, [{"do": "get", "path": f"/h/{each}"} for each in guesses])
    most = budgets.LIMITS["guesses"].most
    assert found == {404: most, 429: RACERS - most}
