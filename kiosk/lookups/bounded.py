"""Ask the database no longer than a time: a probe has to have its answer, and so has whoever waits.

The question is asked on a thread and a connection of its own. One that hangs (a disk that is gone,
a server that does not answer) is left to itself; when a few hang, no more are begun.
"""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.store import database

T = TypeVar("T")
MAX_HUNG = 4
_begun = threading.BoundedSemaphore(MAX_HUNG)


class Unanswered(Exception):
    """The database did not answer in time, or it failed: `from` says how."""


def within(seconds: float, look: Callable[[], T]) -> T:
    """What `look` finds on an open connection.

    Raises:
        Unanswered: it failed, or took longer.
    """
    if not _begun.acquire(timeout=seconds):
        raise Unanswered
    answers: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()
    threading.Thread(target=_ask, args=(look, answers), name="probe", daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise Unanswered from None
    if isinstance(found, Exception):
        raise Unanswered from found
    return found


def _ask(look: Callable[[], T], answers: "queue.SimpleQueue[T | Exception]") -> None:
    try:
        database.open_here()
        answers.put(look())
    except Exception as error:  # noqa: BLE001  # whatever it is, whoever asked is told
        answers.put(error)
    finally:
        database.database.close()
        _begun.release()
