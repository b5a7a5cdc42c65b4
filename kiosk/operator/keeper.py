"""The server deletes what has served its time by itself: beside its requests, a little at a time.

Each worker looks every half minute whether a run is due; the lease row lets one of them do it,
whichever it is, of however many servers on one folder. `purge` on the command line does the same.
"""

import logging
import os
import random
import secrets as random_words
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from kiosk.actions import checkpoints, lease, left_over, purging, upkeep
from kiosk.actions.context import Context
from kiosk.actions.lease import Held, LeaseLost
from kiosk.config import Config
from kiosk.operator import founding, release, running
from kiosk.operator.commands import FAILURES
from kiosk.store import database
from kiosk.store.database import DatabaseUnfit
from serving import faults

TICK = 30.0  # seconds between two looks
LONG, SHORT = 0.2, 0.01  # seconds between two steps, at least as long as the step itself took
PATIENCE = 60  # seconds for which a command waits for a server that is at it

log = logging.getLogger(__name__)


def begin(app: Flask) -> None:
    """Look after the data from now on, in a thread of this process that ends with it."""
    threading.Thread(target=_watch, args=(app,), name="keeper", daemon=True).start()


def announce(app: Flask, at: str) -> None:
    """Say in the data folder, and in the log, which release a server runs there from now on."""
    config: Config = app.config["ASKFIRST"]
    version = release.on_disk()
    running.announce(config.data_dir, at, version)
    log.info("Ask First %s is at %s", version, config.public_url)


def _look_at_files(*, told: bool) -> bool:
    """Say once that other files stand here than those that this server was begun with."""
    begun = running.own()
    if told or begun is None or release.on_disk() == begun.release:
        return told
    log.warning("The files of Ask First were changed under the server that runs: restart it")
    return True


def _watch(app: Flask) -> None:
    who, told = name(), False
    while True:
        time.sleep(TICK * random.uniform(0.5, 1.5))  # noqa: S311 (workers take turns, no secret)
        told = _look_at_files(told=told)
        try:
            turn(app, who)
        except (LeaseLost, *FAILURES) as error:
            # The next turn tries again, and "purge overdue" stands on the pages.
            log.warning("Nothing was deleted this time: %s", faults.in_short(error))


def name() -> str:
    """What tells this process from every other, on any machine."""
    return f"{socket.gethostname()}:{os.getpid()}:{random_words.token_hex(4)}"


def turn(app: Flask, who: str) -> purging.Purged | None:
    """One look: a run, if one is due and the lease is free."""
    clock: Callable[[], float] = app.config["CLOCK"]
    config: Config = app.config["ASKFIRST"]
    database.database.connect(reuse_if_open=True)
    try:
        founding.require(config)
        held = lease.take(who, int(clock())) if lease.is_due(int(clock())) else None
        if held is None:
            return None
        done = False
        try:
            here = upkeep.operator(app.extensions["secrets"], int(clock()), actor="server")
            made = run(here, held, lambda: int(clock()), "server", pause=LONG)
            checkpoints.list_erased(config.checkpoints)
            done = made.unreadable  # else it is tried again at the next look
            return made
        finally:
            held.give_back(int(clock()), done=done)
    finally:
        database.database.close()


def run(
    context: Context, held: Held, now: Callable[[], int], by: str, pause: float
) -> purging.Purged:
    """Delete all that is due, under a lease, with a pause after each step that is as long as it."""
    began = time.monotonic()

    def rest() -> None:
        nonlocal began
        held.renew(now())
        time.sleep(max(pause, time.monotonic() - began))
        began = time.monotonic()

    relay = by == "operator" or not 0 <= context.now - held.relaid_at < lease.RELAY
    done = purging.Run(context, by, rest, relay).purge()
    for gone in left_over.prune(context.now):
        log.info("Deleted after its time: %s", gone)
    held.relaid_at = context.now if relay else held.relaid_at
    return done


@contextmanager
def leased(now: Callable[[], int]) -> Iterator[Held]:
    """Hold the lease for a command; waits for a server that is at it.

    Raises:
        DatabaseUnfit: another held it all along.
    """
    who, until = name(), time.monotonic() + PATIENCE
    while (held := lease.take(who, now())) is None:
        if time.monotonic() > until:
            raise DatabaseUnfit("a server is deleting at this moment: look again in a minute")
        time.sleep(0.5)
    done = False
    try:
        yield held
        done = True
    finally:
        held.give_back(now(), done=done)
