"""Every error has a code of its own and stands under one root."""

from __future__ import annotations

import inspect

import pytest

from signing import errors

PUBLIC = [
    error
    for name, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, Exception) and not name.startswith("_")
]


def test_all_stand_under_one_root():
    assert len(PUBLIC) > 15
    assert all(issubclass(error, errors.SigningError) for error in PUBLIC)


def test_no_two_codes_are_the_same():
    codes = [error.code for error in PUBLIC]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", [error for error in PUBLIC if "Token" in error.__name__])
def test_a_bad_token_can_be_caught_as_one(error):
    assert issubclass(error, errors.BadToken)


def test_an_old_link_is_not_a_false_one():
    assert not issubclass(errors.LinkExpired, errors.BadLink)
