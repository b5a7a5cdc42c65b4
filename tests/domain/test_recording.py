"""How long a recording has run, breaks left out, and how that is shown (K6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.recording import Pause, elapsed, span

START = 1_000


@pytest.mark.parametrize(
    ("pauses", "seconds"),
    [
        ([], 600),
        ([Pause(START + 60, "clinician", START + 120)], 540),
        ([Pause(START + 60, "clinician")], 60),  # it lasts
        ([Pause(START + 60, "clinician", START + 90), Pause(START + 300, "came_in")], 270),
        ([Pause(START, "came_in", START + 600)], 0),
        ([Pause(START + 100, "came_in", START + 100)], 600),
        ([Pause(START + 500, "clinician", START + 900)], 500),  # ended after the end that is asked
        ([Pause(START + 700, "clinician")], 600),  # began after it
    ],
)
def test_breaks_are_left_out(pauses: list[Pause], seconds: int) -> None:
    assert elapsed(START, START + 600, pauses) == seconds


def test_a_clock_that_went_back_shows_nought() -> None:
    assert elapsed(START, START - 60, []) == 0
    assert elapsed(START, START + 5, [Pause(START - 100, "clinician", START + 5)]) == 0


@given(
    some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)), max_size=6),
    some.integers(0, 60),
)
def test_elapsed_is_every_second_that_no_break_has(
    breaks: list[tuple[int, int]], rest: int
) -> None:
    """Counted second by second: breaks follow each other, as the product makes them."""
    at, pauses, running = START, [], 0
    for run, pause in breaks:
        running += run
        at += run
        pauses.append(Pause(at, "clinician", at + pause))
        at += pause
    assert elapsed(START, at + rest, pauses) == running + rest


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (7, "0:07"), (247, "4:07"), (3599, "59:59"), (3847, "1:04:07"), (-5, "0:00")],
)
def test_a_time_that_has_run_is_shown_as_a_clock_does(seconds: int, shown: str) -> None:
    assert span(seconds) == shown
