"""The words of a policy for who answers: the patient, or who signs for them (C10)."""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.vocabulary import Reader


def worded_for(reader: Reader, words: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a policy with those for one reader in the place of those for everyone."""
    questions = words["questions"].items()
    told = {step: merged(said, said.get(reader, {})) for step, said in questions}
    return {**words, "questions": told}


def merged(words: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Words, with others in their place as deep as those go."""
    deeper = {
        key: merged(words[key], each) if isinstance(each, Mapping) else each
        for key, each in other.items()
    }
    return {**words, **deeper}
