"""Passwords that are checked in no time: a real check takes a quarter of a second of a core, which
is its point, and a run of the tests signs in hundreds of times. What the product itself spends is
held to RFC 9106 by tests/actions/test_staff.py.
"""

from argon2 import PasswordHasher

from kiosk.actions import staff

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def cheapen() -> None:
    """Keep every further password of this process in a way that is quick to check."""
    staff._hasher = CHEAP
