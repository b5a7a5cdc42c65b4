"""Mass tampering: nothing false is believed, nothing but the named error is raised."""

from __future__ import annotations

import json
import os
import string
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import itsdangerous
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.errors import BadToken, TokenMalformed, TokenNotCanonical
from signing.receipts import issue

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BASE64URL = string.ascii_letters + string.digits + "-_"
JUNK = ["!", "!!!!", "=", "====", "\n", " ", "\0", "%2e", "é", "\u200b", "\ud800", "."]
MANY = settings(max_examples=1500, deadline=None, database=None)
SOME = settings(max_examples=400, deadline=None, database=None)


def refused(clinic, text: str) -> bool:
    """True if the check refuses the text by name; any other error fails the test."""
    try:
        clinic.check(text)
    except BadToken:
        return True
    return False


# --- control: without the strict check, the tampering below would pass ---


def bare_signer_accepts(clinic, text: str) -> bool:
    return clinic.keys.signing_key.signer.validate(text)


def test_control_the_bare_signer_accepts_junk_in_every_signature(clinic, many):
    for number, token in enumerate(many):
        head, signature = token.rsplit(".", 1)
        place = number % len(signature)
        text = f"{head}.{signature[:place]}!!!!{signature[place:]}"
        assert bare_signer_accepts(clinic, text)
        with pytest.raises((TokenMalformed, TokenNotCanonical)):
            clinic.check(text)


def test_control_the_bare_signer_accepts_fifteen_wrong_last_characters(clinic, token):
    wrong = [token[:-1] + character for character in BASE64URL]
    wrong.remove(token)
    accepted = [text for text in wrong if bare_signer_accepts(clinic, text)]
    assert len(wrong) == 63
    assert len(accepted) == 15
    for text in accepted:
        with pytest.raises(TokenNotCanonical):
            clinic.check(text)


# --- every change of one kind ---


def test_all_63_wrong_last_characters_are_refused(clinic, many):
    for token in many[:20]:
        for part in (0, 1, 2):
            parts = token.split(".")
            right = parts[part][-1]
            for character in BASE64URL.replace(right, ""):
                parts[part] = parts[part][:-1] + character
                assert refused(clinic, ".".join(parts))


def test_junk_at_every_place_is_refused(clinic, many):
    for token in many[:2]:
        for place in range(len(token) + 1):
            for junk in JUNK:
                assert refused(clinic, token[:place] + junk + token[place:])


def test_every_lost_doubled_and_swapped_character_is_refused(clinic, many):
    for token in many[:2]:
        for place in range(len(token)):
            before, here, after = token[:place], token[place], token[place + 1 :]
            assert refused(clinic, before + after)
            assert refused(clinic, before + here + here + after)
            if after and after[0] != here:
                assert refused(clinic, before + after[0] + here + after[1:])


def test_every_beginning_and_every_end_is_refused(clinic, token):
    for place in range(1, len(token)):
        assert refused(clinic, token[:place])
        assert refused(clinic, token[place:])


@pytest.mark.parametrize(
    "count", [10, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_every_flipped_bit_is_refused(clinic, many, count):
    """One process for each core, with the published keys: 200 take some 80 s of work."""
    total = Counter()
    for counts in flip_every_bit(clinic, many[:count]):
        total.update(counts)
    assert total["tokens"] == total["genuine"] == count
    assert total["flips"] == sum(8 * len(token) for token in many[:count])
    assert total["refused"] == total["flips"]
    assert total["accepted"] == total["unnamed"] == 0


def flip_every_bit(clinic, tokens: list[str]) -> list[dict[str, int]]:
    where = {"issuer": clinic.issuer, "audience": clinic.site, "now": clinic.now}
    share = os.cpu_count() or 1
    works = [
        json.dumps({"jwks": clinic.keys.public_jwks(), **where, "tokens": tokens[start::share]})
        for start in range(share)
    ]
    with ThreadPoolExecutor(share) as pool:
        return list(pool.map(run_flips, works))


def run_flips(work: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, HERE / "flip_every_bit.py"],
        input=work,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# --- arbitrary text and arbitrary claims ---

any_text = st.text(st.characters(exclude_categories=()))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=8,
)


@MANY
@given(text=any_text | st.text(BASE64URL + ".=", max_size=200))
def test_any_text_is_refused_by_name(clinic, text):
    assert refused(clinic, text)


@MANY
@given(header=any_text, payload=any_text, signature=st.text(BASE64URL, min_size=86, max_size=86))
def test_any_three_parts_are_refused_by_name(clinic, header, payload, signature):
    assert refused(clinic, f"{header}.{payload}.{signature}")


@MANY
@given(data=st.data(), put=any_text | st.text(BASE64URL, max_size=8))
def test_any_cut_and_paste_is_refused_by_name(clinic, token, data, put):
    start = data.draw(st.integers(0, len(token)))
    end = data.draw(st.integers(start, min(len(token), start + 12)))
    text = token[:start] + put + token[end:]
    assert text == token or refused(clinic, text)


@SOME
@given(header=st.binary(max_size=120) | json_values, payload=st.binary(max_size=120) | json_values)
def test_anything_signed_is_refused_by_name(clinic, header, payload):
    for forged in (
        clinic.forge(header=header),
        clinic.forge(payload=payload),
        clinic.forge(header=header, payload=payload),
    ):
        # A JSON null stands for the right part in forge().
        assert header is None or payload is None or refused(clinic, forged)


@SOME
@given(data=st.data(), value=json_values)
def test_what_is_believed_is_what_would_be_issued(clinic, data, value):
    """Ed25519 is deterministic: one set of claims has one token, and no other."""
    name = data.draw(st.sampled_from([*clinic.members(), "other"]))
    forged = clinic.forge(payload=clinic.members() | {name: value})
    try:
        claims = clinic.check(forged)
    except BadToken:
        return
    assert issue(claims, clinic.keys) == forged


def test_the_strict_check_still_goes_through_itsdangerous(clinic, token):
    """The extension point is the real one: itsdangerous itself reads our receipts."""
    signer = clinic.keys.signing_key.signer
    assert isinstance(signer, itsdangerous.Signer)
    assert signer.unsign(token).decode() == token.rsplit(".", 1)[0]
