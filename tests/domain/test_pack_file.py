"""A pack in one file: the same again once read back, and no trust in what it says (M3)."""

import io
import random
import time
import tomllib
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import pack_file, toml
from kiosk.domain.pack_file import MAX_FILE, MAX_TOML, PackFile, read
from kiosk.domain.refusals import InvalidInput
from kiosk.store.packs import default_pack, read_pack

PACK, WORDS = read_pack(default_pack())
BY_LANGUAGE = {each["language"]: each for each in WORDS}
WHOLE = pack_file.written(PACK, BY_LANGUAGE)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = TEXT | st.integers(-(2**31), 2**31) | st.booleans() | st.lists(TEXT, max_size=3)
TABLES = st.recursive(
    st.dictionaries(TEXT, PLAIN, max_size=4),
    lambda inner: st.dictionaries(
        TEXT, PLAIN | inner | st.lists(inner, min_size=1, max_size=2), max_size=4
    ),
    max_leaves=12,
)


def zipped(**files: str | bytes) -> bytes:
    """A ZIP of these, `__` standing for a dot in a name."""
    return named({name.replace("__", "."): each for name, each in files.items()})


def named(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return out.getvalue()


def why(data: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        read(data)
    assert [*refused.value.errors] == ["file"]
    return refused.value.errors["file"]


@given(TABLES)
def test_what_is_written_is_read_back_the_same(table: dict[str, Any]) -> None:
    assert tomllib.loads(toml.written(table)) == table


def test_what_toml_has_no_word_for_is_not_written() -> None:
    with pytest.raises(TypeError):
        toml.written({"a": None})


def test_the_shipped_pack_is_the_same_after_a_round_trip() -> None:
    assert read(WHOLE) == PackFile(PACK, BY_LANGUAGE)
    assert len(WHOLE) < MAX_FILE / 5


def test_the_same_pack_is_the_same_file() -> None:
    assert pack_file.written(PACK, BY_LANGUAGE) == WHOLE


def test_one_language_comes_by_itself() -> None:
    """As an editor on Windows may save it."""
    text = "\ufeff" + toml.written(BY_LANGUAGE["cy"]).replace("\n", "\r\n")
    assert read(text.encode()) == PackFile(None, {"cy": BY_LANGUAGE["cy"]})


def test_a_folder_in_the_zip_and_what_a_computer_adds_are_no_matter() -> None:
    en = toml.written(BY_LANGUAGE["en"])
    data = named(
        {"rules/pack.toml": toml.written(PACK), "rules/en.toml": en}
        | {"__MACOSX/rules/._en.toml": b"\0", "rules/.DS_Store": b"\0", "rules/": b""}
    )
    assert read(data) == PackFile(PACK, {"en": BY_LANGUAGE["en"]})


@pytest.mark.parametrize("name", ["../../cy.toml", "/etc/cy.toml", "C:\\windows\\cy.toml"])
def test_no_path_in_a_zip_leads_anywhere(name: str) -> None:
    """It names a language by its last part, and nothing is unpacked."""
    data = named({"pack.toml": toml.written(PACK), name: toml.written(BY_LANGUAGE["cy"])})
    assert [*read(data).words] == ["cy"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Choose a file"),
        (b"x" * (MAX_FILE + 1), "bigger than 1 MB"),
        (b"\x89PNG\r\n\x1a\n\0", "not plain text"),
        (b"language = ", "cannot be read as TOML"),
        (b"a = 1", "does not say which language"),
        (b'language = "../en"', "does not say which language"),
        (b"language = 7", "does not say which language"),
        (b"a = " + b"[" * 5000, "cannot be read as TOML"),
        (b"#" * (MAX_TOML + 1), "too big"),
        (WHOLE[:2000], "broken"),
        (WHOLE[:300] + b"\0\0\0\0" + WHOLE[304:], "broken"),
        (b"PK\x05\x06" + b"\0" * 18, "no pack.toml"),
        (zipped(pack__toml="", rules__docx=b"PK"), "rules.docx is no part of a pack"),
        (zipped(pack__toml="", EN__toml=""), "EN.toml is no part"),
        (zipped(pack__toml="", cy__toml='language = "pl"'), "in another language"),
        (named({"pack.toml": "", "a/cy.toml": "", "b/cy.toml": ""}), "twice"),
        (named({f"{number}.toml": "" for number in range(65)}), "more than 64 files"),
        (zipped(pack__toml="", cy__toml=b"#" * (MAX_TOML + 1)), "too big"),
    ],
)
def test_what_is_no_pack_is_refused_with_what_to_do(data: bytes, told: str) -> None:
    assert told in why(data)


def test_a_bomb_is_read_no_further_than_one_file_may_be() -> None:
    """30 MB of nothing in 30 KB."""
    data = zipped(pack__toml="", cy__toml=b"\n" * (30 * 1024 * 1024))
    assert len(data) < MAX_FILE
    assert "too big" in why(data)


def test_a_password_is_named() -> None:
    locked = bytearray(zipped(pack__toml="a = 1"))
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(start) + flags] |= 1
    assert "password" in why(bytes(locked))


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda each: b"PK\x03\x04" + each))
def test_arbitrary_bytes_are_refused_or_read(data: bytes) -> None:
    with suppress(InvalidInput):
        read(data)


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 60_000 + " = 1",
        "[" + "a." * 60_000 + "a]",
        'x = {a = """x"""", ' + "b." * 60_000 + "b = 1}",
        "x = {a = '''x'''', " + "'b'." * 40_000 + "b = 1}",
        'x = {"#\\"" = 1, ' + "b." * 60_000 + "b = 1}",
        "a.b.c.d.e.f.g.h.i = 1",
        "a=" + "{a.a.a.a.a.a=" * 60 + "1" + "}" * 60,
    ],
)
def test_tables_in_tables_without_end_are_refused_at_once(text: str) -> None:
    """`tomllib` takes half a minute for a key of 60 KB, and a worker with it."""
    began = time.process_time()
    assert "tables in tables" in why(f'language = "cy"\n{text}\n'.encode())
    assert time.process_time() - began < 1


def test_dots_in_what_is_said_are_no_tables() -> None:
    said = 'a = "a.b.c.d.e.f.g.h.i.j...and so on...... \\\\"  # ..........\n'
    said += 't = \'c.d.........\'\nm = """\n......... "a.........." """\n'
    assert read(f'language = "cy"\n{said}'.encode()).words["cy"]["t"] == "c.d........."
    assert toml.longest_key('a."b.c".d = 1') == 3


def _spoiled(seed: int, how: int) -> bytes:
    """A ZIP with a few bytes changed in it."""
    chance, out = random.Random(seed), io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("pack.toml", "a = 1\n" * 20)
        archive.writestr("cy.toml", 'language = "cy"')
    data = bytearray(out.getvalue())
    for _turn in range(chance.randint(1, 4)):
        data[chance.randrange(2, len(data))] = chance.choice([0, 1, 127, 128, 255])
    return bytes(data)


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_spoiled_zip_is_read_or_refused_and_no_fault_of_ours(how: int) -> None:
    for seed in range(1500):
        with suppress(InvalidInput):
            read(_spoiled(seed, how))


def test_a_name_that_is_no_utf8_is_a_broken_zip() -> None:
    data = named({"cÿ.toml": ""}).replace("ÿ".encode(), b"\xff\xff")
    assert "broken" in why(data)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_sets_aside_what_memory_it_likes_is_not_opened(how: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("pack.toml", "a = 1")
    assert "made in an unusual way" in why(out.getvalue())
