"""A concern is worked through step by step, supports whoever was recorded, and has letters."""

import peewee
from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField
from playhouse.migrate import SchemaMigrator


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


# What was there before, as far as the new tables point at it.


class Site(Base):
    pass


class Staff(Base):
    pass


class Concern(Base):
    pass


class ConcernDetail(Base):
    concern = ForeignKeyField(Concern, unique=True)
    address = TextField()
    named = TextField()
    salt = CharField()


class ConcernStep(Base):
    concern = ForeignKeyField(Concern)
    number = IntegerField()
    at = BigIntegerField()
    staff = ForeignKeyField(Staff)
    step = CharField()
    answer = CharField()
    words = TextField()
    salt = CharField()

    class Meta:
        indexes = ((("concern", "number"), True),)


class ConcernSupport(Base):
    concern = ForeignKeyField(Concern)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    by = ForeignKeyField(Staff, backref="+")
    asked_at = BigIntegerField(null=True)
    asked_by = ForeignKeyField(Staff, null=True, backref="+")
    says = CharField()
    said_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("concern", "staff"), True),)


class ConcernWording(Base):
    site = ForeignKeyField(Site)
    key = CharField()
    text = TextField()
    at = BigIntegerField()
    by = ForeignKeyField(Staff)

    class Meta:
        indexes = ((("site", "key"), True),)


OLD = (Site, Staff, Concern)
NEW = (ConcernDetail, ConcernStep, ConcernSupport, ConcernWording)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Concerns of before are open, and wait for their first step. No row is rewritten:
    `declared.FILLED` names what they say in the new columns.
    """
    with db.bind_ctx((*OLD, *NEW), bind_refs=False, bind_backrefs=False):
        db.create_tables(NEW)
    for column in (
        "receipt VARCHAR(255)",
        "affects VARCHAR(255) NOT NULL DEFAULT ''",
        "revision INTEGER NOT NULL DEFAULT 0",
        "closed_at INTEGER",
    ):
        db.execute_sql(f"ALTER TABLE concern ADD COLUMN {column}")
    db.execute_sql("CREATE INDEX concern_receipt ON concern (receipt)")
