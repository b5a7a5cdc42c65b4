"""What the races share: preparing a server's data, and the server without one of its guards."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from harness.client import Client
from harness.server import ROOT, Server
from kiosk.domain.decision import CHECKS


def prepare(server: Server, what: str, count: int) -> list[dict[str, Any]]:
    """Make clinicians (at most 2), journeys, consents or agreed consents; see `prepare.py`."""
    printed = server.run("harness.prepare", what, str(count), timeout=600)
    made: list[dict[str, Any]] = json.loads(printed)
    return made


def without(guard: str, data_dir: Path, *, new: bool = False, **settings: str) -> Server:
    """A control: the product with one guard taken out (`unguarded.py`)."""
    app = "tests.races.unguarded:app"
    return Server(data_dir, app, new=new, UNGUARDED=guard, **settings)


def told(server: Server, person: dict[str, Any], handoff: str = "") -> dict[str, Any]:
    """What a loader is told: where the server is, a QR (a new one if none is given), and a
    clinician's session.
    """
    clinician = Client(server.url).sign_in(person["username"], person["password"])
    handoff = handoff or prepare(server, "handoffs", 1)[0]["path"]
    said = {"cookies": clinician.cookies, "csrf": clinician.csrf, "handoff": handoff}
    return {"url": server.url, "checks": CHECKS, **said}


def loader(said: dict[str, Any]) -> "subprocess.Popen[str]":
    """Patients and a clinician who do not give up (`patient.py`), until they are told to end."""
    begun = subprocess.Popen(
        [sys.executable, "-m", "tests.races.patient"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert begun.stdin is not None
    begun.stdin.write(json.dumps(said) + "\n")
    begun.stdin.flush()
    return begun
