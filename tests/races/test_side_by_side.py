"""Two tablets and twenty phones at once: nobody ever sees anything of anybody else (issue 3, 9)."""

import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

from harness.client import Client
from harness.server import Server
from tests.races.helpers import prepare
from tests.races.patient import FIELDS

TABLETS, PHONES = 2, 20
CODE = re.compile(r">\s*([0-9A-Z]{4}-[0-9A-Z]{4})\s*<")


@dataclass
class Patient:
    """One patient, what they are called, and every page that they were shown."""

    name: str
    client: Client
    start: str  # where the first form is, and where it posts to
    post: str
    pages: list[str] = field(default_factory=list)
    code: str = ""
    receipt: str = ""
    fault: str = ""

    def look(self, path: str) -> str:
        """Open a page, keep what it shows, and return where it leads, if it leads on."""
        answer = self.client.get(path)
        self.pages.append(answer.text)
        return answer.location

    def walk(self, together: threading.Barrier) -> None:
        """From the first screen to the receipt, each page opened before it is answered."""
        try:
            together.wait(timeout=30)
            self._walk()
        except Exception as fault:  # noqa: BLE001  # a thread's fault is the test's to report
            self.fault = repr(fault)

    def _walk(self) -> None:
        self.pages.append(self.client.open_form(self.start).text)
        step = self._sent(self.post, {})
        if step == "/journey/":
            step = self.look(step)
        while "/journey/receipt" not in step and "/r/" not in step:
            self.look(step)
            step = self._sent(step, FIELDS | {"name": self.name})
        self.receipt = step
        self.look(step)
        found = CODE.search(self.pages[-1])
        assert found is not None, self.pages[-1][:2000]
        self.code = found.group(1)

    def _sent(self, path: str, fields: dict[str, object]) -> str:
        answer = self.client.post(path, fields)
        assert answer.status == 303, f"{path}: {answer.status} {answer.text[:1500]}"
        assert answer.location != path, f"teach tests/races/patient.py to answer {path}"
        return answer.location


def crowd(server: Server) -> list[Patient]:
    tablets = [paired(server, server.pairing_code), paired(server, new_code(server))]
    way = prepare(server, "handoffs", 1)[0]["path"]
    patients = [
        Patient(f"Tabitha Tablet-{number:02d}", client, "/kiosk", "/kiosk/start")
        for number, client in enumerate(tablets)
    ]
    for number in range(PHONES):
        patients.append(Patient(f"Fintan Phone-{number:02d}", Client(server.url), way, way))
    return patients


def paired(server: Server, code: str) -> Client:
    client = Client(server.url)
    client.open_form("/kiosk/pair")
    assert client.post("/kiosk/pair", {"code": code}).status == 303
    return client


def new_code(server: Server) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", server.flask("kiosk", "pair", "Second tablet"))
    assert found is not None
    return found.group()


def test_twenty_two_patients_at_once_each_see_their_own_and_nobody_elses(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        patients = crowd(server)
        together = threading.Barrier(len(patients))
        threads = [threading.Thread(target=each.walk, args=(together,)) for each in patients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert [each.fault for each in patients if each.fault] == []
        assert len({each.code for each in patients}) == TABLETS + PHONES
        for each in patients:
            # The read-back shows the own name: else it would prove nothing that no other is shown.
            assert any(each.name in page for page in each.pages), each.name
            assert len(each.pages) > 10
        assert strangers(patients) == []
        assert trespassers(patients) == []


def strangers(patients: list[Patient]) -> list[str]:
    """Every page on which somebody saw another's name or code."""
    return [
        f"{each.name} saw {other.name}"
        for each in patients
        for other in patients
        if other is not each
        for page in each.pages
        if other.name in page or other.code in page
    ]


def trespassers(patients: list[Patient]) -> list[str]:
    """Whoever's own pages, opened once more with all signed, show somebody else's."""
    for each in patients:
        each.pages = [each.client.get(path).text for path in ("/journey/receipt", "/journey/check")]
        if each.receipt.startswith("/r/"):
            each.pages.append(each.client.get(each.receipt).text)
    return strangers(patients)
