"""`nightly FOLDER`: a backup under tonight's name, and an end to the copies whose time is over."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import click

from kiosk.domain import retention
from kiosk.operator.commands import Commands, context, now
from kiosk.operator.upkeep_commands import A_FILE, backup
from kiosk.store import database, queries

nightly_commands = Commands()

STAMP = "%Y-%m-%dT%H%M%SZ"
# What this command and `deploy/upgrade` write. A file of any other name is not ours to delete.
COPY = re.compile(r"(?:askfirst|before-[\w.-]+)-(\d{4}-\d\d-\d\dT\d{6}Z)\.(?:db|age)")
# What `restore` keeps of the database that it replaces, and of its log.
ASIDE = re.compile(r"\.before-(\d{4}-\d\d-\d\dT\d{6}Z)(?:-wal|-shm)?")


@nightly_commands.command()
@click.argument("folder", type=A_FILE)
@click.option("--keys", type=A_FILE, help="Encrypt for the public keys (age1…) in this file.")
@click.pass_context
def nightly(ctx: click.Context, folder: Path, keys: Path | None) -> None:
    """Back up to a new file in FOLDER, and delete older copies as the practice's table says."""
    context()  # there is a site, of this release
    to = public_keys(keys) if keys else ()
    kept = min(retention.period(each.retention, "backups") for each in queries.open_sites())
    for file in over(folder, database.embedded_file(), now() - kept):
        file.unlink()
        click.echo(f"Deleted {file}: copies are kept for {retention.words(kept)}")
    stamp = f"{datetime.datetime.fromtimestamp(now(), datetime.UTC):{STAMP}}"
    file = folder / f"askfirst-{stamp}.{'age' if to else 'db'}"
    ctx.invoke(backup, file=file, keys=to, passphrase_file=None)


def public_keys(file: Path) -> tuple[str, ...]:
    """The public keys of a file: one on each line, remarks after #.

    Raises:
        ClickException: there is none, so that a backup would be readable for whoever finds it.
    """
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    keys = tuple(line for line in lines if line)
    if not keys:
        raise click.ClickException(f"{file} has no public key of age in it (age1…)")
    return keys


def over(folder: Path, live: Path, since: int) -> Iterator[Path]:
    """The copies made before `since` (seconds since 1970), in the folder and beside the database.

    Never the newest of the folder: where no new one can be made, it is the last way home.
    """
    copies = sorted(_dated(folder, "", COPY))
    asides = _dated(live.parent, live.name, ASIDE)
    yield from (file for at, file in (*copies[:-1], *asides) if at < since)


def _dated(folder: Path, begins: str, name: re.Pattern[str]) -> Iterator[tuple[int, Path]]:
    """The files of a folder that are so named, by the moment in their name."""
    for file in folder.iterdir():
        rest = file.name.removeprefix(begins)
        if file.name.startswith(begins) and (found := name.fullmatch(rest)):
            at = datetime.datetime.strptime(f"{found[1]}+0000", f"{STAMP}%z")
            yield int(at.timestamp()), file
