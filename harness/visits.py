"""Many visits of a season, of every kind that is counted, put straight into a database's tables."""

import os
import random
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any

from harness.databases import ON_POSTGRES
from kiosk.store import sealing
from kiosk.store.database import database
from kiosk.store.fields import encrypted_fields, in_place
from kiosk.store.models import Concern, Consent, Decision, PolicyText, Recording

STEP = 500  # rows in one statement


@dataclass(frozen=True)
class Visit:
    """What happened, in the words that the tables use. `after`: minutes to the decision."""

    at: int
    refused: bool
    withdrawn: bool
    types: str
    door: str
    language: str
    where: str
    reason: str
    signer: str  # "" for the patient
    kind: str  # of the decision; "" for none
    why: str
    after: int
    recorded: bool


def drawn(draw: random.Random, at: int, languages: list[str]) -> Visit:
    """One visit by chance: most are usual, and every kind comes up."""
    kinds = ["agreed"] * 6 + ["conditions"] * 3 + ["wait", "not_agreed", "not_agreed", "colleague"]
    kind = draw.choice([*kinds, ""])
    refused = draw.random() < 0.06
    kind = "" if refused else kind
    recorded = kind in ("agreed", "conditions") and draw.random() < 0.75
    return Visit(
        at=at,
        refused=refused,
        withdrawn=not refused and draw.random() < 0.05,
        types=draw.choice(["sound"] * 5 + ["sound video", "video", "photo", "sound live"]),
        door=draw.choice(["tablet"] * 4 + ["sent", "code"]),
        language=draw.choice(languages[:1] * 8 + languages),
        where=draw.choice(["room"] * 5 + ["remote", "home", "scan"]),
        reason=draw.choice(["remember"] * 3 + ["family", "much", "disability", "other", "skip"]),
        signer=draw.choice([""] * 8 + ["parent", "family"]),
        kind=kind,
        why=draw.choice(["distracts", "privacy", "not_said"]) if kind == "not_agreed" else "",
        after=draw.choice([1, 3, 6, 12, 20, 45, 90]),
        recorded=recorded,
    )


def season(first: int, last: int, count: int, seed: int, languages: list[str]) -> list[Visit]:
    """So many visits between two moments, drawn from a seed."""
    draw = random.Random(seed)  # noqa: S311
    times = sorted(draw.randrange(first, last) for _turn in range(count))
    return [drawn(draw, at, languages) for at in times]


def _at_once() -> AbstractContextManager[object]:
    return nullcontext() if ON_POSTGRES else database.atomic()


def put(visits: list[Visit], like: Consent, staff: int) -> None:
    """Write them: copies of one consent, each with what it was decided and whether it was recorded.

    Plain rows, without entries: nothing here asks for those. A server refuses a transaction without
    one, so there each statement stands alone.
    """
    data = dict(like.__data__) | {
        each.name: getattr(like, each.name) for each in encrypted_fields(Consent)
    }
    number = Consent.select().order_by(Consent.id.desc()).get().id + 1
    texts = {row.language: row.id for row in PolicyText.select()}
    with _at_once():
        turns = iter(enumerate(visits, start=number))
        while step := list(islice(turns, STEP)):
            rows = [_consent(data, turn, each, texts[each.language]) for turn, each in step]
            Consent.insert_many([_bound(row) for row in rows]).execute()
            if made := _decisions(step, staff):
                Decision.insert_many(made).execute()
            if began := _recordings(step, staff):
                Recording.insert_many(began).execute()


def concerns(kinds: list[tuple[str, int]], site: int, staff: int) -> None:
    """Write concerns of these kinds, raised at these moments."""
    with _at_once():
        for kind, at in kinds:
            Concern.create(site=site, kind=kind, raised_by=staff, at=at, text="Seen on a screen")


def _bound(row: dict[str, Any]) -> dict[Any, Any]:
    return in_place(Consent, {Consent._meta.combined[name]: it for name, it in row.items()})


def _consent(data: dict[str, Any], number: int, visit: Visit, text: int) -> dict[str, Any]:
    jti = os.urandom(16).hex()
    behalf = {"signer": "Pat", "relationship": visit.signer} if visit.signer else None
    answers = {"where": visit.where, "reason": visit.reason, "behalf": behalf}
    return data | {
        "id": number,
        "place": sealing.fresh_place(),
        "journey": data["journey"] + number,
        "text": text,
        "jti": jti,
        **dict.fromkeys(("token_hash", "page_hash", "code_hash"), jti),
        "door": visit.door,
        "answer": "refused" if visit.refused else "given",
        "state": "withdrawn" if visit.withdrawn else "signed",
        "types": "" if visit.refused else visit.types,
        "answers": answers,
        "signed_at": visit.at,
        "expires_at": visit.at + 8 * 60 * 60,
        "verified_at": visit.at + 30,
        "decision": None,
        "recording": None,
    }


def _decisions(step: list[tuple[int, Visit]], staff: int) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "consent": number,
            "staff": staff,
            "at": each.at + 60 * each.after,
            "kind": each.kind,
            "reason": each.why,
            "conditions": [],
            "checks": {},
        }
        for number, each in step
        if each.kind
    ]


def _recordings(step: list[tuple[int, Visit]], staff: int) -> list[dict[str, Any]]:
    return [
        {
            "consent": number,
            "decision": number,
            "started_by": staff,
            "started_at": each.at + 60 * each.after + 60,
            "stopped_at": each.at + 60 * each.after + 600,
        }
        for number, each in step
        if each.recorded
    ]
