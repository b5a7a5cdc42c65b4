"""Which language a page is in, which way it runs, and the words for it (M3)."""

import datetime
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, dates
from babel.support import NullTranslations, Translations
from flask import Flask, g, request, session
from flask_babel import Babel
from markupsafe import Markup

from kiosk.domain.retention import Unit
from kiosk.domain.sentences import Words, say
from kiosk.store import queries
from kiosk.store.policies import policy_read_in
from kiosk.views.front import cookies
from kiosk.views.front.pages import declared

DEFAULT = "en"
ISOLATE, END = "\u2068", "\u2069"  # first strong isolate, and its end (UAX 9 §2.4)
MAX_CODE = 16
MAX_CODES = 64  # of those that are asked for, what is known of so many is kept in memory
FOLDER = Path(__file__).resolve().parents[2] / "translations"
MAX_SENTENCES = 8192  # kept in memory: some 350 sentences in 8 locales


# M3: shown with the rules, in the language itself.
UNCHECKED = say(
    "A translator has not checked these words yet. Is something not clear? Ask at reception."
)
EASY_UNCHECKED = say(
    "Nobody has tested this Easy Read yet. Is something not clear? Ask at reception."
)


def install(app: Flask) -> None:
    """Translate templates and messages into the language of the patient."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=locale)
    app.jinja_env.globals.update(
        page_locale=locale,
        page_direction=direction,
        page_language=language,
        tongues=tongues,
        translated=translated,
        unchecked_words=_unchecked_words,
    )
    # A page has thirty sentences: jinja's own `_` looks the language up again for each of them.
    app.jinja_env.globals["_"] = sentence
    app.add_template_filter(isolated, "isolated")
    app.add_template_filter(named, "named")
    app.add_template_filter(html_lang, "html_lang")


def language() -> str:
    """The policy language that this page is read in, such as `ur` or `en-easy`.

    A walk has its own. Before there is one the address says it, or what this browser chose; else
    the phone's own language, if the place offers that.
    """
    found = g.get("language")
    if found is None:
        found = g.language = _asked(g.get("site"))
    return str(found)


@contextmanager
def reading(code: str) -> Iterator[None]:
    """What is made meanwhile is in this policy language: a poster has a sheet for each."""
    before = language()
    g.language = code
    try:
        yield
    finally:
        g.language = before


def offered_here(site: queries.Site) -> list[queries.Spoken]:
    """The languages that patients may choose at a site; one chosen that is not is English."""
    offered = _offered(site)
    if "language" not in g:
        g.language = _asked(site)
    if g.language not in [each.code for each in offered]:
        g.language = DEFAULT
    return offered


def tongues(site: queries.Site | None) -> list[queries.Spoken]:
    """What the control in the bar offers: nothing where there is nothing to choose.

    A page that is of none of several sites is read in the languages of the first.
    """
    if "in_plain" in g:
        return []
    read_at = site or queries.first_site()
    offered = _offered(read_at) if read_at else []
    return offered if len(offered) > 1 else []


def in_plain() -> None:
    """This page asks the database nothing from now on: it may be what failed."""
    g.in_plain = True
    g.setdefault("language", preferred() or DEFAULT)


def _offered(site: queries.Site) -> list[queries.Spoken]:
    """Asked for once in a request: a page and its bar both want to know."""
    known: dict[int, list[queries.Spoken]] = g.setdefault("offered", {})
    if site.id not in known:
        known[site.id] = queries.spoken_at(site)
    return known[site.id]


def _asked(site: queries.Site | None) -> str:
    journey = g.get("journey")
    if journey is not None:
        return str(journey.text.language)
    if asked := request.args.get("lang", "")[:MAX_CODE]:
        return asked
    page = declared()
    # The tablet's browser has a language too, which is not that of the next patient.
    if page is None or page.english or cookies.read("kiosk"):
        return DEFAULT
    return preferred() or _of_this_phone(site or queries.first_site())


def preferred() -> str:
    """What this browser chose last, or "": it is no right, only a wish."""
    return str(session.get("language", ""))[:MAX_CODE]


def prefer(code: str) -> None:
    """Remember in this browser which language its reader chose, of those that are offered."""
    if any(code in [each.code for each in tongues(site)] for site in queries.open_sites()):
        session["language"] = code


def read_as(signed: str, text_hash: str) -> str:
    """What a receipt is shown in: as this browser chose, if its rules have that, else as signed."""
    wanted = preferred() or signed
    return wanted if policy_read_in(text_hash, wanted).language == wanted else signed


def _of_this_phone(site: queries.Site | None) -> str:
    """The first language that the browser asks for (RFC 9110 §12.5.4) and the place offers."""
    if site is None or not request.accept_languages:
        return DEFAULT
    codes = [each.code for each in _offered(site)]
    for asked in request.accept_languages.values():
        spoken = asked.partition("-")[0].lower()
        if spoken in codes:
            return spoken
    return DEFAULT


def _unchecked_words() -> str:
    """What the patient is told of a text that nobody has checked; "" of any other (M3)."""
    read = queries.language_of(g.journey.text)
    if read.checked:
        return ""
    return translated(EASY_UNCHECKED if read.code.endswith("-easy") else UNCHECKED)


def english_name(code: str) -> str:
    """What staff call a policy language: `Urdu`, `Easy Read`."""
    if code.endswith("-easy"):
        return "Easy Read"
    return str(Locale.parse(locale_of(code)).get_language_name("en"))


def keep() -> None:
    """Remember in this browser which language the patient reads, until they leave."""
    if session.get("language") != g.journey.text.language:
        session["language"] = g.journey.text.language


def recall() -> None:
    """Where a fault came before the walk was found: the language that it was in."""
    if "language" not in g and "journey" not in g and "lang" not in request.args and preferred():
        g.language = preferred()


def as_posted() -> None:
    """What a form to begin asked for, where the beginning was refused; if it is offered."""
    page = declared()
    if "language" in g or "journey" in g or (page is not None and page.english):
        return
    if "lang" not in request.form:
        return
    site = g.get("site") or queries.first_site()
    if site and chosen() in [each.code for each in _offered(site)]:
        g.language = chosen()


def chosen() -> str:
    """The language that a posted start asks for; the action falls back to English."""
    return request.form.get("lang", DEFAULT)[:MAX_CODE]


def locale() -> str:
    """The locale of this page's language (BCP 47 without the variant): Easy Read is English."""
    return locale_of(language())


