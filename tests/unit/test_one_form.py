"""Every line of a real server in one form, and none with an address, a code, a name or a token."""

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.server import prepare
from harness import databases
from harness.client import Client
from harness.server import Server
from tests.unit.test_gunicorn import ask

NOISY = "--access-logfile - --logger-class gunicorn.glogging.Logger"
NAMES = ("Margaret", "O'Neill", "1948", "alice", "a long enough password")


def walked(folder: Path, **settings: str) -> tuple[list[str], list[str]]:
    """The lines of a server that people used, and that failed them; and what none may hold."""
    server = Server(folder / "data", ASKFIRST_LOG_FORMAT="json", **settings)
    alice = prepare(server, "clinicians", 1)[0]
    consent, other = prepare(server, "consents", 2)
    sent = prepare(server, "handoffs", 1)[0]["path"]
    key = consent["page"].removeprefix("/r/")
    with server:
        phone = Client(server.url)
        for path in (f"/r/{key}", f"/r/{key}/status?seen=x", f"/r/{key}/nothing?name=Margaret"):
            phone.get(path)
        phone.get(sent)
        phone.post("/v", {"entry": consent["token"]})
        desk = Client(server.url).sign_in(alice["username"], alice["password"])
        desk.post("/staff/verify", {"entry": consent["code"]})
        desk.get("/staff/?find=O'Neill")
        desk.get(other["card"])
        ask(server.port, f"GET /r/{key} nonsense\r\n\r\n")
        ask(server.port, f"GET /r/{key}/{'x' * 2048} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _fail(server, key)
    lines = server.log.read_text().splitlines()
    return lines, [key, sent.split("/")[-1], consent["token"], consent["code"], *NAMES]


def _fail(server: Server, key: str) -> None:
    """A worker is killed, and the database goes away."""
    assert server.process is not None
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    os.kill(int(children.read_text().split()[0]), 9)
    databases.take_away(server.data_dir)
    assert Client(server.url).get(f"/r/{key}").status == 503
    time.sleep(0.5)


def test_every_line_is_json_with_time_and_level_and_nobodys_data(tmp_path: Path) -> None:
    """Issue 14: 26 of 100 lines were none; one that is none is lost to whoever collects them."""
    lines, secrets = walked(tmp_path, GUNICORN_CMD_ARGS="--access-logfile -")
    read = [json.loads(line) for line in lines]
    assert all({"at", "level", "message"} <= each.keys() for each in read)
    said = {each["message"] for each in read}
    assert {"request", "database", "Invalid request"} <= said
    assert any(each.startswith("Listening at") for each in said), "gunicorn's own, at its start"
    assert any(each.startswith("Shutting down") for each in said), "and at its end"
    assert any("SIGKILL" in each for each in said)
    asked = [each for each in read if each["message"] in ("request", "database")]
    assert all(each["request_id"] for each in asked)
    assert {"/r/<key>", "(no route)", "/staff/verify"} <= {each.get("route") for each in read}
    assert not [secret for secret in secrets for line in lines if secret in line]


def test_gunicorns_own_logger_would_name_them(tmp_path: Path) -> None:
    """The control: the same walk, where the key of a receipt stands in line after line."""
    lines, secrets = walked(tmp_path, GUNICORN_CMD_ARGS=NOISY)
    assert [line for line in lines if secrets[0] in line]
    with pytest.raises(json.JSONDecodeError):
        _ = [json.loads(line) for line in lines]


WARNS = """
import sys, threading, warnings
def app(environ, start_response):
    if environ["PATH_INFO"] == "/warn":
        warnings.warn("Margaret said so")
        threading.Thread(target=lambda: 1 / 0).start()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture
def lines_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    from tests.unit.test_gunicorn import get, served

    monkeypatch.setenv("ASKFIRST_LOG_FORMAT", "json")

    def ask_for(path: str) -> list[str]:
        with served(tmp_path, code=WARNS) as port:
            get(port, path)
            time.sleep(0.3)
        return (tmp_path / "log").read_text().splitlines()

    return ask_for


def test_a_warning_and_what_ends_a_thread_are_lines_like_any_other(
    lines_of: Callable[[str], list[str]],
) -> None:
    read = [json.loads(line) for line in lines_of("/warn")]
    (warned,) = [each for each in read if each["message"].startswith("UserWarning at ")]
    (ended,) = [each for each in read if each["message"] == "a thread ended"]
    assert (warned["level"], ended["level"]) == ("warning", "critical")
    assert "ZeroDivisionError" in ended["fault"]
    assert "Margaret" not in json.dumps(read), "a warning's words may be anybody's"


def test_what_stops_the_start_is_a_line_as_well(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", ASKFIRST_LOG_FORMAT="json")
    (server.data_dir / "field-keys.txt").unlink()
    with pytest.raises(AssertionError, match="did not start"):
        server.start()
    last = json.loads(server.log.read_text().splitlines()[-1])
    assert last["level"] == "critical"
    assert last["message"].startswith("Ask First cannot start: field-keys.txt is not in")
    assert socket.socket().connect_ex(("127.0.0.1", server.port)) != 0
