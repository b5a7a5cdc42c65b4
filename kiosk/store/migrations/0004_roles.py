"""A person's role moves to a row of its own, where it is a set; a code remembers its walk."""

import peewee
from peewee import BigIntegerField
from playhouse.migrate import SchemaMigrator, migrate


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Everyone keeps what they may do: who managed was a clinician as well."""
    db.execute_sql(
        "INSERT INTO membership (staff_id, site_id, roles) SELECT id, site_id, "
        "CASE role WHEN 'manager' THEN 'clinician manager' ELSE role END FROM staff "
        "WHERE NOT EXISTS (SELECT 1 FROM membership WHERE staff_id = staff.id)"
    )
    migrate(
        migrator.drop_column("staff", "role"),  # membership says it from here on
        migrator.drop_column("handoff", "opened_at"),
        migrator.add_column("handoff", "journey", BigIntegerField(null=True)),
    )
