"""A patient's request under way, which keeps what it is about until it is closed; and of a link to
come in, who made it, and whether it is for somebody who signs in at another place already.
"""

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


class Consent(Base):
    pass


class PatientRequest(Base):
    place = CharField(null=True)
    site = ForeignKeyField(Site)
    consent = ForeignKeyField(Consent)
    kind = CharField()
    words = TextField()
    at = BigIntegerField()
    due_at = BigIntegerField()
    by = ForeignKeyField(Staff)
    outcome = CharField()
    closed_at = BigIntegerField(null=True)
    closed_by = ForeignKeyField(Staff, null=True, backref="+")
    salt = CharField()


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """No request is noted yet. Who made a link of before is not known: it counts as the operator's,
    and ends within 72 hours.
    """
    with db.bind_ctx((Site, Staff, Consent, PatientRequest), bind_refs=False, bind_backrefs=False):
        db.create_tables([PatientRequest])
    db.execute_sql("ALTER TABLE invitation ADD COLUMN whom VARCHAR(255) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE invitation ADD COLUMN by_id INTEGER REFERENCES staff (id)")
