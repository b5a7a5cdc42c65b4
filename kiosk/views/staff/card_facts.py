"""What the card says of a consent in two words each (K1): which part, who records, who hears it."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from kiosk.domain import local
from kiosk.domain.answers import Answers, holder
from kiosk.store import queries
from kiosk.views.front.bands import part_words, signed_by
from kiosk.views.staff import words

TYPES = {"video": "video", "photo": "photos", "live": "a live call or stream"}
SCRIBE_SAID = {"yes": "The patient said yes", "no": "The patient said no: switch it off"}
NAME = Markup("<bdi>{}</bdi>")  # a name may run the other way


@dataclass(frozen=True)
class Fact:
    """One line of the card; `warn` where the clinician should look twice, `first` beside the
    decision: what is seen in three seconds (K1)."""

    title: str
    text: str
    warn: bool = False
    first: bool = False


def card_facts(card: queries.Card) -> list[Fact]:
    """The facts of a consent that was given, in the order of the card."""
    return [*_local(card), *_recording(card), *_signing(card.consent)]


def _recording(card: queries.Card) -> Iterator[Fact]:
    consent, policy, answers = card.consent, card.policy, card.consent.answers or {}
    where, audience = answers.get("where", ""), answers.get("audience", "")
    bound = consent.decision.conditions if consent.decision_id else ()
    yield Fact("Part", str(part_words(consent.part, bound)).capitalize(), first=True)
    who = holder(consent.recorder, Answers(answers).on_behalf)
    yield Fact("Records", words.RECORDERS[who], first=True)
    if device := answers.get("device"):
        yield Fact("With", policy.label("device", device), *_twice(device == "glasses"))
    if listeners := answers.get("listeners"):
        yield Fact("Listening live", NAME.format(listeners), *_twice(True))
    yield Fact("Where", policy.label("where", where))
    if all(each.left_at for each in card.people):
        yield Fact("Listening" if where == "remote" else "In the room", "Nobody else", first=True)
    if answers.get("others") == "maybe":
        yield Fact("Others heard or seen", "Maybe", *_twice(True))
    heard = words.HEARD_BY.get(audience) or policy.label("audience", audience)
    yield Fact("Heard by", heard, *_twice(audience in words.HEARD_WIDELY))


def _local(card: queries.Card) -> Iterator[Fact]:
    """What the place's own choices say of this visit (M2, K15)."""
    allows, answers = card.consent.site.allows, card.consent.answers or {}
    gone = [TYPES[each] for each in local.off(allows) if each in card.asked]
    scan, at_scan = local.value_of(allows, "scan"), answers.get("where") == "scan"
    if at_scan and scan == "no":
        gone.append("recording at a scan")
    if gone:
        words = f"{', '.join(gone)}. Asked before that: you may agree"
        yield Fact("No longer offered here", words[:1].upper() + words[1:], *_twice(True))
    if at_scan and scan == "end":
        yield Fact("At a scan", "Here: a short clip at the end", first=True)
    if said := answers.get(local.SCRIBE):
        yield Fact("Our AI note taker", SCRIBE_SAID[said], *_twice(said == "no"))


def _twice(warn: bool) -> tuple[bool, bool]:
    """What is to be looked at twice stands first."""
    return warn, warn


def _signing(consent: queries.Consent) -> Iterator[Fact]:
    """Who signed, for whom, before whom, and with whose help (K10)."""
    answers, made = consent.answers or {}, consent.signature or {}
    if behalf := answers.get("behalf"):
        yield Fact(signed_by(consent), NAME.format(behalf["signer"]))
    if said := answers.get("child"):
        yield Fact("The child said", words.CHILD_SAID[said], said == "cannot")
    if said := answers.get("objects"):
        yield Fact("The patient", words.OBJECTS[said], said == "cannot")
    if witness := made.get("witness"):
        yield Fact(words.AGREED_BY[made["how"]], escape("Witness: ") + NAME.format(witness))
    if helper := made.get("helper"):
        helped = words.HELPERS[made["helper_role"]]
        yield Fact("Helped by", NAME.format(helper) + f" ({helped})")
