"""`require_times`: what counts as two times, to the second at either end."""

import pytest

from signing.compact import LAST_SECOND, require_times
from signing.errors import BadClaims


@pytest.mark.parametrize(
    ("iat", "exp"), [(0, 1), (0, LAST_SECOND), (LAST_SECOND - 1, LAST_SECOND), (41, 42)]
)
def test_the_first_and_the_last_second_are_times(iat: object, exp: object) -> None:
    require_times(iat, exp)


@pytest.mark.parametrize(
    ("iat", "exp", "claim"),
    [
        (-1, 1, "iat"),
        (LAST_SECOND + 1, LAST_SECOND + 2, "iat"),
        (False, 1, "iat"),
        (0.0, 1, "iat"),
        (LAST_SECOND, LAST_SECOND, "exp"),
        (0, LAST_SECOND + 1, "exp"),
        (42, 42, "exp"),
        (42, 41, "exp"),
        (0, True, "exp"),
        (0, 1.0, "exp"),
    ],
)
def test_a_second_beyond_is_named(iat: object, exp: object, claim: str) -> None:
    with pytest.raises(BadClaims) as caught:
        require_times(iat, exp)
    assert caught.value.claim == claim


def test_the_last_second_is_datetimes() -> None:
    """Beyond it a page could not write the time."""
    assert LAST_SECOND == 253_402_300_799
