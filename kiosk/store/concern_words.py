"""What is written to authors and platforms (M4): the shipped words, or a place's own.

A platform that a place added stands as one more wording, its name above its address. One that was
left out has no address: nothing is deleted, and it can be put back.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kiosk.store.models import ConcernWording, Site
from kiosk.store.packs import PACKS

Sort = Literal["letter", "platform"]
ADDED = "platform-own-"
MAX_ADDED = 20  # platforms of a place's own


@dataclass(frozen=True)
class Worded:
    """A letter, or where a platform takes reports ("": left out). `own`: the place changed it;
    `added`: and it is one of its own.
    """

    key: str
    sort: Sort
    name: str
    text: str
    own: bool = False
    added: bool = False


@dataclass(frozen=True)
class Law:
    """A law to take advice on, and what it is about."""

    name: str
    about: str


def worded(site: Site) -> list[Worded]:
    """The letters, then the platforms, as they hold at a site; those left out with no address."""
    rows = ConcernWording.select().where(ConcernWording.site == site).order_by(ConcernWording.id)
    own = {each.key: each.text for each in rows}
    shipped = [
        Worded(each.key, each.sort, each.name, own.get(each.key, each.text), each.key in own)
        for each in _shipped()
    ]
    return [*shipped, *(_added(key, text) for key, text in own.items() if key.startswith(ADDED))]


def stored(held: Worded, text: str) -> str:
    """A new text as its row has it."""
    return f"{held.name}\n{text}" if held.added else text


def _added(key: str, text: str) -> Worded:
    name, _line, address = text.partition("\n")
    return Worded(key, "platform", name, address, own=True, added=True)


def worded_at(site: Site, key: str) -> Worded | None:
    """One of them by its key."""
    return next((each for each in worded(site) if each.key == key), None)


def laws() -> list[Law]:
    """The laws of the policy, as "take advice"."""
    return [Law(each["name"], each["about"]) for each in _data()["laws"]]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((PACKS / "concerns" / "default.toml").read_text(encoding="utf-8"))


@cache
def _shipped() -> tuple[Worded, ...]:
    data = _data()
    return (
        *(
            Worded(each["key"], "letter", each["name"], each["text"].strip())
            for each in data["letters"]
        ),
        *(
            Worded(f"platform-{each['key']}", "platform", each["name"], each["address"])
            for each in data["platforms"]
        ),
    )
