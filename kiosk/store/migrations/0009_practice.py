"""A manager says what the place is: hours by weekday, days closed, links, own words, a pause."""

import peewee
from playhouse.migrate import SchemaMigrator

# What each says until a manager does. No row is rewritten: `declared.FILLED` names the same.
PARTS = {"week": "[]", "closed_days": "[]", "links": "{}", "help": "{}", "pause": "{}"}


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Nothing is said of a place yet but what its one closing time says: that stands in."""
    for part, nothing in PARTS.items():
        db.execute_sql(f"ALTER TABLE site ADD COLUMN {part} TEXT NOT NULL DEFAULT '{nothing}'")
    db.execute_sql("ALTER TABLE kiosk ADD COLUMN seen_at INTEGER")
