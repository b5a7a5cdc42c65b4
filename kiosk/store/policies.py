"""The policy that patients read, as it is stored: read once, kept ready."""

from functools import lru_cache

from kiosk.domain.policy import Policy, load
from kiosk.domain.refusals import NoPolicy, SiteClosed
from kiosk.store.models import Policy as PolicyRow
from kiosk.store.models import PolicyText, Site

MAX_READ = 64  # policy texts kept in memory, each in one language


def policy_of(text: PolicyText) -> Policy:
    """The policy that a stored text is the words of."""
    return _read(text.text_hash)


@lru_cache(maxsize=MAX_READ)
def _read(text_hash: str) -> Policy:
    """Read once for each hash: it covers all of the words and the pack, at whichever site."""
    same = PolicyText.text_hash == text_hash
    text = PolicyText.select(PolicyText, PolicyRow).join(PolicyRow).where(same).first()
    return load(text.policy.pack, text.words)


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
        )
    )
    texts = {row.language: row for row in rows}
    if not texts:
        raise NoPolicy
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))
