"""Rounds of the clock: what is due in a system although nobody asked, each job by itself."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import close_old_connections

from linli.kernel.clock import now

log = logging.getLogger(__name__)


class Due(NamedTuple):
    """One job of a round, and what is said when it had something to do."""

    job: Callable[[datetime], int | None]
    says: str = ""


def run_rounds(
    jobs: Sequence[Due], stop: threading.Event, *, every_s: float, beat: Callable[[], None]
) -> None:
    """Do what is due, round after round, until told to stop; what failed is tried again.

    A job that fails keeps none of the others from their turn. ``beat`` is told of each round in
    which all went well.
    """
    while not stop.wait(every_s):
        went_well = [_done(due) for due in jobs]
        if all(went_well):
            beat()


def _done(due: Due) -> bool:
    """Do one job; return whether it went well."""
    try:
        close_old_connections()
        count = due.job(now())
        if count and due.says:
            log.info(due.says, count)
    except Exception:
        log.exception("a job of the clock failed and will be tried again")
        return False
    return True
