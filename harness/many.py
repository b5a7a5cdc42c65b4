"""A database with so many consents, for measuring: copies of one, each with a person of its own."""

import datetime
import json
import time
from pathlib import Path
from typing import Any

from harness.filling_rows import person
from harness.server import Server
from kiosk.actions import numbers
from kiosk.config import Config
from kiosk.lookups import records as lookup
from kiosk.operator.founding import secrets_of
from kiosk.store import database, queries, sealing
from kiosk.store.models import Site

DAY = 24 * 60 * 60
YEAR = 365 * DAY
COUNTED = 100  # days


class Place:
    """One database, opened while it is entered, and read through the product's own queries."""

    def __init__(self, folder: Path, count: int, today: int) -> None:
        self.server = server = Server(folder)
        _run(server, "harness.prepare", "clinicians", "1")
        self.first: dict[str, Any] = _run(server, "harness.prepare", "agreed", "1")[0]
        _run(server, "harness.filling", str(count), str(today))
        self.config = Config.from_env({"ASKFIRST_DATA_DIR": str(folder)})
        self.secrets = secrets_of(self.config)
        self.now = int(time.time())
        with self:
            site = queries.first_site()
            assert site is not None
            self.site = site

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
        for entry in (person(77)[0], self.first["code"], "401 023 2137"):
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
        opened = {"opened_at": self.now - 2 * YEAR, "retention": kept}
        Site.update(**opened).where(Site.id == self.site.id).execute()
        numbers.make_due(Site.get_by_id(self.site.id), self.now)


def _run(server: Server, *module: str) -> Any:
    return json.loads(server.run(*module, timeout=600))
