"""Load for the kill test: patients and a clinician who do not give up.

Run as `python -m tests.races.patient`, told by a line of JSON; walks whole journeys over HTTP until
its standard input ends, then finishes the one under way and prints what was acknowledged. A
request that fails is sent again, the same under the same idempotency key, until it is answered.
"""

import json
import re
import select
import sys
import time
from typing import Any

from harness.answers import FIELDS
from harness.client import FAILURES, Answer, Client, once

PATIENCE = 60  # seconds that one request is tried for
PAUSE = 0.05  # between two tries


class Persistent:
    """A client that sends a request again until it is answered, and counts how often."""

    def __init__(self, client: Client, tally: dict[str, int]) -> None:
        self.client = client
        self.tally = tally

    def open_form(self, path: str) -> Answer:
        return self._until_answered(lambda: self.client.open_form(path))

    def get(self, path: str) -> Answer:
        return self._until_answered(lambda: self.client.get(path))

    def follow(self, path: str) -> str:
        return self.get(path).location

    def post(self, path: str, **fields: Any) -> Answer:
        fields = {"once": once(), **fields}  # one key for all tries
        answer = self._until_answered(lambda: self.client.post(path, fields))
        if answer.status != 303:
            raise AssertionError(f"{path}: {answer.status}\n{answer.text[:3000]}")
        self.tally["writes"] += 1
        return answer

    def _until_answered(self, send: Any) -> Answer:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer: Answer = send()
                if answer.status != 503:
                    return answer
            except FAILURES:
                pass
            if time.monotonic() > deadline:
                raise AssertionError(f"not answered in {PATIENCE} seconds")
            self.tally["retries"] += 1
            time.sleep(PAUSE)


def main() -> None:
    told = json.loads(sys.stdin.readline())
    tally = {"retries": 0, "writes": 0}
    clinician = Persistent(Client(told["url"]), tally)
    clinician.client.cookies, clinician.client.csrf = told["cookies"], told["csrf"]
    done: list[dict[str, Any]] = []
    while not _told_to_end():
        done.append(_appointment(told, clinician, len(done), tally))
    print(json.dumps({"done": done, **tally}), flush=True)  # noqa: T201  # this is the answer


def _told_to_end() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def _appointment(
    told: dict[str, Any], clinician: Persistent, turn: int, tally: dict[str, int]
) -> dict[str, Any]:
    """One patient from the QR to the clinician's decision; every third one withdraws."""
    phone = Persistent(Client(told["url"]), tally)
    phone.open_form(told["handoff"])
    page = _walk(phone, phone.post(told["handoff"]).location)
    card = clinician.post("/staff/verify", entry=_code(phone, page)).location.partition("?")[0]
    clinician.post(f"{card}/verify")
    _agree(clinician, card, told["checks"])
    withdrawn = turn % 3 == 0
    if withdrawn:
        phone.open_form(f"{page}/withdraw")
        phone.post(f"{page}/withdraw")
    phone.client.close()
    return {"page": page.removeprefix("/r/"), "card": card, "withdrawn": withdrawn}


def _walk(phone: Persistent, step: str) -> str:
    """Answer page after page; returns the address of the receipt that comes of it."""
    if step == "/journey/":
        step = phone.follow(step)
    while not step.startswith("/r/"):
        earlier, step = step, phone.post(step, **FIELDS).location
        if step == earlier:
            raise AssertionError(f"teach tests/races/patient.py to answer {step}")
    return step


def _code(phone: Persistent, page: str) -> str:
    found = re.search(r">\s*([0-9A-Z]{4}-[0-9A-Z]{4})\s*<", phone.get(page).text)
    if found is None:
        raise AssertionError("the receipt shows no code")
    return found.group(1)


def _agree(clinician: Persistent, card: str, checks: list[str]) -> None:
    found = re.search(r'name="seen" value="(\d+)"', clinician.get(card).text)
    if found is None:
        raise AssertionError("the card offers no decision")
    choice = {"kind": "agreed", "types": "sound", "seen": found.group(1)}
    clinician.post(f"{card}/decide", **choice, **dict.fromkeys(checks, "no"))


if __name__ == "__main__":
    main()
