"""Logs name the route: never the path, the query, a code, a token, or a person."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from harness import databases
from kiosk import logs
from kiosk.domain.refusals import Refusal
from kiosk.logs import HEADER, log
from kiosk.store import database
from kiosk.views.staff import record_note
from serving import lines
from tests.cast import PASSWORD, World

GOES = "SELECT pg_terminate_backend(pg_backend_pid()), 'Margaret'"

SECRET = ("Margaret", "O'Neill", "1948", "9434765919", PASSWORD, "alice", "/r/", "/h/")


@pytest.fixture(params=lines.FORMATS)
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that the product logs during a test, in one of the two formats."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(lines.formatter(request.param, logs._of_request))
    log.addHandler(handler)
    yield handler.stream
    log.removeHandler(handler)


def test_the_whole_job_is_logged_without_anything_personal(
    world: World, written: io.StringIO
) -> None:
    phone, alice = world.phone(), world.signed_in("alice")
    receipt = world.sign(phone, you={"nhs_number": "943 476 5919"})
    page = alice.open("/staff/")
    for entry in (receipt.code, receipt.token, "nonsense"):
        page = alice.submit(alice.open("/staff/"), "/staff/verify", entry=entry)
    phone.get("/r/none/status?seen=x")
    phone.get("/nothing/Margaret?name=Margaret")
    assert page.status == 422
    # By chance a request's nine digits hold a year of birth, and a time of day's six do.
    text = re.sub(r"\b\d{9}\b|\.\d{6}Z", "", written.getvalue())
    assert "/journey/<step>" in text
    assert "/r/<key>/status" in text
    assert "(no route)" in text
    key = receipt.page.removeprefix("/r/")
    for secret in (*SECRET, receipt.code, receipt.token, key, "seen", "nonsense"):
        assert secret.replace("/r/", f"/r/{key}").replace("/h/", "/h/e") not in text, secret


def test_a_page_that_looks_again_writes_no_line_unless_it_is_refused(
    world: World, written: io.StringIO
) -> None:
    """Thirty phones that ask every two seconds would be a million lines a day."""
    phone = world.phone()
    receipt = world.sign(phone)
    before = written.getvalue()
    assert phone.get(f"{receipt.page}/status").status == 200
    assert written.getvalue() == before
    assert phone.get("/r/none/status").status == 404
    assert "/r/<key>/status" in written.getvalue().removeprefix(before)


def test_a_line_has_method_route_status_and_time(world: World, written: io.StringIO) -> None:
    world.browser().get("/kiosk")
    line = written.getvalue().splitlines()[-1]
    if line.startswith("{"):
        fields = json.loads(line)
        assert (fields["method"], fields["route"], fields["status"]) == ("GET", "/kiosk", 403)
    else:
        assert "method=GET route=/kiosk status=403 ms=" in line


def test_a_fault_is_logged_with_where_and_a_page_in_words(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = world.signed_in("alice")

    def fail(*_given: object) -> str:
        raise ZeroDivisionError("Margaret said so") from ValueError("O'Neill")

    monkeypatch.setattr(record_note, "note_text", fail)
    consent = world.verify(world.signed())
    page = alice.get(f"{world.card(consent.id)}/note")
    assert page.status == 500
    assert "our fault" in page.text
    assert "Traceback" not in page.text
    assert "ZeroDivisionError" in written.getvalue()
    assert "ValueError" in written.getvalue()
    assert "record_note.py" in written.getvalue()
    assert "O'Neill" not in written.getvalue()
    assert "Margaret" not in written.getvalue()


def test_a_refusal_carries_no_persons_data() -> None:
    """Each is a class with a code: what it is raised with is a code or a number."""
    kinds = Refusal.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)


def told(written: io.StringIO) -> dict[str, str]:
    """What the last line says, whichever form it has."""
    line = written.getvalue().splitlines()[-1]
    if line.startswith("{"):
        return {key: str(value) for key, value in json.loads(line).items()}
    at, level, rest = line.split(" ", 2)
    words = dict(re.findall(r"(\w+)=(.*?)(?= \w+=|$)", rest))
    return {"at": at, "level": level.lower()} | words


def test_an_error_page_shows_the_number_of_its_line(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that a patient can read out, and that lead to what happened."""
    monkeypatch.setattr("kiosk.views.public.home.named_site", lambda: 1 / 0)
    page = world.browser().get("/")
    assert page.status == 500
    assert "tell a member of staff this number:" in page.text
    shown = re.search(r"this number:\s*([0-9]{3}) ([0-9]{3}) ([0-9]{3})\b", page.text)
    assert shown is not None
    line = told(written)
    assert line["request_id"] == "".join(shown.groups()) == page.response.headers[HEADER]
    assert (line["level"], line["status"]) == ("warning", "500")
    assert written.getvalue().count(line["request_id"]) == 2, "the fault's line has it, too"


def test_a_page_that_says_what_to_do_shows_no_number(world: World) -> None:
    assert "this number" not in world.browser().get("/nothing").text


@pytest.mark.parametrize(
    ("hops", "given", "taken"),
    [
        (1, "7f3c9a52e0b14d6c8a11", True),
        (0, "7f3c9a52e0b14d6c8a11", False),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "two words at once", False),
    ],
)
def test_a_number_is_taken_from_a_trusted_proxy_alone(
    world: World, hops: int, given: str, *, taken: bool
) -> None:
    app = Flask(__name__)
    logs.install(app, "plain", hops=hops, looks_again=lambda: False)
    app.add_url_rule("/", view_func=logs.number)
    answer = app.test_client().get("/", headers={HEADER: given})
    assert (answer.headers[HEADER] == given) is taken
    assert re.fullmatch("[0-9]{9}", answer.text), "a page says digits, whatever a proxy calls it"
    assert (answer.text == answer.headers[HEADER]) is not taken


def test_a_page_that_looks_again_slowly_has_a_line(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = world.phone()
    receipt = world.sign(phone)
    monkeypatch.setattr(logs, "SLOW", -1)
    assert phone.get(f"{receipt.page}/status").status == 200
    assert told(written)["route"] == "/r/<key>/status"


def test_a_database_that_fails_says_how(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 14: "OperationalError", and no more. A server's own words may quote the statement."""
    asks, said = "SELECT * FROM nowhere WHERE name = 'Margaret'", "apsw.SQLError: no such table"
    if databases.ON_POSTGRES:  # where a table that is not there is no fault that passes by itself
        asks, said = GOES, "psycopg.errors.AdminShutdown"

    def fail() -> None:
        database.database.execute_sql(asks)

    monkeypatch.setattr("kiosk.views.public.home.named_site", fail)
    assert world.browser().get("/").status == 503
    assert said in written.getvalue()
    assert "Margaret" not in written.getvalue()


def test_an_unknown_method_is_no_word_of_the_log(world: World, written: io.StringIO) -> None:
    world.app.test_client().open("/", method="MARGARET")
    assert told(written)["method"] == "(other)"
