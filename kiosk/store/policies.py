"""The policy that patients read, as it is stored: read once, kept ready."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from peewee import Expression

from kiosk.domain.local import key_of, localised
from kiosk.domain.mid_walk import carried_on
from kiosk.domain.older import completed
from kiosk.domain.policy import Policy, load
from kiosk.domain.refusals import NoPolicy, SiteClosed
from kiosk.store.models import Journey, PolicyText, Site
from kiosk.store.models import Policy as PolicyRow

DEFAULT = Path(__file__).parent.parent / "packs" / "default"
MAX_READ = 64  # policy texts kept in memory, each in one language


def policy_of(text: PolicyText) -> Policy:
    """The policy that a stored text is the words of.

    Where it is older than a part of the default policy, that part of the default stands in.
    """
    return policy_by_hash(text.text_hash)


@lru_cache(maxsize=MAX_READ)
def policy_by_hash(text_hash: str) -> Policy:
    """The same by its hash alone, which covers all of the words and the pack: read once."""
    same = PolicyText.text_hash == text_hash
    text = PolicyText.select(PolicyText, PolicyRow).join(PolicyRow).where(same).first()
    return load(*localised(*whole(text.policy.pack, text.words), text.local))


def whole(
    pack: Mapping[str, Any], words: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pack and its words with the default's where they are older than a part of it."""
    return completed(pack, words, default_pack(), default_words(str(words["language"])))


@cache
def default_pack() -> dict[str, Any]:
    """The structure of the policy that a new site starts with. Shared: never change it."""
    return _toml(DEFAULT / "pack.toml")


@cache
def default_words(language: str) -> dict[str, Any]:
    """The default's words in a language, else in English. Shared: never change them."""
    file = DEFAULT / f"{language}.toml"
    # The language is part of a claim, of letters and dashes: it names no other folder.
    return _toml(file if file.is_file() else DEFAULT / "en.toml")


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def published_text(site: Site, language: str) -> PolicyText:
    """The words of the site's published policy in a language, else in English.

    Raises:
        SiteClosed, NoPolicy: nobody can be asked here now.
    """
    if site.closed_at is not None:
        raise SiteClosed
    rows = (
        PolicyText.select(PolicyText, PolicyRow)
        .join(PolicyRow)
        .where(
            (PolicyRow.site == site)
            & PolicyRow.published_at.is_null(False)
            & PolicyRow.withdrawn_at.is_null(True)
            & PolicyText.published_at.is_null(False)
            & (PolicyText.local == key_of(site.allows))
        )
    )
    texts = {row.language: row for row in rows}
    if not texts:
        raise NoPolicy
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


def offered_text(text: PolicyText, language: str) -> PolicyText:
    """The same version of the rules in another language, if that is offered; else `text`."""
    if text.language == language:
        return text
    same = _beside(text) & (PolicyText.language == language)
    offered = PolicyText.published_at.is_null(False)
    return PolicyText.get_or_none(same & offered) or text


@lru_cache(maxsize=MAX_READ)
def policy_read_in(text_hash: str, language: str) -> Policy:
    """The words of a policy in another language that it has, else as they were signed."""
    signed = PolicyText.get(PolicyText.text_hash == text_hash)
    same = _beside(signed) & (PolicyText.language == language)
    found = PolicyText.get_or_none(same)
    policy = policy_by_hash(found.text_hash if found else text_hash)
    return policy_by_hash(text_hash) if policy.is_half else policy


def _beside(text: PolicyText) -> Expression:
    """The same rules, where the same is allowed: in whatever language."""
    found: Expression = (PolicyText.policy == text.policy_id) & (PolicyText.local == text.local)
    return found


def text_for(text: PolicyText, site: Site) -> PolicyText:
    """The same words where what the site allows now holds; else as they are (M2)."""
    key = key_of(site.allows)
    if text.local == key:
        return text
    same = (PolicyText.policy == text.policy_id) & (PolicyText.language == text.language)
    found: PolicyText = PolicyText.get_or_none(same & (PolicyText.local == key)) or text
    return found


def renewed(journey: Journey) -> Journey:
    """An unsigned walk under what the place allows now, in memory: only what changed is asked.

    Under a version that later ones left standing it ends as it began; where rules that matter were
    published since, it goes on under these (M1). Whoever changes the walk writes it down.
    """
    text = _text_now(journey)
    if text.id != journey.text.id:
        before, after = policy_of(journey.text), policy_of(text)
        journey.answers = carried_on(before, after, journey.answers)
        journey.text = text
    return journey


def _text_now(journey: Journey) -> PolicyText:
    held, text = journey.text.policy, text_for(journey.text, journey.site)
    # What no longer is in force has no words for what the place allows only since then (M2).
    allowed_since = held.withdrawn_at is not None and text.local != key_of(journey.site.allows)
    if not held.outdated and not allowed_since:
        return text
    try:
        return published_text(journey.site, journey.text.language)
    except (SiteClosed, NoPolicy):  # nobody can sign here: the page that is asked for says so
        return journey.text
