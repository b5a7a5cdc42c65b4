"""Digests in the audit trail, a salt for each row that says who somebody is, and what a restore
moved ahead."""

import peewee
from peewee import BigIntegerField, CharField, TextField
from playhouse.migrate import SchemaMigrator, migrate

SALTED = ("staff", "consent", "participant", "decision", "note", "concern")


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


class Restored(Base):
    at = BigIntegerField()
    ahead = BigIntegerField()


TABLES = (Restored,)


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Rows of before get a salt; `upkeep.migrate` enters their digests in the trail."""
    migrate(
        migrator.add_column("audit_entry", "changed", TextField(null=True)),
        *(migrator.add_column(table, "salt", CharField(default="")) for table in SALTED),
    )
    for table in SALTED:
        db.execute_sql(f"UPDATE {table} SET salt = lower(hex(randomblob(16)))")  # noqa: S608
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
