"""Every byte that a server leaves anywhere is searched for what must not be there (issue 11, 1.6).

A whole visit over HTTP, then: the data folder, the log, the processes' arguments, every page. Each
search is in all the spellings in which bytes travel; the controls are found in the same places.
"""

import base64
import json
import re
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness import databases
from harness.client import Answer, Client
from harness.server import Server
from kiosk.domain.decision import CHECKS
from tests.faults.limits import workers
from tests.races.helpers import prepare
from tests.races.ledger import Ledger
from tests.races.patient import FIELDS, Persistent, _agree, _code, _walk

pytestmark = pytest.mark.timeout(120)

NAME, BORN, NUMBER = "Wilhelmina Featherstonehaugh", "1948-03-27", "943 476 5919"


def spellings(secret: str) -> list[bytes]:
    """A secret as it stands, and as it would if somebody had packed it."""
    raw = secret.encode()
    packed = [base64.b64encode(raw[cut : cut + len(raw) // 3 * 3 - 3])[4:-4] for cut in range(3)]
    plain = [raw, secret.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode()]
    words = [urllib.parse.quote(secret).encode(), urllib.parse.quote_plus(secret).encode()]
    return [each for each in (*plain, *words, json.dumps(secret)[1:-1].encode(), *packed) if each]


def holds(where: bytes, secret: str) -> bool:
    return any(each in where for each in spellings(secret))


@dataclass
class Visit:
    """What one visit left behind, and what everybody in it knew."""

    data: bytes  # of the data folder, without the files of keys
    log: bytes
    arguments: bytes
    pages: bytes
    keys: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


class Reader(Client):
    """Keeps every page that it is shown."""

    shown: list[str] = []

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        answer = super()._send(method, path, body)
        self.shown.append(answer.text)
        return answer


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    server = Server(tmp_path_factory.mktemp("secrets") / "data")
    server.warmly = False  # what the list of processes shows of it is looked at
    person = prepare(server, "clinicians", 1)[0]
    handoff = prepare(server, "handoffs", 1)[0]["path"]
    with server:
        told = walked(server, person, handoff)
        told.arguments = b"".join(
            Path(f"/proc/{each}/cmdline").read_bytes() for each in workers(server)
        )
        told.data = b"".join(
            each.read_bytes() + each.name.encode()
            for each in sorted(server.data_dir.rglob("*"))
            if each.is_file() and each.name not in told.keys
        )
        told.data += databases.said(server.data_dir)
    told.log = server.log.read_bytes()
    told.passwords["manager"] = server.password
    told.links |= {"invitation": server.invitation.rsplit("/", 1)[-1]}
    return told


def walked(server: Server, person: dict[str, str], handoff: str) -> Visit:
    """From the QR to the clinician's yes, and the manager's pages."""
    tally = {"retries": 0, "writes": 0}
    phone, staff = Reader(server.url), Reader(server.url)
    patient, clinician = Persistent(phone, tally), Persistent(staff, tally)
    staff.sign_in(person["username"], person["password"])
    manager = Reader(server.url).sign_in("manager", server.password)
    patient.open_form(handoff)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FIELDS, "name", NAME)
        patch.setitem(FIELDS, "nhs_number", NUMBER)
        page = _walk(patient, patient.post(handoff).location)
    code = _code(patient, page)
    card = clinician.post("/staff/verify", entry=code).location.partition("?")[0]
    clinician.post(f"{card}/verify")
    _agree(clinician, card, [*CHECKS])
    for path in ("/manage/", "/manage/people", "/manage/tablets", "/manage/poster"):
        manager.get(path)
    with Ledger(server.data_dir) as ledger:
        ((token,),) = ledger.rows("SELECT token FROM consent")
    pages = "".join(Reader.shown).encode()
    made = Visit(b"", b"", b"", pages, person={"name": NAME, "birth date": BORN, "number": NUMBER})
    for name in ("secret-key.txt", "field-keys.txt", "receipt-keys.json"):
        made.keys[name] = (server.data_dir / name).read_text().strip()
    made.keys["receipt-keys.json"] = json.loads(made.keys["receipt-keys.json"])["keys"][0]["d"]
    for who, client in (("phone", phone), ("staff", staff), ("manager", manager)):
        made.cookies |= {f"{who} {name}": value for name, value in client.cookies.items()}
    made.links |= {"page": page.removeprefix("/r/"), "code": code, "handoff": handoff[3:]}
    made.links |= {"code, plain": code.replace("-", "")}
    made.passwords["clinician"] = person["password"]
    made.tokens["receipt"] = token
    return made


def test_the_controls_are_found_where_they_are(visit: Visit) -> None:
    """And in each spelling: what is not found above is not there."""
    assert holds(visit.data, "Our practice")
    assert holds(visit.data, visit.tokens["receipt"]), "the receipt names nobody"
    assert holds(visit.log, "/journey/<step>")
    assert holds(visit.arguments, "gunicorn")
    assert holds(visit.pages, NAME)
    assert holds(visit.pages, visit.links["code"])
    for spelled in spellings(NAME):
        assert holds(b"\0" + spelled + b"\xff", NAME)
    packed = base64.b64encode(b"x" + NAME.encode() + b"yz")
    assert holds(packed, NAME)


def test_no_key_stands_anywhere_but_in_its_file(visit: Visit) -> None:
    for name, key in visit.keys.items():
        for where in (visit.data, visit.log, visit.arguments, visit.pages):
            assert not holds(where, key), name


def test_the_database_opens_no_session_no_link_and_no_receipt(visit: Visit) -> None:
    """Whoever copies the file goes on as nobody: cookies, links and codes are hashes in it."""
    parts = {
        f"{name} {number}": part
        for name, value in visit.cookies.items()
        for number, part in enumerate(re.split(r"[.~]", value))
        if len(part) >= 8
    }
    assert len(parts) > 6
    for name, part in (parts | visit.links).items():
        assert not holds(visit.data, part), name


def test_no_name_birth_date_number_or_password_can_be_read_in_it(visit: Visit) -> None:
    words = visit.person | visit.passwords | {"surname": NAME.split()[1]}
    words["number, plain"] = NUMBER.replace(" ", "")
    for name, word in words.items():
        assert not holds(visit.data, word), name


def test_the_log_and_the_process_list_have_none_of_all_this(visit: Visit) -> None:
    everything = visit.cookies | visit.links | visit.person | visit.passwords | visit.tokens
    for name, word in everything.items():
        assert not holds(visit.log, word), name
        assert not holds(visit.arguments, word), name


def test_no_page_repeats_a_password_or_a_cookie(visit: Visit) -> None:
    """Scripts of ours cannot read them either (HttpOnly): a page that shows one would undo it."""
    for name, word in visit.passwords.items():
        assert not holds(visit.pages, word), name
    for name, word in visit.cookies.items():
        assert not holds(visit.pages, word), name
