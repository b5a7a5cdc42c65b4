"""By when a request is to be answered (UK GDPR Article 12(3))."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.patient_request import due_at

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-11", "2026-12-11"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-30", "2028-02-29"),
        ("2026-12-31", "2027-01-31"),
        ("2026-08-31", "2026-09-30"),
        ("2026-10-01", "2026-11-01"),  # the clocks go back in between
    ],
)
def test_a_month_is_the_same_day_of_the_next_or_its_last(asked: str, due: str) -> None:
    at = datetime.datetime.fromisoformat(f"{asked}T10:00").replace(tzinfo=LONDON)
    found = datetime.datetime.fromtimestamp(due_at(int(at.timestamp()), "Europe/London"), tz=LONDON)
    assert f"{found:%Y-%m-%dT%H:%M}" == f"{due}T23:59"
