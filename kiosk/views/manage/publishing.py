"""Publish a draft, or go back to an earlier version as a new publication (M1)."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import drafts, policies
from kiosk.domain import announced, hours
from kiosk.domain.opening import day_words
from kiosk.domain.own_rules import is_half
from kiosk.domain.policy_check import PolicyError
from kiosk.domain.refusals import ChangedMeanwhile, InvalidInput, NotFound, OtherInForce
from kiosk.store import queries
from kiosk.views.front import kept
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context, now
from kiosk.views.front.forms import Fields
from kiosk.views.front.language import english_name
from kiosk.views.front.rendering import page
from kiosk.views.manage import findings, pages
from kiosk.views.manage.comparing import differences_of, moved_of
from kiosk.views.manage.drafting import the_draft
from kiosk.views.manage.languages import behind

MATTERS = {
    "yes": "Yes: patients who have signed read the new rules and sign again",
    "no": "No: what they have signed stays as it is",
}
WAS_CHANGED = "A colleague changed the draft since you looked at it. Look at it again, then publish"
OTHER_IN_FORCE = (
    "Another version was published since you looked. Look at what differs from that, then publish"
)


@pages.get("/rules/publish")
def publish_draft() -> str:
    """What is said of the draft as it is published: what changed, who answers, until when."""
    draft = the_draft()
    known = Fields(owner=draft.owner, approved_by=draft.approved_by)
    return _form(draft, typed=kept.here() or known)


@pages.post("/rules/publish")
def publish() -> Response | tuple[str, int]:
    """Publish it. What a colleague changed meanwhile is looked at first."""
    draft, today = the_draft(), hours.local(now(), g.site.timezone).date()
    try:
        said = announced.read(request.form, [code for code, _name in _languages(draft)], today)
        asked = policies.publish(context(), draft, said)
    except InvalidInput as wrong:
        return _form(draft, typed=request.form, errors=wrong.errors), 422
    except OtherInForce:
        return _form(draft, typed=request.form, errors={"revision": OTHER_IN_FORCE}), 409
    except ChangedMeanwhile:
        return _form(the_draft(), typed=request.form, errors={"revision": WAS_CHANGED}), 409
    except PolicyError:
        raise NotFound from None
    again = f". Asked to sign again: {asked}" if said.matters else ""
    flash(f"Patients read version {draft.version} from now on{again}")
    return redirect(url_for("manage.rules"), 303)


def _languages(draft: queries.Policy) -> list[tuple[str, str]]:
    """(code, name) of those that patients can choose, of the draft; English first."""
    offered = [each.code for each in queries.languages_of(g.site, offered=True)]
    texts = queries.texts_of(draft)
    wanted = [code for code in texts if code in offered or code == "en"]
    return [
        (code, texts[code].words["name"]) for code in wanted if not _is_half(draft, texts[code])
    ]


def _is_half(draft: queries.Policy, text: queries.PolicyText) -> bool:
    return is_half(draft.pack, text.words)


def _ending(draft: queries.Policy) -> list[tuple[str, str]]:
    """(code, English name) of languages that patients can choose now, and not in the draft."""
    texts = queries.texts_of(draft)
    offered = [each.code for each in queries.languages_of(g.site, offered=True)]
    return [
        (code, english_name(code))
        for code in offered
        if code in texts and _is_half(draft, texts[code])
    ]


def _form(draft: queries.Policy, *, typed: Any, errors: dict[str, str] | None = None) -> str:
    held = queries.published_policy(g.site)
    found = differences_of(held, draft) if held else {}
    texts, languages = queries.texts_of(draft), _languages(draft)
    return page(
        "manage/rules/publish.html",
        draft=draft,
        held=held,
        began_as=_began_as(draft, held),
        typed=typed,
        errors=errors or {},
        moved=moved_of(held, draft) if held else [],
        differ=[(code, texts[code].words["name"], len(each)) for code, each in found.items()],
        languages=languages,
        ending=_ending(draft),
        to_look_at=findings.count(draft),
        behind=behind(draft, [code for code, _name in languages if code != "en"]),
        matters=MATTERS,
        example=day_words(hours.local(now() + 365 * 86_400, g.site.timezone).date()),
    )


def _began_as(draft: queries.Policy, held: queries.Policy | None) -> str:
    """The version that the draft is a copy of, where patients read another by now; else ""."""
    if draft.copied_from is None or held is None or draft.copied_from == held.id:
        return ""
    source = queries.version_at(g.site, draft.copied_from)
    return source.version


@pages.post(f"/rules/back/{NUMBER}")
def go_back(number: int) -> Response:
    """An earlier version becomes a draft again; publishing it is a new publication."""
    version = queries.version_at(g.site, number)
    try:
        drafts.start(context(), version)
    except InvalidInput as wrong:
        flash(wrong.errors["draft"])
        return redirect(url_for("manage.rules", _anchor="draft"), 303)
    flash(f"The words of version {version.version} are a draft again: publish it to go back to it")
    return redirect(url_for("manage.publish_draft"), 303)
