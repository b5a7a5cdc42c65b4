"""People come in by a link, for as long as they are there; a session says where, and proves who."""

import peewee
from peewee import BigIntegerField, CharField, ForeignKeyField, TextField
from playhouse.migrate import SchemaMigrator


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


# What was there before, as far as the new table points at it.


class Site(Base):
    pass


class Staff(Base):
    pass


class Invitation(Base):
    site = ForeignKeyField(Site)
    staff = ForeignKeyField(Staff, null=True)
    token_hash = CharField(unique=True)
    label = CharField()
    roles = CharField()
    since = BigIntegerField(null=True)
    until = BigIntegerField(null=True)
    made_at = BigIntegerField()
    expires_at = BigIntegerField()
    used_at = BigIntegerField(null=True)
    withdrawn_at = BigIntegerField(null=True)


class Passkey(Base):
    staff = ForeignKeyField(Staff)
    credential = CharField(unique=True)
    public_key = TextField()
    sign_count = BigIntegerField()
    name = CharField()
    made_at = BigIntegerField()
    used_at = BigIntegerField(null=True)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Nobody has a first or last day yet. No row is rewritten."""
    with db.bind_ctx((Site, Staff, Invitation, Passkey), bind_refs=False, bind_backrefs=False):
        db.create_tables([Invitation, Passkey])
    for table, column in (
        ("membership", "since INTEGER"),
        ("membership", "until INTEGER"),
        ("staff_session", "device VARCHAR(255) NOT NULL DEFAULT ''"),
        ("staff_session", "proved_at INTEGER"),
    ):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
