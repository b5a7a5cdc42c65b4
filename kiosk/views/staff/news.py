"""What staff read of a change of the rules: for a week on today's list, and on a card (M1)."""

from dataclasses import dataclass

from flask import Flask

from kiosk.domain.announced import in_language
from kiosk.store import queries
from kiosk.views.front.current import now
from kiosk.views.front.language import html_lang

WEEK = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class News:
    """The version that patients read since a few days, and what its manager said of it."""

    version: str
    at: int
    text: str
    spoken: str


def install(app: Flask) -> None:
    """Give templates `new_rules(site)` and `rules_since(consent)`."""
    app.jinja_env.globals.update(new_rules=new_rules, rules_since=rules_since)


def new_rules(site: queries.Site) -> News | None:
    """What is new in the rules of this place, for a week; None where nothing is."""
    policy = queries.published_policy(site)
    at = policy.published_at if policy else None
    if policy is None or at is None or at <= now() - WEEK or not policy.what_changed:
        return None
    spoken, text = in_language(policy.what_changed, "en")
    return News(policy.version, at, text, html_lang(spoken))


def rules_since(consent: queries.Consent) -> list[tuple[str, str]]:
    """(what changed, the language it is said in) of each version since a consent was signed."""
    found = []
    for each in queries.changes_since(consent.text.policy):
        spoken, text = in_language(each.what_changed, "en")
        found.append((text, html_lang(spoken)))
    return found
