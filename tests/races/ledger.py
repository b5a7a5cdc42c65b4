"""The database as the server left it, read with plain SQL, and the audit trail walked by hand."""

import json
from pathlib import Path
from types import TracebackType
from typing import Any

from harness.databases import Outsider
from kiosk.config import Config
from kiosk.domain.audit import GENESIS, Entry
from kiosk.links import Secrets, card_key

COLUMNS = "seq, at, site, verb, actor, subject, detail, previous, changed"


class Ledger:
    """Reads a server's database, running or not, without the product's own models."""

    def __init__(self, data_dir: Path) -> None:
        self.connection = Outsider(data_dir)
        kept = Config.from_env({"ASKFIRST_DATA_DIR": str(data_dir)})
        self.secrets = Secrets(kept.secret_keys[0], kept.receipt_keys, kept.public_url)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.rows(query, *values)

    def count(self, query: str, *values: Any) -> int:
        return int(self.rows(query, *values)[0][0])

    def card(self, number: int) -> str:
        """The address of a consent's card, without what is done there."""
        return f"/staff/consents/{card_key(self.secrets, number)}"

    def broken_entry(self) -> int | None:
        """The number of the first audit entry that does not fit the one before, if any."""
        previous, expected = GENESIS, 1
        for *values, kept in self.rows(f"SELECT {COLUMNS}, hash FROM audit_entry ORDER BY seq"):
            values[6], values[8] = json.loads(values[6]), json.loads(values[8])
            entry = Entry(*values)
            if (entry.seq, entry.previous, entry.hash) != (expected, previous, kept):
                return expected
            previous, expected = kept, expected + 1
        return None

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.connection.close()
