"""A recording that was found out (K8): what is asked of the clinician, and its own note.

The law lets a patient record their own consultation, so nothing here accuses: it notes what
was seen, what was said and what was offered. Nobody takes a phone; to delete is asked for, never
demanded.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain import typed_text
from kiosk.domain.form import Form
from kiosk.domain.note_words import quoted
from kiosk.domain.refusals import InvalidInput

WHAT = {
    "own": "The patient’s own consultation",
    "relative": "The visit, by a relative or visitor",
    "colleague": "A colleague at work",
    "procedure": "An examination or procedure",
    "others": "Other patients could be seen or heard",
    "shared": "In a waiting room, corridor or other shared place",
    "post": "It was found in a post online",
}
WHY = {
    "remember": "To remember what was said",
    "family": "To share it with family or a carer",
    "worried": "They were worried about their care",
    "disability": "It helps because of a disability",
    "social": "For social media",
    "not_said": "They did not want to say",
    "not_asked": "Not asked",
}
OFFERED = {
    "open": "Recording openly, with Ask First",
    "summary": "A written summary",
    "notes": "A look at their own notes",
    "complaints": "How to complain",
}
# Where other patients, or staff, were caught: asked for, never demanded.
DONE = {
    "ask": "Asked for the parts with others to be deleted",
    "manager": "Told the manager",
    "governance": "Told information governance",
    "patient": "Agreed who speaks to the other patient",
}
AFTER = {
    "open": "They asked openly, and we agreed what to record",
    "stopped": "They stopped recording",
    "went_on": "They went on recording, and care continued",
    "over": "The visit was over",
    "removed": "They took it down, or deleted it, when asked",
    "online": "It is still online",
}
MAX_WORDS = 1000


@dataclass(frozen=True)
class Told:
    """What staff are told to do: the first words in bold, and the rest."""

    first: str
    rest: str


# In the order in which it happens; on the page of its note, and on the staff room's poster (M8).
STEPS: tuple[Told, ...] = (
    Told(
        "Stay calm.",
        "A patient may record their own visit for themselves, and need not have asked. A relative "
        "who records for them often means well too.",
    ),
    Told("Ask why,", "kindly. Often they only want to remember."),
    Told(
        "Offer to do it openly,",
        "with Ask First. Or offer a written summary, a look at their notes, or how to complain.",
    ),
    Told("Never take the phone,", "and never demand that anything is deleted. Care goes on."),
)
OTHERS: tuple[Told, ...] = (
    Told(
        "Another patient seen or heard:",
        "ask them to stop for now, and say why. Ask if they will delete the parts with others. "
        "They may say no: note it.",
    ),
    Told(
        "Tell your manager and information governance.",
        "Think of the other patient: somebody may have to tell them.",
    ),
    Told(
        "A colleague or a procedure was filmed:",
        "see that the colleague is all right, and ask what the film is for. If it is for social "
        "media, say why that hurts people, and ask them not to post it.",
    ),
    Told(
        "A post was found:",
        "keep its address and a picture of it. Do not answer it. Your manager asks the person, or "
        "the website, to take it down.",
    ),
)


@dataclass(frozen=True)
class Finding:
    """What the clinician answered; keys of the tables above. `words` is free text, may be empty."""

    patient: str
    what: str
    why: str
    offered: tuple[str, ...]
    after: str
    words: str = ""
    done: tuple[str, ...] = ()


def parse(form: Form, offered: list[str], done: Iterable[str] = ()) -> Finding:
    """The finding that a form describes.

    Raises:
        InvalidInput: a question without an answer, or text that cannot be kept.
    """
    errors: dict[str, str] = {}
    chosen = {name: form.get(name, "") for name in ("what", "why", "after")}
    for name, table, ask in (
        ("what", WHAT, "Choose what was recorded"),
        ("why", WHY, "Choose what they said, or “Not asked”"),
        ("after", AFTER, "Choose what happened then"),
    ):
        if chosen[name] not in table:
            errors[name] = ask
    who = typed_text.collect(errors, form, "patient", "the patient’s name", required=False)
    words = _own_words(errors, form)
    if errors:
        raise InvalidInput(errors)
    kept = tuple(each for each in OFFERED if each in offered)
    steps = tuple(each for each in DONE if each in done)
    return Finding(who, **chosen, offered=kept, words=words, done=steps)


def _own_words(errors: dict[str, str], form: Form) -> str:
    typed = form.get("words", "")
    try:
        return typed_text.clean_line(
            typed, "words", "your own words", most=MAX_WORDS, required=False
        )
    except InvalidInput as wrong:
        errors |= wrong.errors
        return ""


def write(finding: Finding, at: str) -> str:
    """The note of a finding, with wording of its own: calm, no word of blame, and nothing of
    phones or deletions but what was ticked. What was typed is quoted."""
    offered = "; ".join(OFFERED[each].lower() for each in finding.offered) or "nothing yet"
    lines = [
        f"Recording found that had not been asked for: {at}.",
        f"Patient: {quoted(finding.patient)}." if finding.patient else "",
        f"What was recorded: {WHAT[finding.what].lower()}.",
        f"Why, in their words: {WHY[finding.why].lower()}."
        if finding.why not in ("not_asked", "not_said")
        else f"Why: {WHY[finding.why].lower()}.",
        f"Offered: {offered}.",
        f"Done: {'; '.join(DONE[each].lower() for each in finding.done)}." if finding.done else "",
        f"Then: {AFTER[finding.after].lower()}.",
        f"Noted: {quoted(finding.words)}" if finding.words else "",
    ]
    return "\n".join(line for line in lines if line)
