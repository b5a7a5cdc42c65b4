"""The static build, and serving it: hashed names for ever, nothing from outside, nothing else."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import assets
from tools import build_static
from tools.node import node_command

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The browser libraries, built once: packing them takes most of a build's time."""
    static = tmp_path_factory.mktemp("libraries")
    build_static.build(static, PACKAGES)
    return static / "dist"


@pytest.fixture
def static(tmp_path: Path, libraries: Path) -> Path:
    """Our own files, small but with every kind of reference."""
    files = {
        "css/app.css": ".a{background:url('../icons/tick.svg?x#y')} .b{mask:url(#m)}",
        "js/app.js": 'import { a } from "./part.js"; import Pad from "./signature_pad.js";',
        "js/part.js": "export const a = 1;",
        "icons/tick.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "icons/.hidden": "an editor's own",
        "kiosk.webmanifest": '{"name": "Ask First"}',
    }
    folder = tmp_path / "static"
    (folder / "icons").mkdir(parents=True)
    shutil.copytree(libraries, folder / "dist")
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def app(static: Path) -> Flask:
    build_static.build(static, PACKAGES)
    app = Flask(__name__, static_folder=None)
    assets.install(app, static / "dist")
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def url(app: Flask, name: str) -> str:
    with app.app_context():
        return assets.asset_url(name)


def built(static: Path, name: str) -> Path:
    build_static.build(static, PACKAGES)
    return static / "dist" / assets._manifest(static / "dist")[name]


# --- Names ---


def test_every_name_holds_the_hash_of_its_own_content(static: Path) -> None:
    build_static.build(static, PACKAGES)
    manifest = assets._manifest(static / "dist")
    assert {"app.css", "app.js", "part.js", "tick.svg", "nhsuk.css", "htmx.js"} <= manifest.keys()
    assert ".hidden" not in manifest
    for hashed in manifest.values():
        content = (static / "dist" / hashed).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:12] == hashed.split(".")[-2]


def test_references_are_to_hashed_names(static: Path) -> None:
    icon, part, pad = (
        built(static, name).name for name in ("tick.svg", "part.js", "signature_pad.js")
    )
    assert (
        built(static, "app.css").read_text() == f".a{{background:url({icon})}} .b{{mask:url(#m)}}"
    )
    assert built(static, "app.js").read_text() == (
        f'import {{ a }} from "./{part}"; import Pad from "./{pad}";'
    )


def test_a_script_fetches_what_lies_beside_it_by_its_hashed_name(static: Path) -> None:
    (static / "js/part.js").write_text('new URL("./zxing_reader.wasm", import.meta.url);')
    wasm = built(static, "zxing_reader.wasm").name
    assert built(static, "part.js").read_text() == f'new URL("./{wasm}", import.meta.url);'


def test_of_a_library_only_the_names_that_it_imports_change(static: Path) -> None:
    source = (PACKAGES / build_static.VENDOR["barcode-detector.js"]).read_text()
    source = build_static.SOURCE_MAP.sub("", source)
    assert source.count("./zxing-exported.js") == 1, "the control: there is something to change"
    other = built(static, "zxing-exported.js").name
    changed = built(static, "barcode-detector.js").read_text()
    assert changed == source.replace("zxing-exported.js", other)


def test_a_change_in_an_icon_renames_the_style_sheet_that_uses_it(static: Path) -> None:
    before = built(static, "app.css")
    (static / "icons/tick.svg").write_text("<svg/>")
    assert built(static, "app.css").name != before.name
    assert before.exists(), "a page opened before the update still finds its style sheet"


def test_the_same_input_gives_the_same_bytes(static: Path) -> None:
    build_static.build(static, PACKAGES)
    first = {path.name: path.read_bytes() for path in (static / "dist").iterdir()}
    shutil.rmtree(static / "dist")
    build_static.build(static, PACKAGES)
    assert {path.name: path.read_bytes() for path in (static / "dist").iterdir()} == first


def test_builds_only_what_changed(static: Path) -> None:
    assert build_static.build(static, PACKAGES)
    assert not build_static.build(static, PACKAGES)
    (static / "css/app.css").write_text(".a{}")
    assert build_static.build(static, PACKAGES)
    built(static, "htmx.js").unlink()
    assert build_static.build(static, PACKAGES), "a file that went missing comes back"


def test_compressed_forms_hold_the_same_content(static: Path) -> None:
    style = built(static, "nhsuk.css")
    assert brotli.decompress(Path(f"{style}.br").read_bytes()) == style.read_bytes()
    assert gzip.decompress(Path(f"{style}.gz").read_bytes()) == style.read_bytes()
    assert not Path(f"{built(static, 'part.js')}.br").exists(), "19 bytes do not get smaller"


# --- Comments of ours stay here ---


def test_a_script_of_ours_is_sent_without_the_comments_on_lines_of_their_own(
    static: Path,
) -> None:
    (static / "js/part.js").write_text(
        "// Why.\n/* One. */\n/**\n * @param {string} a\n // inside\n **/\n"
        'export const part = (a) => "//" + a; // stays\n\n'
        "  /** @type {string} */ (part);\n/* stays */ part;\n  \n// The end, without a new line"
    )
    assert built(static, "part.js").read_text() == (
        'export const part = (a) => "//" + a; // stays\n'
        "  /** @type {string} */ (part);\n/* stays */ part;\n// The end, without a new line"
    )


def test_a_library_keeps_its_comments(static: Path) -> None:
    source = (PACKAGES / build_static.VENDOR["ed25519.js"]).read_text()
    assert build_static.JS_COMMENT.search(source), "the control: there is something to keep"
    source = build_static.SOURCE_MAP.sub("", source)
    assert built(static, "ed25519.js").read_text() == source


