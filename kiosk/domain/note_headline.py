"""The record note's first line (K7): how it stands, since a journal shows that line alone."""

from collections.abc import Callable, Iterator

from kiosk.domain.conditions import TALKING_ONLY
from kiosk.domain.note_facts import Break, NoteFacts, Other, Ruling, Session, Tap
from kiosk.domain.note_words import (
    DEEDS,
    DEVICES,
    PAUSES,
    PHOTOS,
    PHOTOS_UNKNOWN,
    REASONS,
    RECORDERS,
    STOPS,
    joined,
    listed,
    small,
)
from kiosk.domain.permission import AGREED

Clock = Callable[[int], str]  # seconds since 1970 as `10:42` on the site's clock


def headline(facts: NoteFacts, clock: Clock) -> Iterator[str]:
    """The sentences of the first line."""
    last = last_session(facts)
    if last is None:
        yield f"Patient asked to record ({listed(facts.types)})."
        yield from _outcome(facts, clock)
        return
    ruling, session = last
    done, doing = _deed(ruling.types)
    running = session.stopped is None
    who = RECORDERS[facts.recorder]
    came_off = ruling.worn == "off"  # R20: then it was not recorded with what was worn
    device = f" {DEVICES[facts.device]}" if facts.device in DEVICES and not came_off else ""
    times = _spans(facts, clock)
    since = f" since {clock(session.started)}" if running else f" {times}"
    yield f"{who} {doing if running else done}{device}{since}, agreed by {ruling.by}."
    yield from _before(facts, ruling, clock)
    yield from _bounds(facts, ruling, clock)
    yield from _breaks(facts, session, clock)


def _before(facts: NoteFacts, ruling: Ruling, clock: Clock) -> Iterator[str]:
    """What was recorded under another agreement: a journal that shows one line shows all of it."""
    for each in facts.rulings:
        if each is not ruling and each.sessions:
            spans = joined([_span(session, clock) for session in each.sessions])
            yield f"Also recorded {spans} ({listed(each.types)})."


def _outcome(facts: NoteFacts, clock: Clock) -> Iterator[str]:
    """What was decided where nothing was recorded."""
    ruling = told_first(facts)
    ends = ended(facts, clock)
    if ruling is None:
        yield from ends
        yield "No decision was made." if facts.over or ends else "No decision yet."
        return
    yield decided(ruling, clock)
    yield from _bounds(facts, ruling, clock)
    yield from offers(ruling)
    yield from ends
    open_still = ruling.kind in AGREED and not facts.over and not ends and ruling.ended is None
    if ruling.types != PHOTOS:
        yield "Not started yet." if open_still else "Nothing recorded."
    elif not open_still:
        yield PHOTOS_UNKNOWN  # nobody starts them


def decided(ruling: Ruling, clock: Clock) -> str:
    """One decision: what, by whom and when."""
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


def offers(ruling: Ruling) -> list[str]:
    """What the patient was offered instead (R15), if anything."""
    words = ", ".join(small(each) for each in ruling.offered)
    return [f"Offered instead: {words}."] if words else []


def ended(facts: NoteFacts, clock: Clock) -> list[str]:
    """How the receipt ended before its time, if it did."""
    if facts.withdrawn is not None:
        return [f"Patient changed their mind, {clock(facts.withdrawn)}."]
    if facts.superseded is not None:
        return [f"Replaced by a newer answer, {clock(facts.superseded)}."]
    if facts.invalid is not None:
        return [f"Marked as a mistake, {clock(facts.invalid)}: {small(facts.invalid_why)}."]
    return []


def _bounds(facts: NoteFacts, ruling: Ruling, clock: Clock) -> Iterator[str]:
    """What the agreement is bound to: still the first line."""
    if ruling.kind not in AGREED:
        return
    if facts.part == "talking" or TALKING_ONLY in [each.key for each in ruling.conditions]:
        yield "Talking only."
    bound = [small(each.staff) for each in ruling.conditions if each.key != TALKING_ONLY]
    if bound:
        yield f"Conditions: {'; '.join(bound)}."
    if ruling.worn == "off":
        yield "Glasses or what else is worn: not agreed."
    if ruling.sessions and "photo" in ruling.types and ruling.types != PHOTOS:
        yield f"Photos agreed. {PHOTOS_UNKNOWN}"
    refused = [each for each in facts.types if each not in ruling.types]
    before = {each for other in facts.rulings if other.sessions for each in other.types}
    if never := [each for each in refused if each not in before]:
        yield f"Not agreed: {listed(never)}."
    if once := [each for each in refused if each in before]:
        yield f"Not agreed since {clock(ruling.at)}: {listed(once)}."


def _breaks(facts: NoteFacts, session: Session, clock: Clock) -> Iterator[str]:
    for each in session.breaks:
        came = [_newcomer(other) for other in facts.others if came_in(other, each)]
        why = "; ".join(came) or PAUSES[each.why]
        yield f"Paused {_while(each, session, clock)}: {why}{_tapped(each.began, clock)}."
    if session.stopped is not None:
        ended = f"{STOPS.get(session.reason, '')}{_stop_tapped(session.stopped, clock)}".strip()
        if ended:
            yield ended


def _while(pause: Break, session: Session, clock: Clock) -> str:
    began = clock(pause.began.at)
    if pause.until is not None:
        return f"{began}–{clock(pause.until)}"
    return f"since {began}" if session.stopped is None else f"from {began} to the end"


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


def came_in(other: Other, during: Break) -> bool:
    """Whether they are the reason of a break: it began at the first tap, they were named after."""
    if during.why != "came_in" or other.joined is None or other.joined < during.began.at:
        return False
    return during.until is None or other.joined <= during.until


def _deed(types: tuple[str, ...]) -> tuple[str, str]:
    """What was done, and is being done. Photos beside a recording are said apart from it."""
    if types != PHOTOS:
        types = tuple(each for each in types if each != "photo")
    words = listed(types)
    other = (f"recorded this consultation ({words})", f"is recording this consultation ({words})")
    return DEEDS.get(types, other)


def told_first(facts: NoteFacts) -> Ruling | None:
    """The decision that the first line tells: the last recorded under, else the newest."""
    last = last_session(facts)
    newest = (each for each in reversed(facts.rulings) if each.ended_why != "undone")
    return last[0] if last else next(newest, None)


def last_session(facts: NoteFacts) -> tuple[Ruling, Session] | None:
    """The newest session and the decision it was recorded under, if any was."""
    found = [(ruling, session) for ruling in facts.rulings for session in ruling.sessions]
    return max(found, key=lambda each: each[1].started, default=None)


def _spans(facts: NoteFacts, clock: Clock) -> str:
    """The sessions under the agreement that the headline names."""
    last = last_session(facts)
    return joined([_span(each, clock) for each in last[0].sessions]) if last else ""


def _span(session: Session, clock: Clock) -> str:
    return f"{clock(session.started)}–{clock(session.stopped.at) if session.stopped else ''}"
