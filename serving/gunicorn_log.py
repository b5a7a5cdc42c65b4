"""Gunicorn's own lines: in the form of all others, without what was asked for."""

import sys
from typing import Any

from gunicorn import glogging

from serving import lines


class PathlessLogger(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's log without what was asked for: addresses carry handoff and receipt keys.

    The routes' own log names the route instead. There is no access log for the same reason.
    """

    def setup(self, cfg: Any) -> None:
        """As gunicorn's, then its lines and all others of the process in one form."""
        super().setup(cfg)
        form = lines.formatter(lines.asked())
        for handler in self.error_log.handlers:
            handler.setFormatter(form)
        lines.write_all()

    def access(self, *_request: Any) -> None:
        """No line, whoever asks gunicorn for its access log: it would name every address."""

    def exception(self, msg: Any, *_args: Any, **_more: Any) -> None:
        """Log an error: its kind, and where; neither the request nor words of somebody's."""
        words = str(msg).split(" %", 1)[0]
        self.error_log.error(words, exc_info=sys.exc_info())

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log a warning, with a malformed request's own text left out."""
        if str(msg).startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)
