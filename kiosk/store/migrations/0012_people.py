"""People come in by a link, for as long as they are there; a session says where, and proves who."""

import peewee
from peewee import BigIntegerField, CharField, ForeignKeyField, TextField
from playhouse.migrate import SchemaMigrator, migrate


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


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Whoever had left has an end of their membership; everyone else has neither date."""
    with db.bind_ctx((Site, Staff, Invitation, Passkey), bind_refs=False, bind_backrefs=False):
        db.create_tables([Invitation, Passkey])
    migrate(
        migrator.add_column("membership", "since", BigIntegerField(null=True)),
        migrator.add_column("membership", "until", BigIntegerField(null=True)),
        migrator.add_column("staff_session", "device", CharField(default="")),
        migrator.add_column("staff_session", "proved_at", BigIntegerField(null=True)),
    )
    db.execute_sql(
        "UPDATE membership SET until = "
        "(SELECT left_at FROM staff WHERE staff.id = membership.staff_id)"
    )
    migrate(migrator.drop_column("staff", "left_at"))  # membership says it from here on
