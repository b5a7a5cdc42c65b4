"""Every requirement of the patient's side is named by a test of its own.

An id counts where it stands in the docstring of a test, or in what the test is run with; a range
("R1 to R18") names nothing by itself.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
IDS = [
    *(f"R{number}" for number in range(1, 22)),
    *(f"Q{number}" for number in range(1, 12)),
    *(f"S{number}" for number in range(1, 10)),
    "M3",
    "K10",
    "K11",
]
RANGE = re.compile(r"\b[A-Z]\d+ to [A-Z]\d+\b")
ID = re.compile(r"\b[RQSMK]\d{1,2}\b")


def named_in(source: str) -> set[str]:
    """The ids that the tests of one file name."""
    return {found for text in _words(ast.parse(source)) for found in ID.findall(text)}


def _words(tree: ast.Module) -> Iterator[str]:
    for test in ast.walk(tree):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            yield RANGE.sub("", ast.get_docstring(test) or "")
            for decorator in test.decorator_list:
                yield from _strings(decorator)


def _strings(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


@pytest.fixture(scope="module")
def named() -> set[str]:
    files = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    return {found for path in files for found in named_in(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("wanted", IDS)
def test_a_test_names_it(named: set[str], wanted: str) -> None:
    assert wanted in named


def test_a_range_or_a_remark_names_nothing() -> None:
    """The control: only a test's own words count."""
    source = '''
"""R1 and R2."""
# R3
def helper():
    """R4"""
def test_one():
    """R5 to R7, R8."""
@pytest.mark.parametrize("rule", ["R9"])
def test_two(rule):
    assert rule != "R10"
'''
    assert named_in(source) == {"R8", "R9"}
