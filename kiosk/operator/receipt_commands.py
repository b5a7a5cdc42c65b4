"""The operator's commands for receipts, and the audit trail that they witness."""

import sys
from pathlib import Path

import click

from kiosk.actions import checkpoints
from kiosk.lookups import evidence, trail
from kiosk.operator import offline
from kiosk.operator.commands import Commands, Progress, config, context, day, now
from signing import decisions

FROM_INPUT = "-"
MAX_ENTRY = 8192  # characters: an address with receipt and decision in it has half of that
STRANGE = {
    evidence.NOT_A_RECEIPT: offline.NOT_A_RECEIPT,
    evidence.NEWER: offline.UNKNOWN,
    evidence.MOVED: "signed by this server's key under another public URL, so no forgery: "
    "name that URL in ASKFIRST_FORMER_URLS",
}

receipt_commands = Commands("receipt", help="Receipts that patients hold.")
audit_commands = Commands("audit", help="The audit trail.")


@receipt_commands.command("verify")
@click.argument("token")
@click.option("--decision", help="The decision shown with it, if the address does not hold it.")
@click.option("--keys", type=click.Path(path_type=Path), help="Published keys: check by files.")
@click.option("--status", type=click.Path(path_type=Path), help="A status list, with --keys.")
@click.option("--seen", type=int, default=0, help="The newest list seen: older ones are refused.")
@click.option("--issuer", help="The public URL that signed it, with --keys; else this server's.")
def verify_receipt(
    token: str,
    decision: str | None,
    keys: Path | None,
    status: Path | None,
    seen: int,
    issuer: str | None,
) -> None:
    """Two answers on a receipt (its token, or the whole address): genuine, and may record now.

    With - it is read from standard input, which is better: everyone on the machine can see what a
    command was given as words, and a shell writes them into its history.

    With --keys and --status it is checked by these files alone, without the database.
    """
    token = sys.stdin.read(MAX_ENTRY).strip() if token == FROM_INPUT else token
    token, beside = offline.split(token)
    if keys is not None:
        files = offline.Files(issuer or config().public_url, keys, status, seen)
        for line in offline.verify(files, now(), token, decision or beside):
            click.echo(line)
        return
    if status is not None or seen or issuer:
        raise click.UsageError("--status, --seen and --issuer need --keys")
    _verify_here(token, decision or beside)


def _verify_here(token: str, decision: str | None) -> None:
    here = context()
    found = evidence.examine(here.secrets, here.now, token)
    if found.reason in STRANGE:
        raise offline.NotOk(STRANGE[found.reason])
    click.echo(f"Genuine: {'yes' if found.genuine else f'no ({found.fault})'}")
    click.echo(f"May be recorded now: {'yes' if found.reason == 'ok' else f'no ({found.reason})'}")
    if found.claims is None:
        raise click.ClickException("this is no receipt that was signed here")
    claims, (entry, _hash) = found.claims, found.claims.log
    click.echo(f"Answer: {claims.ans}, at site {claims.aud}, signed {day(claims.iat)}")
    if not found.witnessed:
        raise click.ClickException(f"audit entry {entry} is not the one that it witnesses")
    click.echo(f"Audit trail: entry {entry} is the one that it witnesses")
    if decision is not None:
        made, stands = evidence.decision(here.secrets, here.now, claims, decision)
        if not stands:
            raise click.ClickException("the decision is on another receipt, or no longer stands")
        click.echo(f"Decision: {made.dec} by a {made.role}, {day(made.iat)}; it stands")
        types = decisions.agreed_types(made, claims)
        for word, named in (("Agreed", types), ("Not agreed", set(claims.rec) - set(types))):
            if named:
                click.echo(f"{word}: {', '.join(each for each in claims.rec if each in named)}")


@audit_commands.command("verify")
@click.option("--newer", is_flag=True, help="Go on from the last checkpoint: what came since.")
def verify_trail(*, newer: bool) -> None:
    """Walk the audit trail, and hold every row, receipt and checkpoint against it.

    With a million receipts that takes minutes: it says how far it has come.
    """
    walked = trail.verify(
        context().secrets, config().checkpoints, tell=Progress("audit verify"), newer=newer
    )
    if walked.before:
        click.echo(
            f"Entries 1 to {walked.before} are from before entries were countersigned: the first "
            "that is holds their hashes, and proves nothing of the time before it"
        )
    whole = "The trail is whole since the last checkpoint" if newer else "The trail is whole"
    click.echo(
        f"{whole}. Entries: {walked.entries}, receipts that fit it: {walked.receipts}, "
        f"rows: {walked.rows}, checkpoints: {walked.checkpoints}"
    )


@audit_commands.command("checkpoint")
def make_checkpoint() -> None:
    """Sign the head of the trail and keep it outside the database. `purge` and `backup` do, too."""
    file = checkpoints.make(context().secrets, config().checkpoints)
    click.echo(f"The head of the trail is in {file}: keep a copy of it elsewhere")
