"""A part of a page that is made once holds words and what it was given: nothing of any patient."""

import re
from pathlib import Path

import pytest
from jinja2 import meta

from tests.cast import World

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
USED = re.compile(r'same\("([^"]+)"((?:, *[^()]+)?)\)')
# Words in a language, addresses without anything in them, and constants of the program.
ALLOWED = {"_", "translated", "url_for", "comfort_choices", "given"}
PARTS = {
    name: frozenset(re.findall(r"(\w+)=", given))
    for path in sorted(TEMPLATES.rglob("*.html"))
    for name, given in USED.findall(path.read_text(encoding="utf-8"))
}


def test_the_parts_are_found() -> None:
    assert {"front/_outage.html", "front/_comfort_choices.html"} <= set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_such_a_part_knows_nothing_but_words_and_what_it_is_given(world: World, part: str) -> None:
    source = (TEMPLATES / part).read_text(encoding="utf-8")
    parsed = world.app.jinja_env.parse(source)
    assert meta.find_undeclared_variables(parsed) - ALLOWED <= PARTS[part]
    assert not list(meta.find_referenced_templates(parsed)), "it takes in nothing else"
    addresses = re.findall(r"url_for\(([^)]*)\)", source)
    assert not [each for each in addresses if "," in each], "an address for everyone says nothing"


def test_each_reader_sees_what_they_chose(world: World) -> None:
    for size in ("large", "largest", "normal"):
        phone = world.phone()
        phone.send(phone.get("/journey/rules-before"), "/comfort", size=size)
        page = phone.get("/journey/rules-before")
        pressed = [each for each in page.tree.iter("button") if each.get("aria-pressed") == "true"]
        assert [each.get("value") for each in pressed if each.get("name") == "size"] == [size]


def test_each_reader_reads_their_own_language(world: World) -> None:
    titles = {}
    for code in ("en", "cy", "en"):
        page = world.browser().get(f"/privacy?lang={code}")
        titles.setdefault(code, set()).add(page.tree.findtext(".//legend[@class='comfort__title']"))
    assert len(titles["en"]) == len(titles["cy"]) == 1
    assert titles["en"] != titles["cy"]
