"""A database with so many consents, for measuring: copies of one, each with a person of its own."""

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from harness.server import ROOT, Server
from kiosk.actions import numbers
from kiosk.config import Config
from kiosk.domain.finding import keys
from kiosk.links import code_hash, short_code, sought_hash
from kiosk.lookups import records as lookup
from kiosk.operator.founding import secrets_of
from kiosk.store import database, queries, sealing
from kiosk.store.fields import encrypted_fields, in_place
from kiosk.store.models import AuditEntry, Consent, Site, Sought

YEARS = 2
DAY = 24 * 60 * 60
COUNTED = 100  # days
STEP = 500  # rows in one statement
ENTRIES = 6  # of the trail about each, as a visit that was recorded has them


class Place:
    """One database, opened while it is entered, and read through the product's own queries."""

    def __init__(self, folder: Path, count: int, today: int) -> None:
        self.server = server = Server(folder)
        command = [sys.executable, "-m", "harness.prepare", "consents", "1"]
        done = subprocess.run(command, cwd=ROOT, env=server.env, stdout=subprocess.PIPE, check=True)
        self.first: dict[str, Any] = json.loads(done.stdout)[0]
        self.config = Config.from_env({"ASKFIRST_DATA_DIR": str(folder)})
        self.secrets = secrets_of(self.config)
        self.now = int(time.time())
        with self:
            site = queries.first_site()
            assert site is not None
            self.site = site
            self._fill(count, today)

    def __enter__(self) -> "Place":
        sealing.set_field_keys(self.config.field_keys)
        database.connect(self.config.database_url)
        database.database.connect()
        return self

    def __exit__(self, *_fault: object) -> None:
        database.database.close()

    # --- what is measured ---

    def list_of_today(self) -> None:
        """The list, and its first page with names."""
        listed = queries.today(self.site, self.now - DAY // 2, self.now)
        queries.rows_of(self.site, [each.number for each in listed[:50]])

    def search(self) -> None:
        """Somebody by name, by code and by a number that nobody has."""
        today = datetime.datetime.now(datetime.UTC).date()
        for entry in (f"{_word(77)} Sought", self.first["code"], "401 023 2137"):
            lookup.find(self.secrets, self.site, today, entry)

    def sheet(self) -> None:
        """All that the sheet of one person reads."""
        consent = queries.consent_at(self.site, self.first["id"])
        assert consent is not None
        for number in queries.visits_of_person(consent):
            card = queries.card_at(self.site, number, self.now)
            assert card is not None
            queries.history_of(card.consent)
            queries.entries_of(card.consent)

    def count_numbers(self) -> None:
        """Make the figures of the last weeks and months, as the server does by itself."""
        kept = {"evidence": {"keep": COUNTED * DAY}}  # so that no period before these is whole
        opened = {"opened_at": self.now - YEARS * 365 * DAY, "retention": kept}
        Site.update(**opened).where(Site.id == self.site.id).execute()
        numbers.make_due(Site.get_by_id(self.site.id), self.now)

    # --- how it is filled ---

    def _fill(self, count: int, today: int) -> None:
        """Plain rows, without entries that verify: nothing here asks for those."""
        first = Consent.get_by_id(self.first["id"])
        hidden = {each.name: getattr(first, each.name) for each in encrypted_fields(Consent)}
        data = dict(first.__data__) | hidden
        rows = (self._row(data, turn, today) for turn in range(1, count))
        with database.database.atomic():
            while step := list(islice(rows, STEP)):
                Consent.insert_many([_bound(each) for each in step]).execute()
                Sought.insert_many(list(self._columns(step))).execute()
                AuditEntry.insert_many(list(_entries(step))).execute()
        database.database.execute_sql("ANALYZE")

    def _row(self, data: dict[str, Any], turn: int, today: int) -> dict[str, Any]:
        ago = turn * 60 if turn < today else DAY + turn * (YEARS * 365 * DAY) // 200_000
        jti = os.urandom(16).hex()
        born = datetime.date(1920, 1, 1) + datetime.timedelta(days=turn % 36_500)
        code = code_hash(self.secrets, self.site.id, short_code(self.secrets, jti, 0))
        return data | {
            "id": data["id"] + turn,
            "place": sealing.fresh_place(),
            "journey": data["journey"] + turn,
            "jti": jti,
            "token_hash": jti,
            "page_hash": jti,
            "code_hash": code,
            "code_turn": 0,
            "patient_name": f"{_word(turn)} Sought",
            "birth_date": born.isoformat(),
            "nhs_number": f"{turn:010d}",
            "signed_at": self.now - ago,
            "expires_at": self.now - ago + DAY // 4,
        }

    def _columns(self, step: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in step:
            told = (each["patient_name"], each["birth_date"], each["nhs_number"])
            for kind, key in keys(*told):
                hashed = sought_hash(self.secrets, self.site.id, kind, key)
                yield {"consent": each["id"], "kind": kind, "hash": hashed}


def _word(number: int) -> str:
    """A name that only one of them has, of letters alone."""
    return "".join("abcdefghij"[int(each)] for each in f"{number:06d}").title()


def _bound(row: dict[str, Any]) -> dict[Any, Any]:
    """A row whose encrypted values are bound to it."""
    return in_place(Consent, {Consent._meta.combined[name]: it for name, it in row.items()})


def _entries(step: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in step:
        for turn in range(ENTRIES):
            yield {
                "seq": 1000 + each["id"] * ENTRIES + turn,
                "at": each["signed_at"],
                "site": each["site"],
                "verb": "consent.sign",
                "actor": "staff:1",
                "subject": f"receipt:{each['jti']}",
                "detail": {},
                "changed": {},
                "previous": "",
                "hash": "",
            }
