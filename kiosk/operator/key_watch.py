"""A server that runs takes keys that were rotated: it looks at their files before each request.

Three looks at the disk cost some microseconds. Keys that do not fit the database are not taken: the
server goes on with those it has, and says so in its log once.
"""

import threading
from pathlib import Path

from flask import Flask, request

from kiosk.config import KEY_FILES, Config, ConfigError, key_file
from kiosk.lookups import fingerprints
from kiosk.operator import founding
from kiosk.store import database, sealing

State = tuple[tuple[int, int, int] | None, ...]


class KeyWatch:
    """The key files of one application, as they were when its keys were last read."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._app = app
        self._lock = threading.Lock()
        files = (key_file(config, name) for name in KEY_FILES)
        self._files = [file for file in files if file is not None]
        self._seen = self._state()

    def look(self) -> bool:
        """Take the keys that the files hold now, if those are others; says whether it did."""
        state = self._state()
        if state == self._seen:
            return False
        with self._lock:
            if state == self._seen:  # another thread was first
                return True
            self._seen = state
            return self._take()

    def _take(self) -> bool:
        held: Config = self._app.config["ASKFIRST"]
        try:
            config = Config.from_env(held.environ)
            fault = founding.keys_gone(config) if config.missing else self._misfit(config)
        except ConfigError as error:
            fault = str(error)
        except database.FAULTS:
            self._seen = ()  # nobody can say now: look again
            return False
        if fault:
            self._app.logger.error("the keys of before are kept: %s", fault)
            return False
        founding.use(self._app, config)
        return True

    def _misfit(self, config: Config) -> str:
        """What is to be said of keys that are not all that the database knows, or ""."""
        fields = tuple(sealing.FieldKey(each).print for each in config.field_keys)
        held = fingerprints.held(founding.secrets_of(config), fields)
        database.database.connect(reuse_if_open=True)
        gone = sorted({each.kind for each in fingerprints.known() - held})
        return f"{', '.join(gone)} keys of this database are not in their files" if gone else ""

    def _state(self) -> State:
        return tuple(_look_at(file) for file in self._files)


def _look_at(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ino, found.st_size)


def install(app: Flask, config: Config) -> None:
    """Look before each request, and where a value is met that no key held opens."""
    watch = KeyWatch(app, config)
    app.extensions["key-watch"] = watch
    sealing.ask_files(watch.look)

    @app.before_request
    def take_keys() -> None:
        if request.endpoint != "public.healthz":  # which asks nothing of any disk
            watch.look()
