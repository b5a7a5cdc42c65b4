"""A practice writes its own rules: who owns and approved a version, what changed, who read it.

Versions of before say none of it, and were never drafts: nobody has saved them. `matters` is not
known of them; each of them was asked about again.
"""

import peewee
from playhouse.migrate import SchemaMigrator

COLUMNS = (
    ("policy", "revision INTEGER NOT NULL DEFAULT 0"),
    ("policy", "copied_from INTEGER"),
    ("policy", "owner VARCHAR(255) NOT NULL DEFAULT ''"),
    ("policy", "approved_by VARCHAR(255) NOT NULL DEFAULT ''"),
    ("policy", "review_on VARCHAR(255) NOT NULL DEFAULT ''"),
    ("policy", "what_changed TEXT NOT NULL DEFAULT '{}'"),
    ("policy", "matters INTEGER"),
    ("policy", "stands INTEGER"),
    ("policy", "read_at INTEGER"),
    ("policy", "read_by INTEGER"),
    ("policy", "edited_at INTEGER"),
    ("policy", "edited_by INTEGER"),
    ("policy", "discarded_at INTEGER"),
    ("policy_text", "edited TEXT NOT NULL DEFAULT '{}'"),
)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """No row is rewritten."""
    for table, column in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
