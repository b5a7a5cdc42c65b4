"""The record note (K7): plain text for the health record, ready to copy, true and short.

The first line says how it stands, since a journal shows that line alone. Then what happened, in
the order of time; then who keeps it and what they were told; last the receipt and the patient, so
that a wrong paste shows. It says what happened and nothing else. What patients typed is quoted:
it cannot pose as a line of the note.
"""

from collections.abc import Callable, Iterable, Iterator

from kiosk.domain.conditions import COPY, TALKING_ONLY
from kiosk.domain.note_facts import Break, NoteFacts, Other, Ruling, Session, Tap
from kiosk.domain.note_words import (
    ABLE,
    ADJUSTMENT,
    AGREED_BY,
    AUDIENCES,
    DEEDS,
    DEVICES,
    KEEPERS,
    OWN_ANSWERS,
    PAUSES,
    PHOTO_KEEPERS,
    PHOTOS,
    REASONS,
    RECORDERS,
    SCRIBE,
    STOPS,
    TOLD,
    TOLD_HOW,
    joined,
    listed,
    quoted,
    small,
)
from kiosk.domain.permission import AGREED

Clock = Callable[[int], str]  # seconds since 1970 as `10:42` on the site's clock


def write(facts: NoteFacts, clock: Clock) -> str:
    """The note, a line for each kind of fact. Its first line says how it stands."""
    if facts.answer == "refused":
        first = f"Patient was asked about recording and chose not to record, {clock(facts.signed)}."
        return "\n".join([first, *_signed(facts), _last(facts)])
    lines = [
        " ".join([_headline(facts, clock), *_bounds(facts, clock)]),
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


# --- the first line: how it stands ---


def _headline(facts: NoteFacts, clock: Clock) -> str:
    last = _last_session(facts)
    if last is None:
        return f"Patient asked to record ({listed(facts.types)}). {_outcome(facts, clock)}"
    ruling, session = last
    done, doing = _deed(ruling.types)
    running = session.stopped is None
    who = RECORDERS[facts.recorder]
    came_off = ruling.worn == "off"  # R20: then it was not recorded with what was worn
    device = f" {DEVICES[facts.device]}" if facts.device in DEVICES and not came_off else ""
    times = _spans(facts, clock)
    since = f" since {clock(session.started)}" if running else f" {times}"
    return f"{who} {doing if running else done}{device}{since}, agreed by {ruling.by}."


def _outcome(facts: NoteFacts, clock: Clock) -> str:
    """What was decided where nothing was recorded."""
    ruling = next((each for each in reversed(facts.rulings) if each.ended_why != "undone"), None)
    ended = _ended(facts, clock)
    if ruling is None:
        none = "No decision was made." if facts.over or ended else "No decision yet."
        return " ".join([*ended, none])
    said = _decided(ruling, clock)
    open_still = ruling.kind in AGREED and not facts.over and not ended and ruling.ended is None
    nothing = "Not started yet." if open_still else "Nothing recorded."
    if ruling.types == PHOTOS:  # which nobody starts
        nothing = "" if open_still else "Whether photos were taken is not known."
    return " ".join(each for each in [said, *_offers(ruling), *ended, nothing] if each)


def _decided(ruling: Ruling, clock: Clock) -> str:
    at = f"{ruling.by}, {clock(ruling.at)}"
    reason = REASONS.get(ruling.reason, "")
    until = f" until {clock(ruling.until)}" if ruling.until is not None else ""
    return {
        "agreed": f"Agreed ({listed(ruling.types)}), {at}.",
        "conditions": f"Agreed with conditions ({listed(ruling.types)}), {at}.",
        "wait": f"Asked to wait{until}, {at}.",
        "not_agreed": f"Not agreed{f' ({reason})' if reason else ''}, {at}.",
        "colleague": f"Handed to a colleague, {at}.",
    }[ruling.kind]


def _offers(ruling: Ruling) -> list[str]:
    words = ", ".join(small(each) for each in ruling.offered)
    return [f"Offered instead: {words}."] if words else []


def _ended(facts: NoteFacts, clock: Clock) -> list[str]:
    if facts.withdrawn is not None:
        return [f"Patient changed their mind, {clock(facts.withdrawn)}."]
    if facts.superseded is not None:
        return [f"Replaced by a newer answer, {clock(facts.superseded)}."]
    if facts.invalid is not None:
        return [f"Marked as a mistake, {clock(facts.invalid)}: {small(facts.invalid_why)}."]
    return []


def _bounds(facts: NoteFacts, clock: Clock) -> Iterator[str]:
    """What the recording was held to, and its breaks: still the first line."""
    last = _last_session(facts)
    ruling = last[0] if last else _standing(facts)
    if ruling is None or ruling.kind not in AGREED:
        return
    if facts.part == "talking" or TALKING_ONLY in [each.key for each in ruling.conditions]:
        yield "Talking only."
    bound = [small(each.staff) for each in ruling.conditions if each.key != TALKING_ONLY]
    if bound:
        yield f"Conditions: {'; '.join(bound)}."
    if ruling.worn == "off":
        yield "Glasses or what else is worn: not agreed."
    if refused := [each for each in facts.types if each not in ruling.types]:
        yield f"Not agreed: {listed(refused)}."
    if last:
        yield from _breaks(facts, last[1], clock)


def _breaks(facts: NoteFacts, session: Session, clock: Clock) -> Iterator[str]:
    for each in session.breaks:
        came = [_newcomer(other) for other in facts.others if _came_in(other, each)]
        why = "; ".join(came) or PAUSES[each.why]
        until = f"–{clock(each.until)}" if each.until is not None else ""
        yield f"Paused {clock(each.began.at)}{until}: {why}{_tapped(each.began, clock)}."
    if session.stopped is not None:
        ended = f"{STOPS.get(session.reason, '')}{_stop_tapped(session.stopped, clock)}".strip()
        if ended:
            yield ended


def _newcomer(other: Other) -> str:
    said = {"yes": "said yes", "no": "said no", "ask": "not asked"}[other.answer]
    turned = "said no, then yes" if other.no_at is not None and other.answer == "yes" else said
    return f"{other.role.lower()} came in, {turned}{', left' if other.left is not None else ''}"


def _stop_tapped(tap: Tap, clock: Clock) -> str:
    said = _tapped(tap, clock)
    return f" Stop{said}." if said else ""


def _tapped(tap: Tap, clock: Clock) -> str:
    late = tap.arrived is not None and clock(tap.arrived) != clock(tap.at)
    words = [f"noted {clock(tap.arrived)}"] if late and tap.arrived is not None else []
    words += ["from a locked screen"] if tap.locked else []
    return f" ({', '.join(words)})" if words else ""


# --- what happened before, in the order of time ---


def _story(facts: NoteFacts, clock: Clock) -> Iterator[str]:
    """Earlier decisions and sessions, where there was more than one of them."""
    standing = _last_session(facts)
    told = standing[0] if standing else _standing(facts)
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
    if standing:
        events += [(at, text) for at, text in _endings(facts, clock)]
    for _at, text in sorted(events, key=lambda each: each[0]):
        yield text


def _retold(ruling: Ruling, clock: Clock) -> str:
    said = _decided(ruling, clock)
    spans = ", ".join(_span(each, clock) for each in ruling.sessions)
    recorded = f" Recorded {spans}." if spans else ""
    return " ".join([said + recorded, *_offers(ruling)])


def _endings(facts: NoteFacts, clock: Clock) -> Iterator[tuple[int, str]]:
    ends = (facts.withdrawn, facts.superseded, facts.invalid)
    at = next((each for each in ends if each is not None), None)
    if at is not None:
        yield at, _ended(facts, clock)[0]


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
    last = _last_session(facts)
    return last is not None and any(_came_in(other, each) for each in last[1].breaks)


def _came_in(other: Other, during: Break) -> bool:
    """Whether they are the reason of a break: it began at the first tap, they were named after."""
    if during.why != "came_in" or other.joined is None or other.joined < during.began.at:
        return False
    return during.until is None or other.joined <= during.until


def _other(other: Other, clock: Clock) -> str:
    came = f" (came in {clock(other.joined)})" if other.joined is not None else ""
    said = {"yes": "yes", "no": "no", "ask": "not asked"}[other.answer]
    if other.no_at is not None and other.answer != "no":
        said = f"no at {clock(other.no_at)}, then {said}"
    left = f", left {clock(other.left)}" if other.left is not None else ""
    return f"{other.role.lower()}{came}: {said}{left}"


# --- who keeps it, what they were told, the receipt ---


def _keeping(facts: NoteFacts) -> Iterator[str]:
    last = _last_session(facts)
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


# --- helpers ---


def _deed(types: tuple[str, ...]) -> tuple[str, str]:
    words = listed(types)
    other = (f"recorded this consultation ({words})", f"is recording this consultation ({words})")
    return DEEDS.get(types, other)


def _standing(facts: NoteFacts) -> Ruling | None:
    return next((each for each in reversed(facts.rulings) if each.ended is None), None)


def _last_session(facts: NoteFacts) -> tuple[Ruling, Session] | None:
    found = [(ruling, session) for ruling in facts.rulings for session in ruling.sessions]
    return max(found, key=lambda each: each[1].started, default=None)


def _spans(facts: NoteFacts, clock: Clock) -> str:
    """The sessions under the agreement that the headline names."""
    last = _last_session(facts)
    return joined([_span(each, clock) for each in last[0].sessions]) if last else ""


def _span(session: Session, clock: Clock) -> str:
    return f"{clock(session.started)}–{clock(session.stopped.at) if session.stopped else ''}"
