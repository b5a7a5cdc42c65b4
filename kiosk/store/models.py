"""The tables. Times are whole seconds since 1970, UTC; hashes are hex or base64url text."""

from typing import Any, Literal, Self

import peewee
from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from kiosk.domain.finding import SoughtKind
from kiosk.domain.opening import Hours, every_day, hours_of
from kiosk.domain.vocabulary import (
    Answer,
    Budget,
    ConcernAnswer,
    ConcernKind,
    ConcernPoint,
    DecisionEnd,
    DecisionKind,
    DeclineReason,
    Door,
    HowAreYou,
    InvalidWhy,
    Part,
    PauseReason,
    PeriodKind,
    Recorder,
    RequestKind,
    RequestOutcome,
    RequiredOf,
    Says,
    State,
    StopReason,
    VerifiedBy,
    WayIn,
)
from kiosk.store import bound
from kiosk.store.database import database
from kiosk.store.digests import fresh_salt
from kiosk.store.fields import (
    EncryptedField,
    EncryptedJSONField,
    JSONField,
    SharedJSONField,
    WordField,
    in_place,
)
from kiosk.store.prepared import put
from kiosk.store.sealing import fresh_place

bound.install()


class Base(peewee.Model):
    """What every table shares. Bare annotations tell the type checker what peewee adds."""

    id: peewee.AutoField

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def create(cls, **columns: Any) -> Self:
        """As peewee's, with the statement kept (bench/README.md); an id that is given is peewee's
        affair.
        """
        if not cls._meta.auto_increment or "id" in columns:
            kept: Self = super().create(**columns)
            return kept
        row = cls(**columns)
        put(row)
        return row


class Placed(Base):
    """A row with encrypted values: they are bound to `place`, which is drawn before it is written
    and stays with it. An update of one names the row's place. Null: of before there were these.
    """

    place = CharField(null=True, default=fresh_place)

    @classmethod
    def _normalize_data(cls, data: Any, kwargs: dict[str, Any]) -> Any:
        return in_place(cls, super()._normalize_data(data, kwargs))  # type: ignore[misc]


class Site(Base):
    """One clinic location. `slug` is the audience of its receipts."""

    slug = CharField(unique=True)
    name = CharField()
    timezone = CharField(default="Europe/London")
    closes = CharField(default="")  # HH:MM each day, until `week` says it day by day; empty: never
    poster_turn = IntegerField(default=0)  # how often the poster's code was replaced (M8)
    opened_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    # What its manager says of it, each a part that is changed by itself (domain/practice.py):
    week = JSONField(default=list)  # seven of [opens, closes] or null; empty: nobody has said
    closed_days = JSONField(default=list)  # dates, ISO 8601
    links = JSONField(default=dict)  # by key: the address, and the place's own words for it (M6)
    help = JSONField(default=dict)  # its words for "Need help? Ask at reception", by language
    pause = JSONField(default=dict)  # until when nobody is asked, and the message
    second_step = WordField[RequiredOf](default="nobody")  # who has to have one to sign in
    allows = JSONField(default=dict)  # M2: by choice, what is not as by default (domain/local.py)
    retention = JSONField(default=dict)  # by kind: `keep` in seconds, and the reason (M7)

    @property
    def hours(self) -> Hours:
        """When it is open, on its own clock."""
        return hours_of(self.week or every_day(self.closes), self.closed_days)


class Kiosk(Base):
    """A tablet: enrolled by a one-time code, known by the hash of its cookie."""

    site_id: int
    site = ForeignKeyField(Site)
    label = CharField()
    handle = CharField(unique=True)  # short public name, in handoff links
    pairing_hash = CharField(null=True, unique=True)
    pairing_until = BigIntegerField(null=True)
    device_hash = CharField(null=True, unique=True)
    created_at = BigIntegerField()
    paired_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)
    out_of_order_at = BigIntegerField(null=True)
    seen_at = BigIntegerField(null=True)  # when its first screen last said that it is there


class Staff(Base):
    """A person who signs in: `job` is what they are; what they may do, `Membership` says."""

    site_id: int
    site = ForeignKeyField(Site)  # at which they came in; they may be at others too
    username = CharField(unique=True)
    name = CharField()
    job = CharField(default="")
    password_hash = CharField()  # "": none, until a new link is used
    created_at = BigIntegerField()
    left_at = BigIntegerField(null=True)  # nothing sets it: `Membership.until` says it
    salt = CharField(default=fresh_salt)


