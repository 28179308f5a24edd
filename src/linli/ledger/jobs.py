"""The way in for the clock: a checkpoint each hour."""

import logging
import threading

from django.db import close_old_connections, connection

from linli.kernel.clock import now
from linli.ledger.actions import checkpoint_key, write_checkpoint

log = logging.getLogger(__name__)

ROUND_S = 60.0
"""How often to look whether an hour has passed."""


def run_checkpoints(stop: threading.Event) -> None:
    """Write a checkpoint whenever one is due, until told to stop; who fails tries again."""
    try:
        while not stop.wait(ROUND_S):
            try:
                close_old_connections()
                write_checkpoint(key=checkpoint_key(), now=now())
            except Exception:
                log.exception("no checkpoint was written; it will be tried again")
    finally:
        connection.close()
