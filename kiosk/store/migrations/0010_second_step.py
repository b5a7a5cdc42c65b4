"""A second step when somebody signs in: one-time codes, recovery codes, and who failed to."""

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


class OneTimeCodes(Base):
    staff = ForeignKeyField(Staff, unique=True)
    secret = TextField()
    last_step = BigIntegerField()
    made_at = BigIntegerField()
    salt = CharField()


class RecoveryCode(Base):
    staff = ForeignKeyField(Staff)
    code_hash = CharField(unique=True)
    made_at = BigIntegerField()
    used_at = BigIntegerField(null=True)


class FailedSignIn(Base):
    site = ForeignKeyField(Site)
    what = CharField()
    person = IntegerField()
    address = CharField()
    day = BigIntegerField()
    times = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        indexes = ((("site", "day", "what", "person", "address"), True),)


NEW = (OneTimeCodes, RecoveryCode, FailedSignIn)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """A second step is required of nobody yet; no try is under way. No row is rewritten."""
    with db.bind_ctx((Site, Staff, *NEW), bind_refs=False, bind_backrefs=False):
        db.create_tables(list(NEW))
    for table, column in (
        ("site", "second_step VARCHAR(255) NOT NULL DEFAULT 'nobody'"),
        ("staff_session", "step_due INTEGER NOT NULL DEFAULT 0"),
        ("attempt", "checking INTEGER NOT NULL DEFAULT 0"),
    ):
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
