"""How gunicorn serves Ask First: `gunicorn --config gunicorn.conf.py wsgi:app`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent))
from serving import counts  # noqa: E402  # found once that path is known

_host = os.environ.get("ASKFIRST_HOST", "127.0.0.1")
_port = os.environ.get("ASKFIRST_PORT", "8000")
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"

# Pages are short reads and one-row writes: threads wait for the disk while others render, and
# never for a client (serving/worker.py).
worker_class = "serving.worker.Worker"
worker_connections = 1000
sendfile = False
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

# What a proxy says is believed by the application alone, and only with ASKFIRST_TRUSTED_HOPS: no
# peer, not even on loopback, sets a scheme, an address or a path here.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
proxy_allow_ips = ""

# Whatever the workers write is for this user alone.
umask = 0o077
# A second way in, in the home folder, that nothing here uses.
control_socket_disable = True


# Where the workers count, for all of them together (kiosk/metrics.py): in memory, where a full disk
# cannot end a process that counts. Only where somebody may read it.
_wanted = [os.environ.get(f"ASKFIRST_METRICS{end}", "") for end in ("", "_TOKEN", "_TOKEN_FILE")]
if any(each not in ("", "off") for each in _wanted):
    counts.begin()


def child_exit(_server: Any, worker: Any) -> None:
    """Forget what a worker that has ended was doing at the time; what it counted stays."""
    counts.worker_ended(worker.pid)


def when_ready(server: Any) -> None:
    """Let the application say that a server of it runs now, before the workers are begun."""
    announce = getattr(server.app.wsgi(), "extensions", {}).get("announce")
    if announce is not None:
        announce(bind)


def on_exit(server: Any) -> None:
    """Take away what was counted, and let the application say that its server ends."""
    counts.end()
    withdraw = getattr(server.app.callable, "extensions", {}).get("withdraw")
    if withdraw is not None:
        withdraw()


def post_worker_init(worker: Any) -> None:
    """Begin what the application does beside its requests, in each worker."""
    beside = getattr(worker.wsgi, "extensions", {}).get("beside")
    if beside is not None:
        beside()


# Its lines in the form of all others, and without what was asked for.
logger_class = "serving.gunicorn_log.PathlessLogger"
accesslog = None
errorlog = "-"
loglevel = "info"
