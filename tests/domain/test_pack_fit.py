"""Whether an imported pack fits, and what is said where it does not (M1, M3)."""

import datetime
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from kiosk.domain.pack_file import PackFile
from kiosk.domain.pack_fit import Fitted, fitted
from kiosk.domain.refusals import InvalidInput
from kiosk.domain.wording import sentences, with_sentence
from kiosk.store.packs import default_pack, read_pack

PACK, _ALL = read_pack(default_pack())
WORDS = {each["language"]: each for each in _ALL}
KNOWN = {code: sentences(each) for code, each in WORDS.items()}
R2 = "rules.R2.text"
DAY = datetime.date(2027, 12, 31)
Change = Callable[[PackFile], object]


def fit(found: PackFile) -> Fitted:
    return fitted(found, PACK, WORDS, KNOWN)


def reworded(found: PackFile, language: str, path: str, text: str) -> None:
    found.words[language] = with_sentence(found.words[language], path, text)


def test_a_hint_that_is_left_out_is_a_difference_like_any_other() -> None:
    found = PackFile(None, {"cy": deepcopy(WORDS["cy"])})
    del found.words["cy"]["questions"]["types"]["options"]["sound"]["hint"]
    assert fit(found).changed == {"cy": ["questions.types.options.sound.hint"]}


def test_spaces_and_line_ends_are_no_difference() -> None:
    found = PackFile(None, {"en": with_sentence(WORDS["en"], R2, "  " + KNOWN["en"][R2] + " \r\n")})
    with pytest.raises(InvalidInput) as refused:
        fit(found)
    assert "nothing to import" in refused.value.errors["file"]


def _lack(*languages: str) -> Change:
    return lambda found: [found.words.pop(each) for each in languages]


def _say(path: str, text: str, language: str = "en") -> Change:
    return lambda found: reworded(found, language, path, text)


def _put(*keys: Any, value: Any) -> Change:
    """Put a value somewhere in the words in English."""

    def put(found: PackFile) -> None:
        part: Any = found.words["en"]
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = value

    return put


def _lack_label(step: str, option: str) -> Change:
    return lambda found: found.words["en"]["questions"][step]["options"][option].pop("label")


def _pack(*keys: Any, value: Any) -> Change:
    def put(found: PackFile) -> None:
        part: Any = found.pack
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = value

    return put


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_lack("cy"), "no Cymraeg (cy.toml)"),
        (_lack("cy", "ur"), "and 1 more"),
        (lambda found: found.words.update(eo=found.words["en"]), "“eo” is no language"),
        (_put("rules", "R99", value={"title": "A", "text": "B"}), "“rules.R99.title”"),
        (_put("statements", "S10", value="I agree"), "“statements.S10”"),
        (_put("extra", value={"a": "b"}), "“extra”, which this product does not know"),
        (_put("rules", "R2", "text", value=7), "no text"),
        (_put("rules", "R2", "text", value=["a"]), "no text"),
        (_put("rules", "R2.text", value="a"), "no text"),
        (_put("rules", value="a"), "which the rules here do not have"),
        (_put("ends", "not-here", "text", value="a"), "no text"),
        (_say(R2, "Care <script>alert(1)</script>"), "no HTML"),
        (_say(R2, "Care <b>always</b>"), "no HTML"),
        (_say(R2, "x" * 1001), "1000 characters or fewer"),
        (_say(R2, "hidden \x07 bell"), "hidden characters"),
        (_say(R2, ""), f"en.toml, {R2}"),
        (lambda found: found.words["pl"]["rules"].pop("R2"), "pl.toml lacks words"),
        (_pack("groups", 0, "rules", 0, value="R99"), "“R99” is no rule"),
        (_pack("groups", 0, "rules", 0, value="R16"), "in pack.toml twice"),
        (_pack("groups", value=[]), "leaves out every rule"),
        (_pack("statements", value=[]), "every statement"),
        (_pack("groups", value="R1"), "[[groups]]"),
        (_pack("groups", 0, "id", value="later"), "“later” is no group"),
        (_pack("statements", 0, value="S99"), "“S99” is no statement"),
        (_pack("statements", value=[1]), "a list of ids is broken"),
        (_pack("agreed", value="never"), "neither together nor each"),
        (_pack("sound_code", value=["x"]), "sound_code has to be a short text"),
        (_pack("status_fresh_minutes", value="x"), "status_fresh_minutes"),
        (_pack("poster", value=["R99"]), "“R99” is no rule of the poster"),
        (_pack("questions", 0, "options", value=["mine"]), "other questions than the rules here"),
        (lambda found: found.pack["questions"].pop(), "other questions"),  # type: ignore[index]
        (_pack("conditions", value=[]), "other conditions"),
        (_pack("secret", value="x"), "“secret”, which this product does not know"),
        (_lack_label("by", "patient"), "questions.by.options.patient: label is missing"),
        (_pack("groups", 0, "when", value=DAY), "an id and its rules, and nothing else"),
        (_pack("review_by", value="soon"), "review_by has to be a date"),
        (_pack("review_by", value={"a": "b"}), "review_by has to be a date"),
        (_pack("review_by", value=datetime.time(1)), "review_by has to be a date"),
        (_pack("sound_code", value="1\n2"), "sound_code has to be a short text"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(spoil: Change, told: str) -> None:
    found = PackFile(deepcopy(PACK), deepcopy(WORDS))
    spoil(found)
    with pytest.raises(InvalidInput) as refused:
        fit(found)
    assert told in refused.value.errors["file"]
    assert [*refused.value.errors] == ["file"]


@pytest.mark.parametrize("said", [DAY, "2027-12-31"])
def test_a_date_of_toml_is_kept_as_a_text(said: object) -> None:
    """A pack is stored as JSON, which has no dates: an import of one was a fault of ours."""
    found = PackFile(deepcopy(PACK), deepcopy(WORDS))
    _pack("review_by", value=said)(found)
    assert fit(found).pack["review_by"] == "2027-12-31"
