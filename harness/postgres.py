"""A PostgreSQL of the tests' own: on a port of the loopback interface, in a folder of its own.

`python -m harness.postgres COMMAND…` starts one, runs the command with its address in
`ASKFIRST_TEST_SERVER`, and ends it; with `--durable` before the command, what it acknowledges is on
the disk, as in life: for what is measured. It refuses to run as root, so root runs it as `nobody`.
"""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import psycopg

from tools import debian

PACKAGE = "postgresql"
BINARIES = "/usr/lib/postgresql/*/bin"  # Debian's
ADDRESS = "ASKFIRST_TEST_SERVER"
# Durable is what tests that kill it ask for: anywhere else the disk only takes time.
START_SECONDS = 30
HASTY = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=on")


class Postgres:
    """One server. `url(name)` is the address of a database on it; `durable`: it may be killed."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ask-first-postgres-"))
        self.port = _free_port()
        self._durable = durable
        self._bin = _binaries()
        self._as = _other_user()
        if self._as:
            os.chown(self.folder, self._as.pw_uid, self._as.pw_gid)
        self._run("initdb", "--pgdata", self._data, "--username=postgres", *_QUIET)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def start(self) -> "Postgres":
        """Start it and wait until it takes connections."""
        given = ("-p", str(self.port), "-k", "", "-c", "listen_addresses=127.0.0.1")
        given += ("-c", "max_connections=200", *(() if self._durable else HASTY))
        options = " ".join(each or "''" for each in given)
        log = str(self.folder / "log")
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", options)
            except subprocess.CalledProcessError:
                # What was killed leaves memory that is in use until its last process has ended.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return self

    def stop(self, how: str = "fast") -> None:
        """End it: "smart", "fast" or "immediate"."""
        self._run("pg_ctl", "stop", "-w", "-D", self._data, "-m", how)

    def kill(self) -> None:
        """`kill -9`, all its processes, as when the power fails."""
        pid = int(Path(self._data, "postmaster.pid").read_text().split("\n", 1)[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        everybody = (pid, *map(int, children))
        for each in everybody:
            with suppress(ProcessLookupError):
                os.kill(each, 9)
        while any(map(_runs, everybody)):
            time.sleep(0.02)

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, as a copy of another; returns its address."""
        with self.connected() as conn:
            conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return self.url(name)

    @contextmanager
    def connected(self, name: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection of the tests' own."""
        with psycopg.connect(self.url(name), autocommit=True) as conn:
            yield conn

    def _run(self, program: str, *given: str) -> None:
        subprocess.run(
            [*(_dropping(self._as) if self._as else ()), f"{self._bin}/{program}", *given],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def __enter__(self) -> "Postgres":
        return self.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            with suppress(subprocess.CalledProcessError):  # it is dead already
                self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


_QUIET = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")


def _runs(pid: int) -> bool:
    """Whether it runs; one that nobody has asked how it ended does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _binaries() -> str:
    folders = _found()
    if not folders and debian.may_install():
        debian.install(PACKAGE)
        folders = _found()
    if not folders:
        raise SystemExit(f"PostgreSQL is needed for this. As root: apt-get install {PACKAGE}")
    return folders[-1]


def _found() -> list[str]:
    initdb = shutil.which("initdb")
    return [str(Path(initdb).parent)] if initdb else sorted(glob.glob(BINARIES))


def _other_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _dropping(user: pwd.struct_passwd) -> tuple[str, ...]:
    """What runs a command as this user."""
    them = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    if Path("/dev/null").stat().st_mode & 0o002:
        return ("setpriv", *them)
    # Some containers let root alone write to it, and `initdb` cannot do without.
    return ("setpriv", *them, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")


def main() -> None:
    durable = sys.argv[1:2] == ["--durable"]
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(143))  # by way of what ends the server
    with Postgres(durable=durable) as server:
        command = sys.argv[2:] if durable else sys.argv[1:]
        done = subprocess.run(command, env={**os.environ, ADDRESS: server.url()})
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
