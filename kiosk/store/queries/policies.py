"""The rules that patients read, and their languages."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kiosk.domain.conditions import Condition
from kiosk.domain.local import key_of
from kiosk.domain.own_rules import is_half
from kiosk.domain.policy_check import PolicyError
from kiosk.store.models import Policy, PolicyText, Site
from kiosk.store.policies import MAX_READ, policy_of
from kiosk.store.prepared import Prepared, slot


@dataclass(frozen=True)
class Language:
    """A language of a site's published policy, as a chooser and the manager see it."""

    text: PolicyText
    code: str
    name: str  # in its own script
    direction: str
    checked: bool  # by a professional translator
    offered: bool
    checked_by: str = ""  # as a manager says it, of just these words; "": nobody has said
    checked_on: str = ""  # ISO 8601

    @property
    def is_half(self) -> bool:
        """Whether words for a rule of the practice's own are missing: it is not offered (M3)."""
        return is_half(self.text.policy.pack, self.text.words)


@dataclass(frozen=True)
class Spoken:
    """A language that patients may choose, as every page of theirs offers it."""

    code: str
    name: str  # in its own script
    direction: str


def _texts() -> Any:
    return (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where(
            (Policy.site == slot("site"))
            & Policy.published_at.is_null(False)
            & Policy.withdrawn_at.is_null(True)
            & (PolicyText.local == slot("local"))
        )
    )


_TEXTS = Prepared(_texts)
_OFFERED = Prepared(lambda: _texts().where(PolicyText.published_at.is_null(False)))


def languages_of(site: Site, *, offered: bool = False) -> list[Language]:
    """The languages of the published policy, English first, then by their own names; `offered`:
    those alone that patients may choose, for every page of theirs.
    """
    texts = _OFFERED if offered else _TEXTS
    found = [language_of(row) for row in texts.models(site=site.id, local=key_of(site.allows))]
    return sorted(found, key=_in_order)


_SPOKEN = Prepared(
    lambda: (
        PolicyText.select(PolicyText.language, PolicyText.text_hash)
        .join(Policy)
        .where(
            (Policy.site == slot("site"))
            & Policy.published_at.is_null(False)
            & Policy.withdrawn_at.is_null(True)
            & (PolicyText.local == slot("local"))
            & PolicyText.published_at.is_null(False)
        )
    )
)


def spoken_at(site: Site) -> list[Spoken]:
    """The languages that patients may choose, in the order of `languages_of`. Which they are is
    asked each time; what each is called is read with its words once (bench/README.md).
    """
    found = [_spoken(*row) for row in _SPOKEN.rows(site=site.id, local=key_of(site.allows))]
    return sorted(found, key=_in_order)


@lru_cache(MAX_READ)
def _spoken(code: str, text_hash: str) -> Spoken:
    """By the hash of all its words, its name and direction among them."""
    (text,) = _WORDS.models(text_hash=text_hash)
    return Spoken(code, text.words["name"], text.words.get("direction", "ltr"))


_WORDS = Prepared(
    lambda: (
        PolicyText.select(PolicyText.words)
        .where(PolicyText.text_hash == slot("text_hash"))
        .limit(1)
    )
)


def _in_order(each: Language | Spoken) -> tuple[bool, str, str]:
    return not each.code.startswith("en"), each.code, each.name


def language_of(text: PolicyText) -> Language:
    """The language of one text, such as the one that a patient read."""
    return Language(
        text=text,
        code=text.language,
        name=text.words["name"],
        direction=text.words.get("direction", "ltr"),
        checked=bool(text.checked_by or text.words.get("checked", True)),
        offered=text.published_at is not None,
        checked_by=text.checked_by,
        checked_on=text.checked_on,
    )


def text_at(site: Site, number: int) -> PolicyText | None:
    """A text of one of the site's policies by its number."""
    return (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where((PolicyText.id == number) & (Policy.site == site))
        .get_or_none()
    )


_ENGLISH = Prepared(
    lambda: (
        PolicyText.select(PolicyText, Policy)
        .join(Policy)
        .where((PolicyText.policy == slot("policy")) & (PolicyText.language == "en"))
        .where(PolicyText.local == slot("local"))
    )
)


def staff_text(text: PolicyText) -> PolicyText:
    """The same policy's words in English where it has them: staff pages are English."""
    if text.language == "en":
        return text
    return next(iter(_ENGLISH.models(policy=text.policy_id, local=text.local)), text)


def notice_of(policy: Policy) -> str:
    """What a policy has to tell its manager, such as that it is not legal advice."""
    english_first = (PolicyText.language != "en", PolicyText.id)
    text = PolicyText.select().where(PolicyText.policy == policy).order_by(*english_first).first()
    return str(text.words.get("notice", "")) if text else ""


def published_policy(site: Site) -> Policy | None:
    """The policy that patients are asked to agree to now."""
    return Policy.get_or_none(
        (Policy.site == site)
        & Policy.published_at.is_null(False)
        & Policy.withdrawn_at.is_null(True)
    )


def draft_of(site: Site) -> Policy | None:
    """The version that is being written: the newest that is neither published nor discarded."""
    unpublished = Policy.published_at.is_null(True) & Policy.discarded_at.is_null(True)
    mine = (Policy.site == site) & unpublished
    found: Policy | None = Policy.select().where(mine).order_by(Policy.id.desc()).first()
    return found


def texts_of(policy: Policy) -> dict[str, PolicyText]:
    """The words of a version as they are written, by language, English first."""
    mine = (PolicyText.policy == policy) & (PolicyText.local == "")
    rows = PolicyText.select().where(mine).order_by(PolicyText.language)
    return {row.language: row for row in sorted(rows, key=lambda each: each.language[:2] != "en")}


def conditions_of(site: Site) -> tuple[Condition, ...]:
    """What an agreement may be bound to at a site, in English where it has that."""
    policy = published_policy(site)
    text = PolicyText.select().where(PolicyText.policy == policy).first() if policy else None
    return policy_of(staff_text(text)).conditions if text else ()


def version_of(site: Site, version: str) -> Policy:
    """The version of the site's policy that has this name.

    Raises:
        PolicyError: it was never imported.
    """
    policy = Policy.get_or_none((Policy.site == site) & (Policy.version == version))
    if policy is None:
        raise PolicyError(f"version {version} is not here: import it first")
    return policy
