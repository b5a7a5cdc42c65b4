"""What is left in English on a page of another language (M3)."""

import re
from functools import cache
from typing import Any

from playwright.sync_api import Page

from harness.tongues import ENGLISH, Tongue
from tools.build_translations import sentences

# All that a page says, seen or only heard: texts, and the attributes that are read out or shown
# later. What says itself that it is in another language, such as the choice of languages, is not
# of this page's. Scripts and styles are no words.
SAID = """() => {
  const root = document.documentElement;
  const own = (each) => each && each.closest("[lang]") === root && !each.closest("script, style");
  const said = [document.title];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (own(node.parentElement)) said.push(node.data);
  const spoken = ["aria-label", "aria-description", "alt", "title", "placeholder", "data-words",
    "data-listen-stop"];
  for (const name of spoken)
    for (const each of document.querySelectorAll(`[${name}]`))
      if (own(each)) said.push(each.getAttribute(name));
  return said.map((each) => each.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
PLACES_FOR_VALUES = re.compile(r"%\(\w+\)s|\{\}")
MIN_WORDS = 3  # shorter ones are also names, or the same in two languages
# Words that no Welsh, Polish or Romanian sentence has, and hardly an English one does without.
TELLING = re.compile(r"\b(the|your|you|with|this|that|skip|error|who|why)\b", re.IGNORECASE)
LATIN = re.compile(r"[A-Za-z]{2,}")
CODES = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|\S+/[a-z]{2}\b")


def said_on(page: Page) -> list[str]:
    """Everything that a page says in its own language."""
    found: list[str] = page.evaluate(SAID)
    return found


def left_in_english(page: Page, spoken: Tongue, *names: str) -> list[str]:
    """What is not in the language of the page. `names` are those that people gave."""
    return [
        f"{fault!r} in {text!r}"
        for text in said_on(page)
        for fault in _faults(text, spoken, _names(page, names))
    ]


def _faults(text: str, spoken: Tongue, names: frozenset[str]) -> list[str]:
    whole = [each for each in _english() if each in text]
    rest = CODES.sub("", text)
    if _script_is_latin(spoken):
        words = set(TELLING.findall(rest))
    else:
        words = set(LATIN.findall(rest)) - names - _borrowed(spoken)
    return [*whole, *sorted(words)]


@cache
def _english() -> tuple[str, ...]:
    """Every English sentence of the pages and of the policy, in the parts around its values."""
    texts = [*sentences(), *_leaves(ENGLISH.words)]
    parts = {part.strip(" .,:") for each in texts for part in PLACES_FOR_VALUES.split(each)}
    return tuple(sorted(each for each in parts if len(each.split()) >= MIN_WORDS))


def _leaves(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [leaf for each in part.values() for leaf in _leaves(each)]
    if isinstance(part, list):
        return [leaf for each in part for leaf in _leaves(each)]
    return [part] if isinstance(part, str) else []


@cache
def _script_is_latin(spoken: Tongue) -> bool:
    return bool(LATIN.search(spoken.words["rules"]["R1"]["text"]))


@cache
def _borrowed(spoken: Tongue) -> frozenset[str]:
    """Latin words that the translation itself keeps, such as NHS and names of companies."""
    own = [*_leaves(spoken.words), *(spoken.say(each) for each in sentences())]
    return frozenset(LATIN.findall(" ".join(own)))


def _names(page: Page, given: tuple[str, ...]) -> frozenset[str]:
    site = page.locator(".bar__name").inner_text()
    return frozenset(LATIN.findall(" ".join((*given, site))))
