"""A random id for each row with encrypted values, which are bound to it.

Rows of before have none yet, and stay as they are: `actions/bindings.py` writes them again, some at
a time. That this is over is an entry of the trail, which is found at once.
"""

import peewee
from playhouse.migrate import SchemaMigrator

TABLES = (
    "journey",
    "consent",
    "participant",
    "decision",
    "note",
    "concern",
    "concern_detail",
    "concern_step",
    "one_time_codes",
)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """No row is rewritten."""
    for table in TABLES:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN place VARCHAR(255)")
    db.execute_sql(
        "CREATE INDEX audit_entry_bound ON audit_entry (verb) WHERE verb = 'fields.bound'"
    )
