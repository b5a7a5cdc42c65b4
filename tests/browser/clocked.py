"""Ask First on a clock that the test moves: `AHEAD` names a file with the seconds it is ahead.

`gunicorn tests.browser.clocked:app`.
"""

import os
import time
from pathlib import Path

from harness.quick import app

_AHEAD = Path(os.environ["AHEAD"])
app.config["CLOCK"] = lambda: time.time() + int(_AHEAD.read_text(encoding="ascii"))
