"""Ask First: the one place where everything is wired together."""

import time
from functools import partial
from pathlib import Path

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kiosk import assets, logs, templates, views
from kiosk.config import Config
from kiosk.operator import cli, founding, keeper, key_watch, running
from kiosk.store import database
from kiosk.views.front.pages import looks_again

ROOT = Path(__file__).resolve().parent.parent
# Bytes. A drawn signature of 64 KB is twice that in a form, where each bracket and comma takes
# three; one that is too big gets here as well, so that the page itself can say so.
MAX_REQUEST = 384 * 1024
# The pages that say whether there is a database need none to be opened first.
LOOK_THEMSELVES = ("public.healthz", "public.readyz", "public.metrics")


def create_app(config: Config) -> Flask:
    """The WSGI application for one configuration.

    Raises:
        DatabaseUnfit: the database cannot be used as it is.
        AssetsMissing: the static files were never built.
    """
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(_settings(config))
    app.config["CLOCK"] = time.time
    founding.use(app, config)
    templates.install(app, ROOT / "templates")
    database.connect(config.database_url)
    assets.install(app, ROOT / "static" / "dist")
    logs.install(app, config.log_format, hops=config.trusted_hops, looks_again=looks_again)
    if config.counts:
        from kiosk import metrics  # noqa: PLC0415  # what counts is loaded where it is asked for

        metrics.install(app)
    key_watch.install(app, config)
    app.before_request(_connect)
    app.teardown_request(_let_go)
    views.install(app, database.Busy)
    cli.install(app)
    # What a server does beside its requests: begun by each worker (gunicorn.conf.py).
    app.extensions["beside"] = partial(keeper.begin, app)
    app.extensions["announce"] = partial(keeper.announce, app)
    app.extensions["withdraw"] = running.withdraw
    if config.trusted_hops:
        hops = config.trusted_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops)  # type: ignore[method-assign]
    return app


def _connect() -> None:
    """One connection for each thread, kept open: opening costs more than most queries. Those to a
    server are few: one that was opened here goes back to the others.
    """
    if request.endpoint not in LOOK_THEMSELVES:
        g.opened = database.open_here()


def _let_go(_error: BaseException | None) -> None:
    if g.get("opened"):
        database.let_go()


def _settings(config: Config) -> dict[str, object]:
    return {
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
