"""Ask First behind a weak network: `DELAY` names a file with the milliseconds of each request, and
`LOSES` says that of so many requests one is lost: now before it arrives, now its answer.

`gunicorn tests.browser.weak:app`. A new page waits until it has been seen, as in real life.
"""

import contextlib
import itertools
import os
import socket
import stat
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wsgi import app

_DELAY = Path(os.environ["DELAY"])
_LOSES = int(os.environ.get("LOSES", "0"))
_answer = app.wsgi_app
_count = itertools.count(1)


def late(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The same answer, after a while, if it gets through."""
    time.sleep(int(_DELAY.read_text(encoding="ascii")) / 1000)
    turn, lost = divmod(next(_count), _LOSES) if _LOSES else (0, 1)
    if lost:
        return _answer(environ, start)
    if turn % 2:
        list(_answer(environ, lambda *_given: None))  # it is done, and nobody hears of it
    _cut((environ["REMOTE_ADDR"], int(environ["REMOTE_PORT"])))
    start("503 Service Unavailable", [])
    return []


def _cut(peer: tuple[str, int]) -> None:
    """Break the wire to this client: what the worker gives to a thread is no socket."""
    for each in map(int, os.listdir("/proc/self/fd")):
        with contextlib.suppress(OSError):
            # A copy of what is no socket would stay open for ever, until no more may be.
            if stat.S_ISSOCK(os.fstat(each).st_mode):
                with socket.socket(fileno=os.dup(each)) as wire:
                    if wire.getpeername()[:2] == peer:
                        wire.shutdown(socket.SHUT_RDWR)


app.wsgi_app = late
