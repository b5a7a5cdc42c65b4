"""How long a place keeps what, who deletes it, what was deleted, and what is held back."""

import peewee
from peewee import BigIntegerField, CharField, ForeignKeyField, TextField
from playhouse.migrate import SchemaMigrator


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


# What was there before, as far as the new tables point at it.


class Consent(Base):
    pass


class Lease(Base):
    name = CharField(primary_key=True)
    holder = CharField()
    until = BigIntegerField()
    done_at = BigIntegerField()
    relaid_at = BigIntegerField()


class Deletion(Base):
    began_at = BigIntegerField(index=True)
    ended_at = BigIntegerField()
    by = CharField()
    went = TextField()
    stayed = TextField()


class Hold(Base):
    consent = ForeignKeyField(Consent)
    why = CharField()
    about = CharField()
    at = BigIntegerField()
    ended_at = BigIntegerField(null=True)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """No row is rewritten: every place keeps what it has for as long as the table says."""
    db.execute_sql("ALTER TABLE site ADD COLUMN retention TEXT NOT NULL DEFAULT '{}'")
    tables = (Lease, Deletion, Hold)
    with db.bind_ctx((Consent, *tables), bind_refs=False, bind_backrefs=False):
        db.create_tables(tables)
    # Whose names are there still: a small part of all, found without looking at the rest.
    db.execute_sql("CREATE INDEX consent_named ON consent (site_id, expires_at) WHERE salt <> ''")
    db.execute_sql("CREATE INDEX note_named ON note (at) WHERE salt <> ''")