def html_lang(code: str) -> str:
    """The language tag (BCP 47) that a policy language has in HTML: Easy Read is English."""
    return code.partition("-")[0]


@lru_cache(MAX_CODES)
def locale_of(code: str) -> str:
    """The locale of a policy language."""
    code = html_lang(code)
    return code if code in LOCALES else DEFAULT


# English, which the sentences are written in, and every language with a catalogue.
LOCALES = (DEFAULT, *sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def direction() -> str:
    """`rtl` where the script of this page runs right to left."""
    return runs(language())


@lru_cache(MAX_CODES)
def runs(code: str) -> str:
    """`rtl` where the script of a policy language runs right to left, else `ltr`."""
    return str(Locale.parse(locale_of(code)).text_direction)


def listed(parts: Iterable[str]) -> str:
    """Parts in a row, with the comma of this page's script."""
    return ("، " if direction() == "rtl" else ", ").join(parts)


def long_date(date: datetime.date) -> str:
    """`27 March 1948`, with the month in the language of this page (CLDR)."""
    return str(dates.format_date(date, "d MMMM y", locale=locale()))


def duration(minutes: int) -> str:
    """`6 minutes`, in the language of this page (CLDR)."""
    length = datetime.timedelta(minutes=minutes)
    return str(dates.format_timedelta(length, "minute", threshold=1000, locale=locale()))


def length(number: int, unit: Unit) -> str:
    """`30 days`, in the language of this page (CLDR); `unit` is minute, hour, day or year."""
    whole = datetime.timedelta(seconds=number * dict(dates.TIMEDELTA_UNITS)[unit])
    return str(dates.format_timedelta(whole, unit, threshold=1000, locale=locale()))


def isolated(text: str) -> str:
    """A name or number amid other words, so that neither turns the other round (UAX 9)."""
    other = any(unicodedata.bidirectional(each) in ("R", "AL") for each in text)
    return f"{ISOLATE}{text}{END}" if text and (other or direction() == "rtl") else text


def named(name: str) -> Markup:
    """A name in a sentence of a page: `isolated`, and no browser is to translate it."""
    return Markup('<bdi translate="no">{}</bdi>').format(isolated(name))


def translated(text: str) -> str:
    """A sentence of the domain in the language of this page."""
    if not isinstance(text, Words):
        return text
    values = {
        name: translated(value) if isinstance(value, Words) else value
        for name, value in text.values.items()
    }
    found = _sentence(locale(), text.key)
    return found % values if values else found


def sentence(key: str, **values: Any) -> Markup:
    """A template's `_("Hello %(name)s", name=...)` in the language of this page, values escaped.

    As jinja's new-style gettext: always a format string, so `%%` stands for a per cent sign.
    What it gains over that: bench/README.md.
    """
    return _markup(locale(), key) % values if values else _plain(locale(), key)


@lru_cache(MAX_SENTENCES)
def _plain(spoken: str, key: str) -> Markup:
    return _markup(spoken, key) % {}


@lru_cache(MAX_SENTENCES)
def _markup(spoken: str, key: str) -> Markup:
    return Markup(_sentence(spoken, key))  # noqa: S704  # our own words, not what was typed


def _sentence(spoken: str, key: str) -> str:
    return _catalogue(spoken).gettext(key)


@cache
def _catalogue(spoken: str) -> NullTranslations:
    """The translations into one of `LOCALES`; English has none, and says what it is given."""
    return Translations.load(FOLDER, [spoken])
