"""Which language a page is in, which way it runs, and the words for it (M3)."""

from flask import Flask, g, request
from flask_babel import Babel, gettext

from kiosk.domain.wording import Words

RIGHT_TO_LEFT = frozenset({"ur", "ar"})
DEFAULT = "en"
MOST_CODE = 16


def install(app: Flask) -> None:
    """Translate templates and messages into the language of the patient."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=locale)
    app.jinja_env.globals.update(
        page_locale=locale, page_direction=direction, translated=translated
    )


def language() -> str:
    """The policy language that this page is read in, such as `ur` or `en-easy`.

    A journey and a receipt have theirs; before there is one, the address says it.
    """
    found = g.get("language")
    if found is None:
        found = g.language = _asked()
    return str(found)


def _asked() -> str:
    journey = g.get("journey")
    if journey is not None:
        return str(journey.text.language)
    return request.args.get("lang", DEFAULT)[:MOST_CODE]


def locale() -> str:
    """The locale of this page's language (BCP 47 without the variant): Easy Read is English."""
    code = language().partition("-")[0]
    return code if code in LOCALES else DEFAULT


LOCALES = ("en", "cy", "ur", "bn", "pl", "ar", "pa", "ro")


def direction() -> str:
    """`rtl` where the script runs right to left."""
    return "rtl" if locale() in RIGHT_TO_LEFT else "ltr"


def translated(text: str) -> str:
    """A sentence of the domain in the language of this page."""
    if not isinstance(text, Words):
        return text
    values = {
        name: translated(value) if isinstance(value, Words) else value
        for name, value in text.values.items()
    }
    return str(gettext(text.key, **values) if values else gettext(text.key))
