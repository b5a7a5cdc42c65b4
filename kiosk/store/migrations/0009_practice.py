"""A manager says what the place is: hours by weekday, days closed, links, own words, a pause."""

import json

import peewee
from peewee import BigIntegerField, TextField
from playhouse.migrate import SchemaMigrator, migrate

DAYS = 7


def up(migrator: SchemaMigrator, db: peewee.Database) -> None:
    """One closing time for all days becomes the closing time of each day."""
    migrate(
        migrator.add_column("kiosk", "seen_at", BigIntegerField(null=True)),
        migrator.add_column("site", "week", TextField(default="[]")),
        migrator.add_column("site", "closed_days", TextField(default="[]")),
        migrator.add_column("site", "links", TextField(default="{}")),
        migrator.add_column("site", "help", TextField(default="{}")),
        migrator.add_column("site", "pause", TextField(default="{}")),
    )
    for number, closes in db.execute_sql("SELECT id, closes FROM site").fetchall():
        if closes:
            # Midnight alone would be "open day and night": such a day begins a minute later.
            opens = "00:01" if closes == "00:00" else "00:00"
            week = json.dumps([[opens, closes]] * DAYS, separators=(",", ":"))
            said = f"UPDATE site SET week = {db.param} WHERE id = {db.param}"  # noqa: S608
            db.execute_sql(said, (week, number))
    migrate(migrator.drop_column("site", "closes"))
