#!/usr/bin/python3 -I
"""askfirst COMMAND …: the operator's commands, with the settings of the service and as its user.

Typed without these, a command would act on another data folder, or leave files there that the
server cannot read. The folder it acts on is said first, on standard error. `askfirst --help` lists
the commands. Nothing but Python's own library is used, so that it runs before anything else does.
"""

import os
import pwd
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

SETTINGS = Path("/etc/askfirst/askfirst.env")  # what askfirst.service reads, too
SERVICE_USER = "askfirst"
CODE = Path(__file__).resolve().parents[1]
# What a command may know of whoever types it. All else comes from the file alone.
KEPT = ("LANG", "PATH", "TERM", "TZ")


def main() -> NoReturn:
    """Become the service's user, and run the command."""
    try:
        env = settings(SETTINGS, os.environ)
        user = become(SERVICE_USER) if SETTINGS.exists() else ""
    except (OSError, ValueError) as error:
        sys.exit(f"askfirst: {error}")
    told = f"data folder {env['ASKFIRST_DATA_DIR']}"
    if user:
        told += f", settings of {SETTINGS}, as {user}"
    print(f"askfirst: {told}", file=sys.stderr, flush=True)  # noqa: T201 (a command says things)
    python = str(CODE / ".venv" / "bin" / "python")
    words = [python, "-P", "-m", "flask", "--app", str(CODE / "wsgi.py"), *sys.argv[1:]]
    os.execve(python, words, env)  # noqa: S606 (no shell; what is run is ours)


def settings(file: Path, around: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """The environment of the service. In a container there is no such file: then what is set there.

    Raises:
        ValueError: no data folder is set, or systemd would read a line otherwise than is done here.
        OSError: it cannot be read.
    """
    kept = {name: around[name] for name in KEPT if name in around}
    try:
        found = dict(lines(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        found = {name: value for name, value in around.items() if name.startswith("ASKFIRST_")}
    except PermissionError as error:
        raise PermissionError(f"{file} is not yours to read: use sudo") from error
    if not Path(found.get("ASKFIRST_DATA_DIR", "")).is_absolute():
        raise ValueError(f"set ASKFIRST_DATA_DIR in {file} to the whole path of the data folder")
    return kept | found


def lines(text: str) -> Iterator[tuple[str, str]]:
    """The settings of an environment file, name and value, as systemd.exec(5) reads plain lines.

    Raises:
        ValueError: a line is not NAME=VALUE, or has a quote or backslash that means more.
    """
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        name, equals, value = (part.strip() for part in line.partition("="))
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if not equals or not name.isidentifier() or any(mark in value for mark in "\"'\\"):
            raise ValueError(f"{SETTINGS}, line {number}: write NAME=VALUE, without \\ or quotes")
        yield name, value


def become(name: str) -> str:
    """Give up root for this user, whose name is returned; whoever is that user stays so.

    Raises:
        PermissionError: this is somebody else, who could make files that the server cannot read.
        ValueError: there is no such user.
    """
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise ValueError(f"there is no user {name}: see docs/operating.md") from None
    if os.geteuid() == 0:
        os.setgroups(os.getgrouplist(name, user.pw_gid))
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.umask(0o077)
    elif os.geteuid() != user.pw_uid:
        raise PermissionError(f"run it as root (sudo askfirst …) or as {name}")
    return name


if __name__ == "__main__":
    main()