class Membership(Base):
    """What a person is at a site, from and until: a set of roles, in their order, with spaces
    between. Whoever has left has an `until` that is over.
    """

    staff = ForeignKeyField(Staff)
    site = ForeignKeyField(Site)
    roles = CharField()  # of reception, clinician, manager
    since = BigIntegerField(null=True)  # null: from the start
    until = BigIntegerField(null=True)  # from this second on no longer; null: no end is known

    class Meta:
        indexes = ((("staff", "site"), True),)


class Invitation(Base):
    """A link for one use, by which a person comes in, or (with `staff`) gets a new password, or
    (with `whom`) works at this place too, whoever else they are.

    Only the hash of its key is kept, so that whoever made it cannot look it up again.
    """

    site = ForeignKeyField(Site)
    staff_id: int | None
    staff = ForeignKeyField(Staff, null=True)
    token_hash = CharField(unique=True)
    label = CharField()  # whom it is for, as whoever made it calls them
    roles = CharField()
    since = BigIntegerField(null=True)  # this and the next: of the membership that comes of it
    until = BigIntegerField(null=True)
    made_at = BigIntegerField()
    expires_at = BigIntegerField()
    used_at = BigIntegerField(null=True)
    withdrawn_at = BigIntegerField(null=True)
    whom = CharField(default="")  # a keyed hash of a sign-in name, which may be nobody's
    by_id: int | None
    by = ForeignKeyField(Staff, null=True, backref="+", index=False)  # null: the operator


class Passkey(Base):
    """A key pair in somebody's phone, computer or security key (WebAuthn): the public half."""

    staff_id: int
    staff = ForeignKeyField(Staff)
    credential = CharField(unique=True)  # its id, base64url
    public_key = TextField()  # COSE, base64url
    sign_count = BigIntegerField()
    name = CharField()  # what its person calls it
    made_at = BigIntegerField()
    used_at = BigIntegerField(null=True)


class StaffSession(Base):
    """A signed-in browser, known by the hash of its cookie.

    A locked one may only pause, stop and say that someone came in, for its person's running
    recordings (K14); when the last of them has ended it is a lapsed session like any other.
    """

    staff = ForeignKeyField(Staff)
    token_hash = CharField(unique=True)
    began_at = BigIntegerField()
    device = CharField(default="")  # such as "Chrome on Windows", for its person to know it by
    proved_at = BigIntegerField(null=True)  # when its person last proved that it is them
    locked_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    step_due = BooleanField(default=False)  # it began without the second step that was required
    site_id: int | None
    site = ForeignKeyField(Site, null=True)  # where they work today; null: not said


class Policy(Base):
    """One version of a site's rules. Published once; withdrawn when a newer one is.

    Until then it is a draft, which `revision` counts the changes of. People are numbers of staff.
    """

    site_id: int
    site = ForeignKeyField(Site)
    version = CharField()
    pack = SharedJSONField()
    imported_at = BigIntegerField()
    published_at = BigIntegerField(null=True)
    withdrawn_at = BigIntegerField(null=True)
    revision = IntegerField(default=0)
    copied_from = IntegerField(null=True)  # the version that the draft began with
    owner = CharField(default="")
    approved_by = CharField(default="")
    review_on = CharField(default="")  # a date, ISO 8601; empty: nobody has said
    what_changed = JSONField(default=dict)  # in a sentence, by language
    matters = BooleanField(null=True)  # whether open consents were asked again; null: of before
    stands = BooleanField(null=True)  # withdrawn, and what was signed under it holds all the same
    read_at = BigIntegerField(null=True)  # when a manager said that this place has read it
    read_by = IntegerField(null=True)
    edited_at = BigIntegerField(null=True)
    edited_by = IntegerField(null=True)
    discarded_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("site", "version"), True),)

    @property
    def outdated(self) -> bool:
        """Whether rules that matter were published since: who signed these is asked again."""
        return self.withdrawn_at is not None and not self.stands


class PolicyText(Base):
    """A policy's words in one language, with the hash that receipts carry.

    Once more for each set of choices that the place has made (M2): what was read stays readable.
    """

    policy_id: int
    policy = ForeignKeyField(Policy)
    language = CharField()
    words = SharedJSONField()
    text_hash = CharField()
    published_at = BigIntegerField(null=True)  # null: patients are not offered this language
    local = CharField(default="")  # stands for what the place allows; "": as by default
    edited = JSONField(default=dict)  # by path: the revision of the draft that last changed it
    checked_by = CharField(default="")  # who checked just these words, as a manager says it (M3)
    checked_on = CharField(default="")  # a date, ISO 8601
    follows = JSONField(default=dict)  # by path: the English it is for, where that has changed

    class Meta:
        indexes = ((("policy", "language", "local"), True),)


