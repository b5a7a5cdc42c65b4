"""How gunicorn serves Ask First: `gunicorn --config gunicorn.conf.py wsgi:app`."""

from __future__ import annotations

import os
from typing import Any

from gunicorn import glogging

_host = os.environ.get("ASKFIRST_HOST", "127.0.0.1")
_port = os.environ.get("ASKFIRST_PORT", "8000")
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

# Pages are short reads and one-row writes: threads wait for the disk while others render.
worker_class = "gthread"
workers = 2
threads = 4
# Loaded once, before the workers: a wrong setting ends the start, in one line. No connection to
# the database is open by then; each thread of a worker opens its own.
preload_app = True
timeout = 30
graceful_timeout = 10
keepalive = 5

# The longest address of ours is a poster's: a receipt's token travels in the fragment, and
# a fragment is never sent.
limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 8190

# Whatever the workers write is for this user alone.
umask = 0o077
# A second way in, in the home folder, that nothing here uses.
control_socket_disable = True


class PathlessLogger(glogging.Logger):
    """Gunicorn's log without what was asked for: addresses carry handoff and receipt keys.

    The routes' own log names the route instead. There is no access log for the same reason.
    """

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log an error, with the request left out."""
        if str(msg).startswith("Error handling request"):
            msg, args = "Error handling request", ()
        super().exception(msg, *args, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log a warning, with a malformed request's own text left out."""
        if str(msg).startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)


logger_class = PathlessLogger
accesslog = None
errorlog = "-"
loglevel = "info"
