#!/usr/bin/python3
"""A stand-in for systemctl where no systemd runs, such as in a container: `make operating` uses it.

It does with a unit what systemd would, as far as our guide needs: its command, as its user, in its
folder, with its environment file. It hardens nothing.
"""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

UNITS = (Path("/etc/systemd/system"), Path("/lib/systemd/system"), Path("/usr/lib/systemd/system"))
PIDS = Path("/run/stand-in")  # the main process of each unit, by its number
PATIENCE = 30.0  # seconds


def main() -> None:
    """`systemctl VERB [--now] UNIT …`."""
    verb, *rest = sys.argv[1:]
    names = [word for word in rest if not word.startswith("-")]
    if verb == "daemon-reload" or (verb == "enable" and "--now" not in rest):
        return
    PIDS.mkdir(exist_ok=True)
    for name in names:
        DOES[verb](name if "." in name else f"{name}.service")


def start(name: str) -> None:
    """Start a service that is not running; a timer only says what it would start."""
    if name.endswith(".timer") or _pid(name):
        return
    unit = _read(name)
    for before in unit.get("ExecStartPre", ()):
        subprocess.run(_words(before), check=True, **_given(unit))
    command, kind = _words(unit["ExecStart"][0]), unit.get("Type", ["simple"])[0]
    if kind in ("oneshot", "forking"):
        subprocess.run(command, check=True, **_given(unit))
        file = unit.get("PIDFile")
        pid = _read_soon(Path(file[0])) if file else 0
    else:
        pid = _start(name, command, unit)
    if pid:
        (PIDS / name).write_text(str(pid))


def stop(name: str) -> None:
    """End the main process in order, then whatever is left of it."""
    pid = _pid(name)
    if not pid:
        return
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while _alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    (PIDS / name).unlink()


def restart(name: str) -> None:
    stop(name)
    start(name)


def is_active(name: str) -> None:
    """Say it, and fail if it is not."""
    active = bool(_pid(name))
    print("active" if active else "inactive")
    if not active:
        sys.exit(3)


DOES = {
    "start": start,
    "stop": stop,
    "restart": restart,
    "enable": start,
    "is-active": is_active,
}


def _read(name: str) -> dict[str, list[str]]:
    """The settings of a unit; the name of each may stand on several lines."""
    found: dict[str, list[str]] = {}
    file = next(folder / name for folder in UNITS if (folder / name).exists())
    for line in re.sub(r"\\\n", " ", file.read_text()).splitlines():
        setting, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(setting.strip(), []).append(value.strip())
    return found


def _words(command: str) -> list[str]:
    return shlex.split(command.lstrip("-"))


def _given(unit: dict[str, list[str]]) -> dict[str, Any]:
    """How the unit's processes are started."""
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    for file in unit.get("EnvironmentFile", ()):
        lines = (line.strip() for line in Path(file.lstrip("-")).read_text().splitlines())
        env |= dict(line.split("=", 1) for line in lines if line and line[0] not in "#;")
    user = unit.get("User", ["root"])[0]
    folder = unit.get("WorkingDirectory", ["/"])[0]
    return {"env": env, "user": user, "group": user, "extra_groups": [], "cwd": folder}


def _start(name: str, command: list[str], unit: dict[str, list[str]]) -> int:
    """Start it, and wait until it says that it is ready (sd_notify), where it is to say so."""
    given = _given(unit)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
        address = f"/run/stand-in-{name}-{time.monotonic_ns()}"
        ready.bind(address)
        shutil.chown(address, unit.get("User", ["root"])[0])
        ready.settimeout(PATIENCE)
        if unit.get("Type") == ["notify"]:
            given["env"] = {**given["env"], "NOTIFY_SOCKET": address}
        with Path(f"/var/log/{name}.log").open("ab") as log:
            given |= {"stdout": log, "stderr": log, "start_new_session": True}
            process = subprocess.Popen(command, **given)
        while unit.get("Type") == ["notify"] and b"READY=1" not in ready.recv(4096):
            pass
    return int(process.pid)


def _read_soon(file: Path) -> int:
    end = time.monotonic() + PATIENCE
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return int(file.read_text())


def _pid(name: str) -> int:
    """The main process of a unit that runs; 0 where it does not."""
    file = PIDS / name
    pid = int(file.read_text()) if file.exists() else 0
    return pid if pid and _alive(pid) else 0


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


if __name__ == "__main__":
    main()
