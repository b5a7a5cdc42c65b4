"""One client in a process of its own, told by lines of JSON what to send and when.

Each line in is a list of requests; each line out is the list of their answers. So many racers
can be let go at one moment, again and again, and none shares a lock with another. Dozens are
started: they import nothing of the product, which would take each the better part of a second.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from harness import ROOT
from harness.client import FAILURES, Answer, Client

PATIENCE = 0.5  # seconds: the longest delay a request may be given
ANSWER = 90.0  # seconds to wait for an answer: many race at once, on a machine that has other work
NONE = Answer(status=0, location="", text="no answer", began=0, ended=0, cookies={})


class Racer:
    """The test's end of one racing process."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.racer", url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, *requests: dict[str, Any]) -> None:
        """Let it go; it answers in its own time."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(requests) + "\n")
        self.process.stdin.flush()

    def answers(self) -> list[dict[str, Any]]:
        """Wait for what came of the requests it was told last."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "a racer has died: see what it printed"
        found: list[dict[str, Any]] = json.loads(line)
        unanswered = [each["text"] for each in found if each.get("status") == NONE.status]
        assert not unanswered, f"no answer came: {unanswered}"
        return found


class Field:
    """All the racers of one test; ends them by itself."""

    def __init__(self, url: str, count: int) -> None:
        self.racers = [Racer(url) for _number in range(count)]

    def race(self, requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """One request for each racer, all at once; the answers in the same order."""
        for racer, request in zip(self.racers, requests, strict=True):
            racer.tell(request)
        return [racer.answers()[0] for racer in self.racers]

    def sign_in(self, people: Iterable[dict[str, Any]]) -> None:
        """Give each racer a session of its own, the people taking turns."""
        people = list(people)
        staff = [people[number % len(people)] for number in range(len(self.racers))]
        self.race([{"do": "sign_in", **person} for person in staff])

    def __enter__(self) -> "Field":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for racer in self.racers:
            racer.process.kill()
            racer.process.communicate()


def main() -> None:
    client = Client(sys.argv[1], timeout=ANSWER)
    for line in sys.stdin:
        answers = [_do(client, request) for request in json.loads(line)]
        print(json.dumps(answers), flush=True)  # noqa: T201  # this is the answer


def _do(client: Client, request: dict[str, Any]) -> dict[str, Any]:
    if request["do"] == "sign_in":
        client.sign_in(request["username"], request["password"])
        # What a page leaves in the session for the next page would pile up: no page is opened.
        client.keep_cookies = False
        return {}
    if request["do"] == "become":
        client.cookies = dict(request["cookies"])
        client.csrf = request["csrf"]
        client.keep_cookies = False
        return {}
    if request["do"] == "reconnect":
        client.close()
        return {}
    time.sleep(min(request.get("delay", 0), PATIENCE))  # part of the race, not a wait for anything
    try:
        return _brief(client, request).as_dict()
    except FAILURES as failure:  # this test fails for it, and the next one still has all racers
        return replace(NONE, text=repr(failure)).as_dict()


def _brief(client: Client, request: dict[str, Any]) -> Answer:
    """The answer without its page, unless something is wrong."""
    if request["do"] == "get":
        answer = client.get(request["path"])
    else:
        answer = client.post(request["path"], request["fields"])
    return answer if answer.status >= 400 else replace(answer, text="")


if __name__ == "__main__":
    main()
