"""The way in for the clock: what is due although nobody asked."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from linli.buildings.actions.bookings import free_rooms
from linli.buildings.actions.escalating import escalate_matters
from linli.kernel.clock import now

log = logging.getLogger(__name__)

ROUND_S = 5.0
"""How often the clock looks; deadlines are counted in days, but the server waits for its beat."""


def run_jobs(stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Do what is due, round after round, until told to stop; a failed round is tried again.

    ``beat`` is told of each round that went well.
    """
    while not stop.wait(ROUND_S):
        try:
            close_old_connections()
            if count := escalate_matters(now=now()):
                log.info("escalated %d matters", count)
            if count := free_rooms(now=now()):
                log.info("freed %d rooms", count)
            beat()
        except Exception:
            log.exception("a round of the clock failed and will be tried again")
