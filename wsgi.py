"""What gunicorn and the `flask` command load."""

import os
import sys

from kiosk import create_app
from kiosk.assets import AssetError
from kiosk.config import Config, ConfigError
from kiosk.store.database import DatabaseUnfit

# The database, its log, a backup: whatever is written from here on is for this user alone.
os.umask(0o077)

# Gunicorn stops at a worker that ends with this; after any other it would start one for ever.
CANNOT_BOOT = 3

try:
    app = create_app(Config.from_env())
except (ConfigError, DatabaseUnfit, AssetError) as error:
    sys.stderr.write(f"Ask First cannot start: {error}\n")
    raise SystemExit(CANNOT_BOOT) from None
