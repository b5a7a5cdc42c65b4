"""The first schema. A frozen copy of the tables as they were, so that later models can move on."""

import peewee
from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)
from playhouse.migrate import SchemaMigrator

from kiosk.store.database import forbid_changes


class Base(peewee.Model):
    class Meta:
        legacy_table_names = False


class Site(Base):
    slug = CharField(unique=True)
    name = CharField()
    timezone = CharField(default="Europe/London")
    closes = CharField(default="")
    poster_turn = IntegerField(default=0)
    opened_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)


class Kiosk(Base):
    site = ForeignKeyField(Site)
    label = CharField()
    handle = CharField(unique=True)
    pairing_hash = CharField(null=True, unique=True)
    pairing_until = BigIntegerField(null=True)
    device_hash = CharField(null=True, unique=True)
    created_at = BigIntegerField()
    paired_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)
    out_of_order_at = BigIntegerField(null=True)


class Staff(Base):
    site = ForeignKeyField(Site)
    username = CharField(unique=True)
    name = CharField()
    job = CharField(default="")
    role = CharField()
    password_hash = CharField()
    created_at = BigIntegerField()
    left_at = BigIntegerField(null=True)


class StaffSession(Base):
    staff = ForeignKeyField(Staff)
    token_hash = CharField(unique=True)
    began_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)


class Policy(Base):
    site = ForeignKeyField(Site)
    version = CharField()
    pack = TextField()
    imported_at = BigIntegerField()
    published_at = BigIntegerField(null=True)
    withdrawn_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("site", "version"), True),)


class PolicyText(Base):
    policy = ForeignKeyField(Policy)
    language = CharField()
    words = TextField()
    text_hash = CharField()
    published_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("policy", "language"), True),)


class Journey(Base):
    id = BigIntegerField(primary_key=True)
    site = ForeignKeyField(Site)
    kiosk = ForeignKeyField(Kiosk, null=True)
    text = ForeignKeyField(PolicyText)
    token_hash = CharField(unique=True)
    way_in = CharField()
    answers = TextField()
    started_at = BigIntegerField()
    expires_at = BigIntegerField(index=True)
    signed_at = BigIntegerField(null=True)
    replaces = IntegerField(null=True)


class Consent(Base):
    site = ForeignKeyField(Site)
    kiosk = ForeignKeyField(Kiosk, null=True)
    text = ForeignKeyField(PolicyText)
    journey = BigIntegerField(unique=True)
    way_in = CharField()
    answer = CharField()
    state = CharField(default="signed")
    revision = IntegerField(default=0)
    jti = CharField(unique=True)
    token = TextField()
    token_hash = CharField(unique=True)
    page_hash = CharField(unique=True)
    code_hash = CharField()
    code_turn = IntegerField()
    code_day = BigIntegerField()
    someone_said_no = BooleanField(default=False)
    types = CharField()
    part = CharField()
    recorder = CharField()
    patient_name = TextField()
    birth_date = TextField()
    nhs_number = TextField()
    answers = TextField()
    signature = TextField()
    signed_at = BigIntegerField()
    expires_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)
    replaced_by = IntegerField(null=True)
    verified_at = BigIntegerField(null=True)
    verified_by = ForeignKeyField(Staff, null=True)
    decision = IntegerField(column_name="decision_id", null=True)
    recording = IntegerField(column_name="recording_id", null=True)

    class Meta:
        indexes = (
            (("site", "code_day", "code_hash"), True),
            (("site", "signed_at"), False),
        )


class Participant(Base):
    consent = ForeignKeyField(Consent)
    name = TextField()
    role = CharField()
    answer = CharField()
    asked_at = BigIntegerField(null=True)
    asked_by = ForeignKeyField(Staff, null=True)


class Verification(Base):
    consent = ForeignKeyField(Consent)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    way = CharField()
    first = BooleanField()


class Decision(Base):
    consent = ForeignKeyField(Consent)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    kind = CharField()
    conditions = TextField()
    reason = CharField(default="")
    wait_until = BigIntegerField(null=True)
    checks = TextField()


class Recording(Base):
    consent = ForeignKeyField(Consent)
    decision = ForeignKeyField(Decision)
    started_by = ForeignKeyField(Staff)
    started_at = BigIntegerField()
    stopped_at = BigIntegerField(null=True)
    stop_reason = CharField(default="")


class AuditEntry(Base):
    seq = IntegerField(primary_key=True)
    at = BigIntegerField()
    site = IntegerField(null=True)
    verb = CharField()
    actor = CharField()
    subject = CharField()
    detail = TextField()
    previous = CharField()
    hash = CharField()

    class Meta:
        indexes = ((("site", "seq"), False),)


class Once(Base):
    key = CharField(primary_key=True)
    result = TextField()
    at = BigIntegerField(index=True)


class Attempt(Base):
    bucket = CharField()
    at = BigIntegerField()

    class Meta:
        indexes = ((("bucket", "at"), False),)


TABLES = (
    Site,
    Kiosk,
    Staff,
    StaffSession,
    Policy,
    PolicyText,
    Journey,
    Consent,
    Participant,
    Verification,
    Decision,
    Recording,
    AuditEntry,
    Once,
    Attempt,
)


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Create every table, and the triggers of the audit trail."""
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    forbid_changes(db, "audit_entry", "seq")
