"""The way in for the clock: what is due although nobody asked."""

import logging
import random
import threading
from collections.abc import Callable

from django.db import close_old_connections

from linli.buildings.actions.balloting import close_due_ballots
from linli.buildings.actions.bookings import free_rooms
from linli.buildings.actions.escalating import escalate_matters
from linli.buildings.actions.forwarding import ask_due
from linli.buildings.actions.reoffering import close_days, reoffer_all
from linli.kernel.clock import now
from linli.kernel.outgoing import Outgoing
from linli.web.rounds import Due, run_rounds

log = logging.getLogger(__name__)

ROUND_S = 5.0
"""How often the clock looks; deadlines are counted in days, but the server waits for its beat."""


ROUND = (
    Due(lambda now: escalate_matters(now=now), "escalated %d matters"),
    Due(lambda now: close_due_ballots(now=now), "ended %d ballots"),
    Due(lambda now: reoffer_all(now=now), "offered another time for %d appointments"),
    Due(lambda now: close_days(now=now)),
    Due(lambda now: free_rooms(now=now), "freed %d rooms"),
)


def run_jobs(stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Do what is due, round after round, until told to stop: see ``web.rounds``."""
    run_rounds(ROUND, stop, every_s=ROUND_S, beat=beat)


FORWARDS_EACH_S = 5.0
"""How often it is looked for what another server is to be asked: a few of them each time."""


def run_forwards(
    stop: threading.Event, way_out: Outgoing, beat: Callable[[], None] = lambda: None
) -> None:
    """Hand matters on to other servers and fetch their answers; else as ``run_jobs``."""
    chance = random.SystemRandom()
    while not stop.wait(FORWARDS_EACH_S):
        try:
            close_old_connections()
            if count := ask_due(way_out, jitter=chance.random, now=now()):
                log.info("asked other servers about %d matters", count)
            beat()
        except Exception:
            log.exception("a round of what was handed on failed and will be tried again")
