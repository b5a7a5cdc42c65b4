"""Ask First: the one place where everything is wired together."""

import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.templating import Environment
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from kiosk import assets, logs, views
from kiosk.config import Config
from kiosk.links import Secrets
from kiosk.operator import cli
from kiosk.store import database, fields

ROOT = Path(__file__).resolve().parent.parent
MAX_REQUEST = 96 * 1024  # bytes: a drawn signature of 64 KB and its form around it


class Templates(Environment):
    """Flask's own, quicker to import macros: no template here has globals of its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's globals themselves: Jinja compares them at every import."""
        return super().make_globals(d) if d else self.globals


def create_app(config: Config) -> Flask:
    """The WSGI application for one configuration.

    Raises:
        DatabaseUnfit: the database cannot be used as it is.
        AssetsMissing: the static files were never built.
    """
    app = Flask(__name__, static_folder=None)
    app.jinja_environment = Templates
    app.config.from_mapping(_settings(config))
    app.config["ASKFIRST"] = config
    app.config["CLOCK"] = lambda: int(time.time())
    app.extensions["secrets"] = Secrets(config.secret_key, config.receipt_keys, config.public_url)
    # nhsuk-frontend's macros are .jinja files, which Flask alone would not escape.
    app.jinja_options = {
        "undefined": ChainableUndefined,
        "autoescape": True,
        "loader": ChoiceLoader(
            [FileSystemLoader(ROOT / "templates"), PackageLoader("nhsuk_frontend_jinja")]
        ),
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    fields.set_field_keys(config.field_keys)
    database.connect(config.database_url)
    assets.install(app, ROOT / "static" / "dist")
    logs.install(app, config.log_format)
    app.before_request(_connect)
    views.install(app, database.Busy)
    cli.install(app)
    if config.trusted_hops:
        hops = config.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops)  # type: ignore[method-assign]
    return app


def _connect() -> None:
    """One connection for each thread, kept open: opening costs more than most queries."""
    if request.endpoint != "public.healthz":
        database.database.connect(reuse_if_open=True)


def _settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": config.secret_key,
        "MAX_CONTENT_LENGTH": MAX_REQUEST,
        "MAX_FORM_MEMORY_SIZE": MAX_REQUEST,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-session" if config.https else "session",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A kiosk may wait all day on one page: the token lives as long as its session.
        "WTF_CSRF_TIME_LIMIT": None,
    }
