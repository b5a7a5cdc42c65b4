"""A Python that has imported the product once, and forks: for the servers and commands of tests.

To import it takes longer than most that they do, and a run of the tests starts hundreds. What is
forked has read no setting and opened nothing yet: it takes its environment, its words and where it
writes from the test, and runs the module as `python -m` would. Measurements do without, and so does
a server of `wsgi:app` or on `new` data, which is started as in life (harness/server.py).
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import IO, Any

from harness import ROOT

LOOK = 0.01  # seconds between two looks at whether it has ended
LONGEST = 1 << 20  # bytes of what is told in one go
IMPORTS = ("kiosk", "harness.visits", "gunicorn.app.wsgiapp", "serving.worker")


class Forked:
    """What runs, with as much of `subprocess.Popen` as anybody asks for."""

    def __init__(self, warm: "Warm", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._warm = warm

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        if self.returncode is None:
            self.returncode = self._warm.ask({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Until it ends; raises TimeoutExpired where that is too late."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(LOOK)
        return code


class Warm:
    """The test's end of it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = [sys.executable, "-m", "harness.warm", str(theirs.fileno())]
        self._process = subprocess.Popen(words, cwd=ROOT, pass_fds=[theirs.fileno()])
        theirs.close()
        atexit.register(self.end)

    def start(
        self, words: Sequence[str], env: Mapping[str, str], *files: IO[Any], session: bool = False
    ) -> Forked:
        """Begin `python -m words`; the three files are its input, output and errors."""
        told = {"words": [*words], "env": {**env}, "session": session}
        return Forked(self, self.ask(told, *(each.fileno() for each in files)))

    def run(
        self, words: Sequence[str], env: Mapping[str, str], stdin: str = "", timeout: float = 60
    ) -> "subprocess.CompletedProcess[str]":
        """The same until its end, with what it wrote."""
        with ExitStack() as opened:
            files = [opened.enter_context(tempfile.TemporaryFile("w+")) for _each in range(3)]
            given, out, err = files
            given.write(stdin)
            given.seek(0)
            code = self.start(words, env, *files).wait(timeout)
            for each in (out, err):
                each.seek(0)
            return subprocess.CompletedProcess([*words], code, out.read(), err.read())

    def ask(self, told: dict[str, Any], *files: int) -> Any:
        """Tell it, and take its answer."""
        socket.send_fds(self._socket, [json.dumps(told).encode()], files)
        return json.loads(self._socket.recv(LONGEST))

    def end(self) -> None:
        """Let it go; what it has begun goes on."""
        self._socket.close()
        self._process.wait(timeout=20)


_warm: dict[int, Warm] = {}


def ours() -> Warm:
    """The one of this process, from the first time on that somebody asks."""
    return _warm.get(os.getpid()) or _warm.setdefault(os.getpid(), Warm())


def main() -> None:
    for each in IMPORTS:
        __import__(each)
    gc.freeze()  # what is forked leaves in peace what it shares
    told = _fork_as_told(socket.socket(fileno=int(sys.argv[1])))
    if told is None:
        return
    os.environ.clear()
    os.environ.update(told["env"])
    sys.argv = told["words"]
    runpy.run_module(told["words"][0], run_name="__main__", alter_sys=True)


def _fork_as_told(asked: socket.socket) -> dict[str, Any] | None:
    """What is to be run, in a fork; None in the end, when nobody asks any more."""
    while True:
        sent, files, _flags, _address = socket.recv_fds(asked, LONGEST, 3)
        if not sent:
            return None
        told = json.loads(sent)
        if "ended" in told:
            asked.send(json.dumps(_ended(told["ended"])).encode())
            continue
        if not os.fork():
            _become(files, session=told["session"])
            asked.send(json.dumps(os.getpid()).encode())  # a group by now, which can be ended
            asked.close()
            return dict(told)
        for each in files:
            os.close(each)


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _become(files: list[int], *, session: bool) -> None:
    if session:
        os.setsid()
    for standard, each in enumerate(files):
        os.dup2(each, standard)
        os.close(each)


if __name__ == "__main__":
    # What a terminal sends to all ends the test, and with it this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
