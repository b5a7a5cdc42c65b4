"""One line for each request: the route, never the path, query, code, token or a person.

A page that looks again by itself every few seconds, and was answered, is no news: it has no line.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request

log = logging.getLogger("kiosk")
MIN_REFUSED = 400  # the least status that says no


def install(app: Flask, log_format: str, *, looks_again: Callable[[], bool]) -> None:
    """Log every request in the given format, `plain` or `json`, to standard error.

    `looks_again` says of the request in hand whether a page asks for this by itself.
    """
    # No line of ours names a thread or process: finding them out is a third of what a line costs,
    # 10.5 µs of CPU time to 7.3 (logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(_Json() if log_format == "json" else _Plain())
        log.addHandler(handler)
        log.propagate = False
    log.setLevel(logging.INFO)
    app.before_request(_begin)

    @app.after_request
    def end(response: Response) -> Response:
        if response.status_code >= MIN_REFUSED or not looks_again():
            _log(response)
        return response


def _begin() -> None:
    g.began = time.perf_counter()


def _log(response: Response) -> None:
    route = request.url_rule.rule if request.url_rule else "(no route)"
    spent = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    fields = {"method": request.method, "route": route, "status": response.status_code}
    log.info("request", extra={"fields": {**fields, "ms": spent}})


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        words = " ".join(f"{key}={value}" for key, value in fields.items())
        text = f"{self.formatTime(record)} {record.levelname} {record.getMessage()} {words}"
        return self._with_fault(text.rstrip(), record)

    def _with_fault(self, text: str, record: logging.LogRecord) -> str:
        return f"{text}\n{_where(record.exc_info)}" if record.exc_info else text


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {"at": self.formatTime(record), "level": record.levelname}
        line |= {"message": record.getMessage(), **getattr(record, "fields", {})}
        if record.exc_info:
            line["fault"] = _where(record.exc_info)
        return json.dumps(line)


def _where(exc_info: Any) -> str:
    """Where something went wrong, and of which kind; never what the error itself says.

    Its words may hold what a person typed: a body that cannot be parsed, a row that breaks a rule.
    """
    lines: list[str] = []
    error = exc_info[1]
    while error is not None:
        kind = type(error)
        frames = traceback.extract_tb(error.__traceback__)
        at = [f"  {each.filename}:{each.lineno} in {each.name}" for each in frames]
        lines = [f"{kind.__module__}.{kind.__qualname__}, at:", *at, *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)
