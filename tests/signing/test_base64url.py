"""Base64url: one text for each run of bytes, the one that everybody writes."""

from __future__ import annotations

import string
from itertools import product

import itsdangerous
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.base64url import NotCanonical, decode, encode

ALPHABET = (string.ascii_letters + string.digits + "-_").encode()


@settings(max_examples=500, deadline=None, database=None)
@given(data=st.binary(max_size=64))
def test_it_is_what_itsdangerous_writes(data):
    assert encode(data) == itsdangerous.base64_encode(data)
    assert decode(encode(data)) == data


def test_each_byte_and_each_pair_has_one_text():
    """All texts of two and three characters: as many are right as there are bytes."""
    for length, right in ((2, 256), (3, 65536)):
        found = set()
        for characters in product(ALPHABET, repeat=length):
            try:
                found.add(decode(bytes(characters)))
            except NotCanonical:
                continue
        assert len(found) == right


@pytest.mark.parametrize("text", [b"A", b"AAAAA", b"A=", b"A==="])
def test_no_bytes_have_such_a_length(text):
    with pytest.raises(ValueError, match=r"."):
        decode(text)


@pytest.mark.parametrize(
    "text", [b"AAAA=", b"AA==", b"+/+/", b"AA AA", b"AAAA\n", b"!!!!", b"\xff\xfe", b"====", b"AB"]
)
def test_other_spellings_are_not_canonical(text):
    with pytest.raises(NotCanonical):
        decode(text)


@settings(max_examples=1500, deadline=None, database=None)
@given(text=st.binary(max_size=64))
def test_any_bytes_are_right_or_refused_by_name(text):
    try:
        data = decode(text)
    except ValueError:
        return
    assert encode(data) == text
