"""What this place allows (M2): its own choices, and what they make of the rules and questions.

Each is a local rule, and says "here": the law is another thing. A choice that nobody has made is
the first of its values, and changes no word of the policy. The words for all others stand in the
policy, under `here`.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from kiosk.domain.form import Form
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.vocabulary import RECORDING_TYPES, RecordingType

Choice = Literal["video", "photo", "live", "scan", "copy", "notice", "scribe"]
CHOICE_KEYS: tuple[Choice, ...] = get_args(Choice)
RENEWED: Final = "renewed"  # in the answers of a walk: pages to be looked at again
SCRIBE: Final = "scribe"  # the step of K15's question
NO_SCAN: Final = "no-scan"  # the page that the answer "at a scan" leads to


@dataclass(frozen=True)
class Options:
    """What may be chosen, the default first, and how the manager's page says each."""

    title: str
    words: Mapping[str, str]

    @property
    def usual(self) -> str:
        """What holds until somebody has chosen."""
        return next(iter(self.words))


_OFFERED = {"yes": "Yes: patients can ask", "no": "No: not offered here"}
CHOICES: Mapping[Choice, Options] = {
    "video": Options("Video", _OFFERED),
    "photo": Options("Photos", _OFFERED),
    "live": Options("A live call or stream", _OFFERED),
    "scan": Options(
        "Recording at a scan",
        {"end": "A short clip at the end", "no": "No: not offered here", "yes": "Yes, all of it"},
    ),
    "copy": Options(
        "A copy for the practice",
        {"no": "Not asked for", "yes": "Patients read that staff may ask for one"},
    ),
    "notice": Options(
        "Asking before the day",
        {"no": "Not asked for", "yes": "Patients are asked to, if they can"},
    ),
    "scribe": Options(
        "Your own AI note taker",
        {"no": "Not used here", "yes": "Used: each patient is asked, and says yes or no"},
    ),
}

Allows = Mapping[str, str]  # by choice; of the default nothing is kept


def value_of(allows: Allows, choice: Choice) -> str:
    """What holds of one choice."""
    said = allows.get(choice, "")
    return said if said in CHOICES[choice].words else CHOICES[choice].usual


def chosen(typed: Mapping[Choice, str]) -> dict[str, str]:
    """Choices as they are kept: in their order, and only those that differ from the default.

    Raises:
        InvalidInput: under the choice: it has no such value.
    """
    odd = [key for key in CHOICE_KEYS if typed.get(key, "") not in CHOICES[key].words]
    if odd:
        raise InvalidInput({key: f"Choose one: {CHOICES[key].title.lower()}" for key in odd})
    return {key: typed[key] for key in CHOICE_KEYS if typed[key] != CHOICES[key].usual}


def read(form: Form) -> dict[str, str]:
    """The choices of a posted form, each of them. Raises InvalidInput as `chosen` does."""
    return chosen({key: form.get(key, "") for key in CHOICE_KEYS})


def in_words(allows: Allows) -> list[str]:
    """A line for each choice, as the manager's summary and the command say it."""
    return [f"{each.title}: {each.words[value_of(allows, key)]}" for key, each in CHOICES.items()]


def key_of(allows: Allows) -> str:
    """Stands for these choices: `photo=no video=no`; "" where all are the default."""
    return " ".join(
        f"{key}={value_of(allows, key)}"
        for key in CHOICE_KEYS
        if value_of(allows, key) != CHOICES[key].usual
    )


def of_key(key: str) -> dict[str, str]:
    """The choices that a key stands for."""
    return dict(each.split("=", 1) for each in key.split())


def off(allows: Allows) -> tuple[RecordingType, ...]:
    """The types of recording that cannot be asked for here."""
    switched: tuple[Choice, ...] = ("video", "photo", "live")
    gone = {key for key in switched if value_of(allows, key) == "no"}
    return tuple(each for each in RECORDING_TYPES if each in gone)


def expected(allows: Allows, place: str) -> tuple[str, ...]:
    """The conditions that a place wants of an agreement: ticked on the card until somebody unticks
    them. `allows` is what the patient read; `place` is where the visit is (Q2).
    """
    clip = ("clip_at_end",) if place == "scan" and value_of(allows, "scan") == "end" else ()
    copy = ("copy_requested",) if value_of(allows, "copy") == "yes" else ()
    return (*clip, *copy)


