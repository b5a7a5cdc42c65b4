"""Where everything is kept: peewee on an embedded SQLite, or on PostgreSQL."""