class Journey(Placed):
    """A patient's unsigned walk through the pages; emptied by signing, deleted when it ends.

    `id` is drawn at random: SQLite gives the number of a deleted row to the next one, and a
    consent remembers its journey's for good.
    """

    id = BigIntegerField(primary_key=True)
    site = ForeignKeyField(Site)
    kiosk_id: int | None
    kiosk = ForeignKeyField(Kiosk, null=True)
    text = ForeignKeyField(PolicyText)
    token_hash = CharField(unique=True)
    way_in = WordField[WayIn]()
    answers = EncryptedJSONField()
    started_at = BigIntegerField()
    expires_at = BigIntegerField(index=True)
    signed_at = BigIntegerField(null=True)  # from then on the answers are in the consent only
    replaces = IntegerField(null=True)  # the consent that signing supersedes
    door = WordField[Door](default="unknown")  # how it began, and whose budget counts it

    @property
    def on_tablet(self) -> bool:
        """Whether it is walked on one of the site's tablets, and not on the patient's phone."""
        return self.way_in == "kiosk" and self.kiosk is not None


class Consent(Placed):
    """The patient's signed answer to one policy version, and the state it is in.

    `decision` and `recording` point at what stands now; `revision` counts every change,
    and every change is an UPDATE that names the revision it was decided on.
    """

    site_id: int
    site = ForeignKeyField(Site)
    kiosk = ForeignKeyField(Kiosk, null=True)
    text = ForeignKeyField(PolicyText)
    journey = BigIntegerField(unique=True)  # the journey's id: signing twice is signing once
    way_in = WordField[WayIn]()
    answer = WordField[Answer]()
    state = WordField[State](default="signed")
    revision = IntegerField(default=0)
    jti = CharField(unique=True)
    token = TextField()
    token_hash = CharField(unique=True)
    page_hash = CharField(unique=True)
    code_hash = CharField()
    code_turn = IntegerField()
    code_day = BigIntegerField()
    someone_said_no = BooleanField(default=False)  # a participant's no, as their rows say (K5)
    someone_to_ask = BooleanField(default=False)  # one who came in and was not asked yet (K6)
    handed_over = BooleanField(default=False)  # and the next clinician has not decided yet (K6)
    types = CharField()  # of sound, video, photo, with spaces between
    part = WordField[Part | Literal[""]]()  # this and the next: "" in a refusal
    recorder = WordField[Recorder | Literal[""]]()
    patient_name = EncryptedField()
    birth_date = EncryptedField()
    nhs_number = EncryptedField()
    answers = EncryptedJSONField()
    signature = EncryptedJSONField()
    signed_at = BigIntegerField()
    expires_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)  # withdrawn or superseded at
    replaced_by = IntegerField(null=True)  # the consent that the patient signed instead
    verified_at = BigIntegerField(null=True)
    verified_by = ForeignKeyField(Staff, null=True)
    verified_by_id: int | None
    decision_id: int | None
    decision = peewee.DeferredForeignKey("Decision", null=True)
    recording_id: int | None
    recording = peewee.DeferredForeignKey("Recording", null=True)
    door = WordField[Door](default="unknown")  # how its walk began
    void_why = WordField[InvalidWhy | Literal[""]](default="")  # invalidated: why it never counted
    salt = CharField(default=fresh_salt)

    class Meta:
        indexes = (
            (("site", "code_day", "code_hash"), True),
            (("site", "signed_at"), False),
            (("door", "expires_at"), False),
            (("replaced_by",), False),
            (("code_hash", "site", "signed_at"), False),
        )


class Participant(Placed):
    """Another person in the room (Q6), and their yes or no (K5)."""

    consent = ForeignKeyField(Consent)
    name = EncryptedField()  # may be empty: the patient need not know it
    role = CharField()
    answer = WordField[Says]()  # what they said last
    no_at = BigIntegerField(null=True)  # when they last said no: it outlives a yes, and leaving
    left_at = BigIntegerField(null=True)  # when they left the room; null: still there
    asked_at = BigIntegerField(null=True)  # when staff noted the answer; null: the patient did
    asked_by = ForeignKeyField(Staff, null=True)
    joined_at = BigIntegerField(null=True)  # when they came in (K6); null: there from the start
    salt = CharField(default=fresh_salt)


