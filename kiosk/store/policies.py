"""Policies as they are stored, read into the domain's own."""

from kiosk.domain.policy import Policy
from kiosk.domain.policy import load as load_policy
from kiosk.store.models import PolicyText

MAX_READ = 64  # policy texts kept in memory, each in one language
_READ: dict[str, Policy] = {}


def policy_of(text: PolicyText) -> Policy:
    """The policy that a stored text is the words of; read once, for its hash covers all of it."""
    found = _READ.get(text.text_hash)
    if found is None:
        if len(_READ) >= MAX_READ:
            _READ.clear()
        found = _READ[text.text_hash] = load_policy(text.policy.pack, text.words)
    return found
