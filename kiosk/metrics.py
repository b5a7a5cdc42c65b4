"""Figures for Prometheus at `/metrics`: how much is asked for, how fast, and how the data stands.

Labels are routes by name, methods, kinds of status, verbs and refusals: words of this program, as
many as there are, and never an address, a code or a person. Counted in files that the workers share
(prometheus-client's multi-process mode): gunicorn.conf.py makes their folder and takes it away.

Loaded only where the figures are asked for (`ASKFIRST_METRICS`): else nothing is counted.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from kiosk.logs import known_method
from kiosk.lookups.server_figures import ServerFigures
from kiosk.store import watch
from serving.counts import SHARED

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
Look = Callable[[], ServerFigures | None]


class Metrics(watch.Watch):
    """What is counted, and what is looked up when it is asked for. One for each process."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self.requests = Histogram(
            "askfirst_request_seconds",
            "Requests, by route, method and kind of status",
            ("route", "method", "status"),
            buckets=SECONDS,
            registry=own,
        )
        self.changes = Counter(
            "askfirst_changes", "Changes made, by the verb of their entry", ("verb",), registry=own
        )
        self.refusals = Counter(
            "askfirst_refusals", "Requests refused, by reason", ("reason",), registry=own
        )
        self.faults = Counter(
            "askfirst_faults", "Requests that failed by our fault", ("kind",), registry=own
        )
        self.waits = Histogram(
            "askfirst_write_wait_seconds",
            "How long a change waited for its turn to write",
            buckets=SECONDS,
            registry=own,
        )
        self.waiting = Gauge(
            "askfirst_writers_waiting",
            "Changes that wait for their turn to write now",
            multiprocess_mode="livesum",
            registry=own,
        )
        self._timed: dict[tuple[str | None, str, int], Histogram] = {}

    def answered(self, response: Response) -> Response:
        """Count an answer."""
        kind = response.status_code // 100
        key = (request.endpoint, request.method, kind)
        timed = self._timed.get(key) or self._timer(*key)
        timed.observe(time.perf_counter() - g.get("began", time.perf_counter()))
        if kind >= 4:
            self._why()
        return response

    def _timer(self, route: str | None, method: str, kind: int) -> Histogram:
        """The one for these labels: looking it up by them costs more than counting."""
        known = known_method(method)
        timed: Histogram = self.requests.labels(route or "(none)", known, f"{kind}xx")
        if known == method:  # else there would be as many as somebody sends
            self._timed[(route, method, kind)] = timed
        return timed

    def _why(self) -> None:
        if reason := g.get("refused"):
            self.refusals.labels(reason).inc()
        if fault := g.get("fault"):
            self.faults.labels(fault).inc()

    # --- changes (kiosk/store/watch.py) ---

    def turn(self) -> watch.Turn:
        """A change begins to wait for its turn."""
        return _Turn(self)

    def made(self, verb: str) -> None:
        """A change was committed, with its entry."""
        self.changes.labels(verb).inc()

    # --- what is read out ---

    def text(self, look: Look) -> bytes:
        """All of it, of every worker, and how the data stands, in Prometheus' own format."""
        shown = self.registry
        if os.environ.get(SHARED):
            shown = CollectorRegistry()
            MultiProcessCollector(shown)
        beside = CollectorRegistry()
        beside.register(_Beside(look))
        return bytes(generate_latest(shown) + generate_latest(beside))


class _Turn(watch.Turn):
    """One that is counted while it waits, and timed."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self.began: float | None = time.perf_counter()
        metrics.waiting.inc()

    def came(self) -> None:
        if self.began is not None:
            self.metrics.waits.observe(time.perf_counter() - self.began)
            self.metrics.waiting.dec()
            self.began = None


class _Beside:
    """How the data stands, looked up once for each time that it is asked for."""

    def __init__(self, look: Look) -> None:
        self.look = look

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: prometheus-client would look it all up to know the names."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures; where the database does not answer, that it does not."""
        held = self.look()
        yield _gauge("database_up", "Whether the database answers in time", held is not None)
        if held is None:
            return
        for name, text, value in (
            ("trail_entries", "Entries of the audit trail", held.entries),
            ("backup_timestamp_seconds", "When a backup was last made", held.backup_at),
            ("purge_timestamp_seconds", "When a purge last ended", held.purged_at),
            ("purge_running", "Whether what is due is being deleted", held.purging),
            ("checkpoint_timestamp_seconds", "The newest checkpoint", held.checkpoint_at),
            ("values_bound", "Whether every encrypted value is bound to its place", held.bound),
            ("database_log_bytes", "SQLite's write-ahead log", held.log_bytes),
            ("disk_free_bytes", "Free on the disk of the database", held.free_bytes),
        ):
            if value is not None:
                yield _gauge(name, text, value)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"askfirst_{name}", text, value=float(value))


def install(app: Flask) -> Metrics:
    """Count from now on."""
    made = Metrics()
    app.after_request(made.answered)
    watch.tell(made)
    app.extensions["metrics"] = made
    return made
