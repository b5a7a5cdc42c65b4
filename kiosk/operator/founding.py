"""A site is made once, by `init`, and never beside what is left of another one.

A folder with keys and no database has lost its database, and one with a database and no keys has
lost its keys: making the missing half anew would hide that, and spoil the half that is left.
"""

import os
from pathlib import Path

from flask import Flask

from kiosk.config import DEFAULT_DIR, KEY_FILES, Config, make_keys
from kiosk.links import Secrets
from kiosk.store import database, sealing
from kiosk.store.database import DatabaseUnfit
from kiosk.store.models import Consent

# Stands in the folder while `init` is at work: one that was cut short can be run again.
UNDER_WAY = "init-not-finished"


def use(app: Flask, config: Config) -> None:
    """Let the application sign, hash and encrypt with these keys."""
    app.config["ASKFIRST"] = config
    newest, *older = config.secret_keys
    app.config["SECRET_KEY"] = newest
    app.config["SECRET_KEY_FALLBACKS"] = older
    # Oldest first, as itsdangerous has it: a form from before a rotation can still be sent.
    app.config["WTF_CSRF_SECRET_KEY"] = [*reversed(older), newest]
    app.extensions["secrets"] = secrets_of(config)
    sealing.set_field_keys(config.field_keys)


def secrets_of(config: Config) -> Secrets:
    """The keys that actions sign and hash with."""
    newest, *older = config.secret_keys
    urls = (config.public_url, config.former_urls)
    return Secrets(newest, config.receipt_keys, *urls, older=tuple(older))


def require(config: Config) -> None:
    """Look whether there are a database and its keys. Makes and opens nothing that is not there.

    Raises:
        DatabaseUnfit: one of them is not there; the message says which, and what to do.
    """
    if not database.there():
        raise DatabaseUnfit(_database_gone(config))
    require_keys(config)


def require_keys(config: Config) -> None:
    """Look whether the keys are there. Raises DatabaseUnfit, with what to do, if not."""
    if config.missing:
        raise DatabaseUnfit(keys_gone(config))


def keys_gone(config: Config) -> str:
    """What is to be said of key files that are not there."""
    names = " and ".join(file.name for file in config.missing)
    verb, they = ("is", "it") if len(config.missing) == 1 else ("are", "them")
    receipts = _receipts()
    stake = f", and the database needs {they} for {receipts} receipts" if receipts else ""
    return (
        f"{names} {verb} not in {config.data_dir}{stake}: put {they} back there from your backup "
        "of the keys. Nothing was made instead"
    )


def _database_gone(config: Config) -> str:
    folder = config.data_dir
    if _keys_in(config):
        return (
            f"there are keys in {folder} and no database: `restore` a backup of it. "
            "To begin a new site instead, move the keys away first"
        )
    given = (
        "ASKFIRST_DATA_DIR is set to"
        if config.environ.get("ASKFIRST_DATA_DIR")
        else ("ASKFIRST_DATA_DIR is not set, so it is")
    )
    return f"there is no site yet ({given} {folder}): run `init` (`make init`) to make one"


def _receipts() -> int | None:
    """How many receipts the database holds; None if there is none, or it cannot be read."""
    if not database.there():
        return None
    try:
        with database.database.connection_context():
            return int(Consent.select().count())
    except database.FAULTS:
        return None


def _keys_in(config: Config) -> list[Path]:
    files = [config.data_dir / name for name in KEY_FILES.values()]
    return [file for file in files if file.exists()]


def begin(config: Config) -> Config:
    """Make folder, keys and the file of the database, if this is a new site; returns the settings.

    Raises:
        DatabaseUnfit: there are keys and no database, or a database and not all keys.
    """
    mark = config.data_dir / UNDER_WAY
    if not mark.exists():
        if database.there():
            require_keys(config)
            return config
        if _keys_in(config):
            raise DatabaseUnfit(_database_gone(config))
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch(mode=0o600)
    made = make_keys(config)
    database.make()
    return made


def end(config: Config) -> None:
    """The site is made: from here on what is missing is lost."""
    (config.data_dir / UNDER_WAY).unlink(missing_ok=True)


def may_begin_unasked(config: Config) -> None:
    """Whether `make run` may make a site: in an empty folder of the default name alone.

    Raises:
        DatabaseUnfit: it may not; `init` may, being typed on purpose.
    """
    folder = config.data_dir
    if database.there() or (folder / UNDER_WAY).exists():
        return
    if config.environ.get("ASKFIRST_DATA_DIR") or folder != Path(DEFAULT_DIR).resolve():
        raise DatabaseUnfit(_database_gone(config))
    if folder.exists() and os.listdir(folder):
        raise DatabaseUnfit(f"{folder} has files in it and no database: {_database_gone(config)}")
