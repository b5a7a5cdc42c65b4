"""For a week staff read on today's list that the rules are other ones, and what changed (M1)."""

from dataclasses import dataclass

from flask import Flask

from kiosk.domain.announced import in_language
from kiosk.store import queries
from kiosk.views.front.current import now

WEEK = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class News:
    """The version that patients read since a few days, and what its manager said of it."""

    version: str
    at: int
    text: str
    spoken: str


def install(app: Flask) -> None:
    """Give templates `new_rules(site)`."""
    app.jinja_env.globals.update(new_rules=new_rules)


def new_rules(site: queries.Site) -> News | None:
    """What is new in the rules of this place, for a week; None where nothing is."""
    policy = queries.published_policy(site)
    at = policy.published_at if policy else None
    if policy is None or at is None or at <= now() - WEEK or not policy.what_changed:
        return None
    spoken, text = in_language(policy.what_changed, "en")
    return News(policy.version, at, text, spoken.partition("-")[0])
