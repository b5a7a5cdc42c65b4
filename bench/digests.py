"""What the digests of an audit entry cost a signing: the whole POST, with them and without.

Processor time of one process, without gunicorn and without waiting for the disk: what a signing
waits for, digests do not add to.
"""

import logging
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from bench.table import Figure, interleaved
from harness import prepare
from kiosk import create_app
from kiosk.actions import budgets, change, sites
from kiosk.config import Config
from kiosk.operator import founding
from kiosk.store import database
from kiosk.store.noted import Notes

ROUNDS = 120
WARM = 10
BASE = "http://127.0.0.1:8000"
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def figures() -> list[Figure]:
    """How much of a signing the digests are, on top of all the rest."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        app = _application(Path(folder) / "data")
        cookies = iter(_journeys(app, 2 * (ROUNDS + WARM)))
        for _turn in range(WARM):
            _sign(app, next(cookies))
            _without(app, next(cookies))
        ours, control, ratio = interleaved(
            lambda: _sign(app, next(cookies)), lambda: _without(app, next(cookies)), ROUNDS
        )
        database.database.close()
    detail = f"{ours * 1e3:.2f} ms of processor time against {control * 1e3:.2f} ms"
    return [
        Figure("Digests, on top of a signing", 100 * (ratio - 1), 10, " %", detail, at_most=True)
    ]


def _application(folder: Path) -> Any:
    ours = {"ASKFIRST_GUEST_NETWORKS": "127.0.0.0/8"}  # and its budget is that of harness.quick
    config = Config.from_env({"ASKFIRST_DATA_DIR": str(folder), **ours})
    budgets.RAISED = 10_000
    app = create_app(config)
    founding.use(app, founding.begin(config))
    app.config["SEEN_AFTER"] = 0
    logging.getLogger("kiosk").setLevel(logging.WARNING)
    database.database.connect()
    database.migrate()
    now = int(time.time())
    sites.open_first(app.extensions["secrets"], now, name="Bench", slug="bench", closes="")
    founding.end(config)
    return app


def _journeys(app: Any, count: int) -> list[str]:
    with app.app_context():
        context = prepare._context(app)
        return [str(prepare.journey(context)["cookie"]) for _turn in range(count)]


def _sign(app: Any, cookie: str) -> float:
    """The seconds of processor time of the POST that signs."""
    client = app.test_client()
    client.set_cookie("journey", cookie, domain="127.0.0.1")
    page = client.get("/journey/check", base_url=BASE).get_data(as_text=True)
    fields = dict(FIELD.findall(page))
    headers = {"Origin": BASE, "Referer": f"{BASE}/journey/check"}
    began = time.process_time()
    answer = client.post("/journey/check", data=fields, base_url=BASE, headers=headers)
    spent = time.process_time() - began
    if "/r/" not in answer.headers.get("Location", ""):
        raise SystemExit(f"nothing was signed: {answer.status}")
    return spent


def _without(app: Any, cookie: str) -> float:
    with _no_digests():
        return _sign(app, cookie)


@contextmanager
def _no_digests() -> Iterator[None]:
    """The control: nothing is noted, and nothing worked out."""
    nothing = mock.patch.object(Notes, "_change", return_value=None)
    with nothing, mock.patch.object(change, "take_changes", dict):
        yield
