"""What surrounds a server that the operator has looked at: which run here, what stands in front,
the clock, whose the files are, what a restore has left. Each says how it is mended.
"""

import datetime
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.actions import left_over
from kiosk.config import KEY_FILES, Config
from kiosk.lookups.health import Check
from kiosk.operator import release, running
from kiosk.store import database

SECONDS = 5  # for the public address to answer
LEEWAY = 60  # seconds by which files may be ahead of the clock

# What a server says that is asked at its public address, and what mends it (deploy/).
MENDED = {
    "untrusted": "a proxy stands in front and ASKFIRST_TRUSTED_HOPS is 0: set it to 1, or all "
    "phones look like one address",
    "other name": "the proxy in front does not pass on the name that was asked for, so that names "
    "of others are answered, too: pass Host on (nginx: proxy_set_header Host $host)",
    "not https": "the proxy in front does not say that it was asked by https: pass "
    "X-Forwarded-Proto on, and check ASKFIRST_TRUSTED_HOPS",
    "no address": "the proxy in front does not say whom it speaks for, so all phones look like one "
    "address: pass X-Forwarded-For on, and check ASKFIRST_TRUSTED_HOPS",
}


def look(config: Config) -> Iterator[Check]:
    """Every check of what surrounds the server."""
    here = running.servers(config.data_dir)
    yield _servers(here)
    if here:
        yield _public(config.public_url)
    yield _owners(config.data_dir)
    yield _file_times(config.data_dir)
    yield _left_over()


def _servers(here: list[running.Server]) -> Check:
    name, now = "servers", release.on_disk()
    told = ", ".join(f"process {each.pid} at {each.at} ({each.release})" for each in here)
    if len(here) > 1:
        return Check(name, False, f"{len(here)} run on one data folder, stop all but one: {told}")
    if here and here[0].release != now:
        return Check(name, False, f"the files here are {now} by now, restart {told}")
    return Check(name, True, told or f"none runs on this folder; the files here are {now}")


def _public(url: str) -> Check:
    """Ask the public address as a phone does: whether its answer is ours, and came here whole."""
    name = "public address, asked"
    try:
        said = _ask(f"{url}/healthz")
    except urllib.error.HTTPError as error:
        return Check(name, False, f"{url} answers {error.code}: what stands in front is amiss")
    except ValueError:
        return Check(name, False, f"something else answers at {url}: look where its name leads")
    except (OSError, urllib.error.URLError) as error:
        why = " ".join(str(getattr(error, "reason", error)).split())
        return Check(name, True, f"{url} cannot be opened from this machine ({why}): try a phone")
    reached = str(said.get("reached", ""))
    amiss = MENDED.get(reached, "" if reached == "as configured" else "it is no Ask First")
    return Check(name, not amiss, amiss or "it leads here, and the proxy passes all of it on")


def _ask(url: str) -> dict[str, Any]:
    """What a server says of itself. Raises ValueError where it is none of ours."""
    tls = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), tls)
    with direct.open(url, timeout=SECONDS) as answer:
        said = json.loads(answer.read(1000))
    if not isinstance(said, dict):
        raise ValueError("no object")
    return said


def _owners(folder: Path) -> Check:
    """Whether one user owns it all: what root made beside a server of its own user stops that."""
    names = (folder / each for each in ("askfirst.db", *KEY_FILES.values(), "checkpoints"))
    owners = {path: path.stat().st_uid for path in (folder, *names) if path.exists()}
    odd = sorted(path.name for path, owner in owners.items() if owner != owners[folder])
    words = f"not of the owner of {folder}: {', '.join(odd)}. chown them like the folder"
    return Check("owners of files", not odd, words if odd else "all of one user")


def _file_times(folder: Path) -> Check:
    """Whether this machine's clock is behind the files that it wrote itself."""
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    ahead = [path for path in files if path.stat().st_mtime > time.time() + LEEWAY]
    if not ahead:
        return Check("file times", True, "none is ahead of the clock")
    newest = max(ahead, key=lambda path: path.stat().st_mtime)
    by = int(newest.stat().st_mtime - time.time())
    words = f"{newest.name} is {by} s ahead of this machine's clock: set the clock (timedatectl)"
    return Check("file times", False, words)


def _left_over() -> Check:
    """What restores left: whole databases with every name in them. Each has a day on which it goes,
    by the server; or sooner, by hand.
    """
    held = [f"{path.name} (until {_day(at)})" for path, at in left_over.kept_aside()]
    words = f"copies of all there was, delete what is of no use: {', '.join(held)}"
    return Check("databases of before", True, words if held else "no restore has left one")


def _day(at: int) -> str:
    try:
        until = at + left_over.keep()
    except database.FAULTS:  # what is wrong with it, other checks say
        return "their time is over"
    return f"{datetime.datetime.fromtimestamp(until, datetime.UTC):%Y-%m-%d}"