class Verification(Base):
    """One check of a receipt by one person; the first is the one that counts."""

    consent = ForeignKeyField(Consent)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    way = WordField[VerifiedBy]()
    first = BooleanField()
    undone_at = BigIntegerField(null=True)  # taken back: it was the wrong person
    undone_by = ForeignKeyField(Staff, null=True, backref="+")


class Decision(Placed):
    """A clinician's answer, signed as a token of its own. A new one takes its place.

    What was decided never changes; only its end is noted: `replaced` by another, `undone`
    as a slip, or `handed_over` to a colleague.
    """

    consent = ForeignKeyField(Consent)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    kind = WordField[DecisionKind]()
    types = CharField(default="")  # agreed, of those asked; empty before K3 had types: all of them
    conditions = JSONField()
    offered = JSONField(default=list)  # what was offered instead (R15, K9): keys of the policy
    grounds = EncryptedField(default="")  # K10: why it may be, in the clinician's words
    reason = WordField[DeclineReason | Literal[""]](default="")
    wait_until = BigIntegerField(null=True)
    checks = JSONField()
    token = TextField(default="")
    ended_at = BigIntegerField(null=True)
    ended_by = ForeignKeyField(Staff, null=True, backref="+")
    ended_why = WordField[DecisionEnd | Literal[""]](default="")
    salt = CharField(default=fresh_salt)


class Recording(Base):
    """A session under one agreed decision."""

    consent = ForeignKeyField(Consent)
    decision_id: int
    decision = ForeignKeyField(Decision)
    started_by = ForeignKeyField(Staff)
    started_at = BigIntegerField()
    paused_at = BigIntegerField(null=True)
    stopped_at = BigIntegerField(null=True)
    stop_reason = WordField[StopReason | Literal[""]](default="")
    stop_arrived_at = BigIntegerField(null=True)  # where later than the tap: the network was gone
    stop_locked = BooleanField(default=False)  # from a locked screen


class Pause(Base):
    """A break in a recording (K6)."""

    recording = ForeignKeyField(Recording)
    at = BigIntegerField()
    why = WordField[PauseReason]()
    by = ForeignKeyField(Staff)
    until = BigIntegerField(null=True)
    arrived_at = BigIntegerField(null=True)  # where later than the tap
    locked = BooleanField(default=False)  # from a locked screen


class Note(Placed):
    """A record note as it was written for the health record (K7)."""

    consent = ForeignKeyField(Consent)
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    text = EncryptedField()
    salt = CharField(default=fresh_salt)


class Concern(Placed):
    """Something that the manager should know (K8, M4): a recording found, a post, a threat.

    `revision` counts the steps that were made: each is an UPDATE that names the one it was made on.
    `receipt` is the `jti` of the consent it is about: that row may be gone by now.
    """

    site = ForeignKeyField(Site)
    kind = WordField[ConcernKind]()
    raised_by = ForeignKeyField(Staff)
    raised_by_id: int
    at = BigIntegerField()
    text = EncryptedField()  # what happened
    salt = CharField(default=fresh_salt)
    receipt = CharField(null=True, index=True)
    affects = CharField(default="")  # of staff, patients, with spaces between
    revision = IntegerField(default=0)
    closed_at = BigIntegerField(null=True)


class ConcernDetail(Placed):
    """What a concern names, beside its text: where a post is, and who is in it."""

    concern = ForeignKeyField(Concern, unique=True)
    address = EncryptedField()
    named = EncryptedField()
    salt = CharField(default=fresh_salt)


class ConcernStep(Placed):
    """One step of the policy that was made (M4): who, when, the answer, and the words for it.

    `number` is its place from 1. The words of a letter's step are the letter.
    """

    concern_id: int
    concern = ForeignKeyField(Concern)
    number = IntegerField()
    at = BigIntegerField()
    staff = ForeignKeyField(Staff)
    step = WordField[ConcernPoint]()
    answer = WordField[ConcernAnswer]()
    words = EncryptedField(default="")
    salt = CharField(default=fresh_salt)

    class Meta:
        indexes = ((("concern", "number"), True),)