def localised(
    pack: Mapping[str, Any], words: Mapping[str, Any], key: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """A policy as patients read it where these choices hold; the stored one stays as it is."""
    allows = of_key(key)
    if not allows:
        return pack, words
    made = _Made(deepcopy(dict(pack)), deepcopy(dict(words)))
    made.types(off(allows))
    for choice, change in _CHANGES.items():
        if choice in allows:
            change(made, allows[choice])
    return made.pack, made.words


@dataclass(frozen=True)
class _Made:
    """A policy's structure and words, as they are made to fit a place."""

    pack: dict[str, Any]
    words: dict[str, Any]

    @property
    def here(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.words["here"]
        return found

    def question(self, step: str) -> dict[str, Any]:
        """The structure of a question; an empty one where it is not asked."""
        return next((each for each in self.pack["questions"] if each["step"] == step), {})

    def rule(self, rule: str, said: Mapping[str, str]) -> None:
        """Other words for a rule, where the policy has it."""
        if rule in self.words["rules"]:
            self.words["rules"][rule] |= {
                key: said[key] for key in ("title", "text") if key in said
            }

    def add(self, rule: str, sentence: str) -> None:
        """A sentence after those of a rule; in Easy Read on a line of its own."""
        if rule in self.words["rules"]:
            text = self.words["rules"][rule]["text"]
            gap = "\n" if "\n" in sentence or "\n" in text else " "
            self.words["rules"][rule]["text"] = f"{text}{gap}{sentence}"

    def types(self, gone: tuple[RecordingType, ...]) -> None:
        """R4, R19: what cannot be asked for is no option, and the rules say so."""
        asked = self.question("types")
        for part in ("options", "default"):
            asked[part] = [each for each in asked.get(part, ()) if each not in gone]
        both, either = {"video", "photo"} <= {*gone}, {"video": "no_video", "photo": "no_photo"}
        for kind, said in either.items():
            if kind in gone:
                self.rule("R4", self.here["sound_only" if both else said])
        if "live" in gone:
            self.rule("R19", self.here["no_live"])


def _scan(made: _Made, value: str) -> None:
    """R18: the whole scan can be asked for, or none of it."""
    said, option = made.here["no_scan" if value == "no" else "scan"], {"after": ""}
    made.rule("R18", said)
    scan = made.words["questions"].get("where", {}).get("options", {}).get("scan")
    if scan is None:
        return
    if value == "yes":
        option["after"] = said["text"].replace("\n", " ")
    else:
        option["label"] = said["label"]
        shared = made.words.get("ends", {}).get("not-here", {}).get("text", [])
        rest = shared[1:] or [made.words["rules"].get("R2", said)["text"]]
        text = [said["text"].replace("\n", " "), *rest]
        made.words.setdefault("ends", {})[NO_SCAN] = {"title": said["title"], "text": text}
        where = made.question("where")
        where["ends"] = {**where.get("ends", {}), "scan": NO_SCAN}
    scan |= option


def _copy(made: _Made, _value: str) -> None:
    """The recording is no longer "only for me": whoever says so reads that staff may ask."""
    made.add("R13", made.here["copy"])
    said = made.words["questions"].get("audience", {})
    for words in (said, *(said.get(reader, {}) for reader in ("mine", "behalf"))):
        if "me" in words.get("options", {}):
            words["options"]["me"]["after"] = made.here["copy"].replace("\n", " ")


def _notice(made: _Made, _value: str) -> None:
    made.add("R1", made.here["notice"])


def _scribe(made: _Made, _value: str) -> None:
    """K15: asked before who the patient is, on a page of its own."""
    asked = {"id": "K15", "step": SCRIBE, "kind": "choice", "options": ["yes", "no"]}
    steps = [each["step"] for each in made.pack["questions"]]
    if SCRIBE not in steps:
        made.pack["questions"].insert(steps.index("you"), asked)
        made.words["questions"][SCRIBE] = made.here[SCRIBE]


_CHANGES: Mapping[Choice, Callable[[_Made, str], None]] = {
    "scan": _scan,
    "copy": _copy,
    "notice": _notice,
    "scribe": _scribe,
}
HERE_WORDS: Mapping[str, tuple[str, ...]] = {
    "sound_only": ("text",),
    "no_video": ("text",),
    "no_photo": ("text",),
    "no_live": ("title", "text"),
    "no_scan": ("title", "text", "label"),
    "scan": ("title", "text"),
    "scribe": ("title", "why", "options"),
}


def missing(words: Mapping[str, Any]) -> str:
    """The first of the words for a place's choices that is not there, as `here.scan.title`."""
    here = words.get("here", {})
    needed = [(part,) for part in ("copy", "notice")] + [
        (part, word) for part, each in HERE_WORDS.items() for word in each
    ]
    for path in needed:
        found: Any = here
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if not found:
            return ".".join(("here", *path))
    return ""
