"""The counts of each week and month, rounded, without identities."""

import peewee
from peewee import BigIntegerField, CharField, ForeignKeyField, TextField
from playhouse.migrate import SchemaMigrator


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


class Site(Base):
    pass


class Numbers(Base):
    site = ForeignKeyField(Site)
    kind = CharField()
    start = CharField()
    kept = TextField()
    shown = TextField()
    made_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("site", "kind", "start"), True),)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """No row is rewritten, and nothing counted: the server does that, a period at a time."""
    with db.bind_ctx((Site, Numbers), bind_refs=False, bind_backrefs=False):
        db.create_tables((Numbers,))
