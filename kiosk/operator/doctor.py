"""What the operator can have looked at: the database and keys, and what surrounds them."""

import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.config import LOOPBACK, Config
from kiosk.links import Secrets
from kiosk.lookups import attention, health
from kiosk.lookups.health import Check
from kiosk.lookups.progress import Tell, silent
from kiosk.operator import around, founding
from kiosk.store import queries
from kiosk.store.database import DatabaseUnfit

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


# Where one of these is not ok, nothing can be read of how the place stands.
UNREADABLE = frozenset({"database", "database file", "migrations", "field keys"})


def examine(
    config: Config,
    secrets: Secrets,
    assets: Mapping[str, str],
    now: int,
    tell: Tell = silent,
    *,
    newer: bool = False,
) -> Iterator[Check]:
    """Every check, one after the other. `now` in seconds since 1970, UTC. `tell` and `newer` as for
    `trail.verify`.

    `assets` are the static files by their hashed names, as the pages ask for them.
    """
    yield _settings(config)
    yield _public_address(config)
    yield _in_front(config)
    yield from around.look(config)
    yield _static_files(assets)
    yield _private_files(config.data_dir)
    if config.missing:
        yield _without_keys(config)
        return
    yield from health.check_all(secrets, now, config.checkpoints, tell, newer=newer)


def to_do(config: Config, now: int) -> Iterator[str]:
    """What the manager's home page says wants attention, site by site, in the same sentences."""
    sites = queries.open_sites()
    for site in sites:
        for each in attention.to_do(site, now, https=config.https):
            yield f"{site.name}: {each.text}" if len(sites) > 1 else each.text


def _settings(config: Config) -> Check:
    """Whether each name in the environment that looks like a setting of ours is one."""
    words = not_settings(config)
    return Check("settings", not words, words or "every name is known")


def not_settings(config: Config) -> str:
    """What is to be said of names that no setting has; or ""."""
    if not config.unknown:
        return ""
    return f"no setting of this release, so nothing comes of it: {', '.join(config.unknown)}"


def _public_address(config: Config) -> Check:
    """Whether patients' phones can open what the QR codes say, and the camera and cookies work."""
    url, name = config.public_url, "public address"
    here = urllib.parse.urlsplit(url).hostname in LOOPBACK
    if here and config.host not in LOOPBACK:
        return Check(name, False, f"{url} leads nowhere from a phone: set ASKFIRST_PUBLIC_URL")
    if not here and not config.https:
        return Check(name, False, f"{url} is not https: anyone on the way can read and change it")
    return Check(name, True, f"{url} (this machine only)" if here else url)


def _in_front(config: Config) -> Check:
    """Whether a proxy stands between this server and everyone else's network."""
    name = "in front"
    if config.host in LOOPBACK or config.trusted_hops:
        proxies = f"{config.trusted_hops} reverse proxies" if config.trusted_hops else "no proxy"
        return Check(name, True, f"listens on {config.host}, {proxies}")
    words = f"listens on {config.host} without a reverse proxy (ASKFIRST_TRUSTED_HOPS=0)"
    return Check(name, False, f"{words}: put one in front, deploy/ has files for Caddy and nginx")


def _without_keys(config: Config) -> Check:
    """Of a folder without keys there is no more to say than what is missing."""
    try:
        founding.require(config)
    except DatabaseUnfit as amiss:
        return Check("database", False, str(amiss))
    return Check("database", True, "there")


def _static_files(assets: Mapping[str, str]) -> Check:
    lost = sorted(name for name in assets.values() if not (DIST / name).exists())
    words = f"run `make setup`: {', '.join(lost)} not there" if lost else "all there"
    return Check("static files", not lost, words)


def shared_files(folder: Path) -> str:
    """The files of the data folder that others than their owner can open, and what to do; or ""."""
    there = folder.iterdir() if folder.is_dir() else ()
    files = sorted(path for path in there if path.is_file())
    shared = ", ".join(path.name for path in files if path.stat().st_mode & 0o077)
    return f"others can open {shared} in {folder}: chmod go= it" if shared else ""


def _private_files(folder: Path) -> Check:
    """Keys and database are for their owner alone."""
    shared = shared_files(folder)
    return Check("private files", not shared, shared or f"those in {folder}")
