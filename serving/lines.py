"""One form for every line that a process of ours writes: plain words, or JSON.

What our own code logs, gunicorn's lines, Python's warnings and what ended a thread all pass one
formatter (structlog's), so that whoever collects the lines reads each in the same way. An error is
told as `serving.faults` does: never in words that may be a person's.
"""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from serving import faults

FORMATS = ("plain", "json")
Also = Callable[[], Mapping[str, object]]

log = logging.getLogger("askfirst")


def asked() -> str:
    """The form that the environment asks for; plain, where it asks for none that there is."""
    wanted = os.environ.get("ASKFIRST_LOG_FORMAT", "")
    return wanted if wanted in FORMATS else FORMATS[0]


def formatter(form: str, also: Also = dict) -> logging.Formatter:
    """What turns a record into a line. `also` says what else belongs to every line now."""
    # No line names a thread or process: finding them out is a third of what a line costs, 10.5 µs
    # of CPU time to 7.3 (logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

    def fill(_log: Any, name: str, event: EventDict) -> EventDict:
        record = event.pop("_record")
        event.pop("_from_structlog")
        raised = event.pop("exc_info", None)
        line = {"at": event["at"], "level": name, "message": event["event"]}
        line |= {**getattr(record, "fields", {}), **also()}
        if raised and raised[1] is not None:
            line["fault"] = faults.told(raised[1])
        return line

    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
    end: Processor = structlog.processors.JSONRenderer() if form == "json" else _plain
    return ProcessorFormatter(processors=[stamp, fill, end])


def _plain(_log: Any, _name: str, line: EventDict) -> str:
    """Time, level, message, then what belongs to it. Only a fault takes more lines, indented."""
    fault = line.pop("fault", "")
    at, level = line.pop("at"), str(line.pop("level")).upper()
    message = _on_one_line(line.pop("message"))
    words = " ".join(f"{key}={_on_one_line(value)}" for key, value in line.items())
    more = "".join(f"\n  {each}" for each in fault.splitlines())
    return f"{at} {level} {message} {words}".rstrip() + more


def _on_one_line(value: object) -> str:
    return " ".join(str(value).split())


def write_all() -> None:
    """Let whatever this process, a server, says from here on pass that formatter.

    What libraries warn of, and what nobody caught, too.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(asked()))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    warnings.showwarning = _warned
    sys.excepthook = _ended
    threading.excepthook = lambda it: _uncaught("a thread ended", it.exc_value)
    sys.unraisablehook = lambda it: _uncaught("passed over", it.exc_value)


def refuse(text: str) -> None:
    """Say why nothing is started: a line like any other where `write_all` was, else the text."""
    if sys.excepthook is _ended:
        log.critical(text)
    else:
        sys.stderr.write(f"{text}\n")


def _warned(
    message: Warning | str,  # noqa: ARG001  # not said
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """A warning of Python's, by kind and place: its words may be anybody's."""
    log.warning("%s at %s:%s", category.__name__, filename, lineno)


def _ended(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _uncaught("the process ended", error)


def _uncaught(what: str, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        log.critical(what, exc_info=error)
