"""What a place says of itself on the pages of others: its links, whom to ask, that it is paused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from kiosk.domain import hours
from kiosk.domain.practice import (
    DEFAULT_NAME,
    LINK_KEYS,
    LINKS,
    LinkKey,
    Pause,
    Where,
    is_address,
    pause_of,
    shown_address,
)
from kiosk.domain.sentences import say
from kiosk.store.queries import Site, open_sites
from kiosk.views.front.current import now
from kiosk.views.front.language import DEFAULT, language, locale, long_date, translated
from kiosk.views.front.tablet import on_tablet


@dataclass(frozen=True)
class Led:
    """A link as a page shows it. `own`: its words are the place's, in English."""

    words: str
    address: str
    shown: str
    own: bool

    @property
    def web(self) -> bool:
        """Whether it leads to a page; a number or an e-mail address is shown beside its words."""
        return self.address.startswith("https:")


def install(app: Flask) -> None:
    """Give templates what a place says of itself."""
    app.jinja_env.globals.update(
        led_from=led_from,
        help_words=help_words,
        paused_here=paused_here,
        places=open_sites,
        tablet_language=tablet_language,
        unnamed=lambda site: site is not None and site.name == DEFAULT_NAME,
    )


def led_from(site: Site | None, where: Where) -> list[Led]:
    """The links of a place that appear there (M6), in their order."""
    return list(_led(site.links, _keys(where))) if site else []


def led_instead(links: Mapping[str, Any], offered: Iterable[str]) -> list[Led]:
    """The links beside what a clinician offers instead (R15, K9): of what they ticked, or all.

    How to complain is never left out: complaining is nobody's to offer or not.
    """
    ticked = {*offered}
    wanted = [key for key in _keys("instead") if not ticked or key in {*ticked, "complaints"}]
    return list(_led(links, wanted))


def _keys(where: Where) -> list[LinkKey]:
    return [key for key in LINK_KEYS if where in LINKS[key].where]


def _led(links: Mapping[str, Any], keys: Iterable[LinkKey]) -> Iterator[Led]:
    for key in keys:
        held = links.get(key, {})
        address = held.get("address", "")
        if is_address(address):  # whatever wrote it there, nothing else becomes a link
            own = held.get("words", "") if locale() == DEFAULT else ""
            words = own or translated(LINKS[key].words)
            yield Led(words, address, shown_address(address), bool(own))


def help_words(site: Site | None) -> str:
    """The place's own words for whom to ask, in the language of this page; "" where it has none."""
    said = site.help if site else {}
    return str(said.get(language()) or said.get(locale()) or "")


def tablet_language() -> str | None:
    """What a link of the tablet says of the language: its browser's is not that of the patient."""
    return language() if on_tablet() and language() != DEFAULT else None


@dataclass(frozen=True)
class Paused:
    """Nobody can begin to ask here now: until when, in the words of this page, and the message."""

    until: str
    message: str


def paused_here(site: Site | None) -> Paused | None:
    """Whether asking is paused at a place, for whoever reads this page."""
    pause = pause_of(site.pause, now()) if site else None
    return Paused(_until(pause, site.timezone), pause.message) if pause and site else None


def _until(pause: Pause, timezone: str) -> str:
    """The time alone where it is today's."""
    ends, today = hours.local(pause.until, timezone), hours.local(now(), timezone)
    time = hours.clock(pause.until, timezone)
    if ends.date() == today.date():
        return time
    return translated(say("%(time)s, %(day)s", time=time, day=long_date(ends.date())))
