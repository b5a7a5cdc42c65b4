"""Nothing newer than Safari 15.4 and Chrome 100 without a fallback (issue 10, A5)."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
LATER = re.compile(
    r"AbortSignal\.(?:timeout|any)|requestSubmit|new FormData\([^()]*,|\.toSorted|\.toReversed"
    r"|\.toSpliced|withResolvers|groupBy|fromAsync|showPopover|startViewTransition|URL\.canParse"
    r"|checkVisibility|\.union\(|isWellFormed"
)
RULE = re.compile(r"([^{}@;]+)\{")


def test_what_old_browsers_lack_is_called_in_one_place_alone() -> None:
    found = {path.name for path in (STATIC / "js").glob("*.js") if LATER.search(code(path))}
    assert found == {"within.js"}


def code(path: Path) -> str:
    """A script without its comments."""
    return re.sub(r"^\s*(?://|/?\*).*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_a_selector_that_chrome_100_does_not_know_takes_no_other_along() -> None:
    """One `:has()` in a list makes an old browser drop the whole rule."""
    for path in (STATIC / "css").rglob("*.css"):
        if path.name == "colours.css":
            continue  # for browsers with light-dark() alone (2024), which know it
        css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in RULE.findall(css):
            parts = re.split(r",(?![^()]*\))", selectors)
            new = [part for part in parts if ":has(" in part]
            assert len(new) in (0, len(parts)), f"{path.name}: {selectors.strip()}"
