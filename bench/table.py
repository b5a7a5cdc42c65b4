"""The figures as people read them: what was measured, against what, and whether it holds."""

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw
import psycopg

from harness.postgres import ADDRESS


@dataclass(frozen=True)
class Figure:
    """One promise: `value` is to be at most, or at least, `bound`."""

    promise: str
    value: float
    bound: float
    unit: str
    detail: str
    at_most: bool = False

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def show(figures: Sequence[Figure]) -> None:
    """Print the table, one promise a line."""
    width = max(len(each.promise) for each in figures)
    for each in figures:
        verdict = "holds" if each.holds else "falls short"
        numbers = f"{shown(each):>9}  {asked(each):>9}"
        print(f"{each.promise:<{width}}  {numbers}  {verdict:<11}  {each.detail}")


def shown(figure: Figure) -> str:
    """What was measured, with its unit."""
    return f"{figure.value:.2f}{figure.unit}"


def asked(figure: Figure) -> str:
    """What was promised: `≤ 1.2 ×`."""
    return f"{'≤' if figure.at_most else '≥'} {figure.bound:g}{figure.unit}"


def machine() -> str:
    """What it was measured on."""
    cores = os.cpu_count()
    sqlite = apsw.sqlite_lib_version()
    python = platform.python_version()
    return f"{_processor()}, {cores} cores, Python {python}, SQLite {sqlite}{_server()}"


def _server() -> str:
    """And the server that was started for it, if one was."""
    if ADDRESS not in os.environ:
        return ""
    with psycopg.connect(os.environ[ADDRESS]) as conn:
        return f", PostgreSQL {conn.info.server_version // 10_000}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def interleaved(
    ours: Callable[[], float], control: Callable[[], float], rounds: int
) -> tuple[float, float, float]:
    """(median ours, median control, median of the ratios ours ÷ control), run A B A B.

    Neighbours share the noise of the machine, so each round's ratio is taken by itself.
    """
    pairs = [(ours(), control()) for _round in range(rounds)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    return (
        statistics.median(mine for mine, _theirs in pairs),
        statistics.median(theirs for _mine, theirs in pairs),
        ratio,
    )
