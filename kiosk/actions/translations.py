"""A translation is said to be checked, or to fit the English still (M3)."""

from collections.abc import Iterable

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.actions.drafts import BY, text_in, the_draft, touch
from kiosk.domain.refusals import NotFound
from kiosk.domain.translation import ENGLISH, Checked, after_own
from kiosk.domain.wording import differences
from kiosk.store.models import Policy, PolicyText

NOT_CHECKED = Checked("", "")


def say_checked(context: Context, text: PolicyText, checked: Checked) -> None:
    """Record who checked the words of a text, and when, until one of them is changed.

    It holds of just these words, wherever they stand: in force, in the draft, and whatever the
    place allows. Saying the same again changes nothing.

    Raises:
        NotFound: it is no translation of this site, or its version is withdrawn or discarded.
    """
    _mark(context, text, checked, "translation.checked")


def say_unchecked(context: Context, text: PolicyText) -> None:
    """Take back that a text was checked. Raises NotFound as `say_checked` does."""
    _mark(context, text, NOT_CHECKED, "translation.unchecked")


def _mark(context: Context, text: PolicyText, checked: Checked, verb: str) -> None:
    with change(context, verb, by=BY) as made:
        same = _same_words(context, text)
        odd = [
            each for each in same if (each.checked_by, each.checked_on) != (checked.by, checked.on)
        ]
        for each in odd:
            PolicyText.update(checked_by=checked.by, checked_on=checked.on).where(
                PolicyText.id == each.id
            ).execute()
        if odd:
            made.audit(f"policy:{odd[0].policy_id}", language=text.language)


def _same_words(context: Context, text: PolicyText) -> list[PolicyText]:
    """Every text of the site that stands, in this language, in just these words."""
    standing = Policy.withdrawn_at.is_null(True) & Policy.discarded_at.is_null(True)
    rows = (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where((Policy.site == context.site) & standing & (PolicyText.language == text.language))
    )
    held = next((each for each in rows if each.id == text.id), None)
    if held is None or held.language == ENGLISH:
        raise NotFound
    return [each for each in rows if not differences(held.words, each.words)]


def still_fits(context: Context, draft: Policy, language: str, paths: Iterable[str]) -> None:
    """Sentences of a draft's translation fit the English of now, as they are.

    Raises:
        NotFound: it is no draft of this site, or has no such language.
    """
    with change(context, "translation.fits", by=BY) as made:
        held = the_draft(context, draft)
        text = text_in(held, language)
        follows = after_own(text.follows, paths)
        if follows == text.follows:
            return
        PolicyText.update(follows=follows).where(PolicyText.id == text.id).execute()
        touch(context, held)
        made.audit(
            f"policy:{held.id}", language=language, sentences=len(text.follows) - len(follows)
        )
