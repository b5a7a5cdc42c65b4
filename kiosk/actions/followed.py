"""What a change of words does to the other languages, and to the mark that somebody checked it.

Inside the transaction of that change (`drafts.put_words`).
"""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.translation import ENGLISH, after_english, after_own
from kiosk.domain.wording import differences, sentences
from kiosk.store.models import PolicyText


def unmarked(text: PolicyText, words: Mapping[str, Any]) -> dict[str, Any]:
    """New words of a translation: nobody has checked these, whoever checked those before (M3)."""
    if text.language == ENGLISH or not differences(text.words, words):
        return dict(words)
    return {**words, "checked": False}


def follow(text: PolicyText, words: Mapping[str, Any]) -> None:
    """A text has new words: which English its own sentences, or those of the others, are for.

    The mark that a text was checked goes with its old words. To be called before they are written.
    """
    changed = [path for path, _, _ in differences(text.words, words)]
    if not changed:
        return
    PolicyText.update(checked_by="", checked_on="", follows=after_own(text.follows, changed)).where(
        PolicyText.id == text.id
    ).execute()
    if text.language != ENGLISH:
        return
    before, after = sentences(text.words), sentences(words)
    beside = (PolicyText.policy == text.policy_id) & (PolicyText.language != ENGLISH)
    for each in PolicyText.select().where(beside & (PolicyText.local == text.local)):
        follows = after_english(each.follows, before, after, changed)
        if follows != each.follows:
            PolicyText.update(follows=follows).where(PolicyText.id == each.id).execute()
