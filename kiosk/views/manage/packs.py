"""A pack of rules from a file, as a difference; and the same form out again (M1, M3)."""

from collections.abc import Mapping

from flask import flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.actions import packs_in
from kiosk.domain import pack_file, toml
from kiosk.domain.pack_file import MAX_FILE
from kiosk.domain.refusals import InvalidInput, NotFound
from kiosk.store import queries
from kiosk.store.policies import whole
from kiosk.views.front.addresses import NUMBER
from kiosk.views.front.current import context
from kiosk.views.front.downloads import download
from kiosk.views.front.language import english_name
from kiosk.views.front.rendering import page
from kiosk.views.manage import pages


@pages.get("/rules/import")
def import_rules() -> str:
    """The form that takes a file, and what can be had as a file."""
    return _page()


@pages.post("/rules/import", upload=True)
def bring_rules() -> Response | tuple[str, int]:
    """Make a draft of a file, and show what of it differs from what patients read."""
    try:
        brought = packs_in.bring_file(context(), pack_file.read(_sent()))
    except InvalidInput as wrong:
        return _page(wrong.errors), 422
    if brought is None:  # the same form once more
        return redirect(url_for("manage.rules"), 303)
    draft, changed = brought
    flash(f"Draft {draft.version}: {_told(changed)}")
    if not changed:
        return redirect(url_for("manage.check_rules"), 303)
    return redirect(url_for("manage.compare", language=next(iter(changed))), 303)


def _sent() -> bytes:
    """No more of the file than is read of any."""
    sent = request.files.get("file")
    return sent.stream.read(MAX_FILE + 1) if sent else b""


def _told(changed: Mapping[str, list[str]]) -> str:
    """How much came of the file."""
    if not changed:
        return "rules were left out, or stand in another order"
    number, names = sum(map(len, changed.values())), [english_name(code) for code in changed]
    sentences = "1 sentence differs" if number == 1 else f"{number} sentences differ"
    return f"{sentences}, in {', '.join(names)}"


def _page(errors: Mapping[str, str] | None = None) -> str:
    found = (queries.published_policy(g.site), queries.draft_of(g.site))
    versions = [each for each in found if each is not None]
    return page(
        "manage/rules/import.html",
        errors=errors or {},
        versions=[(each, each.published_at is None, _languages(each)) for each in versions],
    )


def _languages(version: queries.Policy) -> list[tuple[str, str]]:
    return [(code, english_name(code)) for code in queries.texts_of(version)]


@pages.get(f"/rules/export/{NUMBER}")
def export_rules(number: int) -> Response:
    """A version in every language, as a ZIP that can be imported again."""
    version = queries.version_at(g.site, number)
    texts = queries.texts_of(version)
    both = {code: whole(version.pack, each.words) for code, each in texts.items()}
    pack = next(iter(both.values()))[0]
    data = pack_file.written(pack, {code: words for code, (_, words) in both.items()})
    return download(data, "application/zip", f"rules-{version.version}.zip")


@pages.get(f"/rules/export/{NUMBER}/<language>")
def export_language(number: int, language: str) -> Response:
    """One language of a version, for whoever translates it."""
    version = queries.version_at(g.site, number)
    text = queries.texts_of(version).get(language)
    if text is None:
        raise NotFound
    words = toml.written(whole(version.pack, text.words)[1])
    return download(words.encode(), "application/toml", f"{language}.toml")
