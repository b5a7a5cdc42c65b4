"""Every key is rotated while a server answers: nothing fails, and what was made before works."""

import base64
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.client import Client
from harness.server import ROOT, Server
from tests.races.helpers import prepare
from tests.races.ledger import Ledger

pytestmark = pytest.mark.timeout(300)

SIGNINGS = 40
KEPT = 10  # of them for what is looked at afterwards


class Practice:
    """A server with patients and a clinician under way, and what was given out before."""

    def __init__(self, server: Server) -> None:
        self.server = server
        person = prepare(server, "clinicians", 1)[0]
        self.poster = prepare(server, "posters", 1)[0]["path"]
        self.shown = prepare(server, "codes", 1)[0]["path"]
        self.receipts = prepare(server, "consents", 2)
        self.walks = prepare(server, "journeys", SIGNINGS)
        self.clinician = Client(server.url).sign_in(person["username"], person["password"])
        self.begun = prepare(server, "codes", 1)[0]["path"]
        self.form = Client(server.url)
        self.form.open_form(self.begun)

    def works(self) -> None:
        """Poster, code shown, receipt's page, its short code, token, session, name, a form."""
        phone = Client(self.server.url)
        for path in (self.poster, self.shown, *(each["page"] for each in self._pages())):
            assert phone.get(path).status == 200, path
        for each in self.receipts:
            found = self.clinician.post("/staff/verify", {"entry": each["code"]})
            assert (found.status, str(each["id"]) in found.location) == (303, True)
            told = self.server.flask("receipt", "verify", each["token"])
            assert told.startswith("Genuine: yes")
        listed = self.clinician.get("/staff/").text
        assert "Margaret O" in listed
        assert "Cannot be read" not in listed
        assert self.sign() == 303

    def _pages(self) -> list[dict[str, Any]]:
        return [each | {"page": f"/r/{each['page']}"} for each in self.receipts]

    def sign(self) -> int:
        phone = Client(self.server.url)
        phone.cookies["journey"] = self.walks.pop()["cookie"]
        phone.open_form("/journey/check")
        return phone.post("/journey/check", {}).status

    def is_whole(self) -> None:
        assert self.ready() == 200
        assert "not ok" not in self.server.flask("doctor")

    def ready(self) -> int:
        return Client(self.server.url).get("/readyz").status


class Load:
    """Patients who sign and staff who look, all the while; what they were answered."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.amiss: list[str] = []
        self.rounds = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.set()
        self._thread.join()

    def _run(self) -> None:
        desk = Client(self.practice.server.url)
        desk.cookies, desk.csrf = dict(self.practice.clinician.cookies), ""
        while not self._ends.wait(0.05):
            listed = desk.get("/staff/")
            if listed.status != 200 or "Cannot be read" in listed.text:
                self.amiss.append(f"list {listed.status}")
            if (ready := self.practice.ready()) != 200:
                self.amiss.append(f"ready {ready}")
            if len(self.practice.walks) > KEPT and (signed := self.practice.sign()) != 303:
                self.amiss.append(f"signing {signed}")
            self.rounds += 1


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with Server(tmp_path_factory.mktemp("rotating") / "data") as server:
        yield Practice(server)


def test_each_key_is_rotated_while_a_server_answers(practice: Practice) -> None:
    practice.works()
    practice.is_whole()
    (old,) = (practice.server.data_dir / "field-keys.txt").read_text().split()
    with Load(practice) as load:
        for command in (("publish",), ("rotate",), ("rotate", "secret"), ("rotate", "field")):
            practice.server.flask("keys", *command)
        practice.is_whole()
    assert load.amiss == []
    assert load.rounds > 10
    practice.works()
    practice.is_whole()
    (new,) = (practice.server.data_dir / "field-keys.txt").read_text().split()
    assert new != old
    assert practice.form.post(practice.begun, {}).status == 303, "a form from before is sent"
    assert "receipts that fit it" in practice.server.flask("audit", "verify")


@pytest.mark.long
def test_killed_while_it_encrypts_again_it_goes_on(practice: Practice) -> None:
    file, data = practice.server.data_dir / "field-keys.txt", practice.server.data_dir
    command = [sys.executable, "-m", "flask", "--app", "tests.races.slowly"]
    rotating = subprocess.Popen(
        [*command, "keys", "rotate", "field"], cwd=ROOT, env=practice.server.env
    )
    marks = _wait_for_two_keys(data)
    rotating.send_signal(signal.SIGKILL)
    rotating.wait()
    assert len(file.read_text().split()) == 2
    practice.is_whole()
    practice.works()
    practice.server.stop(9)
    practice.clinician.close()  # a browser, too, sees that what it was connected to has gone
    practice.server.start()
    practice.works()
    assert len(_marks(data)) == 2, "it was cut short"
    assert "goes on" in practice.server.flask("keys", "rotate", "field")
    assert len(file.read_text().split()) == 1
    (mark,) = _marks(data)
    assert mark in marks
    practice.works()
    practice.is_whole()


def test_what_is_new_is_made_with_the_new_keys(practice: Practice) -> None:
    """The control: each was in force at once, in the server that was not started again."""
    published = "/.well-known/jwks.json"
    before = Client(practice.server.url).get(published).text.count('"kid"')
    practice.server.flask("keys", "publish")
    ahead = Client(practice.server.url).get(published).text.count('"kid"')
    practice.server.flask("keys", "rotate")
    assert ahead == before + 1
    practice.sign()
    with Ledger(practice.server.data_dir) as ledger:
        ((token,),) = ledger.rows("SELECT token FROM consent ORDER BY id DESC LIMIT 1")
    assert f"{_kid(token)} signs\n" in practice.server.flask("keys", "list")
    practice.server.flask("keys", "drop", "secret", "--yes")
    assert practice.ready() == 200
    assert Client(practice.server.url).get(practice.poster).status == 404, "the older key is gone"
    again = prepare(practice.server, "posters", 1)[0]["path"]
    assert Client(practice.server.url).get(again).status == 200


def _kid(token: str) -> str:

    head = token.partition(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(head + "=="))["kid"])


def _wait_for_two_keys(data: Path) -> set[str]:
    """Until some rows are of the new key, and others of the old one."""
    deadline = time.monotonic() + 30
    while len(marks := _marks(data)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return marks


def _marks(data: Path) -> set[str]:
    with Ledger(data) as ledger:
        rows = ledger.rows("SELECT patient_name FROM consent UNION ALL SELECT answers FROM journey")
    return {found.group(1) for (text,) in rows if (found := re.match(r"a1\.(\w{8})\.", text))}
