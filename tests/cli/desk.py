"""The operator's desk: a data folder of its own with the cast in it, and a prompt to type at."""

from pathlib import Path

from click.testing import Result
from flask import Flask

from kiosk.store.database import database
from tests.cast import World


class Desk:
    """Types the operator's commands. `file` is the database, `folder` where it and the keys are."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.file = folder / "askfirst.db"
        self.clock = app.config["CLOCK"]
        self.world = self._open()

    @property
    def environ(self) -> dict[str, str]:
        """The settings that lead to this folder and its database."""
        return dict(self.app.config["ASKFIRST"].environ)

    def _open(self) -> World:
        database.connect(reuse_if_open=True)
        return World(self.app)

    def type(self, *words: object, stdin: str = "") -> Result:
        """Run `flask --app wsgi …` as a process of its own would: on a connection of its own."""
        database.close()
        try:
            return run(self.app, *words, stdin=stdin)
        finally:
            database.connect(reuse_if_open=True)

    def ok(self, *words: object, stdin: str = "") -> str:
        """What a command prints that succeeds."""
        done = self.type(*words, stdin=stdin)
        assert done.exit_code == 0, done.output
        assert done.stderr == ""
        return done.stdout

    def refused(self, *words: object, stdin: str = "") -> str:
        """The one line on standard error of a command that fails."""
        return one_line(self.type(*words, stdin=stdin))


def run(app: Flask, *words: object, stdin: str = "") -> Result:
    """Run one command, with no connection open before or after."""
    return app.test_cli_runner().invoke(args=[str(word) for word in words], input=stdin)


def one_line(done: Result) -> str:
    """The one line on standard error of a failure, which is no fault of the program."""
    assert isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    (line,) = done.stderr.splitlines()
    assert len(line) < 400
    return line.removeprefix("Error: ")