def compiled(scripts: list[str]) -> list[str]:
    """The scripts as the TypeScript compiler writes them: its own layout, no comments."""
    command = node_command()
    assert command, "there is no Node.js: `make test` brings one"
    work = """
      const ts = require("typescript");
      const compilerOptions = { removeComments: true, target: "esnext", module: "esnext" };
      const scripts = JSON.parse(require("fs").readFileSync(0, "utf8"));
      const done = scripts.map((each) => ts.transpileModule(each, { compilerOptions }).outputText);
      console.log(JSON.stringify(done));
    """
    done = subprocess.run(
        [*command, "--eval", work],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    results: list[str] = json.loads(done.stdout)
    return results


def test_no_script_of_ours_loses_more_than_comments() -> None:
    inside = "export const text = `\n// part of the text\n`;\n"  # the control: this one would
    whole = [path.read_text() for path in sorted((ROOT / "static/js").glob("*.js"))]
    bare = [build_static.JS_COMMENT.sub("", text) for text in [*whole, inside]]
    assert sum(map(len, bare)) < 0.8 * sum(map(len, whole))
    *before, text_before = compiled([*whole, inside])
    *after, text_after = compiled(bare)
    assert after == before
    assert text_after != text_before


# --- Nothing from outside ---


def test_the_design_system_loads_nothing_from_outside(static: Path) -> None:
    source = (PACKAGES / build_static.VENDOR["nhsuk.css"]).read_text()
    assert source.count("@font-face") == 2, "the control: there is something to strip"
    assert "assets.nhs.uk" in source
    style = built(static, "nhsuk.css").read_text()
    assert "@font-face" not in style
    assert "//" not in style
    assert "sourceMappingURL" not in style
    for target in re.findall(r"url\(([^)]*)\)", style):
        assert (static / "dist" / target).is_file()


@pytest.mark.parametrize("name", ["htmx.js", "nhsuk.js", "signature_pad.js"])
def test_scripts_name_no_source_map(static: Path, name: str) -> None:
    assert "sourceMappingURL" not in built(static, name).read_text()


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("css/app.css", "a{background:url(https://example.org/x.svg)}", "nothing from outside"),
        ("css/app.css", "a{background:url(//example.org/x.svg)}", "nothing from outside"),
        ("css/app.css", "a{background:url(no.svg)}", "no.svg, which is not among"),
        ("js/app.js", 'import "./no.js";', "no.js, which is not among"),
        ("js/part.js", 'import "./app.js";', "refer to each other"),
        ("icons/app.css", "", "same name"),
        ("js/htmx.js", "", "same name"),
    ],
)
def test_a_build_that_would_break_pages_stops(
    static: Path, name: str, text: str, complaint: str
) -> None:
    (static / name).write_text(text)
    with pytest.raises(build_static.BuildError, match=complaint):
        build_static.build(static, PACKAGES)


def test_missing_browser_libraries_say_what_to_do(static: Path, tmp_path: Path) -> None:
    with pytest.raises(build_static.BuildError, match="make setup"):
        build_static.build(static, tmp_path)


# --- Serving ---


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("app.css", "text/css"),
        ("app.js", "text/javascript"),
        ("tick.svg", "image/svg+xml"),
        ("kiosk.webmanifest", "application/manifest+json"),
    ],
)
def test_a_hashed_file_is_served_for_ever_and_for_this_site_only(
    app: Flask, client: FlaskClient, name: str, media_type: str
) -> None:
    answer = client.get(url(app, name))
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert answer.mimetype_params.get("charset", "utf-8") == "utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_wasm_has_its_own_type(static: Path) -> None:
    (static / "js/reader.wasm").write_bytes(b"\0asm")
    build_static.build(static, PACKAGES)
    app = Flask(__name__, static_folder=None)
    assets.install(app, static / "dist")
    assert app.test_client().get(url(app, "reader.wasm")).mimetype == "application/wasm"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_browser_gets_the_compressed_form_it_takes(
    app: Flask, client: FlaskClient, encoding: str
) -> None:
    plain = client.get(url(app, "nhsuk.css"))
    packed = client.get(url(app, "nhsuk.css"), headers={"Accept-Encoding": encoding})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[encoding]
    assert packed.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert unpack(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 5


@pytest.mark.parametrize("path", ["manifest.json", ".built", "app.css", "../dist/manifest.json"])
def test_nothing_but_hashed_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_templates_have_asset_url(app: Flask) -> None:
    with app.app_context():
        template = app.jinja_env.from_string("{{ asset_url('app.css') }}")
        assert template.render() == url(app, "app.css")


def test_an_unknown_name_and_a_missing_build_say_what_to_do(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(assets.AssetError, match=r"no static file 'no\.css'.*make setup"):
        url(app, "no.css")
    with pytest.raises(assets.AssetError, match="make setup"):
        assets.install(Flask(__name__), tmp_path)


def test_the_inline_script_hash_is_that_of_the_page_as_sent() -> None:
    app = Flask(__name__, static_folder=None)
    app.jinja_env.autoescape = True
    from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader

    app.jinja_env.undefined = ChainableUndefined
    app.jinja_env.loader = ChoiceLoader([PackageLoader("nhsuk_frontend_jinja")])
    with app.test_request_context():
        page = app.jinja_env.get_template("nhsuk/template.jinja").render()
    [script] = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert assets.inline_script_hash() == f"sha256-{digest}"
