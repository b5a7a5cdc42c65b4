"""What a place allows (M2), and people who work at several places."""

import peewee
from playhouse.migrate import SchemaMigrator, migrate


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Until a manager says so nothing is otherwise than before; no session names a place.

    No row is rewritten: `declared.FILLED` names the same. The words of a policy may be there once
    for each set of choices.
    """
    db.execute_sql("ALTER TABLE site ADD COLUMN allows TEXT NOT NULL DEFAULT '{}'")
    db.execute_sql("ALTER TABLE policy_text ADD COLUMN local VARCHAR(255) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE staff_session ADD COLUMN site_id INTEGER REFERENCES site (id)")
    db.execute_sql("CREATE INDEX staff_session_site_id ON staff_session (site_id)")
    migrate(
        migrator.drop_index("policy_text", "policy_text_policy_id_language"),
        migrator.add_index("policy_text", ("policy_id", "language", "local"), unique=True),
    )
