"""The record note (K7): plain text for the health record, ready to copy, true and short.

The first line says how it stands, since a journal shows that line alone. Then what happened, in
the order of time; then who keeps it and what they were told; last the receipt and the patient, so
that a wrong paste shows. It says what happened and nothing else. What patients typed is quoted:
it cannot pose as a line of the note.
"""

from collections.abc import Iterable, Iterator

from kiosk.domain.conditions import COPY
from kiosk.domain.note_facts import NoteFacts, Other, Ruling
from kiosk.domain.note_headline import (
    Clock,
    came_in,
    decided,
    ended,
    headline,
    last_session,
    offers,
    told_first,
)
from kiosk.domain.note_words import (
    ABLE,
    ADJUSTMENT,
    AGREED_BY,
    AUDIENCES,
    KEEPERS,
    OWN_ANSWERS,
    PHOTO_KEEPERS,
    PHOTOS,
    SCRIBE,
    TOLD,
    TOLD_HOW,
    joined,
    listed,
    quoted,
)


def write(facts: NoteFacts, clock: Clock) -> str:
    """The note, a line for each kind of fact. Its first line says how it stands."""
    if facts.answer == "refused":
        first = f"Patient was asked about recording and chose not to record, {clock(facts.signed)}."
        return "\n".join([first, *_signed(facts), _last(facts)])
    lines = [
        " ".join(headline(facts, clock)),
        " ".join(_story(facts, clock)),
        " ".join([*_signed(facts), *_room(facts, clock)]),
        " ".join(_keeping(facts)),
        _last(facts),
    ]
    return "\n".join(line for line in lines if line)


def flag_words(types: Iterable[str]) -> str:
    """The sentence for the patient's reasonable adjustment flag, once they agree to it (K9)."""
    return (
        f"Recording appointments ({listed(types)}) helps this patient because of a disability. "
        "Reasonable adjustment: agree to it, or offer a written summary."
    )


# --- what happened before, in the order of time ---


def _story(facts: NoteFacts, clock: Clock) -> Iterator[str]:
    """Earlier decisions and sessions, where there was more than one of them."""
    told = told_first(facts)
    events: list[tuple[int, str]] = []
    for ruling in facts.rulings:
        if ruling.ended_why == "undone":
            words = f"A decision of {clock(ruling.at)} was a slip, and was taken back."
            events.append((ruling.at, words))
            continue
        if ruling is not told:
            events.append((ruling.at, _retold(ruling, clock)))
        if ruling.ended is not None and ruling.ended_why == "handed_over":
            events.append((ruling.ended, f"Handed over to a colleague, {clock(ruling.ended)}."))
    if last_session(facts):
        events += [(at, text) for at, text in _endings(facts, clock)]
    for _at, text in sorted(events, key=lambda each: each[0]):
        yield text


def _retold(ruling: Ruling, clock: Clock) -> str:
    return " ".join([decided(ruling, clock), *offers(ruling)])


def _endings(facts: NoteFacts, clock: Clock) -> Iterator[tuple[int, str]]:
    ends = (facts.withdrawn, facts.superseded, facts.invalid)
    at = next((each for each in ends if each is not None), None)
    if at is not None:
        yield at, ended(facts, clock)[0]


# --- who signed, who was there ---


def _signed(facts: NoteFacts) -> list[str]:
    made = facts.signing
    authority = f" ({made.authority.lower()})" if made.authority else ""
    return [
        line
        for line, holds in (
            (f"Signed for the patient by {quoted(made.behalf)}{authority}.", made.behalf),
            (OWN_ANSWERS.get(made.own_answer, ""), made.own_answer in OWN_ANSWERS),
            (
                (
                    f"Could not sign: {AGREED_BY.get(made.how, '')}, "
                    f"witnessed by {quoted(made.witness)}."
                ),
                made.witness,
            ),
            (f"Helped to answer by {quoted(made.helper)}.", made.helper),
        )
        if holds
    ]


def _room(facts: NoteFacts, clock: Clock) -> Iterator[str]:
    """K5, K7, K9, K12: what was asked besides, and who was there."""
    if facts.adjustment:
        yield ADJUSTMENT
    if facts.scribe in SCRIBE:
        yield SCRIBE[facts.scribe]
    yield from _judged(facts)
    if facts.remote:
        yield from _remote(facts)
    live = any("live" in each.types for each in facts.rulings if each.ended_why != "undone")
    if facts.listeners and live:
        yield f"Named as listening live: {quoted(facts.listeners)}."
    rest = [each for each in facts.others if not _in_a_break(facts, each)]
    if rest:
        there = "Also listening" if facts.remote else "Others in the room"
        yield f"{there}: {'; '.join(_other(each, clock) for each in rest)}."


def _remote(facts: NoteFacts) -> Iterator[str]:
    yield "By phone or video; code read out." if facts.read_out else "By phone or video."
    said = [each.listening for each in facts.rulings if each.ended_why != "undone"]
    if said and said[-1] == "nobody":
        yield "Nobody else listening."


def _judged(facts: NoteFacts) -> Iterator[str]:
    """K10: the clinician's own judgement of who may sign."""
    for ruling in facts.rulings:
        if ruling.ended_why != "undone" and ruling.grounds:
            yield f"Best interests, {ruling.by}: {quoted(ruling.grounds)}."
        if ruling.ended_why != "undone" and ruling.able:
            yield f"{ABLE}, {ruling.by}."


def _in_a_break(facts: NoteFacts, other: Other) -> bool:
    last = last_session(facts)
    return last is not None and any(came_in(other, each) for each in last[1].breaks)


def _other(other: Other, clock: Clock) -> str:
    came = f" (came in {clock(other.joined)})" if other.joined is not None else ""
    said = {"yes": "yes", "no": "no", "ask": "not asked"}[other.answer]
    if other.no_at is not None and other.answer != "no":
        said = f"no at {clock(other.no_at)}, then {said}"
    left = f", left {clock(other.left)}" if other.left is not None else ""
    return f"{other.role.lower()}{came}: {said}{left}"


# --- who keeps it, what they were told, the receipt ---


def _keeping(facts: NoteFacts) -> Iterator[str]:
    last = last_session(facts)
    if last is None:
        return
    ruling = last[0]
    use = AUDIENCES.get(facts.audience, "")
    keeper = (PHOTO_KEEPERS if ruling.types == PHOTOS else KEEPERS)[facts.recorder]
    told = [words for key, words in TOLD.items() if key in facts.told]
    parts = [", ".join(part for part in (keeper, use) if part)]
    if told:
        parts.append(f"told ({TOLD_HOW[facts.told_how]}) {joined(told)}")
    yield f"{'; '.join(parts)}."
    asked = COPY in [each.key for each in ruling.conditions]
    yield "A copy was asked for." if asked else "No copy here."
    if facts.sound_code and "sound" in ruling.types:
        yield f"SNOMED CT {facts.sound_code}."


def _last(facts: NoteFacts) -> str:
    """The receipt, and whose it is: the end of the note shows a wrong paste."""
    read = facts.language
    if facts.language != "English" and not facts.checked:
        read = f"read in {facts.language}, translation not checked"
    rules = f", rules {facts.rules} ({read})" if facts.rules else ""
    who = ", born ".join(part for part in (quoted(facts.patient), facts.born) if part)
    place = f", {facts.place}" if facts.place else ""
    return f"Receipt {facts.code}{place}{rules}." + (f" For {who}." if who else "")
