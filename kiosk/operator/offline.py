"""`receipt verify` from files alone: no database, no network (issue 4, item 9)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.entry import receipt_and_decision
from signing import offline, receipts, status
from signing.errors import UNREADABLE, BadClaims
from signing.keys import KeyRing

FINISH = "a recording already running may finish, ask the clinician"
UNKNOWN = "cannot tell: it was signed here, and says what this program does not know; update it"
REASONS = {
    "withdrawn": "the patient withdrew it",
    "superseded": "the patient has signed again since: ask for the newer receipt",
    "refused": "the patient said no to recording",
    "expired": f"it is out of date: {FINISH}",
    "not_agreed": "the clinician did not agree",
    "other_receipt": "the decision is not of this receipt",
    "decision_expired": f"the decision is out of date: {FINISH}",
    "agreement_ended": "the agreement does not hold now",
    "wait": "the clinician asked to wait",
    "stale": "it may have been withdrawn: the status list is too old, or not of its day",
}


NOT_A_RECEIPT = "not a receipt: it cannot be read as one. Give its token, or its whole address"


class NotOk(Exception):
    """There is something in the way, or it is no receipt at all. The message says what."""


@dataclass(frozen=True)
class Files:
    """What the check goes by: published keys, maybe a status list, and the newest `seq` seen."""

    issuer: str
    keys: Path
    status: Path | None = None
    seen: int = 0


def split(entry: str) -> tuple[str, str | None]:
    """Receipt and decision in an address that holds both: `…#receipt~decision`."""
    receipt, decision = receipt_and_decision(entry)
    return receipt, decision or None


def verify(files: Files, now: int, token: str, decision: str | None) -> list[str]:
    """What there is to say of a receipt that nothing is wrong with, a line each.

    Raises:
        NotOk: it is not to be relied on, for the reason in the message: it is genuine, or was
            signed here by a newer program, or is no receipt at all.
        BadToken: receipt, decision or list must not be believed.
        BadKeyFile, OSError, UnicodeError: a file cannot be read.
    """
    ring = KeyRing.from_json(files.keys.read_text(encoding="utf-8"))
    _readable(token, ring, files.issuer, now)
    known = _list(files, ring, now)
    try:
        judged = offline.judge(token, decision, known, ring, issuer=files.issuer, now=now)
    except BadClaims as newer:
        raise NotOk(UNKNOWN) from newer
    if judged.reason != offline.OK or known is None:
        raise NotOk(f"genuine, but {REASONS[judged.reason]}")
    return [
        f"Genuine: yes, not withdrawn as of {moment(known.iat)} (list {known.seq})",
        *_agreed(judged),
    ]


def _readable(token: str, ring: KeyRing, issuer: str, now: int) -> None:
    """What cannot be read, or is signed and not understood, is not called false."""
    try:
        receipts.check_genuine(token, ring, issuer=issuer, audience=None, now=now)
    except UNREADABLE as odd:
        raise NotOk(NOT_A_RECEIPT) from odd
    except BadClaims as newer:
        raise NotOk(UNKNOWN) from newer


def _list(files: Files, ring: KeyRing, now: int) -> status.StatusClaims | None:
    if files.status is None:
        return None
    token = files.status.read_text(encoding="ascii").strip()
    return status.check(token, ring, issuer=files.issuer, now=now, seen=files.seen)


def _agreed(judged: offline.Judged) -> Iterator[str]:
    """What was agreed and what was not, type by type (K3)."""
    decision = judged.decision
    if decision is None:
        yield "Agreed: the receipt alone does not say; ask the clinician"
        return
    conditions = f", with conditions: {', '.join(decision.con)}" if decision.con else ""
    who = f"by a {decision.role} at {moment(decision.iat)}"
    yield f"Agreed: {', '.join(judged.types)}, {who}{conditions}"
    if refused := [each for each in judged.receipt.rec if each not in judged.types]:
        yield f"Not agreed: {', '.join(refused)}"


def moment(at: int) -> str:
    """A time for the operator to read."""
    return f"{datetime.datetime.fromtimestamp(at, datetime.UTC):%Y-%m-%d %H:%M} UTC"
