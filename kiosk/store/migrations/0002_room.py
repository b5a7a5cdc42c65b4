"""The clinician's room: signed decisions and their ends, pauses, who came in, notes, concerns."""

import peewee
from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, TextField
from playhouse.migrate import SchemaMigrator, migrate


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


# What was there before, as far as the new tables point at it.


class Site(Base):
    pass


class Staff(Base):
    pass


class Consent(Base):
    pass


class Recording(Base):
    pass


class Pause(Base):
    recording = ForeignKeyField(Recording)
    at = BigIntegerField()
    why = CharField()
    by = ForeignKeyField(Staff)
    until = BigIntegerField(null=True)


class Note(Base):
    consent = ForeignKeyField(Consent)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    text = TextField()


class Concern(Base):
    site = ForeignKeyField(Site)
    kind = CharField()
    raised_by = ForeignKeyField(Staff)
    at = BigIntegerField()
    text = TextField()


TABLES = (Pause, Note, Concern)


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Add the columns and tables; every row that is there keeps what it says."""
    # add_column wants the field itself, which the stubs do not know of.
    ended_by = ForeignKeyField(Staff, field=Staff.id, null=True)  # type: ignore[call-overload,attr-defined]
    migrate(
        migrator.add_column("decision", "token", TextField(default="")),
        migrator.add_column("decision", "ended_at", BigIntegerField(null=True)),
        migrator.add_column("decision", "ended_by_id", ended_by),
        migrator.add_column("decision", "ended_why", CharField(default="")),
        migrator.add_column("recording", "paused_at", BigIntegerField(null=True)),
        migrator.add_column("participant", "joined_at", BigIntegerField(null=True)),
        migrator.add_column("consent", "someone_to_ask", BooleanField(default=False)),
        migrator.add_column("consent", "handed_over", BooleanField(default=False)),
    )
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
