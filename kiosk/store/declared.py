"""What each column of each table is: the one place that says so, and a test asks for every column.

- A *fact* states something: it goes into the clear digest of each audit entry that changes it.
- An *identity* column says who somebody is: it goes into a commitment with the row's own salt, so
  that nobody can guess a name from the trail, and the trail still verifies once it is erased.
  A *sealed* one is encrypted as well; the commitment is to what it says, whatever key hides it.
- A *technical* column states nothing, or is proved by something else: an id is part of every
  digest, a salt of every commitment, and a receipt's token is signed (its audit entry is among
  its claims, so no digest in that entry could cover it).

A table with technical columns alone leaves no trace: drafts, retry keys and failed tries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Columns:
    """The columns of one table by what they are, as the database names them."""

    facts: frozenset[str]
    identity: frozenset[str]
    sealed: frozenset[str]  # of `identity`: those that are encrypted
    technical: frozenset[str]

    @property
    def watched(self) -> bool:
        """Whether a row of this table may change only with an entry that says so."""
        return bool(self.facts or self.identity)


def _columns(technical: str, facts: str = "", identity: str = "", sealed: str = "") -> Columns:
    told = frozenset(identity.split())
    hidden = frozenset(sealed.split())
    return Columns(frozenset(facts.split()), told | hidden, hidden, frozenset(technical.split()))


DECLARED: Mapping[str, Columns] = {
    "site": _columns(
        "id",
        "slug name timezone closes poster_turn opened_at closed_at week closed_days links help "
        "pause second_step allows retention",
    ),
    "kiosk": _columns(
        "id seen_at",
        "site_id label handle pairing_hash pairing_until device_hash created_at paired_at "
        "revoked_at out_of_order_at",
    ),
    "staff": _columns(
        "id salt", "site_id password_hash created_at left_at", identity="username name job"
    ),
    "membership": _columns("id", "staff_id site_id roles since until"),
    "staff_session": _columns(
        "id device",
        "staff_id token_hash began_at locked_at ended_at proved_at step_due site_id",
    ),
    # Whom a link is for, and what a passkey's device is called, are words for a list alone.
    "invitation": _columns(
        "id label",
        "site_id staff_id token_hash roles since until made_at expires_at used_at withdrawn_at "
        "whom by_id",
    ),
    "passkey": _columns("id name", "staff_id credential public_key sign_count made_at used_at"),
    "policy": _columns(
        "id",
        "site_id version pack imported_at published_at withdrawn_at revision copied_from owner "
        "approved_by review_on what_changed matters stands read_at read_by edited_at edited_by "
        "discarded_at",
    ),
    "policy_text": _columns(
        "id",
        "policy_id language words text_hash published_at local edited checked_by checked_on "
        "follows",
    ),
    "journey": _columns(
        "id site_id kiosk_id text_id token_hash way_in answers started_at expires_at signed_at "
        "replaces door place"
    ),
    "consent": _columns(
        "id salt token token_hash",
        "site_id kiosk_id text_id journey way_in answer state revision jti page_hash code_hash "
        "code_turn code_day someone_said_no someone_to_ask handed_over types part recorder "
        "signed_at expires_at ended_at replaced_by verified_at verified_by_id decision_id "
        "recording_id door void_why place",
        sealed="patient_name birth_date nhs_number answers signature",
    ),
    "participant": _columns(
        "id salt",
        "consent_id role answer no_at left_at asked_at asked_by_id joined_at place",
        sealed="name",
    ),
    "verification": _columns("id", "consent_id staff_id at way first undone_at undone_by_id"),
    "decision": _columns(
        "id salt",
        "consent_id staff_id at kind types conditions offered reason wait_until checks token "
        "ended_at ended_by_id ended_why place",
        sealed="grounds",
    ),
    "recording": _columns(
        "id",
        "consent_id decision_id started_by_id started_at paused_at stopped_at stop_reason "
        "stop_arrived_at stop_locked",
    ),
    "pause": _columns("id", "recording_id at why by_id until arrived_at locked"),
    "note": _columns("id salt", "consent_id staff_id at place", sealed="text"),
    "concern": _columns(
        "id salt",
        "site_id kind raised_by_id at receipt affects revision closed_at place",
        sealed="text",
    ),
    "concern_detail": _columns("id salt", "concern_id place", sealed="address named"),
    "concern_step": _columns(
        "id salt", "concern_id number at staff_id step answer place", sealed="words"
    ),
    "concern_support": _columns(
        "id", "concern_id staff_id at by_id asked_at asked_by_id says said_at"
    ),
    "concern_wording": _columns("id", "site_id key text at by_id"),
    "handoff": _columns(
        "id", "site_id staff_id token_hash language made_at expires_at claimed_at journey"
    ),
    "audit_entry": _columns(
        "seq at site verb actor subject detail changed previous hash countersign"
    ),
    "restored": _columns("id", "at ahead"),
    "once": _columns("key result at"),
    "attempt": _columns("id bucket at checking"),
    "turned_away": _columns("id site_id budget address hour times last_at"),
    "key_print": _columns("id", "kind fingerprint noted_at"),
    # Follows from the names and the secret, and goes with them.
    "sought": _columns("id consent_id kind hash"),
    "one_time_codes": _columns("id salt", "staff_id last_step made_at place", sealed="secret"),
    "recovery_code": _columns("id", "staff_id code_hash made_at used_at"),
    "failed_sign_in": _columns("id site_id what person address day times last_at"),
    "lease": _columns("name holder until done_at relaid_at"),
    # Numbers of what went: the entries of each step are the proof.
    "deletion": _columns("id began_at ended_at by went stayed"),
    "hold": _columns("id", "consent_id why about at ended_at"),
    "patient_request": _columns(
        "id salt",
        "site_id consent_id kind at due_at by_id outcome closed_at closed_by_id place",
        sealed="words",
    ),
    # Numbers of what the rows say.
    "numbers": _columns("id site_id kind start kept shown made_at"),
}
# The trail itself is chained; its columns state nothing that a digest could add to.

WATCHED: Mapping[str, Columns] = {
    name: columns for name, columns in DECLARED.items() if columns.watched
}

# What a migration after 0006 filled a new fact in with, where that is not NULL: a row that still
# says just that has the digest it had before the column was there.
FILLED: Mapping[tuple[str, str], Any] = {
    ("site", "week"): "[]",
    ("site", "closed_days"): "[]",
    ("site", "links"): "{}",
    ("site", "help"): "{}",
    ("site", "pause"): "{}",
    ("consent", "void_why"): "",
    ("concern", "affects"): "",
    ("concern", "revision"): 0,
    ("site", "second_step"): "nobody",
    ("staff_session", "step_due"): 0,
    ("site", "allows"): "{}",
    ("policy_text", "local"): "",
    ("site", "retention"): "{}",
    ("policy", "revision"): 0,
    ("policy", "owner"): "",
    ("policy", "approved_by"): "",
    ("policy", "review_on"): "",
    ("policy", "what_changed"): "{}",
    ("policy_text", "edited"): "{}",
    ("policy_text", "checked_by"): "",
    ("policy_text", "checked_on"): "",
    ("policy_text", "follows"): "{}",
    ("invitation", "whom"): "",
}
