"""What Prometheus is told: counted by each process in a file of its own, read together."""

import fcntl
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from linli.kernel import batch
from linli.server.folder import Folder

MOST_PROCESSES = 256
"""Of one part on one machine; the settings allow 64 workers."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Bounds of the classes of latency: from one commit to the longest a cabinet may take."""

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Bounds of the classes of batches; 500 is the largest there is. Source: kernel.batch."""


class Measures:
    """What one process counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.scans = Counter("linli_scans", "Cabinets' codes that were scanned", registry=registry)
        self.requests = Histogram(
            "linli_request_seconds",
            "How long requests took to answer",
            ["kind"],
            buckets=SECONDS,
            registry=registry,
        )
        self.refused = Counter(
            "linli_requests_refused",
            "Requests answered with 503, most of them for too many at once",
            ["kind"],
            registry=registry,
        )
        self.opens = Histogram(
            "linli_open_seconds",
            "How long cabinets took to answer when asked for a door",
            ["purpose", "result"],
            buckets=SECONDS,
            registry=registry,
        )
        self.batches = Histogram(
            "linli_batch_size",
            "How many waited for one commit",
            ["writer"],
            buckets=SIZES,
            registry=registry,
        )


class _Process:
    """This process's measures, once it has any."""

    measures: Measures | None = None
    slot: int = -1


def start(folder: Folder, part: str) -> None:
    """Count from now on, in the first place of ``part`` that no living process has.

    Call once, after the process has forked. Who takes the place of a process that ended goes
    on where that one stopped, so that the files stay few and no count ever falls.
    """
    folder.metrics.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{part}-{_take_place(folder.metrics, part)}"
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.metrics)
    values.ValueClass = values.MultiProcessValue(lambda: name)  # type: ignore[no-untyped-call]  # it has none
    use(Measures(CollectorRegistry()))


def use(measures: Measures | None) -> None:
    """Count in these, or no more."""
    _Process.measures = measures
    batch.watch(None if measures is None else _batch_committed)


class _Known(Collector):
    """Tells what was found out already."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def exposition(folder: Folder, now: Iterable[Metric]) -> bytes:
    """Return what all processes counted and what is so at this moment, as Prometheus reads it."""
    registry = CollectorRegistry()
    registry.register(_Known(now))
    if folder.metrics.is_dir():
        MultiProcessCollector(registry, path=str(folder.metrics))  # type: ignore[no-untyped-call]  # it has none
    return generate_latest(registry)


def request_answered(kind: str | None, *, is_scan: bool, seconds: float, status: int) -> None:
    """Count one request; those that are never shed are not counted either."""
    measures = _Process.measures
    if measures is None or kind is None:
        return
    measures.requests.labels(kind).observe(seconds)
    if is_scan:
        measures.scans.inc()
    if status == 503:  # noqa: PLR2004  # HTTP's own number
        measures.refused.labels(kind).inc()


def door_answered(purpose: str, result: str, *, seconds: float) -> None:
    """Count one door that was asked for."""
    if (measures := _Process.measures) is not None:
        measures.opens.labels(purpose, result).observe(seconds)


def _batch_committed(writer: str, size: int) -> None:
    if (measures := _Process.measures) is not None:
        measures.batches.labels(writer).observe(size)


def _take_place(folder: Path, part: str) -> int:
    """Return the lowest number whose lock could be had; it is kept until the process ends."""
    for number in range(MOST_PROCESSES):
        lock = os.open(folder / f"{part}-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        _Process.slot = lock
        return number
    msg = f"more than {MOST_PROCESSES} processes of {part}"
    raise RuntimeError(msg)


def names() -> Mapping[str, str]:
    """Return every metric that is counted, by name, with its kind."""
    registry = CollectorRegistry()
    Measures(registry)
    return {one.name: one.type for one in registry.collect()}
