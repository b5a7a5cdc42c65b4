"""Logs name the route: never the path, the query, a code, a token, or a person."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from kiosk.domain.refusals import Refusal
from kiosk.logs import _Json, _Plain, log
from kiosk.views.staff import record_note
from tests.cast import PASSWORD, World

SECRET = ("Margaret", "O'Neill", "1948", "9434765919", PASSWORD, "alice", "/r/", "/h/")


@pytest.fixture(params=[_Plain, _Json], ids=["plain", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that the product logs during a test, in one of the two formats."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(request.param())
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
    text = written.getvalue()
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
