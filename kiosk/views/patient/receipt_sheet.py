"""What a receipt says to be kept: on its page, on paper, in the PDF and in the picture.

It names no patient: paper is found by others. It never says that recording was agreed: that
can change after it is printed, so only the page that follows the clinician tells it (K2).
"""

from dataclasses import dataclass

from flask_babel import format_date

from kiosk.domain import hours
from kiosk.domain.answers import Answers
from kiosk.domain.local import SCRIBE
from kiosk.domain.sentences import say
from kiosk.store.policies import policy_read_in
from kiosk.store.queries import Consent, PolicyText, asked_types, language_of
from kiosk.views.front.bands import part_words, signed_by, type_words
from kiosk.views.front.language import language, listed, translated

ASKED = say("I asked to record")
REFUSED = say("I chose not to record")
# R16: paper outlives the page that has a button for it.
STOP = say(
    "You can change your mind at any time. Tell a member of staff, or open your receipt on your "
    "phone. Recording then stops."
)
AGAIN = say("You can ask again at any time.")
ASK = say("Do you need help? Ask your health worker, or at reception.")


@dataclass(frozen=True)
class Paper:
    """Title, facts as (label, value), what it proves, how to stop and whom to ask."""

    title: str
    rows: list[tuple[str, str]]
    note: str
    help: list[str]


def paper(consent: Consent) -> Paper:
    """The words of a receipt to keep, given or refused."""
    given = consent.answer == "given"
    note = (
        say(
            "This shows that you asked and signed. "
            "Wait for your health worker’s answer before you record."
        )
        if given
        else say("This shows that you were asked. Your care goes on just the same.")
    )
    rows = [*(_asked(consent) if given else []), *_signed(consent)]
    return Paper(
        translated(ASKED if given else REFUSED),
        [(translated(label), translated(value)) for label, value in rows],
        translated(note),
        [translated(STOP if given else AGAIN), translated(ASK)],
    )


def _asked(consent: Consent) -> list[tuple[str, str]]:
    policy = policy_read_in(consent.text.text_hash, language())
    policy = policy.told_to(Answers(consent.answers).reader)
    types = type_words(asked_types(consent))
    what = say("%(types)s, %(part)s.", types=types, part=part_words(consent.part))
    by = policy.question("by")
    asked = by.words["title"] if by else ""
    rows = [(say("You asked for"), what), (asked, policy.label("by", consent.recorder))]
    scribe = policy.question(SCRIBE)  # K15: both recordings stand on one page
    if scribe and (said := (consent.answers or {}).get(SCRIBE)):
        rows.append((scribe.words["title"], policy.label(SCRIBE, said)))
    return rows


def _signed(consent: Consent) -> list[tuple[str, str]]:
    text, given = consent.text, consent.answer == "given"
    rows = [
        (say("Place"), consent.site.name),
        (say("Signed") if given else say("Answered"), _moment(consent, consent.signed_at)),
    ]
    if given:
        rows.append((say("For use until"), _moment(consent, consent.expires_at)))
        rows.append((say("Who signed"), signed_by(consent)))
    # Who will not record may say so before they have read a rule.
    rules = say("Rules read") if given else say("Rules")
    return [*rows, (rules, _read(text))]


def _read(text: PolicyText) -> str:
    """Version and language of the rules, and that nobody has checked the translation (M3)."""
    read, named = language_of(text), listed([text.policy.version, text.words["name"]])
    if read.checked:
        return named
    easy = read.code.endswith("-easy")
    return (
        say("%(rules)s (not tested yet)", rules=named)
        if easy
        else say("%(rules)s (translation not checked)", rules=named)
    )


def _moment(consent: Consent, at: int) -> str:
    timezone = consent.site.timezone
    day = format_date(hours.local(at, timezone).date(), "d MMMM y")
    return say("%(time)s, %(day)s", time=hours.clock(at, timezone), day=day)
