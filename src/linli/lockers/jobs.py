"""The way in for the clock: what is due although nobody asked."""

import logging
import random
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from linli.kernel.clock import now
from linli.lockers.actions.directing import withdraw_forgotten
from linli.lockers.actions.identities import tell_bus
from linli.lockers.actions.lapsing import expire_reservations, forget_orders
from linli.lockers.actions.webhooks import Sender, deliver_due

log = logging.getLogger(__name__)

ROUND_S = 5.0
"""How often the clock looks; a courier's patience is counted in tens of seconds."""


def run_jobs(stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Do what is due, round after round, until told to stop; a failed round is tried again.

    ``beat`` is told of each round that went well.
    """
    while not stop.wait(ROUND_S):
        try:
            close_old_connections()
            tell_bus()  # in case whoever changed it could not
            if count := withdraw_forgotten(now=now()):
                log.info("withdrew %d forgotten deposits", count)
            expire_reservations(now=now())
            forget_orders(now=now())
            beat()
        except Exception:
            log.exception("a round of the clock failed and will be tried again")


MESSAGES_S = 1.0
"""How often the outbox is looked into; a platform's page is to know within seconds."""


def run_webhooks(stop: threading.Event, sender: Sender, *, wait_s: float = MESSAGES_S) -> None:
    """Send platforms what they are to be told until told to stop; who fails tries again."""
    chance = random.SystemRandom()
    try:
        while not stop.wait(wait_s):
            try:
                close_old_connections()
                deliver_due(sender, jitter=chance.random, now=now())
            except Exception:
                log.exception("messages to platforms were not sent and will be tried again")
    finally:
        connection.close()
