"""The words that the product's rules turn on, each set a type: what is stored, signed and asked.

mypy knows every one, so a mistyped word and a table that misses one are found before a test runs
(`tests/domain/test_vocabulary.py` counts the tables). `signing` has types of its own for what its
tokens hold: it knows nothing of the kiosk.
"""

from collections.abc import Iterable
from typing import Literal, TypeVar, get_args

Word = TypeVar("Word", bound=str)

# --- the patient's consent ---

Answer = Literal["given", "refused"]
State = Literal["signed", "withdrawn", "superseded", "invalid"]
WayIn = Literal["kiosk", "phone"]
# How a walk began, and whose budget counts it: on a paired tablet, on a phone that a tablet sent
# on, with a code that staff showed, or from a poster, as anybody may. `unknown`: of before it was
# noted.
Door = Literal["tablet", "sent", "code", "poster", "unknown"]
# Which budget was used up, where a browser was turned away.
Budget = Literal["tablet", "sent", "code", "address", "poster", "site", "again", "guesses"]
RecordingType = Literal["sound", "video", "photo", "live"]
Part = Literal["talking", "whole"]
Reader = Literal["mine", "behalf"]  # who answers: the patient, or somebody who signs for them
Recorder = Literal["patient", "companion", "staff"]
Signer = Literal["parent", "attorney", "family", "other"]  # who signs for a patient (K10)
Holder = Literal["patient", "companion", "staff", "parent", "attorney", "family", "other"]
# Where the visit is, in the answers that the rules know; a policy may offer others (Q2).
Place = Literal["room", "remote", "home", "ward", "scan", "waiting"]
# What an answer tells the clinician besides itself (Q8, Q10).
Flag = Literal["adjustment", "alone_first"]
QuestionKind = Literal["choice", "types", "behalf", "identity", "people", "line"]
Device = Literal["phone", "recorder", "glasses", "other"]  # with what it is recorded (Q5, R20)

# --- how it is signed (K10) ---

WitnessedBy = Literal["spoken", "gesture"]
Helper = Literal["staff", "companion", "interpreter", "other"]
# The patient's own answer, where somebody else signs: a child's `ok`, an adult's `yes`.
OwnAnswer = Literal["ok", "yes", "cannot"]

# How the statements were agreed: as a list with one tap, or each ticked.
ToldHow = Literal["together", "each"]

# What has become of a code that staff showed (K13). `left`: its walk ended without a signature.
HandoffState = Literal["new", "opened", "signed", "refused", "left", "over"]

# --- the others in the room (K5, Q6) ---

Says = Literal["yes", "no", "ask"]
Said = Literal[Says, "left"]  # and, once the visit has begun, that they left
LEFT: Said = "left"

# --- staff ---

# Of whom a place requires a second step when they sign in (issue 12, §3).
RequiredOf = Literal["nobody", "managers", "everyone"]
Role = Literal["reception", "clinician", "manager"]  # a person has a set of them at a site
VerifiedBy = Literal["code", "token", "list"]
DecisionKind = Literal["agreed", "conditions", "wait", "not_agreed", "colleague"]
DecisionEnd = Literal["replaced", "undone", "handed_over"]
Check = Literal["others", "care"]  # the two checks before a decision (K4)
DeclineReason = Literal["distracts", "privacy", "not_said"]
Listening = Literal["nobody", "named"]  # who else hears a phone or video visit (K12)

# --- who looked (M7) ---

LookReason = Literal["note", "patient", "care", "concern", "check"]  # a card of an earlier day
SoughtBy = Literal["code", "name", "birth_date", "nhs_number"]
# How it was checked who asks for a patient's data: the patient, or somebody who may (M7).
CheckedHow = Literal["photo", "known", "answers", "parent", "attorney", "letter"]
ExportForm = Literal["text", "json"]
# Why a consent's names cannot be deleted yet.
Held = Literal["in_use", "running", "concern", "request"]
InvalidWhy = Literal["wrong_patient", "duplicate", "test"]
RequestKind = Literal["copy", "correction", "deletion", "legal"]  # what a patient asks for
RequestOutcome = Literal["done", "part", "refused", "dropped"]

# --- the recording (K6) ---

RecordingState = Literal["recording", "paused", "stopped"]
PauseReason = Literal["clinician", "came_in", "examination"]
StopReason = Literal[
    "clinician",
    "withdrawn",
    "invalid",
    "new_decision",
    "superseded",
    "someone_said_no",
    "not_agreed",
    "handed_over",
    "patient",
    "expired",
    "time",  # the receipt's time and two hours were over, and nobody said stop
]

