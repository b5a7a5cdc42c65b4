"""`nightly FOLDER`: a backup under tonight's name, and an end to the copies whose time is over."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import click

from kiosk.actions import left_over
from kiosk.domain import retention
from kiosk.operator.commands import Commands, context, now
from kiosk.operator.upkeep_commands import A_FILE, backup

nightly_commands = Commands()

STAMP = "%Y-%m-%dT%H%M%SZ"
# What this command and `deploy/upgrade` write. A file of any other name is not ours to delete.
COPY = re.compile(r"(?:askfirst|before-[\w.-]+)-(\d{4}-\d\d-\d\dT\d{6}Z)\.(?:db|age)")


@nightly_commands.command()
@click.argument("folder", type=A_FILE)
@click.option("--keys", type=A_FILE, help="Encrypt for the public keys (age1…) in this file.")
@click.pass_context
def nightly(ctx: click.Context, folder: Path, keys: Path | None) -> None:
    """Back up to a new file in FOLDER, and delete older copies as the practice's table says."""
    context()  # there is a site, of this release
    to = public_keys(keys) if keys else ()
    kept = left_over.keep()
    for file in over(folder, now() - kept):
        file.unlink()
        click.echo(f"Deleted {file}: copies are kept for {retention.words(kept)}")
    for name in left_over.prune(now()):  # beside the database, what `restore` kept of it
        click.echo(f"Deleted {name}: copies are kept for {retention.words(kept)}")
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


def over(folder: Path, since: int) -> Iterator[Path]:
    """The copies in the folder that were made before `since` (seconds since 1970).

    Never the newest of them: where no new one can be made, it is the last way home.
    """
    yield from (file for at, file in sorted(_dated(folder))[:-1] if at < since)


def _dated(folder: Path) -> Iterator[tuple[int, Path]]:
    """The copies in the folder, by the moment in their name."""
    for file in folder.iterdir():
        if found := COPY.fullmatch(file.name):
            at = datetime.datetime.strptime(f"{found[1]}+0000", f"{STAMP}%z")
            yield int(at.timestamp()), file
