"""All that a record note may say (K7): nothing is said of a visit that does not stand here."""

from dataclasses import dataclass

from kiosk.domain.conditions import Condition


@dataclass(frozen=True)
class Tap:
    """A moment of the visit: when it `arrived`, if later; `locked`: from a locked screen."""

    at: int
    arrived: int | None = None
    locked: bool = False


@dataclass(frozen=True)
class Break:
    """A pause in a session; `until` is None while it lasts, or where it lasted to the end."""

    began: Tap
    why: str
    until: int | None = None


@dataclass(frozen=True)
class Session:
    """One recording session. `stopped` is None while it runs."""

    started: int
    stopped: Tap | None
    reason: str = ""
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """One decision of a clinician; `by` as `Dr Hart (GP)`; what is offered in words, not keys."""

    at: int
    by: str
    kind: str
    types: tuple[str, ...] = ()  # agreed; keys of note_words.KINDS
    conditions: tuple[Condition, ...] = ()
    reason: str = ""  # a key of note_words.REASONS
    until: int | None = None
    offered: tuple[str, ...] = ()
    grounds: str = ""  # K10: why it is in the patient's best interests, typed by staff
    able: bool = False
    listening: str = ""  # K12: a key of decision.LISTENING, at a phone or video visit
    worn: str = ""  # R20: `off` or `agreed`, where the patient has glasses or something worn
    ended: int | None = None
    ended_why: str = ""  # undone, handed_over or replaced
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class Other:
    """Another person in the room (K5): by role, never by name. Times in seconds since 1970."""

    role: str
    answer: str  # yes, no or ask
    joined: int | None = None  # None: there from the start
    no_at: int | None = None  # when they last said no, whatever they said later
    left: int | None = None


@dataclass(frozen=True)
class Signing:
    """Who signed, and how (K10). Names as typed."""

    behalf: str = ""
    authority: str = ""
    own_answer: str = ""  # a key of note_words.OWN_ANSWERS
    how: str = ""  # `spoken` or `gesture` where the patient cannot sign
    witness: str = ""
    helper: str = ""


@dataclass(frozen=True)
class NoteFacts:
    """Everything that a note says. Times are seconds since 1970, UTC."""

    patient: str  # may be empty: a refusal needs no name
    born: str  # `27 March 1948`, may be empty
    code: str
    rules: str  # the version alone
    language: str  # in English: `Urdu`
    checked: bool  # the translation, by a professional
    answer: str  # given or refused
    signed: int
    types: tuple[str, ...] = ()
    part: str = ""
    recorder: str = "patient"
    device: str = ""
    audience: str = ""
    listeners: str = ""
    remote: bool = False
    read_out: bool = False  # the code was read out, and typed by who verified it (K12)
    over: bool = False  # the receipt's time is over: nothing more can come of it
    withdrawn: int | None = None
    superseded: int | None = None
    invalid: int | None = None  # when it was marked as a mistake
    invalid_why: str = ""
    signing: Signing = Signing()
    told: tuple[str, ...] = ()  # statements agreed, by id
    told_how: str = "each"
    others: tuple[Other, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    sound_code: str = ""
    adjustment: bool = False  # Q8: the patient said that it helps with a disability
    scribe: str = ""  # K15: what the patient said to the practice's own note taker: yes or no
    place: str = ""  # what the site is called
