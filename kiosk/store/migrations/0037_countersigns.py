"""A countersign beside each entry of the audit trail, by a key that is not in the database."""

import peewee
from peewee import CharField
from playhouse.migrate import SchemaMigrator, migrate


def up(migrator: SchemaMigrator, _db: peewee.Database) -> None:
    """Entries of before have none. The next one, which says that this step was made, has."""
    migrate(migrator.add_column("audit_entry", "countersign", CharField(null=True)))
