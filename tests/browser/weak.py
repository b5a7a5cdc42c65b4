"""Ask First behind a weak network: `DELAY` names a file with the milliseconds of each request.

`gunicorn tests.browser.weak:app`. A new page waits until it has been seen, as in real life.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wsgi import app

_DELAY = Path(os.environ["DELAY"])
_answer = app.wsgi_app


def late(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The same answer, after a while."""
    time.sleep(int(_DELAY.read_text(encoding="ascii")) / 1000)
    return _answer(environ, start)


app.wsgi_app = late
