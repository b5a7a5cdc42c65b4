"""The controls of the server's speed: the least a Flask route on the same database can do, and
an empty page of the design system.

`gunicorn --config gunicorn.conf.py bench.bare:app`: one durable insert, one indexed SELECT,
and nothing else: no sign-in, no receipt, no audit trail, no log.
"""

import os
from pathlib import Path

import peewee
from flask import Flask, render_template, request
from jinja2 import ChainableUndefined, ChoiceLoader, DictLoader, PackageLoader
from playhouse.apsw_ext import APSWDatabase

from kiosk.store import postgres
from kiosk.store.database import BUSY_MS, PRAGMAS

FOLDER = Path(os.environ["ASKFIRST_DATA_DIR"])


def _database() -> peewee.Database:
    """A file, or what the product's setting names (`harness.databases`): opened as the product
    opens it.
    """
    if address := os.environ.get("ASKFIRST_DATABASE_URL_FILE"):
        return postgres.server(Path(address).read_text())
    file = str(FOLDER / "bare.db")
    embedded: peewee.Database = APSWDatabase(
        file, pragmas=PRAGMAS, timeout=BUSY_MS // 1000, autoconnect=False
    )
    return embedded


database = _database()


class Row(peewee.Model):
    """A row of the size that a verification writes."""

    key = peewee.CharField(index=True)
    text = peewee.TextField()

    class Meta:
        database = database


with database.connection_context():
    database.create_tables([Row])
    if not Row.select().exists():
        Row.insert_many(
            [{"key": f"key-{number}", "text": "x" * 500} for number in range(1000)]
        ).execute()

app = Flask(__name__, static_folder=None)
# As the product has it, and no more: the design system's own page with nothing in it.
app.jinja_options = {
    "undefined": ChainableUndefined,
    "autoescape": True,
    "loader": ChoiceLoader(
        [
            DictLoader({"empty.html": '{% extends "nhsuk/template.jinja" %}'}),
            PackageLoader("nhsuk_frontend_jinja"),
        ]
    ),
}


@app.before_request
def connect() -> None:
    """One connection for each thread, as the product keeps them."""
    database.connect(reuse_if_open=True)


@app.get("/healthz")
def healthz() -> str:
    """So that a test server knows it as one of its own."""
    return "alive"


@app.get("/page")
def page() -> str:
    """An empty page: header, footer and skip link of the design system."""
    return render_template("empty.html")


@app.post("/insert")
def insert() -> tuple[str, int]:
    """One durable insert of what was posted."""
    Row.insert(key=request.form["once"], text=request.form["entry"]).execute()
    return "", 204


@app.get("/select/<key>")
def select(key: str) -> tuple[str, int]:
    """One indexed SELECT."""
    row = Row.select(Row.text).where(Row.key == key).tuples().first()
    return ("", 204) if row else ("", 404)
