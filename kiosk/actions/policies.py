"""Policies: import a pack, publish a version (M1)."""

import tomllib
from pathlib import Path
from typing import Any

from peewee import Expression

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain.policy import PolicyError, load, text_hash
from kiosk.domain.refusals import NotFound
from kiosk.store.models import Consent, Policy, PolicyText, Recording

# A site starts in English; a manager adds the others once they are checked.
FIRST_LANGUAGES = {"en"}
PACKS = Path(__file__).parent.parent / "packs"


def default_pack() -> Path:
    """The folder of the pack that a new site starts with."""
    return PACKS / "default"


def read_pack(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A pack's structure and its words, one per language.

    Raises:
        PolicyError: a file is missing, is not TOML, does not fit the structure, or has a
            language that another one has.
    """
    try:
        pack = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        files = sorted(file for file in folder.glob("*.toml") if file.name != "pack.toml")
        words = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{folder}: {error}") from error
    if not words:
        raise PolicyError(f"{folder}: no words, such as en.toml")
    languages = [load(pack, each).language for each in words]
    for language in languages:
        if languages.count(language) > 1:
            raise PolicyError(f"{folder}: the language {language!r} twice")
    return pack, words


def bring(context: Context, folder: Path) -> Policy:
    """Import a pack as a version of the site's policy, not yet published.

    Raises:
        PolicyError: the pack is not usable, or its version is here already.
    """
    pack, words = read_pack(folder)
    with change(context, "policy.import") as made:
        version = str(pack["version"])
        known = (Policy.site == context.site) & (Policy.version == version)
        if Policy.select().where(known).exists():
            raise PolicyError(f"version {version} is here already: give the pack a new version")
        policy = Policy.create(
            site=context.site, version=version, pack=pack, imported_at=context.now
        )
        for each in words:
            PolicyText.create(
                policy=policy,
                language=each["language"],
                words=each,
                text_hash=text_hash(pack, each),
            )
        made.audit(f"policy:{policy.id}", version=version)
    return policy


def find(context: Context, version: str) -> Policy:
    """The version of the site's policy that has this name.

    Raises:
        PolicyError: it was never imported.
    """
    policy = Policy.get_or_none((Policy.site == context.site) & (Policy.version == version))
    if policy is None:
        raise PolicyError(f"version {version} is not here: import it first")
    return policy


def publish(context: Context, policy: Policy) -> int:
    """Make a version the one that patients read; the one before is withdrawn.

    It is offered in English, and in each language that the version before was offered in.

    Consents still open under an older version are superseded: those patients are asked to
    sign again. Returns how many.

    Raises:
        PolicyError: it was published before.
    """
    with change(context, "policy.publish") as made:
        mine = Policy.site == context.site
        fresh = (Policy.id == policy.id) & Policy.published_at.is_null(True)
        if not Policy.update(published_at=context.now).where(mine & fresh).execute():
            raise PolicyError(f"version {policy.version} was published before")
        others = mine & (Policy.id != policy.id) & Policy.published_at.is_null(False)
        _offer(context, policy, FIRST_LANGUAGES | _offered(others))
        Policy.update(withdrawn_at=context.now).where(
            others & Policy.withdrawn_at.is_null(True)
        ).execute()
        asked = _supersede(context)
        made.audit(f"policy:{policy.id}", version=policy.version, superseded=asked)
    return asked


def _offered(versions: Expression) -> set[str]:
    """The languages in which the version that stands until now is offered."""
    rows = (
        PolicyText.select(PolicyText.language)
        .join(Policy)
        .where(
            versions & Policy.withdrawn_at.is_null(True) & PolicyText.published_at.is_null(False)
        )
    )
    return {row.language for row in rows}


def _offer(context: Context, policy: Policy, languages: set[str]) -> None:
    mine, offered = PolicyText.policy == policy, PolicyText.update(published_at=context.now)
    if not offered.where(mine & PolicyText.language.in_(languages)).execute():
        offered.where(mine).execute()  # a pack without English: better its own than none


def offer_language(context: Context, text: PolicyText) -> None:
    """Let patients choose this language (M3). Offering it again changes nothing.

    Raises:
        NotFound: it is no text of this site's published policy.
    """
    _set_offered(context, text, "language.publish", context.now)


def withdraw_language(context: Context, text: PolicyText) -> None:
    """Take a language out of the patients' choice; walks begun in it may be finished (M3).

    Raises:
        NotFound: it is no text of this site's published policy, or is the English one.
    """
    if text.language in FIRST_LANGUAGES:
        raise NotFound
    _set_offered(context, text, "language.withdraw", None)


def _set_offered(context: Context, text: PolicyText, verb: str, at: int | None) -> None:
    with change(context, verb) as made:
        held = PolicyText.get_or_none(PolicyText.id == text.id)
        if held is None or held.policy.site_id != context.site.id:
            raise NotFound
        if (held.published_at is None) == (at is None):
            return
        PolicyText.update(published_at=at).where(PolicyText.id == held.id).execute()
        made.audit(f"policy:{held.policy_id}", language=held.language)


def _supersede(context: Context) -> int:
    """Supersede every given consent that has not expired and is not being recorded now."""
    running = Recording.select(Recording.consent).where(Recording.stopped_at.is_null(True))
    return int(
        Consent.update(state="superseded", ended_at=context.now, revision=Consent.revision + 1)
        .where(
            (Consent.site == context.site)
            & (Consent.state == "signed")
            & (Consent.answer == "given")
            & (Consent.expires_at > context.now)
            & Consent.id.not_in(running)
        )
        .execute()
    )
