"""Serve static/dist through WhiteNoise, and give pages the hashed names in it.

`tools/build_static.py` writes the folder; `make setup` runs it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app
from whitenoise import WhiteNoise

PREFIX = "/static/"
HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
MEDIA_TYPES = {".webmanifest": "application/manifest+json"}


class AssetError(RuntimeError):
    """The static files are not built, or a page asks for one that is not among them."""


def install(app: Flask, dist: Path) -> None:
    """Serve the hashed files of `dist` under /static/, and give templates `asset_url`.

    Raises:
        AssetError: the files are not built.
    """
    app.extensions["assets"] = _manifest(dist)
    app.jinja_env.globals["asset_url"] = asset_url
    server = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        mimetypes=MEDIA_TYPES,
        add_headers_function=_add_headers,
        immutable_file_test=HASHED.pattern,
    )
    # Hashed files alone: the manifest and whatever else lies there is nobody's to fetch.
    for path in dist.iterdir():
        if HASHED.search(path.name):
            server.add_file_to_dictionary(PREFIX + path.name, str(path))
    app.wsgi_app = server  # type: ignore[method-assign]


def asset_url(name: str) -> str:
    """The address of a static file by its logical name, as `app.css`.

    Raises:
        AssetError: there is no such file.
    """
    manifest: dict[str, str] = current_app.extensions["assets"]
    if name not in manifest:
        raise AssetError(f"There is no static file {name!r}: run `make setup` if it is new.")
    return PREFIX + manifest[name]


@cache
def inline_script_hash() -> str:
    """The CSP source (CSP3 §2.3.1), without quotes, of the design system's one inline script."""
    template = (
        files("nhsuk_frontend_jinja").joinpath("templates/nhsuk/template.jinja").read_text("utf-8")
    )
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", template, re.DOTALL)
    if len(scripts) != 1:
        raise AssetError(f"The CSP is made for one inline script, and there are {len(scripts)}.")
    return "sha256-" + base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()


def _manifest(dist: Path) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads((dist / "manifest.json").read_bytes())
    except FileNotFoundError:
        raise AssetError(
            f"The static files are not built ({dist} has no manifest): run `make setup`."
        ) from None
    return manifest


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
