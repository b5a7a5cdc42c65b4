"""Rules and languages: the version in force, and what patients read it in (M1, M3)."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import policies
from kiosk.domain.form import whole_number
from kiosk.domain.refusals import NotFound
from kiosk.store import queries
from kiosk.store.policies import policy_of
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context
from kiosk.views.front.language import html_lang, runs
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages, versions

SIZES = {"phone": "a phone", "tablet": "the tablet"}


@pages.get("/rules")
def rules() -> str:
    """What patients read, who answers for it, and in which languages."""
    policy, draft = queries.published_policy(g.site), queries.draft_of(g.site)
    return page(
        "manage/rules.html",
        policy=policy,
        told=versions.told(policy) if policy else (),
        unread=queries.is_unread(policy),
        languages=queries.languages_of(g.site),
        draft=draft,
        draft_at=versions.edited(draft) if draft else "",
        versions=queries.versions_of(g.site),
        days=versions.days,
        what_changed=versions.changed,
    )


@pages.post("/rules/read")
def say_read() -> Response:
    """A manager says that this place has read the version in force."""
    policy = queries.version_at(g.site, whole_number(request.form.get("version", ""), 0))
    policies.say_read(context(), policy)
    flash(f"Version {policy.version}: read by this place")
    return redirect(url_for("manage.rules"), 303)


@pages.get(f"/rules/read/{NUMBER}/<language>")
def read_rules(number: int, language: str) -> str:
    """One version in one language as its patients see it: published, or the draft."""
    version = queries.version_at(g.site, number)
    texts = queries.read_in(version, g.site)
    if language not in texts:
        raise NotFound
    size = request.args.get("size", "")
    return page(
        "manage/rules/read.html",
        version=version,
        policy=policy_of(texts[language]),
        who_reads=_who_reads(version),
        size=size if size in SIZES else "phone",
        sizes=SIZES,
        address=_address(version),
        **_spoken(texts, language),
    )


def _spoken(texts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "name": texts[language].words["name"],
        "spoken": html_lang(language),
        "direction": texts[language].words.get("direction") or runs(language),
        "languages": [(code, each.words["name"]) for code, each in texts.items()],
    }


def _address(version: queries.Policy) -> str:
    """Where anybody reads this version; "" for a draft, which nobody else does."""
    if version.published_at is None:
        return ""
    return url_for("published.version", version=version.version, at=g.site.slug)


def _who_reads(version: queries.Policy) -> str:
    if version.published_at is None:
        return "A draft: no patient reads it yet."
    if version.withdrawn_at is not None:
        return f"Patients read it until {versions.day(version.withdrawn_at)}."
    return ""
