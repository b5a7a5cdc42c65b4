"""A practice writes its own rules: a draft is a version that is not published yet (M1).

What is published never changes its words: every change of words goes through `put_words`, which
writes to a draft alone.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from kiosk.actions.change import Change, change
from kiosk.actions.context import Context
from kiosk.actions.followed import follow, unmarked
from kiosk.domain import hours
from kiosk.domain.drafts import Overtaken, cleaned, fresh_version, overtaken_at, require_sound
from kiosk.domain.own_rules import worded
from kiosk.domain.policy import text_hash
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.translation import ENGLISH
from kiosk.domain.vocabulary import Role
from kiosk.domain.wording import sentences, with_sentence
from kiosk.store.models import Policy, PolicyText
from kiosk.store.policies import whole
from kiosk.store.queries import draft_of, published_policy, texts_of

BY: tuple[Role, ...] = ("manager",)
STANDS = "There is a draft already: publish it or throw it away first"


def start(context: Context, source: Policy | None = None) -> Policy:
    """Begin a draft as a copy of a published version, in all its languages.

    Without `source` that is the version in force; a draft that there is already is handed back.

    Raises:
        NotFound: there is no such published version here.
        InvalidInput: under `draft`: there is a draft already, of something else.
    """
    with change(context, "policy.draft", by=BY) as made:
        held = draft_of(context.site)
        if held is not None and source is None:
            return held
        if held is not None:
            raise InvalidInput({"draft": STANDS})
        copied = _published(context, source)
        draft = copy_of(context, copied)
        made.audit(f"policy:{draft.id}", version=draft.version, copied=copied.version)
    return draft


def _published(context: Context, source: Policy | None) -> Policy:
    wanted = source or published_policy(context.site)
    held = Policy.get_or_none(Policy.id == wanted.id) if wanted else None
    if held is None or held.site_id != context.site.id or held.published_at is None:
        raise NotFound
    found: Policy = held
    return found


def copy_of(context: Context, source: Policy) -> Policy:
    """The same structure and words under a fresh version, whole: also where it is an older one."""
    today = hours.local(context.now, context.site.timezone).date()
    version = _fresh_version(context, today)
    mine = (PolicyText.policy == source) & (PolicyText.local == "")
    texts = list(PolicyText.select().where(mine).order_by(PolicyText.id))
    made = [whole(source.pack | {"version": version}, each.words) for each in texts]
    draft = Policy.create(
        site=context.site,
        version=version,
        pack=made[0][0],
        imported_at=context.now,
        copied_from=source.id,
        owner=source.owner,
        approved_by=source.approved_by,
    )
    for text, (pack, words) in zip(texts, made, strict=True):
        PolicyText.create(
            policy=draft,
            language=text.language,
            words=words,
            text_hash=text_hash(pack, words),
            checked_by=text.checked_by,
            checked_on=text.checked_on,
            follows=text.follows,
        )
    return draft


def _fresh_version(context: Context, today: datetime.date) -> str:
    rows = Policy.select(Policy.version).where(Policy.site == context.site)
    return fresh_version([row.version for row in rows], today)


def save(
    context: Context, draft: Policy, language: str, typed: Mapping[str, str], revision: int
) -> int:
    """Put sentences of one language, by path, into the draft; returns its revision afterwards.

    `revision` is the one that was shown where they were typed. A colleague's change since then
    stands in the way only where it is of one of these sentences. Nothing new is no change.

    Raises:
        NotFound: no draft of this site, no such language, or no such sentence.
        Overtaken: a colleague has changed some of these sentences since; nothing is saved.
        InvalidInput: by path: too long, empty where it is needed, or it cannot be shown.
    """
    with change(context, "policy.edit", by=BY) as made:
        held, text = the_draft(context, draft), text_in(draft, language)
        before = sentences(text.words)
        if late := overtaken_at(typed, before, text.edited, revision):
            raise Overtaken(late)
        clean = cleaned(typed, before)
        new = [path for path in clean if clean[path] != before[path]]
        if not new:
            return held.revision
        words = text.words
        for path in new:
            words = with_sentence(words, path, clean[path])
        put_words(made, held, text, words, new)
        made.audit(f"policy:{held.id}", language=language, sentences=len(new))
    return held.revision + 1


def put_words(
    made: Change, draft: Policy, text: PolicyText, words: Mapping[str, Any], paths: Iterable[str]
) -> None:
    """Change the words of a draft in one language, inside the caller's transaction: the one place
    that changes words. `paths` are the sentences that are other ones now.

    Raises:
        InvalidInput: by path: with these words the policy could not be read everywhere (M2).
        NotFound: it is published, or no draft any more.
    """
    require_sound(*whole(draft.pack, words))
    words = unmarked(text, words)
    follow(text, words)
    edited = text.edited | dict.fromkeys(paths, draft.revision + 1)
    PolicyText.update(words=words, text_hash=text_hash(draft.pack, words), edited=edited).where(
        (PolicyText.id == text.id) & (PolicyText.policy == draft)
    ).execute()
    touch(made.context, draft)


def put_pack(
    made: Change,
    draft: Policy,
    pack: Mapping[str, Any],
    words: Mapping[str, Mapping[str, Any]],
    changed: Mapping[str, Iterable[str]],
) -> None:
    """Change the structure of a draft too, and the words of some languages: `changed` are their
    paths. Inside the caller's transaction.

    Each language has a place for the words of each own rule. English first: the other languages
    are then older than it, or written for it.

    Raises:
        InvalidInput: by path: with these words the policy could not be read everywhere (M2).
        NotFound: it is published, or no draft any more.
    """
    reshaped = pack != draft.pack
    if reshaped:
        touch(made.context, draft, pack=pack)
    codes = sorted(texts_of(draft) if reshaped else words, key=lambda each: each != ENGLISH)
    for code in codes:
        now = Policy.get_by_id(draft.id)
        text = text_in(now, code)
        said = worded(pack, words.get(code, text.words))
        put_words(made, now, text, said, changed.get(code, ()))


def touch(context: Context, draft: Policy, **columns: Any) -> None:
    """Count a change of a draft, inside the caller's transaction.

    Raises:
        NotFound: it is published, or no draft any more.
    """
    staff = context.staff.id if context.staff else None
    changed = (
        Policy.update(
            revision=Policy.revision + 1, edited_at=context.now, edited_by=staff, **columns
        )
        .where((Policy.id == draft.id) & _unpublished())
        .execute()
    )
    if changed != 1:
        raise NotFound


def discard(context: Context, draft: Policy) -> None:
    """Put a draft aside for good: its row stays, and nobody can publish or change it.

    Raises:
        NotFound: it is no draft of this site.
    """
    with change(context, "policy.discard", by=BY) as made:
        held = the_draft(context, draft)
        touch(context, held, discarded_at=context.now)
        made.audit(f"policy:{held.id}", version=held.version)


def the_draft(context: Context, draft: Policy) -> Policy:
    """A draft of this site, as it is now.

    Raises:
        NotFound: it is none, or was published or discarded.
    """
    mine = (Policy.id == draft.id) & (Policy.site == context.site)
    held: Policy | None = Policy.get_or_none(mine & _unpublished())
    if held is None:
        raise NotFound
    return held


def _unpublished() -> Any:
    return Policy.published_at.is_null(True) & Policy.discarded_at.is_null(True)


def text_in(draft: Policy, language: str) -> PolicyText:
    """The words of a draft in one language, as they are written.

    Raises:
        NotFound: it has no such language.
    """
    same = (PolicyText.policy == draft) & (PolicyText.language == language)
    found: PolicyText | None = PolicyText.get_or_none(same & (PolicyText.local == ""))
    if found is None:
        raise NotFound
    return found
