"""The trail is read by what an entry is about; a person is found by keyed search columns.

The columns need the secret: `upkeep.migrate` fills them in for consents of before.
"""

import peewee
from peewee import CharField, ForeignKeyField
from playhouse.migrate import SchemaMigrator, migrate


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


class Consent(Base):
    pass


class Sought(Base):
    consent = ForeignKeyField(Consent, on_delete="CASCADE")
    kind = CharField()
    hash = CharField()

    class Meta:
        indexes = ((("hash", "consent"), False),)


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Indexes, a column and a table. No row says anything else than before."""
    migrate(
        migrator.add_index("audit_entry", ("subject", "seq")),
        migrator.add_index("consent", ("code_hash",)),
        migrator.add_column("consent", "void_why", CharField(default="")),
    )
    with db.bind_ctx((Consent, Sought), bind_refs=False, bind_backrefs=False):
        db.create_tables([Sought])
