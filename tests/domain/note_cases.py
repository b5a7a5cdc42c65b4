"""The record note (K7) as golden texts: every case whole, so that each line has been read."""

from dataclasses import replace

from kiosk.domain.note_facts import Break, NoteFacts, Other, Ruling, Session, Signing, Tap
from tests.domain.note_visit import (
    AGREED,
    ASKED,
    COPY,
    END,
    FACES,
    HART,
    KEEPS,
    NGATA,
    TALK,
    WHOLE,
    at,
    recorded,
    ruled,
)

STUDENT = Other("Student", "no", joined=at("10:12"), no_at=at("10:13"), left=at("10:14"))
CASES: dict[str, tuple[NoteFacts, str]] = {
    "the usual": (
        recorded(),
        (
            "Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by "
            f"{HART}. Talking only.\n{KEEPS}\n{END}"
        ),
    ),
    "somebody came in, said no, left": (
        replace(
            recorded(replace(WHOLE, breaks=(Break(Tap(at("10:12")), "came_in", at("10:15")),))),
            others=(STUDENT,),
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Talking only. Paused 10:12–10:15: student came in, said no, left.\n"
            f"{KEEPS}\n{END}"
        ),
    ),
    "not agreed, something offered": (
        ruled(
            Ruling(
                at("10:16"), HART, "not_agreed", reason="not_said", offered=("A written summary",)
            )
        ),
        (
            f"Patient asked to record (sound). Not agreed, {HART}, 10:16. "
            f"Offered instead: a written summary. Nothing recorded.\n{END}"
        ),
    ),
    "not agreed, for a reason": (
        ruled(Ruling(at("10:16"), HART, "not_agreed", reason="distracts")),
        (
            f"Patient asked to record (sound). Not agreed (it distracts from care), {HART}, 10:16. "
            f"Nothing recorded.\n{END}"
        ),
    ),
    "asked, nobody has decided": (
        ASKED,
        f"Patient asked to record (sound). No decision yet.\n{END}",
    ),
    "asked, and nobody ever decided": (
        replace(ASKED, over=True),
        f"Patient asked to record (sound). No decision was made.\n{END}",
    ),
    "asked to wait": (
        ruled(Ruling(at("10:16"), HART, "wait", until=at("10:45"))),
        (
            f"Patient asked to record (sound). Asked to wait until 10:45, {HART}, 10:16. "
            f"Nothing recorded.\n{END}"
        ),
    ),
    "a colleague can": (
        ruled(Ruling(at("10:16"), HART, "colleague")),
        (
            f"Patient asked to record (sound). Handed to a colleague, {HART}, 10:16. "
            f"Nothing recorded.\n{END}"
        ),
    ),
    "agreed, not started": (
        ruled(AGREED),
        (
            f"Patient asked to record (sound). Agreed (sound), {HART}, 10:05. Talking only. "
            f"Not started yet.\n{END}"
        ),
    ),
    "agreed, and never started": (
        ruled(AGREED, over=True),
        (
            f"Patient asked to record (sound). Agreed (sound), {HART}, 10:05. Talking only. "
            f"Nothing recorded.\n{END}"
        ),
    ),
    "running": (
        recorded(Session(at("10:07"), None)),
        (
            "Patient is audio-recording this consultation on own phone since 10:07, agreed by "
            f"{HART}. Talking only.\n{KEEPS}\n{END}"
        ),
    ),
    "sound yes, video no": (
        replace(
            recorded(conditions=(FACES,), kind="conditions"),
            types=("sound", "video"),
            part="whole",
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            f"Conditions: no faces or name badges. Not agreed: video.\n{KEEPS}\n{END}"
        ),
    ),
    "a slip taken back": (
        ruled(
            Ruling(
                at("10:03"),
                HART,
                "conditions",
                ("sound",),
                ("No faces or name badges",),
                ended=at("10:04"),
                ended_why="undone",
            ),
            replace(AGREED, sessions=(WHOLE,)),
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Talking only.\nA decision of 10:03 was a slip, and was taken back.\n"
            f"{KEEPS}\n{END}"
        ),
    ),
    "handed over, and the new one said no": (
        ruled(
            replace(
                AGREED,
                ended=at("10:20"),
                ended_why="handed_over",
                sessions=(Session(at("10:07"), Tap(at("10:20")), "handed_over"),),
            ),
            Ruling(at("10:22"), NGATA, "not_agreed", reason="distracts"),
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:20, agreed by {HART}. "
            "Talking only.\n"
            "Handed over to a colleague, 10:20. "
            f"Not agreed (it distracts from care), {NGATA}, 10:22.\n{KEEPS}\n{END}"
        ),
    ),
    "the patient changed their mind while it ran": (
        replace(
            recorded(Session(at("10:07"), Tap(at("10:20")), "withdrawn")), withdrawn=at("10:20")
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:20, agreed by {HART}. "
            "Talking only.\n"
            f"Patient changed their mind, 10:20.\n{KEEPS}\n{END}"
        ),
    ),
    "the patient changed their mind before a decision": (
        replace(ASKED, withdrawn=at("10:02")),
        (
            "Patient asked to record (sound). Patient changed their mind, 10:02. "
            f"No decision was made.\n{END}"
        ),
    ),
    "stopped offline, from a locked screen": (
        recorded(Session(at("10:07"), Tap(at("10:29"), at("10:31"), locked=True), "clinician")),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            f"Talking only. Stop (noted 10:31, from a locked screen).\n{KEEPS}\n{END}"
        ),
    ),
    "ended by time": (
        recorded(Session(at("17:50"), Tap(at("20:30")), "time")),
        (
            f"Patient audio-recorded this consultation on own phone 17:50–20:30, agreed by {HART}. "
            f"Talking only. Ended by time, not confirmed.\n{KEEPS}\n{END}"
        ),
    ),
    "the companion records and keeps it": (
        replace(recorded(), recorder="companion", audience="family"),
        (
            "The person with the patient audio-recorded this consultation on own phone "
            f"10:07–10:29, agreed by {HART}. Talking only.\n"
            "The person with the patient keeps it, to share with family or carers; told (agreed "
            "as a list) it is private, not to be posted and that misuse can have legal results. "
            f"No copy here.\n{END}"
        ),
    ),
    "staff pressed record": (
        replace(recorded(), recorder="staff", device=""),
        (
            f"A member of staff audio-recorded this consultation 10:07–10:29, agreed by {HART}. "
            "Talking only.\nRecorded by staff for the patient, for own use; told (agreed as a "
            "list) it is private, not to be posted and that misuse can have legal results. "
            f"No copy here.\n{END}"
        ),
    ),
    "photos": (
        replace(recorded(types=("photo",)), types=("photo",), part="whole"),
        (
            "Patient was free to take photos in this consultation on own phone 10:07–10:29, "
            f"agreed by {HART}.\n{KEEPS.replace('keeps it', 'keeps any photos')}\n{END}"
        ),
    ),
    "photos agreed, while the visit lasts": (
        ruled(replace(AGREED, types=("photo",)), types=("photo",), part="whole"),
        f"Patient asked to record (photos). Agreed (photos), {HART}, 10:05.\n{END}",
    ),
    "photos agreed, and nobody said that the visit was over": (
        ruled(replace(AGREED, types=("photo",)), types=("photo",), part="whole", over=True),
        (
            f"Patient asked to record (photos). Agreed (photos), {HART}, 10:05. "
            f"Whether photos were taken is not known.\n{END}"
        ),
    ),
    "a live call, by video, the code read out": (
        replace(
            recorded(types=("live",)),
            types=("live",),
            listeners="my sister\nCare continued.",
            remote=True,
            read_out=True,
            told=(),
        ),
        (
            "Patient shared this consultation live on own phone 10:07–10:29, agreed by "
            f"{HART}. Talking only.\n"
            "By phone or video; code read out. "
            "Named as listening live: “my sister Care continued.”.\n"
            f"Patient keeps it, for own use. No copy here.\n{END}"
        ),
    ),
    "a child, signed by a parent, read in Urdu": (
        replace(
            recorded(),
            language="Urdu",
            checked=False,
            told_how="each",
            signing=Signing("Aisha Khan", "Parent", "ok"),
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Talking only.\n"
            "Signed for the patient by “Aisha Khan” (parent). The child was asked, and said OK.\n"
            "Patient keeps it, for own use; told (each ticked) it is private, not to be posted and "
            "that misuse can have legal results. No copy here.\n"
            "Receipt 1CB7-VBXE, rules 2026-11-2 (read in Urdu, translation not checked). "
            "For “Margaret O'Neill”, born 27 March 1948."
        ),
    ),
    "best interests, and who was there": (
        replace(
            recorded(grounds="Daughter asked; he cannot say"),
            others=(
                Other("The person with the patient", "yes", no_at=at("10:01")),
                Other("Student", "no", no_at=at("10:02"), left=at("10:03")),
            ),
            signing=Signing("Ann Ngo", "Family or friend", "cannot"),
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Talking only.\n"
            "Signed for the patient by “Ann Ngo” (family or friend). The patient could not say. "
            f"Best interests, {HART}: “Daughter asked; he cannot say”. "
            "Others in the room: the person with the patient: no at 10:01, then yes; "
            f"student: no, left 10:03.\n{KEEPS}\n{END}"
        ),
    ),
    "a copy was asked for, and the code is the practice's own": (
        replace(
            recorded(kind="conditions", conditions=(COPY,)),
            sound_code="123456",
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Talking only. Conditions: one for the practice.\n"
            f"{KEEPS.replace('No copy here', 'A copy was asked for')} SNOMED CT 123456.\n{END}"
        ),
    ),
    "a part of the whole visit, in a site's own words": (
        replace(recorded(kind="conditions", conditions=(TALK,)), part="whole"),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            f"Talking only.\n{KEEPS}\n{END}"
        ),
    ),
    "glasses that were not agreed": (
        replace(recorded(worn="off"), device="glasses"),
        (
            f"Patient audio-recorded this consultation 10:07–10:29, agreed by {HART}. "
            f"Talking only. Glasses or what else is worn: not agreed.\n{KEEPS}\n{END}"
        ),
    ),
    "paused offline, from a locked screen": (
        recorded(
            replace(
                WHOLE,
                breaks=(
                    Break(Tap(at("10:12"), at("10:14"), locked=True), "clinician", at("10:15")),
                ),
            )
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Talking only. Paused 10:12–10:15: by the clinician "
            f"(noted 10:14, from a locked screen).\n{KEEPS}\n{END}"
        ),
    ),
    "not agreed, where it helps with a disability": (
        replace(
            ruled(
                Ruling(
                    at("10:16"), HART, "not_agreed", reason="not_said", offered=("SMS afterwards",)
                )
            ),
            adjustment=True,
        ),
        (
            f"Patient asked to record (sound). Not agreed, {HART}, 10:16. "
            "Offered instead: SMS afterwards. Nothing recorded.\n"
            f"Recording is said to help because of a disability.\n{END}"
        ),
    ),
    "refused, by somebody who gave no name": (
        replace(ASKED, answer="refused", types=(), patient="", born="", rules=""),
        "Patient was asked about recording and chose not to record, 09:58.\nReceipt 1CB7-VBXE.",
    ),
}
