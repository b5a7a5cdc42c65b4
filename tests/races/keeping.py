"""Ask First as it is served, with a keeper in a hurry, on a clock that the test moves.

`gunicorn tests.races.keeping:app`. `AHEAD` names a file with the seconds it is ahead; `ALONE` is
"no" for the control: every process takes the lease, whoever has it.
"""

import os
import time
from pathlib import Path

from kiosk.actions import lease, purging
from kiosk.operator import keeper
from wsgi import app

_AHEAD = Path(os.environ["AHEAD"])
app.config["CLOCK"] = lambda: time.time() + int(_AHEAD.read_text(encoding="ascii"))
keeper.TICK, keeper.LONG = 0.2, 0.25
lease.EVERY, lease.LENGTH = 1, 3
purging._OF_A_PLACE = tuple((kind, step, 1) for kind, step, _most in purging._OF_A_PLACE)
if os.environ.get("ALONE") == "no":
    lease._runs = lambda row, now: False
    lease.Held.renew = lambda self, now: None
