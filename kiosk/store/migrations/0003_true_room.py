"""What is decided, shown and stopped is what happened: types agreed, offers, a lock, two times for
one tap, a no that outlives leaving, a verification taken back, roles at a site, codes to show.
"""

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


class Membership(Base):
    staff = ForeignKeyField(Staff)
    site = ForeignKeyField(Site)
    roles = CharField()

    class Meta:
        indexes = ((("staff", "site"), True),)


class Handoff(Base):
    site = ForeignKeyField(Site)
    staff = ForeignKeyField(Staff)
    token_hash = CharField(unique=True)
    language = CharField()
    made_at = BigIntegerField()
    expires_at = BigIntegerField()
    opened_at = BigIntegerField(null=True)
    claimed_at = BigIntegerField(null=True)


TABLES = (Membership, Handoff)


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Add the columns and tables; every row that is there keeps what it says."""
    # add_column wants the field itself, which the stubs do not know of.
    undone_by = ForeignKeyField(Staff, field=Staff.id, null=True)  # type: ignore[call-overload,attr-defined]
    migrate(
        migrator.add_column("decision", "types", CharField(default="")),
        migrator.add_column("decision", "offered", TextField(default="[]")),
        migrator.add_column("decision", "grounds", TextField(default="")),
        migrator.add_column("participant", "no_at", BigIntegerField(null=True)),
        migrator.add_column("participant", "left_at", BigIntegerField(null=True)),
        migrator.add_column("recording", "stop_arrived_at", BigIntegerField(null=True)),
        migrator.add_column("recording", "stop_locked", BooleanField(default=False)),
        migrator.add_column("pause", "arrived_at", BigIntegerField(null=True)),
        migrator.add_column("pause", "locked", BooleanField(default=False)),
        migrator.add_column("staff_session", "locked_at", BigIntegerField(null=True)),
        migrator.add_column("verification", "undone_at", BigIntegerField(null=True)),
        migrator.add_column("verification", "undone_by_id", undone_by),
    )
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    _fill(db)


def _fill(db: peewee.Database) -> None:
    """What rows of before say in the new columns, as far as it is known."""
    db.execute_sql(
        "INSERT INTO membership (staff_id, site_id, roles) SELECT id, site_id, "
        "CASE role WHEN 'manager' THEN 'clinician manager' ELSE role END FROM staff"
    )
    # Whoever left had answered something before, which nobody kept: not asked, as far as is known.
    db.execute_sql(
        "UPDATE participant SET left_at = COALESCE(asked_at, 0), answer = 'ask' "
        "WHERE answer = 'left'"
    )
    db.execute_sql("UPDATE participant SET no_at = COALESCE(asked_at, 0) WHERE answer = 'no'")
