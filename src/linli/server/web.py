"""The process that serves the pages: granian, threads, Django loaded once and shared by fork."""

import argparse
import gc
import multiprocessing
import os
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from linli.server import leash, logs, systems
from linli.server.configuration import read
from linli.server.folder import data_folder

KILL_AFTER_S = 4
"""Less than the supervisor's patience, so that the worker never outlives this process."""


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Serve until told to stop."""
    application = _load()
    parent = os.getpid()

    def in_the_worker(_target: str) -> Callable[..., Any]:
        leash.hold(parent)
        _connect()
        return application

    multiprocessing.set_start_method("fork")
    Granian(
        "linli.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        runtime_threads=1,
        runtime_blocking_threads=1,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.WEB_SERVER,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER_S,
    ).serve(target_loader=in_the_worker)


def _load() -> Callable[..., Any]:
    """Load Django before the fork, so that workers share it and a new one starts at once."""
    from django.db import connections  # noqa: PLC0415  # only the serving process needs it
    from django.urls import get_resolver  # noqa: PLC0415

    from linli.server.wsgi import application  # noqa: PLC0415  # loads Django

    _ = get_resolver().url_patterns
    systems.parts()
    connections.close_all()
    gc.collect()
    gc.freeze()  # what is loaded stays; collecting it would only unshare its memory
    return application


def _connect() -> None:
    from linli.server import metrics  # noqa: PLC0415  # only the serving process counts

    folder = data_folder(None)
    metrics.start(folder, "web")
    for part in systems.parts():
        part.connect(folder)


def main() -> None:
    """Serve as the command line and the environment say."""
    said = argparse.ArgumentParser("linli.server.web", description=__doc__)
    said.add_argument("host")
    said.add_argument("port", type=int)
    settings = read(os.environ)
    said.add_argument("--workers", type=int, default=settings.workers)
    said.add_argument("--threads", type=int, default=settings.threads)
    asked = said.parse_args()
    serve(asked.host, asked.port, workers=asked.workers, threads=asked.threads)


if __name__ == "__main__":
    main()
