"""Serves the screen's page on loopback, in the agent's own loop."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from linli.cabinet.config import Config
from linli.cabinet.desk import Sight
from linli.cabinet.front import Kiosk
from linli.cabinet.kiosk.app import application
from linli.cabinet.kiosk.showing import Screen

log = logging.getLogger(__name__)

MOST_AT_ONCE = 16
"""Connections; one screen's browser opens six."""

GRACE_S = 1
"""How long answers that are on their way may take when the agent stops."""


class _Server(uvicorn.Server):
    """Leaves signals to the agent, which knows what stopping means."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(config: Config, kiosk: Kiosk, sight: Sight) -> None:
    """Serve until cancelled.

    Raises:
        OSError: the port is taken.
    """
    with socket.create_server(("127.0.0.1", kiosk.port), reuse_port=False) as listening:
        port = listening.getsockname()[1]
        log.info("the screen's page is at http://127.0.0.1:%s/", port)
        server = _Server(
            uvicorn.Config(
                application(Screen(config, kiosk, sight), sight.desk),
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="off",
                ws="none",
                http="h11",
                loop="none",
                server_header=False,
                limit_concurrency=MOST_AT_ONCE,
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        work = asyncio.create_task(server.serve([listening]), name="kiosk server")
        try:
            await asyncio.shield(work)
        finally:
            server.should_exit = True
            await work
