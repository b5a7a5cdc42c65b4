"""A real server for tests: gunicorn in a process of its own, on loopback, on fresh data."""

import atexit
import copy
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import ClassVar

from harness import ROOT as ROOT
from harness import databases, warm

START_SECONDS = 60  # on a machine that has other work
PASSWORD = "a password of Mo's own"


class Server:
    """Ask First as `make run` serves it; `invitation` and `pairing_code` are what it printed. The
    manager has not come in by that link, but by the operator's command, with `password`. A new page
    takes a tap at once (`harness/quick.py`), unless `app` is another. Its data is a copy of what
    `init` made in this process first, keys and all, unless it is to be `new`: then the password,
    too, is one that takes as long to check as in life. With `warm` set, what runs is forked from a
    Python that has imported the product (`harness/warm.py`), but for `wsgi:app` and what is `new`.
    """

    warm: ClassVar[bool] = False  # the tests' conftest sets it; what is measured starts as in life
    _first: ClassVar[tuple[Path, str] | None] = None  # a copy of that data, and what was printed

    def __init__(
        self, data_dir: Path, app: str = "harness.quick:app", *, new: bool = False, **settings: str
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = data_dir
        self.app = app
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self.env = {
            key: value for key, value in os.environ.items() if not key.startswith("ASKFIRST_")
        }
        self.env |= {
            "ASKFIRST_DATA_DIR": str(data_dir),
            "ASKFIRST_PORT": str(self.port),
            "ASKFIRST_GUEST_NETWORKS": "127.0.0.0/8",
            **databases.settings_beside(data_dir),
            **settings,
        }
        self.warmly = self.warm and not new and app != "wsgi:app"
        self.process: subprocess.Popen[bytes] | warm.Forked | None = None
        self.password = PASSWORD
        printed = self._init(new=True) if new else self._copy()
        self.invitation = _found(r"(/staff/invited/\S+)", printed)
        self.pairing_code = _found(r"pairing code (\S+)", printed)

    def _init(self, *, new: bool) -> str:
        databases.make_beside(self.data_dir)
        printed = self.flask("init")
        mo = ("--name", "Practice manager", "--job", "Manager", "--password-stdin")
        both = ("--role", "clinician", "--role", "manager")
        app = "wsgi" if new else "harness.quick"
        self.flask("staff", "add", "manager", *mo, *both, stdin=f"{self.password}\n", app=app)
        return printed

    def _copy(self) -> str:
        if Server._first is None:
            printed = self._init(new=False)
            kept = Path(tempfile.mkdtemp(prefix="ask-first-")) / "data"
            shutil.copytree(self.data_dir, kept)
            databases.copy_beside(kept)
            atexit.register(shutil.rmtree, kept.parent, ignore_errors=True)
            Server._first = (kept, printed)
        else:
            kept, printed = Server._first
            shutil.copytree(kept, self.data_dir)
            databases.copy_beside(self.data_dir)
        return printed

    def twin(self) -> "Server":
        """A second server on the same data folder, which knows nothing of this one."""
        other = copy.copy(self)
        other.port = free_port()
        other.url = f"http://127.0.0.1:{other.port}"
        other.env = {**self.env, "ASKFIRST_PORT": str(other.port)}
        other.process = None
        return other

    def flask(self, *arguments: str, stdin: str = "", app: str = "wsgi") -> str:
        """Run one of the operator's commands on this server's data; returns what it printed."""
        return self.run("flask", "--app", app, *arguments, stdin=stdin)

    def run(self, *words: str, stdin: str = "", timeout: float = 60) -> str:
        """Run `python -m` so in this server's environment; returns what it printed."""
        if self.warmly:
            done = warm.ours().run(words, self.env, stdin, timeout)
        else:
            done = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=self.env,
                input=stdin,
                capture_output=True,
                text=True,
                timeout=timeout,
            )
        if done.returncode:
            raise AssertionError(f"{' '.join(words)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> "Server":
        """Start gunicorn and wait until it answers."""
        words = ["gunicorn", "--config", "gunicorn.conf.py", self.app]
        with self.log.open("ab") as log, Path(os.devnull).open("rb") as nothing:
            if self.warmly:
                self.process = warm.ours().start(words, self.env, nothing, log, log, session=True)
            else:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", *words],
                    cwd=ROOT,
                    env=self.env,
                    stdin=nothing,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:  # what cannot start ends by itself
                self.process = None
                break
            if self._answers():
                return self
            time.sleep(0.05)
        self.stop()
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def stop(self, signal: int = 15) -> None:
        """End gunicorn and its workers: 15 in order, 9 at once."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal)
        self.process.wait(timeout=20)
        self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def free_port() -> int:
    """A port of the loopback interface that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1) if found else ""
