"""Policies: import a pack, publish a version (M1)."""

from pathlib import Path
from typing import Any

from peewee import Expression

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.domain.announced import Announced
from kiosk.domain.hours import MAX_USE
from kiosk.domain.local import Allows, key_of
from kiosk.domain.own_rules import is_half
from kiosk.domain.policy import text_hash
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound, OtherInForce
from kiosk.store.models import Consent, Policy, PolicyText, Recording, Site
from kiosk.store.packs import read_pack
from kiosk.store.queries import published_policy

# A site starts in English; a manager adds the others once they are checked.
FIRST_LANGUAGES = {"en"}
HALF = "This language has no words for a rule of your own: write these first, in a draft"
SEEN = ("revision", "instead_of")  # what was looked at: nothing that is said of a version


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


def publish(context: Context, policy: Policy, said: Announced | None = None) -> int:
    """Make a version the one that patients read; the one before is withdrawn.

    It is offered in English, and in each language that the version before was offered in and that
    has words for all of it.

    Where it matters, consents still open under an older version are superseded: those patients are
    asked to sign again. Returns how many. Without `said`, what a manager says of it, it matters.

    Raises:
        PolicyError: it was published before, or discarded.
        ChangedMeanwhile: a colleague changed the draft since it was looked at.
        OtherInForce: another version is in force than the one that it was compared with.
    """
    with change(context, "policy.publish", by=("manager",)) as made:
        _require_in_force(context.site, said)
        mine = Policy.site == context.site
        fresh = (Policy.id == policy.id) & Policy.published_at.is_null(True)
        fresh &= Policy.discarded_at.is_null(True)
        if said:
            fresh &= Policy.revision == said.revision
        told = _told(context, said)
        if not Policy.update(published_at=context.now, **told).where(mine & fresh).execute():
            _require_as_seen(policy, said)
            raise PolicyError(f"version {policy.version} was published before, or discarded")
        localise(policy, Site.get_by_id(context.site.id).allows)
        others = mine & (Policy.id != policy.id) & Policy.published_at.is_null(False)
        _offer(context, policy, FIRST_LANGUAGES | _offered(others))
        asked = _withdraw(context, others, matters=told["matters"])
        made.audit(f"policy:{policy.id}", version=policy.version, superseded=asked)
    return asked


def _told(context: Context, said: Announced | None) -> dict[str, Any]:
    """The columns of what is said of a version; whoever says it has read it."""
    if said is None:
        return {"matters": True}
    staff = context.staff.id if context.staff else None
    told = {name: value for name, value in vars(said).items() if name not in SEEN}
    return {**told, "read_at": context.now, "read_by": staff}


def _require_in_force(site: Site, said: Announced | None) -> None:
    held = published_policy(site)
    if said is not None and said.instead_of != (held.id if held else 0):
        raise OtherInForce


def _require_as_seen(policy: Policy, said: Announced | None) -> None:
    held = Policy.get_or_none(Policy.id == policy.id)
    if said is not None and held is not None and held.revision != said.revision:
        raise ChangedMeanwhile


def _withdraw(context: Context, others: Expression, *, matters: bool) -> int:
    """Withdraw what was in force. What was signed under it holds only where no change matters."""
    in_force = others & Policy.withdrawn_at.is_null(True)
    Policy.update(withdrawn_at=context.now, stands=not matters).where(in_force).execute()
    if not matters:
        return 0
    Policy.update(stands=False).where(others & (Policy.stands == True)).execute()  # noqa: E712
    return _supersede(context)


def say_read(context: Context, policy: Policy) -> None:
    """A manager says that this place has read the version in force (M1). Once is enough.

    Raises:
        NotFound: it is not the version in force here.
    """
    with change(context, "policy.read", by=("manager",)) as made:
        held = Policy.get_or_none((Policy.id == policy.id) & (Policy.site == context.site))
        if held is None or held.published_at is None or held.withdrawn_at is not None:
            raise NotFound
        if held.read_at is not None:
            return
        staff = context.staff.id if context.staff else None
        Policy.update(read_at=context.now, read_by=staff).where(Policy.id == held.id).execute()
        made.audit(f"policy:{held.id}", version=held.version)


def localise(policy: Policy, allows: Allows) -> None:
    """Have the words of a policy as they are where this is allowed (M2), in every language.

    Inside the caller's transaction. What is there already stays.
    """
    key, mine = key_of(allows), PolicyText.policy == policy
    if not key or PolicyText.select().where(mine & (PolicyText.local == key)).exists():
        return
    for each in PolicyText.select().where(mine & (PolicyText.local == "")):
        PolicyText.create(
            policy=policy,
            language=each.language,
            words=each.words,
            text_hash=text_hash(policy.pack, each.words, key),
            published_at=each.published_at,
            local=key,
            checked_by=each.checked_by,
            checked_on=each.checked_on,
            follows=each.follows,
        )


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
    texts = PolicyText.select().where(mine)
    languages = languages - {each.language for each in texts if is_half(policy.pack, each.words)}
    if not offered.where(mine & PolicyText.language.in_(languages)).execute():
        offered.where(mine).execute()  # a pack without English: better its own than none


def offer_language(context: Context, text: PolicyText) -> None:
    """Let patients choose this language (M3). Offering it again changes nothing.

    Raises:
        NotFound: it is no text of this site's published policy.
        InvalidInput: under `language`: it has no words for a rule of the practice's own.
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
    with change(context, verb, by=("manager",)) as made:
        held = PolicyText.get_or_none(PolicyText.id == text.id)
        if held is None or held.policy.site_id != context.site.id:
            raise NotFound
        if held.policy.published_at is None or held.policy.withdrawn_at is not None:
            raise NotFound  # a draft, or what patients have read: that stays as it was
        if (held.published_at is None) == (at is None):
            return
        if at is not None and is_half(held.policy.pack, held.words):
            raise InvalidInput({"language": HALF})
        same = (PolicyText.policy == held.policy_id) & (PolicyText.language == held.language)
        PolicyText.update(published_at=at).where(same).execute()
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
            & (Consent.signed_at >= context.now - MAX_USE)  # for the index: past all that is over
            & Consent.id.not_in(running)
        )
        .execute()
    )
