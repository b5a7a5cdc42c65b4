"""More golden texts of the record note (K7): several sessions, other ends, other people."""

from dataclasses import replace

from kiosk.domain.conditions import Condition
from kiosk.domain.note_facts import Break, NoteFacts, Other, Ruling, Session, Signing, Tap
from tests.domain.note_visit import (
    AGREED,
    ASKED,
    END,
    HART,
    KEEPS,
    NGATA,
    WHOLE,
    at,
    recorded,
    ruled,
)

OWN_USE = Condition("own_use", "For the patient’s own use, not to be published", "")
USUAL = (
    f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
    "Talking only."
)
OTHERS_SEE = KEEPS.replace("for own use", "said others may see it online")
MORE: dict[str, tuple[NoteFacts, str]] = {
    "stopped, and started again": (
        ruled(
            replace(
                AGREED,
                sessions=(
                    Session(at("10:07"), Tap(at("10:15")), "clinician"),
                    Session(at("10:20"), Tap(at("10:29")), "clinician"),
                ),
            )
        ),
        (
            "Patient audio-recorded this consultation on own phone 10:07–10:15 and 10:20–10:29, "
            f"agreed by {HART}. Talking only.\n{KEEPS}\n{END}"
        ),
    ),
    "less was agreed while it ran": (
        ruled(
            Ruling(
                at("10:05"),
                HART,
                "agreed",
                ("sound", "video"),
                ended=at("10:12"),
                ended_why="replaced",
                sessions=(Session(at("10:07"), Tap(at("10:12")), "replaced"),),
            ),
            replace(
                AGREED,
                at=at("10:12"),
                sessions=(Session(at("10:13"), Tap(at("10:29")), "clinician"),),
            ),
            types=("sound", "video"),
        ),
        (
            "Patient audio-recorded this consultation on own phone 10:13–10:29, agreed by "
            f"{HART}. Also recorded 10:07–10:12 (sound and video). Talking only. "
            "Not agreed since 10:12: video.\n"
            f"Agreed (sound and video), {HART}, 10:05.\n{KEEPS}\n{END}"
        ),
    ),
    "a colleague went on": (
        ruled(
            replace(
                AGREED,
                ended=at("10:20"),
                ended_why="handed_over",
                sessions=(Session(at("10:07"), Tap(at("10:20")), "handed_over"),),
            ),
            replace(
                AGREED,
                at=at("10:22"),
                by=NGATA,
                sessions=(Session(at("10:23"), Tap(at("10:29")), "clinician"),),
            ),
        ),
        (
            "Patient audio-recorded this consultation on own phone 10:23–10:29, agreed by "
            f"{NGATA}. Also recorded 10:07–10:20 (sound). Talking only.\n"
            f"Agreed (sound), {HART}, 10:05. Handed over to a colleague, 10:20.\n{KEEPS}\n{END}"
        ),
    ),
    "handed over, and nobody decided": (
        ruled(replace(AGREED, ended=at("10:06"), ended_why="handed_over")),
        (
            f"Patient asked to record (sound). Agreed (sound), {HART}, 10:05. Talking only. "
            f"Nothing recorded.\nHanded over to a colleague, 10:06.\n{END}"
        ),
    ),
    "a wait, then agreed": (
        ruled(
            Ruling(
                at("10:01"),
                HART,
                "wait",
                until=at("10:04"),
                ended=at("10:05"),
                ended_why="replaced",
            ),
            replace(AGREED, sessions=(WHOLE,)),
        ),
        f"{USUAL}\nAsked to wait until 10:04, {HART}, 10:01.\n{KEEPS}\n{END}",
    ),
    "sound with photos, video not": (
        replace(
            recorded(types=("sound", "photo")), types=("sound", "video", "photo"), part="whole"
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:29, agreed by {HART}. "
            "Photos agreed. Whether photos were taken is not known. Not agreed: video.\n"
            f"{KEEPS}\n{END}"
        ),
    ),
    "paused to the end": (
        recorded(replace(WHOLE, breaks=(Break(Tap(at("10:20")), "examination"),))),
        f"{USUAL} Paused from 10:20 to the end: for the examination.\n{KEEPS}\n{END}",
    ),
    "paused now, since someone came in": (
        recorded(Session(at("10:07"), None, breaks=(Break(Tap(at("10:12")), "came_in"),))),
        (
            "Patient is audio-recording this consultation on own phone since 10:07, agreed by "
            f"{HART}. Talking only. Paused since 10:12: someone came in.\n{KEEPS}\n{END}"
        ),
    ),
    "stopped, since someone said no": (
        replace(
            recorded(Session(at("10:07"), Tap(at("10:13")), "someone_said_no")),
            others=(Other("Student", "no", joined=at("10:12"), no_at=at("10:13")),),
        ),
        (
            f"Patient audio-recorded this consultation on own phone 10:07–10:13, agreed by {HART}. "
            "Talking only. Stopped: someone in the room said no.\n"
            f"Others in the room: student (came in 10:12): no.\n{KEEPS}\n{END}"
        ),
    ),
    "stopped by staff, since the patient wished it": (
        recorded(replace(WHOLE, reason="patient")),
        f"{USUAL} Stopped for the patient.\n{KEEPS}\n{END}",
    ),
    "the receipt's time was over": (
        recorded(replace(WHOLE, reason="expired")),
        f"{USUAL} Ended with the receipt’s time.\n{KEEPS}\n{END}",
    ),
    "a mistake, before it began": (
        ruled(AGREED, invalid=at("10:06"), invalid_why="Wrong patient"),
        (
            f"Patient asked to record (sound). Agreed (sound), {HART}, 10:05. Talking only. "
            f"Marked as a mistake, 10:06: wrong patient. Nothing recorded.\n{END}"
        ),
    ),
    "a newer answer took its place": (
        ruled(AGREED, superseded=at("10:06")),
        (
            f"Patient asked to record (sound). Agreed (sound), {HART}, 10:05. Talking only. "
            f"Replaced by a newer answer, 10:06. Nothing recorded.\n{END}"
        ),
    ),
    "a parent records": (
        replace(recorded(), recorder="parent", signing=Signing("Aisha Khan", "Parent", "ok")),
        (
            f"{USUAL.replace('Patient', 'The patient’s parent')}\n"
            "Signed for the patient by “Aisha Khan” (parent). The child was asked, and said OK.\n"
            f"{KEEPS.replace('Patient', 'The patient’s parent')}\n{END}"
        ),
    ),
    "seventeen, and judged able": (
        recorded(able=True),
        f"{USUAL}\nJudged able to decide for themselves, {HART}.\n{KEEPS}\n{END}",
    ),
    "somebody who cannot sign, and was helped": (
        replace(recorded(), signing=Signing(how="spoken", witness="Tom Field", helper="Rae Lin")),
        (
            f"{USUAL}\nCould not sign: agreed by voice, witnessed by “Tom Field”. "
            f"Helped to answer by “Rae Lin”.\n{KEEPS}\n{END}"
        ),
    ),
    "others may see it online": (
        replace(recorded(kind="conditions", conditions=(OWN_USE,)), audience="online"),
        (
            f"{USUAL} Conditions: for the patient’s own use, not to be published.\n"
            f"{OTHERS_SEE}\n{END}"
        ),
    ),
    "an app was named": (
        replace(recorded(), audience="app"),
        f"{USUAL}\n{KEEPS.replace('for own use', 'said it goes to an app or AI service')}\n{END}",
    ),
    "no to the practice's own note taker": (
        replace(recorded(), scribe="no"),
        (f"{USUAL}\nThe practice’s own AI note taker: the patient said no.\n{KEEPS}\n{END}"),
    ),
    "by video, nobody else listening": (
        replace(recorded(listening="nobody"), remote=True),
        f"{USUAL}\nBy phone or video. Nobody else listening.\n{KEEPS}\n{END}",
    ),
    "glasses that were agreed": (
        replace(recorded(worn="agreed"), device="glasses"),
        f"{USUAL.replace('on own phone', 'with glasses or something worn')}\n{KEEPS}\n{END}",
    ),
    "refused, with a name and a place": (
        replace(ASKED, answer="refused", types=(), rules="", place="Elm Surgery"),
        (
            "Patient was asked about recording and chose not to record, 09:58.\n"
            "Receipt 1CB7-VBXE, Elm Surgery. For “Margaret O'Neill”, born 27 March 1948."
        ),
    ),
}
