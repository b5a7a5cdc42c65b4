"""The record note's words (K7): what it calls a key, a table for each column; lists and quotes."""

from collections.abc import Iterable, Mapping

from kiosk.domain.vocabulary import SIGNERS

KINDS = {"sound": "sound", "video": "video", "photo": "photos", "live": "a live call or stream"}
PHOTOS = ("photo",)  # agreed alone: nobody starts or stops them
PHOTOS_UNKNOWN = "Whether photos were taken is not known."
DEEDS = {  # what was done with the types agreed; any others are listed
    ("sound",): ("audio-recorded this consultation", "is audio-recording this consultation"),
    ("video",): ("video-recorded this consultation", "is video-recording this consultation"),
    ("sound", "video"): (
        "recorded this consultation (sound and video)",
        "is recording this consultation (sound and video)",
    ),
    ("photo",): (  # nobody can know whether any were taken
        "was free to take photos in this consultation",
        "is free to take photos in this consultation",
    ),
    ("live",): ("shared this consultation live", "is sharing this consultation live"),
}
RECORDERS: Mapping[str, str] = {
    "patient": "Patient",
    "companion": "The person with the patient",
    "staff": "A member of staff",
    # Who signed for the patient, by what they are to them (K10).
    "parent": "The patient’s parent",
    "attorney": "The patient’s attorney",
    "family": "Family or a friend who signed for the patient",
    "other": "The person who signed for the patient",
}
KEEPERS: Mapping[str, str] = {
    "patient": "Patient keeps it",
    "companion": "The person with the patient keeps it",
    "staff": "Recorded by staff for the patient",
    **{each: f"{RECORDERS[each]} keeps it" for each in SIGNERS},
}
PHOTO_KEEPERS: Mapping[str, str] = {
    "patient": "Patient keeps any photos",
    "companion": "The person with the patient keeps any photos",
    "staff": "Any photos were taken by staff for the patient",
    **{each: f"{RECORDERS[each]} keeps any photos" for each in SIGNERS},
}
DEVICES = {
    "phone": "on own phone",
    "recorder": "on own recorder",
    "glasses": "with glasses or something worn",
    "other": "on another device",
}
AUDIENCES = {
    "me": "for own use",
    "family": "to share with family or carers",
    "app": "said it goes to an app or AI service",
    "online": "said others may see it online",
}
REASONS = {
    "distracts": "it distracts from care",
    "privacy": "other people’s privacy",
    "not_said": "",
}
STOPS = {  # why a session ended, where nothing else in the note says it
    "patient": "Stopped for the patient.",
    "invalid": "Stopped: the receipt was marked as a mistake.",
    "someone_said_no": "Stopped: someone in the room said no.",
    "expired": "Ended with the receipt’s time.",
    "time": "Ended by time, not confirmed.",
}
PAUSES = {
    "clinician": "by the clinician",
    "came_in": "someone came in",
    "examination": "for the examination",
}
TOLD = {
    "S5": "it is private",
    "S6": "not to be posted",
    "S8": "that misuse can have legal results",
}
TOLD_HOW = {"together": "agreed as a list", "each": "each ticked"}
OWN_ANSWERS = {
    "ok": "The child was asked, and said OK.",
    "yes": "The patient was asked, and did not object.",
    "cannot": "The patient could not say.",
}
AGREED_BY = {"spoken": "agreed by voice", "gesture": "agreed with a sign"}
SCRIBE = {  # K15
    "yes": "The practice’s own AI note taker: the patient said yes.",
    "no": "The practice’s own AI note taker: the patient said no.",
}
ABLE = "Judged able to decide for themselves"  # K10: 16 and 17, and under 16 (Gillick)
# K9, Q8: by the patient, or by who signed for them.
ADJUSTMENT = "Recording is said to help because of a disability."


def quoted(text: str) -> str:
    """What somebody typed, on one line and in quotes of its own, which it cannot close."""
    plain = " ".join(text.replace("“", "'").replace("”", "'").split())
    return f"“{plain}”" if plain else ""


def listed(types: Iterable[str]) -> str:
    """`sound`, `sound and video`, `sound, video and photos`."""
    return joined([KINDS[each] for each in types])


def small(words: str) -> str:
    """Words of a list in the middle of a sentence: names and abbreviations keep their capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def joined(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
