"""The database remembers which keys it has been used with, by fingerprints.

Of a database of before nothing is known yet: the next start looks whether the keys fit the newest
receipt, and notes them.
"""

import peewee
from peewee import BigIntegerField, CharField
from playhouse.migrate import SchemaMigrator


class KeyPrint(peewee.Model):
    kind = CharField()
    fingerprint = CharField(unique=True)
    noted_at = BigIntegerField()

    class Meta:
        legacy_table_names = False


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Add the table, empty."""
    with db.bind_ctx([KeyPrint]):
        db.create_tables([KeyPrint])
