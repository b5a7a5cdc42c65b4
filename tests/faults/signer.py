"""Phones about to sign, on a real server: what they send is a write that is acknowledged or not."""

import re
import time
from dataclasses import dataclass
from typing import Any

from harness.client import Answer, Client, once
from harness.server import Server
from tests.races.helpers import prepare
from tests.races.ledger import Ledger

SIGN = "/journey/check"
SORRY = "Nothing was lost"  # what a page says that asks to send the same again


@dataclass
class Phone:
    """One walk, all answered. The same form can be sent again, under the same key."""

    client: Client
    key: str

    def sign(self) -> Answer:
        return self.client.post(SIGN, {"once": self.key})

    def sign_in_time(self) -> tuple[Answer, float]:
        """The answer, and how many seconds it took."""
        began = time.monotonic()
        answer = self.sign()
        return answer, time.monotonic() - began


def phones(server: Server, count: int) -> list[Phone]:
    """As many patients, each with the last page open."""
    return [_phone(server, each) for each in prepare(server, "journeys", count)]


def _phone(server: Server, made: dict[str, Any]) -> Phone:
    client = Client(server.url)
    client.cookies["journey"] = made["cookie"]
    client.open_form(SIGN)
    return Phone(client, once())


def signed(answer: Answer) -> bool:
    """Whether the phone was told that it has a receipt."""
    return answer.status == 303 and answer.location.startswith("/r/")


def assert_said_in_words(answer: Answer) -> None:
    """Not kept: the page says so plainly, with the same form, and nothing of ours shows."""
    assert answer.status == 503, answer.text[:500]
    assert SORRY in re.sub(r"\s+", " ", answer.text)
    assert f'action="{SIGN}"' in answer.text
    for ours in ("Traceback", "apsw", "peewee", "sqlite", "askfirst.db"):
        assert ours not in answer.text


def consents(server: Server) -> int:
    """How many are in the database, and that its trail is whole."""
    with Ledger(server.data_dir) as ledger:
        assert ledger.broken_entry() is None
        return ledger.count("SELECT count(*) FROM consent")
