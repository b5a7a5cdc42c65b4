"""A practice adds a rule of its own to a draft, puts it elsewhere, and takes it out (M1)."""

import secrets
from collections.abc import Mapping
from typing import Any

from kiosk.actions.change import Change, change
from kiosk.actions.context import Context
from kiosk.actions.drafts import BY, put_pack, the_draft
from kiosk.domain.drafts import cleaned
from kiosk.domain.own_rules import FIELDS, FULL, MOST, own_rules, put, without
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.domain.translation import ENGLISH
from kiosk.store.models import Policy
from kiosk.store.queries import texts_of


def add(context: Context, draft: Policy, said: Mapping[str, str], place: str) -> str:
    """A rule with an English `title` and `text`, at a place (`own_rules.places`). Returns its id.

    The other languages have no words for it yet, and are not offered without them. A retry adds
    nothing, and hands back "".

    Raises:
        NotFound: it is no draft of this site, or has no English.
        InvalidInput: under `title`, `text` or `place`.
    """
    with change(context, "policy.rules", by=BY) as made:
        if made.made_before("add"):
            return ""
        held = the_draft(context, draft)
        if len(own_rules(held.pack)) >= MOST:
            raise InvalidInput({"title": FULL})
        rule = f"P{secrets.token_hex(4)}"
        clean = _clean(rule, said)
        if ENGLISH not in texts_of(held):
            raise NotFound
        _put(made, held, put(held.pack, rule, place), {rule: clean})
        made.audit(f"policy:{held.id}", rule=rule, did="add")
        made.remember("add")
    return rule


def _clean(rule: str, said: Mapping[str, str]) -> dict[str, str]:
    """Cleaned as any other rule; what cannot be kept is said by its field."""
    typed = {f"rules.{rule}.{field}": said.get(field, "") for field in FIELDS}
    # Not the same as before, so that an empty one is looked at too.
    before = dict.fromkeys(typed, "\0")
    try:
        clean = cleaned(typed, before)
    except InvalidInput as wrong:
        raise InvalidInput(
            {path.rpartition(".")[2]: why for path, why in wrong.errors.items()}
        ) from wrong
    return {path.rpartition(".")[2]: text for path, text in clean.items()}


def move(context: Context, draft: Policy, rule: str, place: str) -> None:
    """Put a rule of the practice's own elsewhere. Where it stands already is no change.

    Raises:
        NotFound: it is no draft of this site, or has no such rule of its own.
        InvalidInput: under `place`: there is no such place.
    """
    with change(context, "policy.rules", by=BY) as made:
        held = _with(context, draft, rule)
        pack = put(held.pack, rule, place)
        if pack != held.pack:
            _put(made, held, pack, {})
            made.audit(f"policy:{held.id}", rule=rule, did="move")


def take_out(context: Context, draft: Policy, rule: str) -> None:
    """Take a rule of the practice's own out of a draft, in every language.

    Raises:
        NotFound: it is no draft of this site, or has no such rule of its own.
    """
    with change(context, "policy.rules", by=BY) as made:
        held = _with(context, draft, rule)
        _put(made, held, without(held.pack, rule), {})
        made.audit(f"policy:{held.id}", rule=rule, did="out")


def _with(context: Context, draft: Policy, rule: str) -> Policy:
    held = the_draft(context, draft)
    if rule not in own_rules(held.pack):
        raise NotFound
    return held


def _put(made: Change, draft: Policy, pack: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """The structure, and the English words of a new rule of its `own`."""
    if not own:
        put_pack(made, draft, pack, {}, {})
        return
    words = texts_of(draft)[ENGLISH].words
    words = {**words, "rules": {**words["rules"], **own}}
    paths = [f"rules.{rule}.{field}" for rule in own for field in FIELDS]
    put_pack(made, draft, pack, {ENGLISH: words}, {ENGLISH: paths})
