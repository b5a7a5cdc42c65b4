"""Build static/dist: `python -m tools.build_static`.

It is made from our css, js and icons and from the browser libraries. Every file gets a name that
holds a hash of its content, so that browsers may keep it for ever, with `.br` and `.gz` beside it
where they are smaller. `manifest.json` maps logical names to these names. A logical name is a
file's own name (`app.css`, `tick.svg`), so names are unique across folders. The same input gives
the same bytes. A style sheet's components (static/css/components) are put into the sheets that
import them, so that a page makes no request for each; the design system goes into a layer of its
own, below all of ours.

Old hashed files stay until `make clean`: a page opened before an update still finds its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import tempfile
from pathlib import Path, PurePosixPath

import brotli

ROOT = Path(__file__).resolve().parent.parent
NHSUK = "nhsuk-frontend/dist/nhsuk"

# Logical name: file in node_modules. htmx is a classic script; the others are ES modules
# (`type="module"`), with signature_pad's class as the default export. The camera's reader is a
# module that imports a second one and fetches its WebAssembly from where `static/js/scan.js` says.
VENDOR = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "signature_pad.js": "signature_pad/dist/signature_pad.min.js",
    "ed25519.js": "@noble/ed25519/index.js",  # only where the browser has no Ed25519 of its own
    "barcode-detector.js": "barcode-detector/dist/es/ponyfill.js",
    "zxing-exported.js": "barcode-detector/dist/es/zxing-exported.js",
    "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "nhsuk.js": f"{NHSUK}/nhsuk-frontend.min.js",
    "nhsuk.css": f"{NHSUK}/nhsuk-frontend.min.css",
    **{
        f"nhsuk-icon-{icon}.svg": f"{NHSUK}/assets/images/nhsuk-icon-{icon}.svg"
        for icon in ("arrow-down", "arrow-up", "arrow-up-down", "cross")
    },
}

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_INDENT = re.compile(r"\s*\n\s*")
# Only what begins on a line of its own and ends one: elsewhere it could be part of a string. No
# string of ours goes over a line's end; a test compares what is left with the compiler's own view.
JS_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*|)\n", re.MULTILINE)
CSS_IMPORT = re.compile(r'@import "\./(?P<part>components/[^"]+)" layer\((?P<layer>\w+)\);')
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")
CSS_URL = re.compile(r"""url\(\s*(["']?)(?P<target>[^"')]+)\1\s*\)""")
JS_IMPORT = re.compile(
    r"""(?P<before>\b(?:(?:from|import)\s*\(?|new\ URL\()\s*)(["'])\./(?P<target>[^"']+)\2"""
)

# Enough of the hash that two contents never share a name by chance.
HASH_LENGTH = 12
# A compressed form that saves less than a twentieth is not worth its file.
WORTH_PACKING = 0.95


class BuildError(Exception):
    """The sources cannot be built; the text says which file and why."""


def sources(static: Path, packages: Path) -> dict[str, Path]:
    """Every logical name and the file that it is made from."""
    found = {name: packages / path for name, path in VENDOR.items()}
    missing = [str(path) for path in found.values() if not path.is_file()]
    if missing:
        raise BuildError(f"{missing[0]} is missing; run `make setup`")
    for path in _ours(static):
        if path.name in found:
            raise BuildError(f"{path} and {found[path.name]} have the same name; rename one")
        found[path.name] = path
    return dict(sorted(found.items()))


def _ours(static: Path) -> list[Path]:
    """Our own files: not what this script made, what a system hides there, or a sheet's parts."""
    top = [path for path in static.iterdir() if path.name != "dist" and path.name[0] != "."]
    paths = [*top, *(path for folder in top for path in folder.rglob("*"))]
    return [path for path in paths if _is_whole(path)]


def _is_whole(path: Path) -> bool:
    return path.is_file() and path.name[0] != "." and path.parent.name != "components"


def build(static: Path = ROOT / "static", packages: Path = ROOT / "node_modules") -> bool:
    """Bring static/dist up to date; returns whether there was anything to do."""
    files = sources(static, packages)
    dist = static / "dist"
    digest = _digest(files, static / "css" / "components")
    if _is_built(dist, digest):
        return False
    dist.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=static, prefix=".build-") as drafts:
        writer = Writer(dist, Path(drafts))
        manifest = Namer(files, writer).manifest()
        writer.put("manifest.json", f"{json.dumps(manifest, indent=1)}\n".encode())
        writer.put(".built", digest.encode())
    return True


def _digest(files: dict[str, Path], components: Path) -> str:
    """A hash of all that a build is made from, this script included."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    parts = {path.name: path for path in sorted(components.glob("*.css"))}
    for name, path in [*files.items(), *parts.items()]:
        total.update(f"\n{name} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _is_built(dist: Path, digest: str) -> bool:
    try:
        manifest = json.loads((dist / "manifest.json").read_bytes())
        return (dist / ".built").read_text() == digest and all(
            (dist / name).is_file() for name in manifest.values()
        )
    except (FileNotFoundError, ValueError):
        return False


class Writer:
    """Puts files into dist, each whole or not at all, since a server may be reading there."""

    def __init__(self, dist: Path, drafts: Path) -> None:
        self._dist = dist
        self._drafts = drafts

    def put(self, name: str, content: bytes) -> None:
        """Write one file."""
        draft = self._drafts / name
        draft.write_bytes(content)
        draft.replace(self._dist / name)

    def put_hashed(self, name: str, content: bytes) -> str:
        """Write a file and its compressed forms under its hashed name; returns that name."""
        stem, dot, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}{dot}{ending}"
        if (self._dist / hashed).exists():
            return hashed
        for suffix, packed in (
            (".br", brotli.compress(content)),
            (".gz", gzip.compress(content, mtime=0)),
        ):
            if len(packed) < WORTH_PACKING * len(content):
                self.put(hashed + suffix, packed)
        # The file itself comes last: where it is, all of it is.
        self.put(hashed, content)
        return hashed


class Namer:
    """Names each file after its content, with the names of the files it refers to already in it."""

    def __init__(self, files: dict[str, Path], writer: Writer) -> None:
        self._files = files
        self._writer = writer
        self._under_way: list[str] = []
        self._named: dict[str, str] = {}

    def manifest(self) -> dict[str, str]:
        """Write every file; returns logical name to hashed name."""
        for name, path in self._files.items():
            self._name(name, path)
        return dict(sorted(self._named.items()))

    def _name(self, name: str, asked_by: Path) -> str:
        if name not in self._files:
            raise BuildError(f"{asked_by} refers to {name}, which is not among the static files")
        if name in self._under_way:
            circle = " > ".join([*self._under_way, name])
            raise BuildError(f"{circle} refer to each other, so none can be named first")
        if name not in self._named:
            self._under_way.append(name)
            self._named[name] = self._writer.put_hashed(name, self._content(name))
            self._under_way.pop()
        return self._named[name]

    def _content(self, name: str) -> bytes:
        path = self._files[name]
        if path.suffix == ".css":
            return self._css(path).encode()
        if path.suffix == ".js":
            return self._js(path).encode()
        return path.read_bytes()

    def _css(self, path: Path) -> str:
        """A style sheet without web fonts, with every address one of ours."""

        def local(match: re.Match[str]) -> str:
            target = match["target"]
            if target.startswith(("data:", "#")):
                return match[0]
            if "//" in target:
                raise BuildError(f"{path} calls {target}; a page may load nothing from outside")
            return f"url({self._name(PurePosixPath(re.split(r'[?#]', target)[0]).name, path)})"

        text = self._with_parts(path)
        # The design system's font is on its maker's server, and licensed for its own sites alone.
        text = FONT_FACE.sub("", SOURCE_MAP.sub("", text))
        if path == self._files["nhsuk.css"]:
            text = f"@layer nhsuk{{{text}}}"
        return CSS_URL.sub(local, text)

    def _with_parts(self, path: Path) -> str:
        """A sheet with the components that it imports in it; of ours, without comments."""

        def part(match: re.Match[str]) -> str:
            other = path.parent / match["part"]
            if not other.is_file():
                raise BuildError(f"{path} imports {match['part']}, which is not there")
            return f"@layer {match['layer']} {{\n{_small(other)}\n}}"

        if "node_modules" in path.parts:
            return path.read_text("utf-8")
        return CSS_IMPORT.sub(part, _small(path))

    def _js(self, path: Path) -> str:
        """A script whose `./` imports and `new URL("./…", import.meta.url)` name hashed files.

        (An import map would be inline script.) Ours go without comments that have their own lines.
        """

        def local(match: re.Match[str]) -> str:
            return f'{match["before"]}"./{self._name(match["target"], path)}"'

        text = path.read_text("utf-8")
        if "node_modules" not in path.parts:
            text = JS_COMMENT.sub("", text)
        return JS_IMPORT.sub(local, SOURCE_MAP.sub("", text))


def _small(path: Path) -> str:
    """A style sheet of ours as it is sent: no comments, no indentation."""
    return CSS_INDENT.sub("\n", CSS_COMMENT.sub("", path.read_text("utf-8"))).strip()


def main() -> int:
    """Build, say so in one line if anything changed, or say what is wrong."""
    try:
        if build():
            print("Built static/dist")
    except BuildError as error:
        sys.exit(f"Static files: {error}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
