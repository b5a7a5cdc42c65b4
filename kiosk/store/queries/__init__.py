"""What pages read, a file a page's need. Nothing here changes anything.

Views read through this name alone: its parts are not theirs to import.
"""

from kiosk.store.models import Consent, Journey, Kiosk, Policy, Site, Staff
from kiosk.store.policies import policy_of
from kiosk.store.queries.card import (
    Card,
    History,
    Session,
    Visit,
    card_at,
    decisions_of,
    history_of,
    may_undo,
    notes_of,
    pauses_of,
    recordings_of,
    visit,
)
from kiosk.store.queries.consents import consent_at, consent_by_page, consent_of_screen, facts, mark
from kiosk.store.queries.policies import (
    Language,
    language_of,
    languages_of,
    notice_of,
    published_policy,
    staff_text,
    text_at,
    version_of,
)
from kiosk.store.queries.sites import concerns_of, first_site, kiosk_at, kiosks_of, staff_of
from kiosk.store.queries.status import Watch, card_mark, page_mark, watch, watch_of
from kiosk.store.queries.todays_list import last_event, numbers_today, today

__all__ = [
    "Card",
    "History",
    "Session",
    "Visit",
    "card_at",
    "history_of",
    "policy_of",
    "visit",
    "card_mark",
    "watch_of",
    "Consent",
    "Journey",
    "Kiosk",
    "Language",
    "Policy",
    "Site",
    "Staff",
    "Watch",
    "concerns_of",
    "consent_at",
    "consent_by_page",
    "consent_of_screen",
    "decisions_of",
    "facts",
    "first_site",
    "kiosk_at",
    "kiosks_of",
    "language_of",
    "languages_of",
    "last_event",
    "mark",
    "may_undo",
    "notes_of",
    "notice_of",
    "numbers_today",
    "page_mark",
    "pauses_of",
    "published_policy",
    "recordings_of",
    "staff_of",
    "staff_text",
    "text_at",
    "today",
    "version_of",
    "watch",
]
