"""What staff read of a consent that is kept as a key, one table for each column."""

from collections.abc import Mapping
from typing import Literal

PillState = Literal["asked", "not_asked", "agreed", "not_agreed"]
# How a type stands (K3): once it was decided, never "asked".
PILL: Mapping[PillState, str] = {
    "asked": "asked",
    "not_asked": "not asked",
    "agreed": "agreed",
    "not_agreed": "not agreed",
}
SAID = {"yes": "Said yes", "no": "Said no", "ask": "Not asked yet"}
LEFT = "left the room"
MAY_SAY = {"yes": "Yes", "no": "No", "ask": "Not asked", "left": "Left"}
RECORDERS = {
    "patient": "The patient",
    "companion": "Person with them",
    "staff": "Staff",
    # Who signed for the patient, by what they are to them (K10).
    "parent": "Their parent",
    "attorney": "Their attorney",
    "family": "Family or friend who signed",
    "other": "Who signed for them",
}
CHILD_SAID = {"ok": "OK", "cannot": "Could not say"}
OBJECTS = {"yes": "Does not object", "cannot": "Could not say"}
AGREED_BY = {"spoken": "Agreed by voice", "gesture": "Agreed with a sign"}
HELPERS = {
    "staff": "staff",
    "companion": "family, friend or carer",
    "interpreter": "interpreter",
    "other": "someone else",
}
CHECKED = {"no": "No", "yes": "Yes"}
LIST = {
    "recording": "Recording now",
    "agreed": "Agreed",
    "waiting": "Waiting",
    "poster": "From the poster, not checked yet",
    "over": "Ended or not recording",
}
# What a colleague did, as the card of somebody else who looks at it says (by the trail's verb).
DID = {
    "receipt.verify": "checked the receipt",
    "receipt.unverify": "said that it is not this person",
    "decision.decide": "decided",
    "decision.undo": "took the decision back",
    "decision.hand_over": "handed over",
    "recording.start": "noted that recording started",
    "recording.pause": "paused the recording",
    "recording.resume": "noted that recording went on",
    "recording.stop": "stopped the recording",
    "participants.join": "noted that someone came in",
    "participants.answer": "noted what someone said",
    "note.write": "kept the record note",
}
HEARD = {"yes": "said yes", "no": "said no", "ask": "is still to be asked", "left": "left"}
# Where the list says so; a consulting room is the usual place.
PLACES = {"remote": "Phone or video", "home": "Home", "ward": "Ward", "scan": "Scan"}
HEARD_BY = {"me": "Only the patient"}  # where the patient's own words would say "me" to staff
HEARD_WIDELY = ("app", "online")  # an audience that the clinician is warned of
DECIDED_BEFORE = ("wait", "wait_over", "stopped")  # a decision is due again, not changed
DUE_AGAIN = ("wait", "wait_over")  # of these, what opens by itself: after Stop the note is next

# What stands in a name's place, by whether its row was changed or damaged.
ERASED = "The name was deleted"
NO_NAME = {False: "No name given", True: "Cannot be read"}
