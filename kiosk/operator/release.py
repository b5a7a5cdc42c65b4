"""Which release this is: its version, and a mark of its files, which changes when one does."""

import hashlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("kiosk", "serving", "signing", "templates")
CODE = frozenset({".py", ".html", ".js", ".toml", ".mo"})
MARK = 10  # characters


def on_disk() -> str:
    """The release whose files stand here now, such as `1.0.0-5f3a9c01e2`; some 20 ms."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    mark = hashlib.sha256()
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")):
        if path.suffix in CODE:
            mark.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return f"{version}-{mark.hexdigest()[:MARK]}"
