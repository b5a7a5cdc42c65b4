"""The rows of one visit, copied from a real one: for `harness.filling`."""

import datetime
import json
import os
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.config import Config
from kiosk.domain import audit, finding
from kiosk.links import code_hash, page_key, short_code, sought_hash, text_of, token_hash
from kiosk.operator.founding import secrets_of
from kiosk.store import digests, sealing
from kiosk.store.models import Consent, Decision
from signing import decisions, receipts

YEARS = 2
DAY = 24 * 60 * 60
HOURS = 3 * 60 * 60  # within which those of today signed
LIFE = 6 * 60 * 60
# Of ten: six agreed, one verified alone, two that nobody has looked at, and one withdrawn.
AGREED, VERIFIED, WITHDRAWN = 6, 7, 9
SEALED = ("patient_name", "birth_date", "nhs_number", "answers", "signature")

Row = dict[str, Any]
Chained = list[tuple[int, str, str]]  # of each entry: its number, the hash before it, its own


@dataclass(frozen=True)
class Plan:
    """What every row is a copy of, and how many there are to be."""

    rows: dict[str, Row]
    count: int
    today: int
    now: int
    text_hash: str
    rules: str
    slug: str
    timezone: str

    def signed_at(self, turn: int) -> int:
        """The oldest first, two years ago; the last `today` within the last hours."""
        left = self.count - turn
        if left <= self.today:
            return self.now - HOURS * left // (self.today + 1)
        return self.now - 2 * DAY - (YEARS * 365 * DAY) * left // self.count


@dataclass
class Visit:
    """The rows of one visit, as far as they are known, and what its entries say."""

    consent: Row
    told: tuple[tuple[int, str], list[tuple[str, str, str]]]
    entries: list[Row]
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


