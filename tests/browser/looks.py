"""One page as everyone may see it, without loading it again: each theme and size by its class on
the page, all that folds unfolded, every dialog shown, all that takes the focus focused.
"""

from itertools import product
from typing import Any

from playwright.sync_api import Page

THEMES = tuple(
    f"contrast-{contrast} colours-{colours}"
    for contrast, colours in product(("usual", "high"), ("light", "dark"))
)
SIZES = ("normal", "large", "largest")
MAX_FIXED = 0.25  # of the screen's height may be covered by what does not scroll

# What axe finds wrong in the parts that a page keeps folded, and, in each theme, in all of it.
# `known`: parts that were judged on another page, the same inside and out, such as a site's menu.
UNFOLDED = """async ({ tags, themes, known }) => {
  const page = document.documentElement, was = page.className, found = new Set();
  const parts = new Set(known);
  const isNew = (where, each) => {
    let kind = where + each.outerHTML.replace(/(value|href|action)="[^"]*"|="\\d+"/g, "");
    for (let at = each; at; at = at.parentElement) kind += ` in ${at.tagName} ${at.className}`;
    const before = parts.size;
    return parts.add(kind).size > before;
  };
  const folded = [...document.querySelectorAll("details")].filter((each) => each.checkVisibility());
  const open = folded.filter((each) => each.open);
  const judge = async (where, part, runOnly) => {
    for (const each of document.getAnimations()) each.cancel();
    const { violations } = await axe.run(part, { runOnly, resultTypes: ["violations"] });
    for (const { id, nodes } of violations)
      for (const { target, failureSummary } of nodes)
        found.add(`${where} ${id}: ${target} ${failureSummary.split("\\n")[1]}`);
  };
  const unfold = async (where, runOnly) => {
    for (const each of folded.filter((part) => isNew(where, part))) {
      each.open = true;
      await judge(`${where} ${each.querySelector("summary").innerText.trim()}:`, each, runOnly);
      each.open = false;
    }
    for (const each of open) each.open = true;
    for (const each of document.querySelectorAll("dialog:not([open])")) {
      if (!isNew(where, each)) continue;
      each.showModal();
      await judge(`${where} ${each.id}:`, each, runOnly);
      each.close();
    }
  };
  await unfold("", tags);
  for (const theme of themes) {
    page.className = `${was.replace(/\\b(contrast|colours)-\\w+/g, "")} ${theme}`;
    await judge(theme, document, ["color-contrast"]);
    await unfold(theme, ["color-contrast"]);
  }
  page.className = was;
  return [[...found], [...parts]];
}"""

# Words that cannot be read while what they stand in is focused. `known`: kinds that were looked at.
FOCUSED = """({ themes, known }) => {
  const page = document.documentElement, was = page.className, found = [], kinds = new Set(known);
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number);
    if (parts.length > 3 && parts[3] === 0) return null;
    const [r, g, b] = parts.map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const seen = light(style.backgroundColor);
      if (seen !== null) return seen;
    }
    return 1;
  };
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const says = (part) => [...part.childNodes].some(isText);
  const words = (each) =>
    [each, ...each.querySelectorAll("*")].filter((part) => says(part) && part.checkVisibility());
  const folded = [...document.querySelectorAll("details")].filter((each) => each.checkVisibility());
  const open = folded.filter((each) => each.open);
  const look = (theme, part) => {
    for (const each of part.querySelectorAll("a[href], button, summary, input, select, textarea")) {
      const { tagName, className, ariaPressed, parentElement } = each;
      const kind = [theme, tagName, className, ariaPressed, parentElement.className].join(" ");
      if (kinds.has(kind) || !each.checkVisibility() || each.disabled) continue;
      kinds.add(kind);
      each.focus();
      if (!each.matches(":focus")) continue;
      for (const text of words(each.matches("[type=radio]") ? each.parentElement : each)) {
        const style = getComputedStyle(text), ground = behind(text), ink = light(style.color);
        if (ground === null || ink === null) continue;
        const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
        const px = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 600;
        if (ratio < (px >= 24 || (bold && px >= 18.66) ? 3 : 4.5))
          found.push(`focused: ${ratio.toFixed(2)} ${kind}: ${text.innerText.slice(0, 40)}`);
      }
      each.blur();
    }
  };
  for (const theme of themes) {
    page.className = `${was.replace(/\\b(contrast|colours)-\\w+/g, "")} ${theme}`;
    look(theme, document);
    for (const each of folded) {
      each.open = true;
      look(theme, each);
      each.open = false;
    }
    for (const each of open) each.open = true;
  }
  page.className = was;
  return [found, [...kinds]];
}"""

# In each size, with everything unfolded: what is past the edge, and how much does not scroll.
SIZED = """({ sizes, most }) => {
  const page = document.documentElement, was = page.className, found = [];
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
  for (const size of sizes) {
    page.className = `${was.replace(/\\bsize-\\w+/g, "")} size-${size}`;
    const wide = page.clientWidth;
    if (page.scrollWidth > wide + 1) found.push(`${size}: it scrolls sideways`);
    for (const each of document.querySelectorAll(".actions a, .actions button")) {
      const { left, right } = each.getBoundingClientRect();
      if (left < -1 || right > wide + 1) found.push(`${size}: off the screen: ${each.innerText}`);
    }
    const stays = ({ position }) => position === "fixed" || position === "sticky";
    const stuck = [...document.querySelectorAll("body *")]
      .filter((each) => each.checkVisibility() && stays(getComputedStyle(each)))
      .reduce((sum, each) => sum + each.getBoundingClientRect().height, 0);
    if (stuck > most * window.innerHeight) found.push(`${size}: ${stuck} px never scroll`);
  }
  page.className = was;
  for (const each of folded) each.open = false;
  return found;
}"""


class Looks:
    """Everything that is wrong with a page in any theme and size, axe being loaded already."""

    def __init__(self, themes: tuple[str, ...] = THEMES) -> None:
        self.themes = themes
        self.known: list[str] = []  # kinds of controls that were seen focused
        self.parts: list[str] = []  # folded parts that were judged

    def of(self, page: Page, tags: list[str]) -> list[str]:
        """What is wrong; the page is left as it was."""
        patients = bool(page.evaluate("document.documentElement.matches('.patient')"))
        themes = self.themes if patients else ()
        judged: Any = page.evaluate(UNFOLDED, {"tags": tags, "themes": themes, "known": self.parts})
        found, self.parts = judged
        seen: Any = page.evaluate(FOCUSED, {"themes": themes or ("",), "known": self.known})
        self.known = seen[1]
        sizes = SIZES if patients else ()
        sized = page.evaluate(SIZED, {"sizes": sizes, "most": MAX_FIXED})
        return [*found, *seen[0], *sized]