class ConcernSupport(Base):
    """Somebody who works here was recorded or named, and is supported (M5)."""

    concern_id: int
    concern = ForeignKeyField(Concern)
    staff_id: int
    staff = ForeignKeyField(Staff)
    at = BigIntegerField()
    by = ForeignKeyField(Staff, backref="+")
    asked_at = BigIntegerField(null=True)  # when they were last asked how they are
    asked_by = ForeignKeyField(Staff, null=True, backref="+")
    says = WordField[HowAreYou | Literal[""]](default="")
    said_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("concern", "staff"), True),)


class ConcernWording(Base):
    """A letter or a platform's address in the place's own words; else the shipped one holds."""

    site = ForeignKeyField(Site)
    key = CharField()
    text = TextField()
    at = BigIntegerField()
    by = ForeignKeyField(Staff)

    class Meta:
        indexes = ((("site", "key"), True),)


class Handoff(Base):
    """A code that staff show to a patient: for one use, until the site closes; it names nobody.

    `journey` is the walk that began with it, whose id a consent remembers.
    """

    site_id: int
    site = ForeignKeyField(Site)
    staff = ForeignKeyField(Staff)
    token_hash = CharField(unique=True)
    language = CharField()
    made_at = BigIntegerField()
    expires_at = BigIntegerField()
    claimed_at = BigIntegerField(null=True)
    journey = BigIntegerField(null=True)


class AuditEntry(Base):
    """The audit trail: append-only (triggers), each entry chained to the one before."""

    seq = IntegerField(primary_key=True)
    at = BigIntegerField()
    site = IntegerField(null=True)
    verb = CharField()
    actor = CharField()
    subject = CharField()
    detail = JSONField()
    changed = JSONField(null=True)  # digests of the rows it changed; null: of before these
    previous = CharField()
    hash = CharField()
    countersign = CharField(null=True)  # by a key that is not in the database; null: of before

    class Meta:
        indexes = ((("site", "seq"), False), (("subject", "seq"), False))


# Whether there is such an entry is asked wherever a value of before is met (store/bound.py).
AuditEntry.add_index(
    AuditEntry.verb, where=peewee.SQL("verb = 'fields.bound'"), name="audit_entry_bound"
)


class Restored(Base):
    """A backup was put in place: by how much the status list's number went ahead (K2)."""

    at = BigIntegerField()
    ahead = BigIntegerField()


class Once(Base):
    """A change that was made, by its idempotency key, so that a retry makes no second one.

    `result` is always empty now: what came of a change is read where it was written.
    """

    key = CharField(primary_key=True)
    result = JSONField()
    at = BigIntegerField(index=True)


class Attempt(Base):
    """A failed try (sign-in, code, pairing), or a walk begun or signed by a browser that nobody
    knows: whatever has a limit, counted for all workers together.
    """

    bucket = CharField()
    at = BigIntegerField()
    checking = BooleanField(default=False)  # nobody knows yet whether it was a failure

    class Meta:
        indexes = ((("bucket", "at"), False),)


class TurnedAway(Base):
    """How often one address was refused in one hour, because a budget was used up.

    For the manager's page; the address is a keyed hash, and no row is kept for long.
    """

    site = ForeignKeyField(Site)
    budget = WordField[Budget]()
    address = CharField()
    hour = BigIntegerField()  # when it began
    times = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        indexes = ((("site", "hour", "budget", "address"), True),)


class KeyPrint(Base):
    """The fingerprint of a key that this database has been used with; never the key.

    A key that is not among those given at the next start is lost, and is not replaced unseen.
    """

    kind = CharField()  # secret, receipt or field
    fingerprint = CharField(unique=True)
    noted_at = BigIntegerField()


class Sought(Base):
    """A search column: a keyed hash of a word of a name, a birth date or a number of a consent.

    It is personal data still: it goes with the names, and with the row.
    """

    consent_id: int
    consent = ForeignKeyField(Consent, on_delete="CASCADE")
    kind = WordField[SoughtKind]()
    hash = CharField()

    class Meta:
        indexes = ((("hash", "consent"), False),)


class OneTimeCodes(Placed):
    """The secret that somebody's app makes one-time codes of (RFC 6238), each for one use."""

    staff_id: int
    staff = ForeignKeyField(Staff, unique=True)
    secret = EncryptedField()  # base32, 160 bits (RFC 4226 §4, R6)
    last_step = BigIntegerField()  # of the last code that was used: none up to it works again
    made_at = BigIntegerField()
    salt = CharField(default=fresh_salt)


