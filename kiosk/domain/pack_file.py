"""A pack in one file: read from what was uploaded, and written in the same form (M3).

A ZIP with `pack.toml` and a file for each language, or one language's TOML by itself. Of a ZIP only
the last part of each name is looked at, and it names a language: nothing is ever unpacked.
"""

import io
import re
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.domain import toml
from kiosk.domain.refusals import InvalidInput

MAX_FILE: Final = 1024 * 1024  # bytes of an upload that are read; a pack has about 90 KB
MAX_TOML: Final = 256 * 1024  # bytes of one file in it; the longest of ours has 41 KB
MAX_FILES: Final = 64
MAX_DEPTH: Final = 8  # tables in one another; ours have five
PACK: Final = "pack.toml"
LANGUAGE_FILE = re.compile(r"([a-z]{2,3}(?:-[a-z]{2,8})?)\.toml")
DEEP: Final = " has tables in tables, far deeper than any rules: start from an export of this place"
# What computers put into a ZIP by themselves.
_BESIDE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# What `zipfile` raises for bytes that are none: it trusts the places that a ZIP names.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError,
          ValueError, LookupError, OverflowError)  # fmt: skip
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same pack is the same file, whenever it is written


@dataclass(frozen=True)
class PackFile:
    """What a file says. `pack` is None where it is the words of one language alone."""

    pack: dict[str, Any] | None
    words: dict[str, dict[str, Any]]  # by language


def refused(sentence: str) -> InvalidInput:
    """Why a file is not taken, and what to do."""
    return InvalidInput({"file": sentence})


def read(data: bytes) -> PackFile:
    """What an uploaded file says; whether it fits is asked later.

    Raises:
        InvalidInput: under `file`: empty, too big, broken, or no pack at all.
    """
    if not data:
        raise refused("Choose a file: a ZIP as it is exported here, or one language’s .toml")
    if len(data) > MAX_FILE:
        raise refused("This file is bigger than 1 MB, and a pack of rules is far smaller: choose "
                      "the ZIP or .toml with the rules alone")  # fmt: skip
    return _zip(data) if data.startswith(b"PK") else _alone(data)


def _alone(data: bytes) -> PackFile:
    words = _toml(data, "This file")
    language = words.get("language")
    if not isinstance(language, str) or not LANGUAGE_FILE.fullmatch(f"{language}.toml"):
        raise refused("This file does not say which language it is in: its first lines need "
                      "language = \"cy\", or send the whole ZIP")  # fmt: skip
    return PackFile(None, {language: words})


def _zip(data: bytes) -> PackFile:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: _member(archive, info) for name, info in _members(archive).items()}
    except BROKEN as error:
        raise refused("This ZIP is broken, or made in an unusual way: export it again, or zip "
                      "the .toml files again") from error  # fmt: skip
    if PACK not in files:
        raise refused("This ZIP has no pack.toml: put it in beside the languages, or send one "
                      "language’s .toml by itself")  # fmt: skip
    read_in = {name: _toml(each, name) for name, each in files.items()}
    pack = read_in.pop(PACK)
    for name, words in read_in.items():
        if words.get("language") != name.removesuffix(".toml"):
            raise refused(f"{name} says that it is in another language: name the file after the "
                          "language in its first lines")  # fmt: skip
    return PackFile(pack, {name.removesuffix(".toml"): words for name, words in read_in.items()})


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files that are looked at, by the last part of their name."""
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise refused(f"This ZIP has more than {MAX_FILES} files in it: a pack has pack.toml and "
                      "one for each language")  # fmt: skip
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.is_dir() or any(each in info.filename for each in _BESIDE):
            continue
        name = re.split(r"[/\\]", info.filename)[-1]
        if name in found:
            raise refused(f"{shown(name)} is in this ZIP twice: leave one of them out")
        if name != PACK and not LANGUAGE_FILE.fullmatch(name):
            raise refused(f"{shown(name)} is no part of a pack: leave in pack.toml and the "
                          "languages alone, such as cy.toml")  # fmt: skip
        found[name] = info
    return found


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise refused("This ZIP has a password: zip the files without one")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError  # others set aside as much memory as they say they need
    with archive.open(info) as opened:  # as much as is allowed, whatever its size is said to be
        data = opened.read(MAX_TOML + 1)
    if len(data) > MAX_TOML:
        raise refused("A file in this ZIP is too big: the words of one language are far smaller")
    return data


def _toml(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > MAX_TOML:
        raise refused(f"{name} is too big: the words of one language are far smaller")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if toml.longest_key(text) > MAX_DEPTH:
            raise refused(f"{name}{DEEP}")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise refused(f"{name} is not plain text in UTF-8: save it as “UTF-8” in your editor"
                      ) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise refused(f"{name} cannot be read as TOML: {_where(error)}. Put that right, or export "
                      "the rules here and start from that file") from error  # fmt: skip
    if toml.depth(table) > MAX_DEPTH:
        raise refused(f"{name}{DEEP}")
    return table


def _where(error: Exception) -> str:
    return shown(str(error).replace("\n", " "), 80) or "it is broken"


def shown(text: str, most: int = 40) -> str:
    """Some of what a file says, as a sentence about it may quote it."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return plain if len(plain) <= most else f"{plain[:most]}…"


def written(pack: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A pack as a ZIP: the same pack is the same bytes."""
    files = {PACK: pack} | {f"{language}.toml": each for language, each in words.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, EARLIEST), toml.written(table), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