# --- may this be recorded now? (K2, R6, R16) ---

# Why not; `ok` is the only yes. `stopped`: one agreement covers one recording.
Reason = Literal[
    "refused",
    "withdrawn",
    "superseded",
    "invalid",
    "expired",
    "not_decided",
    "handed_over",
    "wait",
    "wait_over",
    "not_agreed",
    "someone_said_no",
    "stopped",
    "someone_to_ask",
    "ok",
]
# The same for those who watch: a permitted recording has begun, or is paused.
Standing = Literal[Reason, "recording", "paused"]
# How a consent can still be replaced by its patient (R16, M1); "" where it cannot.
Replacing = Literal["change", "sign_again", "ask_again", ""]
# What a browser has shown of a receipt: it signed it, or somebody there knew the birth date.
Holding = Literal["signed", "birth_date"]

# --- concerns (M4, M5) ---

# `covert`: a recording was found that nobody had asked about; `worry`: somebody who works here was
# recorded, openly or not, and it weighs on them.
ConcernKind = Literal["covert", "post", "shared", "risk", "threat", "worry"]
Affected = Literal["staff", "patients"]
# The steps of the policy in their order, then closing and opening again.
ConcernPoint = Literal[
    "told",
    "complaint",
    "pathway",
    "privacy",
    "governance",
    "platform",
    "letter_1",
    "letter_2",
    "partner",
    "laws",
    "close",
    "reopen",
]
ConcernOutcome = Literal["removed", "stopped", "agreed", "complaint", "nothing", "other"]
ConcernAnswer = Literal[
    "done",
    "skipped",
    "no",
    "yes",
    "affected",
    "breach",
    "written",
    "advised",
    "unadvised",
    ConcernOutcome,
]
HowAreYou = Literal["well", "talk"]  # what a supported person says of themselves

# --- numbers (M9) ---

PeriodKind = Literal["month", "week"]
# What became of a request. Each has just one, so that every other figure is a sum of these.
# `recorded`: agreed as asked; `open`: nobody decided.
Outcome = Literal[
    "recorded",
    "agreed",
    "conditions_recorded",
    "conditions",
    "wait",
    "not_agreed",
    "colleague",
    "withdrawn",
    "open",
    "refused",
]
# By what requests are told apart, one at a time. `no`: why staff did not agree.
Dim = Literal["type", "way", "language", "signer", "place", "reason", "time", "no"]

# The values of these types, where they are looped over or looked up.
RECORDING_TYPES: tuple[RecordingType, ...] = get_args(RecordingType)
PARTS: tuple[Part, ...] = get_args(Part)
READERS: tuple[Reader, ...] = get_args(Reader)
SIGNERS: tuple[Signer, ...] = get_args(Signer)
RECORDERS: tuple[Recorder, ...] = get_args(Recorder)
FLAGS: tuple[Flag, ...] = get_args(Flag)
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
WITNESSED_BY: tuple[WitnessedBy, ...] = get_args(WitnessedBy)
HELPERS: tuple[Helper, ...] = get_args(Helper)
SAYS: tuple[Says, ...] = get_args(Says)
SAID: tuple[Said, ...] = get_args(Said)
ROLES: tuple[Role, ...] = get_args(Role)
REQUIRED_OF: tuple[RequiredOf, ...] = get_args(RequiredOf)
CHECKS: tuple[Check, ...] = get_args(Check)
DECISION_KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
BUDGETS: tuple[Budget, ...] = get_args(Budget)
HOLDINGS: tuple[Holding, ...] = get_args(Holding)
CONCERN_KINDS: tuple[ConcernKind, ...] = get_args(ConcernKind)
REQUEST_KINDS: tuple[RequestKind, ...] = get_args(RequestKind)
REQUEST_OUTCOMES: tuple[RequestOutcome, ...] = get_args(RequestOutcome)
AFFECTED: tuple[Affected, ...] = get_args(Affected)
CONCERN_POINTS: tuple[ConcernPoint, ...] = get_args(ConcernPoint)
CONCERN_ANSWERS: tuple[ConcernAnswer, ...] = get_args(ConcernAnswer)
HOW_ARE_YOU: tuple[HowAreYou, ...] = get_args(HowAreYou)


def one_of(words: Iterable[Word], value: str) -> Word | None:
    """The word of a type that a posted or typed value is, None where it is none of them."""
    return next((word for word in words if word == value), None)


PERIOD_KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
DIMS: tuple[Dim, ...] = get_args(Dim)
