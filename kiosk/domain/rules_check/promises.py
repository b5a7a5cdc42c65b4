"""Promises that this product does not keep: a patient would rely on them (M10)."""

import re
from typing import Final, NamedTuple

from kiosk.domain.rules_check.advice import Advice


class Promise(NamedTuple):
    """How a promise is said, and what is said of it."""

    said: re.Pattern[str]
    advice: Advice


def _promise(pattern: str, what: str, why: str, instead: str, requirement: str) -> Promise:
    return Promise(re.compile(pattern, re.IGNORECASE), Advice(what, why, instead, requirement))


_WE = (
    r"\b(?:we|staff|reception|someone|the (?:practice|manager|surgery|clinic|team))"
    r"(?: will|’ll| shall)"
)
_FEW = r"(?:\w+ ){0,4}?"  # up to four words between

PROMISES: Final[tuple[Promise, ...]] = (
    _promise(
        r"\b(?:letter|e-?mail|text|reminder)s? will be (?:sent|posted)\b"
        rf"|{_WE} {_FEW}(?:e-?mail|text|phone|ring|call|write to|message|notify|remind|send|post) "
        rf"{_FEW}(?:you|patients?|them|everyone)\b|\byou (?:will|’ll) (?:get|receive|be sent) "
        rf"{_FEW}(?:e-?mails?|texts?|text messages?|letters?|reminders?|notifications?)\b",
        "Promises a message that nobody is made to send",
        "This product sends no e-mail, text or letter to patients, and keeps no address of theirs.",
        "“You get a receipt. Keep it on your phone, or ask us to print it.”",
        "R16",
    ),
    _promise(
        rf"\b(?:we|will be|is|are|gets?) {_FEW}(?:delet|eras|destroy|wip)(?:e|es|ed|s)? {_FEW}"
        r"(?:for ?ever|for good|permanently|immediately|straight away|at once|completely)\b"
        rf"|\b(?:we|will be|is|are|gets?) {_FEW}(?:permanently|immediately|completely) "
        r"(?:delet|eras|destroy|wip)(?:e|es|ed|s)?\b",
        "Promises that something is deleted at once or for ever",
        "Names go on a schedule, under This practice. That somebody asked, without their name, "
        "stays in the trail.",
        "“We delete your name after a set time. Ask us how long.”",
        "M7",
    ),
    _promise(
        rf"\b(?:nobody|no[ -]one)(?: else)? {_FEW}(?:will|can|shall) (?:ever )?{_FEW}"
        r"(?:see|hear|know|read|find|access|look)\b"
        r"|\bonly (?:you|your (?:doctor|nurse|gp)) (?:will |can )(?:ever )?(?:see|read|hear|know)\b"
        r"|\bwe (?:never|do not) (?:keep|store|hold|collect) any (?:data|details|information)\b"
        r"|\b(?:completely|fully|totally|entirely|100 ?%|strictly|absolutely) "
        r"(?:private|confidential|anonymous|secure|safe)\b|\bguarantee[sd]?\b",
        "Promises that nobody sees it",
        "Health workers and managers see what a patient signs, and each look is noted. A note "
        "goes in the health record.",
        "“Staff who care for you can see this. A note goes in your health record.”",
        "R13",
    ),
    _promise(
        r"\b(?:we|the practice|the surgery|this (?:app|tablet|system)) (?:will )?"
        rf"{_FEW}(?:keep|store|hold|save|back up)s? "
        rf"{_FEW}recordings?\b|\b(?:your|the) recording (?:is|will be) {_FEW}(?:kept|stored|saved|"
        rf"held) {_FEW}(?:by us|with us|on this|in this|on our|in our)\b",
        "Promises to keep the recording",
        "This product never holds a recording: the patient does.",
        "“The recording stays with you. Keep it private and safe.”",
        "R11",
    ),
    _promise(
        r"\b(?:staff|we|your (?:doctor|nurse|gp)|clinicians?|health workers?) will always "
        r"(?:agree|say yes|allow)\b|\byou will always be (?:allowed|able) to (?:record|film)\b"
        r"|\byou (?:can|may) (?:start |then |now )*(?:record|film)\w* "
        r"(?:once|when|after|as soon as) you (?:have )?sign"
        rf"|\b(?:once|when|after|as soon as) you (?:have )?sign(?:ed)?\b,? {_FEW}you (?:can|may) "
        r"(?:start |then |now )*(?:record|film)",
        "Promises a yes before staff have decided",
        "A receipt says that a patient asked. Staff decide after that, each time.",
        "“Sign, then show your receipt. Staff say yes or no before you start.”",
        "K2",
    ),
    _promise(
        rf"\b(?:reply|answer|respond|decide|get back|decision) {_FEW}within {_FEW}"
        r"(?:minutes?|hours?|days?|weeks?)\b",
        "Promises an answer by a time",
        "Nothing here watches that time, and nobody is told when it is over.",
        "“Staff will tell you when they have decided. You can ask at reception.”",
        "K3",
    ),
)
