"""Indexes for what is asked all day, so that a million consents cost what a thousand do.

A code leads to its consent at a site, the newest first; who records now, and the last backup, are
found without a look at all that is over.
"""

import peewee
from playhouse.migrate import SchemaMigrator


def up(_migrator: SchemaMigrator, db: peewee.Database) -> None:
    """Indexes alone. No row says anything else than before."""
    db.execute_sql("DROP INDEX consent_code_hash")
    db.execute_sql(
        "CREATE INDEX consent_code_hash_site_id_signed_at "
        "ON consent (code_hash, site_id, signed_at)"
    )
    db.execute_sql(
        "CREATE INDEX recording_running ON recording (started_by_id, consent_id) "
        "WHERE stopped_at IS NULL"
    )
    db.execute_sql(
        "CREATE INDEX audit_entry_backup ON audit_entry (at) WHERE verb = 'database.backup'"
    )
