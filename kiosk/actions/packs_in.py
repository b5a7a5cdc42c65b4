"""A pack from a file becomes a draft: a difference to the version in force (M1, M3)."""

from kiosk.actions.change import change
from kiosk.actions.context import Context
from kiosk.actions.drafts import BY, copy_of, put_pack
from kiosk.domain.pack_file import PackFile, refused
from kiosk.domain.pack_fit import Fitted, fitted
from kiosk.domain.wording import sentences
from kiosk.store.models import Policy
from kiosk.store.policies import default_words, whole
from kiosk.store.queries import draft_of, published_policy, texts_of

STANDS = "There is a draft already: publish it or throw it away, then import this file again"
NONE = "No rules are published here yet: there is nothing to compare this file with"


def bring_file(context: Context, found: PackFile) -> tuple[Policy, dict[str, list[str]]] | None:
    """Make a draft of a whole pack, or put one language's words into the draft, begun if need be.

    Returns the draft, and the paths of the sentences that the file has otherwise, by language;
    None for a retry, which brings nothing in again.

    Raises:
        InvalidInput: under `file`: it does not fit, says nothing new, or there is a draft already.
    """
    with change(context, "policy.bring", by=BY) as made:
        if made.made_before("pack"):
            return None
        draft, held = draft_of(context.site), published_policy(context.site)
        if held is None:
            raise refused(NONE)
        if draft is not None and found.pack is not None:
            raise refused(STANDS)
        fitted = _fitted(found, draft or held)
        draft = draft or copy_of(context, held)
        pack = fitted.pack | {"version": draft.version}
        put_pack(made, draft, pack, fitted.words, fitted.changed)
        made.audit(
            f"policy:{draft.id}",
            version=draft.version,
            languages=sorted(fitted.changed),
            sentences=sum(map(len, fitted.changed.values())),
        )
        made.remember("pack")
    return draft, fitted.changed


def _fitted(found: PackFile, base: Policy) -> Fitted:
    texts = texts_of(base)
    was = {code: whole(base.pack, each.words) for code, each in texts.items()}
    pack = next(iter(was.values()))[0]
    known = {code: sentences(default_words(code)) for code in texts}
    return fitted(found, pack, {code: each[1] for code, each in was.items()}, known)
