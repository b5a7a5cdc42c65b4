"""Which language a page is in, which way it runs, and the words for it (M3)."""

import datetime

from babel import dates
from flask import Flask, g, request
from flask_babel import Babel, gettext

from kiosk.domain.wording import Words
from kiosk.store import queries

RIGHT_TO_LEFT = frozenset({"ur", "ar"})
DEFAULT = "en"
MOST_CODE = 16


def install(app: Flask) -> None:
    """Translate templates and messages into the language of the patient."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=locale)
    app.jinja_env.globals.update(
        page_locale=locale, page_direction=direction, page_language=language, translated=translated
    )


def language() -> str:
    """The policy language that this page is read in, such as `ur` or `en-easy`.

    A journey and a receipt have theirs; before there is one, the address says it.
    """
    found = g.get("language")
    if found is None:
        found = g.language = _asked()
    return str(found)


def offered_here(site: queries.Site) -> list[queries.Language]:
    """The languages that patients may choose at a site; one chosen that is not is English."""
    offered = [each for each in queries.languages_of(site) if each.offered]
    if _asked() not in {each.code for each in offered}:
        g.language = DEFAULT
    return offered


def _asked() -> str:
    journey = g.get("journey")
    if journey is not None:
        return str(journey.text.language)
    return request.args.get("lang", DEFAULT)[:MOST_CODE]


def chosen() -> str:
    """The language that a posted start asks for; the action falls back to English."""
    return request.form.get("lang", DEFAULT)[:MOST_CODE]


def locale() -> str:
    """The locale of this page's language (BCP 47 without the variant): Easy Read is English."""
    return locale_of(language())


def locale_of(code: str) -> str:
    """The locale of a policy language."""
    code = code.partition("-")[0]
    return code if code in LOCALES else DEFAULT


LOCALES = ("en", "cy", "ur", "bn", "pl", "ar", "pa", "ro")


def direction() -> str:
    """`rtl` where the script of this page runs right to left."""
    return runs(language())


def runs(code: str) -> str:
    """`rtl` where the script of a policy language runs right to left, else `ltr`."""
    return "rtl" if locale_of(code) in RIGHT_TO_LEFT else "ltr"


def long_date(date: datetime.date) -> str:
    """`27 March 1948`, with the month in the language of this page (CLDR)."""
    return str(dates.format_date(date, "d MMMM y", locale=locale()))


def translated(text: str) -> str:
    """A sentence of the domain in the language of this page."""
    if not isinstance(text, Words):
        return text
    values = {
        name: translated(value) if isinstance(value, Words) else value
        for name, value in text.values.items()
    }
    return str(gettext(text.key, **values) if values else gettext(text.key))
