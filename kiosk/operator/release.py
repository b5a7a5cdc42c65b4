"""Which release this is: its version, and a mark of its files, which changes when one does."""

import hashlib
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("kiosk", "serving", "signing", "templates")
CODE = (".py", ".html", ".js", ".toml", ".mo")
MARK = 10  # characters


def on_disk() -> str:
    """The release whose files stand here now, such as `1.0.0-5f3a9c01e2`; some 10 ms."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    mark = hashlib.sha256()
    for path in sorted(_code()):
        mark.update(os.path.relpath(path, ROOT).encode() + b"\0")
        with open(path, "rb", buffering=0) as file:
            mark.update(file.read() + b"\0")
    return f"{version}-{mark.hexdigest()[:MARK]}"


def _code() -> Iterator[str]:
    for top in FOLDERS:
        for folder, _folders, names in os.walk(ROOT / top):
            yield from (os.path.join(folder, name) for name in names if name.endswith(CODE))
