"""How templates are laid out: what djLint does not hold."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
MAX_COLUMNS = 120
# Elements that stand in a line of text; every other one begins a line of its own.
PHRASING = set("a b bdi br code em i kbd small span strong title use".split())  # noqa: SIM905
OPENED = re.compile(r"<([a-z][a-z0-9]*)\b")
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
CHOSEN = re.compile(r"""\{\{[^}]*?["'][^"'}]*[a-z] [a-z][^"'}]*["'] if """)


def names(templates: list[Path]) -> list[str]:
    return [str(each.relative_to(FOLDER)) for each in templates]


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_a_line_is_short_and_opens_one_element(template: Path) -> None:
    for number, line in enumerate(template.read_text(encoding="utf-8").splitlines(), 1):
        assert len(line) <= MAX_COLUMNS, f"{template.name}:{number}"
        opened = [tag for tag in OPENED.findall(EXPRESSION.sub("", line)) if tag not in PHRASING]
        assert len(opened) <= 1, f"{template.name}:{number} opens {opened}"


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_words_and_lists_are_made_in_the_views(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert ".append(" not in text
    assert not CHOSEN.search(text), CHOSEN.search(text)