class RecoveryCode(Base):
    """A code for one use, for whoever has lost what makes the others: only a keyed hash is kept."""

    staff_id: int
    staff = ForeignKeyField(Staff)
    code_hash = CharField(unique=True)
    made_at = BigIntegerField()
    used_at = BigIntegerField(null=True)


class FailedSignIn(Base):
    """How often somebody failed to sign in from one address in one day, or met a limit there.

    For the manager's page; the address is a keyed hash, and no row is kept for long. `person` is 0
    for a name that is nobody's; what was typed is never kept.
    """

    site = ForeignKeyField(Site)
    what = CharField()  # failed or limited
    person = IntegerField()
    address = CharField()
    day = BigIntegerField()  # when it began
    times = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        indexes = ((("site", "day", "what", "person", "address"), True),)


class Lease(Base):
    """Which process deletes what has served its time: one at a time, until the lease runs out."""

    name = CharField(primary_key=True)
    holder = CharField()
    until = BigIntegerField()
    done_at = BigIntegerField()  # when a run was last finished
    relaid_at = BigIntegerField()  # when the small tables were last laid anew


class Deletion(Base):
    """One run that deleted something: what went and what stayed, in numbers, by site and kind."""

    began_at = BigIntegerField(index=True)
    ended_at = BigIntegerField()
    by = CharField()  # "server" or "operator"
    went = JSONField()
    stayed = JSONField()  # by site, kind and why


class Hold(Base):
    """A reason to keep who a consent is about past its time: an open concern, or a request."""

    consent_id: int
    consent = ForeignKeyField(Consent)
    why = CharField()  # concern or request
    about = CharField()  # the subject of its entries, such as `concern:3`
    at = BigIntegerField()
    ended_at = BigIntegerField(null=True)


class PatientRequest(Placed):
    """A patient's request under way about what is held of them, noted on their newest visit."""

    site_id: int
    site = ForeignKeyField(Site)
    consent_id: int
    consent = ForeignKeyField(Consent)
    kind = WordField[RequestKind]()
    words = EncryptedField(default="")  # what was asked, in a sentence
    at = BigIntegerField()
    due_at = BigIntegerField()
    by = ForeignKeyField(Staff)
    outcome = WordField[RequestOutcome | Literal[""]](default="")
    closed_at = BigIntegerField(null=True)
    closed_by = ForeignKeyField(Staff, null=True, backref="+")
    salt = CharField(default=fresh_salt)


class Numbers(Base):
    """The counts of one period, without identities (M9): rounded, and the same from then on.

    `kept` are true counts from answers that were deleted before the period was over; it is emptied
    when the figures are made.
    """

    site = ForeignKeyField(Site)
    kind = WordField[PeriodKind]()
    start = CharField()  # its first day, ISO 8601
    kept = JSONField(default=dict)
    shown = JSONField(default=dict)  # empty: not made yet
    made_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("site", "kind", "start"), True),)


TABLES = (
    Site,
    Kiosk,
    Staff,
    Membership,
    Invitation,
    Passkey,
    StaffSession,
    Policy,
    PolicyText,
    Journey,
    Consent,
    Participant,
    Verification,
    Decision,
    Recording,
    Pause,
    Note,
    Concern,
    ConcernDetail,
    ConcernStep,
    ConcernSupport,
    ConcernWording,
    Handoff,
    AuditEntry,
    Restored,
    Once,
    Attempt,
    TurnedAway,
    KeyPrint,
    Sought,
    OneTimeCodes,
    RecoveryCode,
    FailedSignIn,
    Lease,
    Deletion,
    Hold,
    PatientRequest,
    Numbers,
)

# Those with encrypted values.
PLACED: tuple[type[Placed], ...] = (
    Journey,
    Consent,
    Participant,
    Decision,
    Note,
    Concern,
    ConcernDetail,
    ConcernStep,
    OneTimeCodes,
    PatientRequest,
)
# Whose names are there still: found without looking at all the others.
_NAMED = SQL("salt <> ''")
Consent.add_index(
    Consent.index(Consent.site, Consent.expires_at, name="consent_named").where(_NAMED)
)
Note.add_index(Note.index(Note.at, name="note_named").where(_NAMED))
# Who records now: few of all that ever did. And the last backup, which is asked for on each visit
# to the manager's first page.
Recording.add_index(
    Recording.index(Recording.started_by, Recording.consent, name="recording_running").where(
        SQL("stopped_at IS NULL")
    )
)
AuditEntry.add_index(
    AuditEntry.at, where=SQL("verb = 'database.backup'"), name="audit_entry_backup"
)