class Maker:
    """Makes visits out of one; in a process of its own, which opens no database."""

    def __init__(self, config: Config, plan: Plan) -> None:
        sealing.set_field_keys(config.field_keys)
        sealing.ask_database(lambda _print: True, lambda: True)
        self.secrets, self.plan = secrets_of(config), plan
        self.zone = ZoneInfo(plan.timezone)
        consent, decision = plan.rows["consent"], plan.rows["decision"]
        self.plain = {name: _opened(Consent, consent, name) for name in SEALED}
        self.grounds = _opened(Decision, decision, "grounds")
        self.site = int(consent["site_id"])

    def visit(self, turn: int) -> Visit:
        """All of a visit but its receipt, which witnesses an entry that is not chained yet."""
        kind = turn % 10
        signed, who = self._consent(turn), person(turn)
        self._seal(signed, "consent", self.plain | dict(zip(SEALED, who, strict=False)))
        states, others = [signed], dict[str, Row]()
        if kind < VERIFIED:
            others["verification"] = self._verification(turn, signed)
            seen = others["verification"]
            states.append(signed | {"verified_at": seen["at"], "verified_by_id": seen["staff_id"]})
        if kind < AGREED:
            others["decision"] = self._decision(turn, signed)
            states.append(states[-1] | {"decision_id": others["decision"]["id"], "revision": 1})
        if kind == WITHDRAWN:
            ended = {"state": "withdrawn", "ended_at": signed["signed_at"] + 60, "revision": 1}
            states.append(signed | ended)
        entries = list(self._entries(states, others))
        code = (signed["code_day"], signed["code_hash"])
        made = Visit(states[-1], (code, [_parts(each) for each in entries]), entries)
        made.rows = {name: [] for name in self.plan.rows}
        made.rows |= {name: [tuple(row.values())] for name, row in others.items()}
        made.rows["sought"] = list(self._sought(who, signed["id"]))
        return made

    def signed(self, visit: Visit, links: Chained | None) -> Visit:
        """The same with its receipt, and its entries in the chain."""
        assert links
        seq, _previous, hashed = links[0]
        token = self._receipt(visit.consent, seq, hashed)
        row = visit.consent | {"token": token, "token_hash": token_hash(token)}
        visit.rows["consent"] = [tuple(row.values())]
        visit.rows["audit_entry"] = [
            self._stored(entry, *link) for entry, link in zip(visit.entries, links, strict=True)
        ]
        return visit

    def _stored(self, entry: Row, seq: int, previous: str, hashed: str) -> tuple[Any, ...]:
        """The columns of an entry, in the order of the table."""
        shown = {name: entry[name] for name in ("at", "site", "verb", "actor", "subject")}
        detail, changed = (
            json.dumps(entry[name], ensure_ascii=False, separators=(",", ":"))
            for name in ("detail", "changed")
        )
        countersign = self.secrets.entry_keys[0].countersign(hashed)
        return (seq, *shown.values(), detail, previous, hashed, changed, countersign)

    def _consent(self, turn: int) -> Row:
        at, jti = self.plan.signed_at(turn), text_of(os.urandom(16))
        first = self.plan.rows["consent"]
        day = datetime.datetime.fromtimestamp(at, self.zone).replace(hour=0, minute=0, second=0)
        return first | {
            "id": first["id"] + turn,
            "place": sealing.fresh_place(),
            "salt": digests.fresh_salt(),
            "journey": first["journey"] + turn,
            "revision": 0,
            "jti": jti,
            "page_hash": token_hash(page_key(self.secrets, jti)),
            "code_hash": code_hash(self.secrets, self.site, short_code(self.secrets, jti, 0)),
            "code_turn": 0,
            "code_day": int(day.timestamp()),
            "signed_at": at,
            "expires_at": at + LIFE,
            "verified_at": None,
            "verified_by_id": None,
            "decision_id": None,
        }

    def _seal(self, row: Row, table: str, plain: dict[str, str]) -> None:
        for name, text in plain.items():
            place = sealing.Place(table, name, row["place"])
            row[name] = sealing.seal(text, place) if text else text

    def _verification(self, turn: int, consent: Row) -> Row:
        first = self.plan.rows["verification"]
        at = consent["signed_at"] + 30
        return first | {"id": first["id"] + turn, "consent_id": consent["id"], "at": at}

    def _decision(self, turn: int, consent: Row) -> Row:
        first, at = self.plan.rows["decision"], consent["signed_at"] + 50
        row = first | {
            "id": first["id"] + turn,
            "consent_id": consent["id"],
            "at": at,
            "place": sealing.fresh_place(),
            "salt": digests.fresh_salt(),
        }
        self._seal(row, "decision", {"grounds": self.grounds})
        claims = decisions.DecisionClaims(
            iss=self.secrets.issuer,
            aud=self.plan.slug,
            sub=consent["jti"],
            n=1,
            dec=row["kind"],
            con=(),
            role="clinician",
            iat=at,
            exp=consent["expires_at"],
            rec=tuple(row["types"].split()),
        )
        return row | {"token": decisions.issue(claims, self.secrets.receipt_keys)}

    def _receipt(self, row: Row, seq: int, hashed: str) -> str:
        claims = receipts.Claims(
            iss=self.secrets.issuer,
            aud=self.plan.slug,
            jti=row["jti"],
            iat=row["signed_at"],
            exp=row["expires_at"],
            ans=row["answer"],
            rec=tuple(row["types"].split()),
            part=row["part"],
            by=row["recorder"],
            rules=self.plan.rules,
            rh=self.plan.text_hash,
            log=(seq, audit.witness(hashed)),
        )
        return receipts.issue(claims, self.secrets.receipt_keys)

    def _sought(self, who: tuple[str, str, str], consent: int) -> Any:
        for kind, key in finding.keys(*who):
            yield consent, kind, sought_hash(self.secrets, self.site, kind, key)

    def _entries(self, states: list[Row], others: dict[str, Row]) -> Any:
        signed, *later = states
        sign = {"answer": "given", "policy": self.plan.text_hash, "way_in": signed["way_in"]}
        whole = {"facts": digests.facts("consent", signed)}
        whole["identity"] = digests.identity("consent", signed)
        yield self._entry(signed, "consent.sign", sign, {"consent": {str(signed["id"]): whole}})
        verbs = {"verification": ("receipt.verify", {"way": "list", "first": True})}
        verbs["decision"] = ("decision.make", {"decision": "agreed"})
        for table, row in others.items():
            state = later.pop(0)
            groups = {"facts": digests.facts(table, row)}
            if table == "decision":
                groups["identity"] = digests.identity(table, row)
            changed = self._moved(state) | {table: {str(row["id"]): groups}}
            yield self._entry(state, *verbs[table], changed, row["at"])
        for state in later:
            yield self._entry(state, "consent.withdraw", {}, self._moved(state), state["ended_at"])

    def _moved(self, state: Row) -> dict[str, Any]:
        return {"consent": {str(state["id"]): {"facts": digests.facts("consent", state)}}}

    def _entry(
        self, consent: Row, verb: str, detail: Row, changed: Row, at: int | None = None
    ) -> Row:
        patient = verb.startswith("consent")
        return {
            "at": at or consent["signed_at"],
            "site": self.site,
            "verb": verb,
            "actor": "browser" if patient else f"staff:{consent['verified_by_id']}",
            "subject": f"receipt:{consent['jti']}",
            "detail": detail,
            "changed": changed,
        }


def person(turn: int) -> tuple[str, str, str]:
    """Name, birth date and NHS number of one of them: the second name is common to a hundred."""
    born = datetime.date(1920, 1, 1) + datetime.timedelta(days=turn % 36_500)
    return f"{word(turn)} {word(turn // 100)}", born.isoformat(), nhs_number(turn)


def word(number: int) -> str:
    """A name that only one of them has, of letters alone."""
    return "".join("abcdefghij"[int(each)] for each in f"{number:07d}").title()


def nhs_number(turn: int) -> str:
    """A number with the right last digit (NHS Data Dictionary, modulus 11)."""
    nine = f"{400_000_000 + turn}"
    rest = 11 - sum(int(each) * (10 - n) for n, each in enumerate(nine)) % 11
    return nine + {10: "", 11: "0"}.get(rest, str(rest)) if rest != 10 else ""


def _opened(model: Any, row: Row, name: str) -> str:
    return str(sealing.opened(row[name], sealing.Place(model._meta.table_name, name, row["place"])))


def _parts(entry: Row) -> tuple[str, str, str]:
    """The canonical text of an entry around the two that the chain alone knows: hash and number."""
    text = audit.canonical(entry | {"previous": "@", "seq": 0}).decode("ascii")
    before, _at, rest = text.partition('"previous":"@","seq":0')
    return f'{before}"previous":"', '","seq":', rest
