"""What stands on a poster (M8), as data for typst: all of it is words of ours, the policy's or the
place's, and none is read as typst.
"""

from typing import Any, Literal, get_args

from flask import current_app, g, url_for

from kiosk import links
from kiosk.domain import covert, local, pace, staff_poster
from kiosk.domain.called import called
from kiosk.domain.covert import Told
from kiosk.domain.own_rules import own_rules
from kiosk.domain.policy import Policy
from kiosk.domain.sentences import say
from kiosk.store import queries
from kiosk.store.policies import policy_of, published_text
from kiosk.views.front.current import config, now, secrets
from kiosk.views.front.language import DEFAULT, duration, locale_of, reading, runs, translated
from kiosk.views.front.place import led_from
from kiosk.views.front.qr import OPEN_LABEL, svg

Kind = Literal["patients", "staff"]
Size = Literal["a4", "a5"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SIZES: tuple[Size, ...] = get_args(Size)
TEMPLATES: dict[Kind, str] = {
    "patients": "manage/poster.typ",
    "staff": "manage/staff_poster.typ",
}


def address() -> str:
    """Where the poster of this place leads, as it is printed and typed."""
    return config().public_url + url_for("posters.landing", code=_code())


def sheet(kind: Kind, size: Size, lang: str) -> dict[str, Any]:
    """All that one poster says. The staff room's is in English.

    Raises:
        NoPolicy: no rules are published here.
    """
    wanted = lang if kind == "patients" else DEFAULT
    policy = policy_of(published_text(g.site, wanted))
    with reading(policy.language):
        words = _for_patients(policy) if kind == "patients" else _for_staff(policy)
    common = {
        "size": size,
        "lang": locale_of(policy.language),
        "dir": runs(policy.language),
        "place": g.site.name,
    }
    return common | words


def _for_patients(policy: Policy) -> dict[str, Any]:
    lang = None if policy.language == DEFAULT else policy.language
    leads = config().public_url + url_for("posters.landing", code=_code(), lang=lang)
    words = policy.poster
    how_long = say("Time to read and sign: about %(time)s.", time=duration(pace.minutes(policy)))
    return {
        "title": words["title"],
        "lead": f"{words['first']} {translated(how_long)}",
        "qr": str(svg(leads, translated(OPEN_LABEL))),
        "qr_label": translated(OPEN_LABEL),
        "or_type": words["address"],
        "address": _typed(address()),
        "no_phone": words["no_phone"],
        "rules": [_pictured(rule) for rule in policy.poster_rules()],
        "ask": words["text"],
        "respect": words["respect"],
    }


def _for_staff(policy: Policy) -> dict[str, Any]:
    managers = [called(each.name) for each in queries.managers_of(g.site, now())]
    how_long = duration(pace.minutes(policy))
    return {
        "title": staff_poster.TITLE,
        "asked_title": staff_poster.ASKED_TITLE,
        "asked": _told(staff_poster.ASKED, how_long=how_long),
        "found_title": staff_poster.FOUND_TITLE,
        "found": _told(covert.STEPS),
        "others": _told(covert.OTHERS),
        "here_title": staff_poster.HERE_TITLE % {"version": policy.version},
        "here": _here(policy),
        "allows": local.in_words(g.site.allows),
        "tell_title": staff_poster.TELL_TITLE,
        "tell": staff_poster.TELL % {"managers": " or ".join(managers) or "your manager"},
        "address": _typed(config().public_url + url_for("concerns.show")),
        "links": [[each.words, each.shown] for each in led_from(g.site, "covert")],
    }


def _here(policy: Policy) -> list[str]:
    """The poster's rules in a line each, and the rules of the practice's own."""
    told = {rule["id"]: rule["line"] for rule in policy.poster_rules()}
    titles = {rule["id"]: rule["title"] for group in policy.groups for rule in group["rules"]}
    return [*(told | {each: titles[each] for each in own_rules(policy.pack)}).values()]


def _told(steps: tuple[Told, ...], **values: str) -> list[list[str]]:
    return [[each.first, each.rest % values if values else each.rest] for each in steps]


def _pictured(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule in a line beside its picture, which turns round where the script does."""
    macros: Any = current_app.jinja_env.get_template("front/macros/pictograms.html").module
    drawn = str(macros.pictogram(rule["id"]))
    alone = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {
        "line": rule["line"],
        "picture": alone.replace("currentColor", "#000"),
        "turns": "pictogram--turns" in drawn,
    }


def _code() -> str:
    return links.poster_code(secrets(), g.site.id, g.site.poster_turn)


def _typed(whole: str) -> str:
    """An address as people type it into a phone."""
    return whole.removeprefix("https://").removeprefix("http://")
