"""The trail is read by what an entry is about: who opened a card, what became of a consent."""

import peewee
from playhouse.migrate import SchemaMigrator, migrate


def up(migrator: SchemaMigrator, _db: peewee.Database) -> None:
    """An index. No row is rewritten."""
    migrate(migrator.add_index("audit_entry", ("subject", "seq")))
