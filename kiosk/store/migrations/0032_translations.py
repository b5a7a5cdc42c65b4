"""Who checked a translation and when, and which English each sentence of it was written for (M3).

Of before nobody has said who checked a text, and every sentence fits the English beside it.
"""

import peewee
from playhouse.migrate import SchemaMigrator

COLUMNS = (
    "checked_by VARCHAR(255) NOT NULL DEFAULT ''",
    "checked_on VARCHAR(255) NOT NULL DEFAULT ''",
    "follows TEXT NOT NULL DEFAULT '{}'",
)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """No row is rewritten."""
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE policy_text ADD COLUMN {column}")
