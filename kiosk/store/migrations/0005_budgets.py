"""How a walk began, for the budget that counts it; and who was turned away, for the manager."""

import peewee
from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField
from playhouse.migrate import SchemaMigrator, migrate


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


class Site(Base):
    pass


class TurnedAway(Base):
    site = ForeignKeyField(Site)
    budget = CharField()
    address = CharField()
    hour = BigIntegerField()
    times = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        indexes = ((("site", "hour", "budget", "address"), True),)


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Add the column and the table; rows of before say what is known of how they began."""
    for table in ("journey", "consent"):
        migrate(migrator.add_column(table, "door", CharField(default="unknown")))
        # Before codes remembered their walk, and where a tablet let go of one, nobody can tell.
        key = "journey.id" if table == "journey" else "consent.journey"
        db.execute_sql(
            f"UPDATE {table} SET door = CASE WHEN way_in = 'kiosk' THEN 'tablet' "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM handoff WHERE handoff.journey = {key}) THEN 'code' "
            "WHEN kiosk_id IS NOT NULL THEN 'sent' ELSE 'unknown' END"
        )
    migrate(
        migrator.add_index("consent", ("door", "expires_at")),
        migrator.add_index("consent", ("replaced_by",)),
    )
    with db.bind_ctx([TurnedAway]):
        db.create_tables([TurnedAway])
