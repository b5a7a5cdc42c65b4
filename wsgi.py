"""What gunicorn and the `flask` command load."""

import os

import click

from kiosk import create_app
from kiosk.assets import AssetError
from kiosk.config import Config, ConfigError
from kiosk.logs import log
from kiosk.lookups.fingerprints import KeysWrong
from kiosk.operator import commands, doctor
from kiosk.store.database import FAULTS, DatabaseUnfit
from serving import lines

# The database, its log, a backup: whatever is written from here on is for this user alone.
os.umask(0o077)

# Gunicorn stops at a worker that ends with this; after any other it would start one for ever.
CANNOT_BOOT = 3

try:
    app = create_app(Config.from_env())
    # The operator's commands look for themselves: `init` and `restore` put in order what is amiss.
    if click.get_current_context(silent=True) is None:
        commands.ready(app)
        if odd := doctor.not_settings(app.config["ASKFIRST"]):
            log.warning(odd)
        if shared := doctor.shared_files(app.config["ASKFIRST"].data_dir):
            log.warning(shared)
except (ConfigError, DatabaseUnfit, KeysWrong, AssetError, *FAULTS) as error:
    lines.refuse(f"Ask First cannot start: {' '.join(str(error).split())}")
    raise SystemExit(CANNOT_BOOT) from None
