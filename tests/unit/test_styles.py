"""The style sheets: each class has one meaning, each is used, each component is loaded."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
COMPONENTS = sorted((CSS / "components").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
# What a patient chose is put together by name and value, and the last is the design system's.
CHOSEN = {
    *("size-large", "size-largest", "contrast-high", "colours-light", "colours-dark"),
    "js-enabled",
}
IMPORT = re.compile(r'@import "\./components/([^"]+)" layer\((\w+)\);')


def selectors(path: Path, *, nested: bool = False) -> list[str]:
    """What stands before the braces of a sheet's rules; nested ones only if asked."""
    found, depth, before = [], 0, ""
    for part in re.findall(r"[^{};]+|[{};]", COMMENT.sub("", path.read_text("utf-8"))):
        if part == "{":
            if not before.strip().startswith("@") and (nested or depth == 0):
                found.append(before.strip())
            depth += 1
        depth -= part == "}"
        before = part
    return found


def classes() -> set[str]:
    """Every class of ours that a sheet names."""
    named = {
        name
        for path in COMPONENTS
        for each in selectors(path, nested=True)
        for name in CLASS.findall(each)
    }
    return {name for name in named if not name.startswith("nhsuk-")}


def test_a_class_is_defined_in_one_place() -> None:
    """`.found` once laid out a search's result and, by accident, the verdict on /v."""
    alone = [
        each for path in COMPONENTS for each in selectors(path) if re.fullmatch(r"\.[\w-]+", each)
    ]
    assert [name for name, times in Counter(alone).items() if times > 1] == []


def test_every_class_is_used() -> None:
    """A class whose end is filled in (`band--{{ tone }}`) counts by its beginning."""
    folders = (("templates", "*.html"), ("static/js", "*.js"), ("kiosk", "*.py"))
    files = [path for folder, kind in folders for path in (ROOT / folder).rglob(kind)]
    text = "\n".join(path.read_text("utf-8") for path in files)
    words = set(re.findall(r"[a-zA-Z][\w-]*", text))
    begun = set(re.findall(r"([a-z][\w-]*[-_])(?=\{|\$\{|\"|')", text))
    dead = {
        name
        for name in classes() - words - CHOSEN
        if not any(name.startswith(each) for each in begun)
    }
    assert dead == set()


def test_every_component_is_in_one_sheet_and_in_a_known_layer() -> None:
    loaded: Counter[str] = Counter()
    for path in CSS.glob("*.css"):
        text = path.read_text("utf-8")
        assert "@layer nhsuk, components;" in text
        for name, layer in IMPORT.findall(text):
            assert layer in ("components", "pages", "comfort")
            loaded[name] += 1
    assert loaded == Counter(path.name for path in COMPONENTS)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_colour_stands_among_the_tokens_alone(path: Path) -> None:
    if path.name.endswith("tokens.css"):
        values = re.findall(r"#[0-9a-f]{3,8}\b", path.read_text("utf-8"))
        assert len(values) == len(set(values)), "each once"
    else:
        assert not re.search(
            r":[^;{]*#[0-9a-fA-F]{3,8}\b[^{]*;", COMMENT.sub("", path.read_text("utf-8"))
        )


def test_every_token_that_is_used_is_defined() -> None:
    text = "".join(path.read_text("utf-8") for path in COMPONENTS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) - defined == set()
