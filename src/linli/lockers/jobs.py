"""The way in for the clock: what is due although nobody asked."""

import logging
import random
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from linli.kernel.clock import now
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.complaints import escalate_complaints
from linli.lockers.actions.directing import withdraw_forgotten
from linli.lockers.actions.figures import count_towers
from linli.lockers.actions.holds import bring_in_spares
from linli.lockers.actions.identities import tell_bus
from linli.lockers.actions.lapsing import expire_reservations, forget_orders
from linli.lockers.actions.overdue import remind_owners
from linli.lockers.actions.queueing import settle_queues
from linli.lockers.actions.record import forget_records
from linli.lockers.actions.supervision import escalate_orders
from linli.lockers.actions.webhooks import Sender, deliver_due
from linli.web.rounds import Due, run_rounds

log = logging.getLogger(__name__)

ROUND_S = 5.0
"""How often the clock looks; a courier's patience is counted in tens of seconds."""


ALARMS_EACH_S = 1.0
"""An alarm is seen within two seconds of its cause, and a board asks each second."""


def run_alarms(stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Raise and lift the alarms that time alone brings; else as ``run_jobs``."""
    while not stop.wait(ALARMS_EACH_S):
        try:
            close_old_connections()
            settle_alarms(now=now())
            beat()
        except Exception:
            log.exception("a look at the alarms failed and will be taken again")


def run_jobs(stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Do what is due, round after round, until told to stop: see ``web.rounds``."""
    run_rounds(ROUND, stop, every_s=ROUND_S, beat=beat)


ROUND = (
    Due(lambda _now: tell_bus()),  # in case whoever changed it could not
    Due(lambda now: withdraw_forgotten(now=now), "withdrew %d forgotten deposits"),
    Due(lambda now: remind_owners(now=now), "reminded %d owners"),
    Due(lambda now: escalate_orders(now=now), "escalated %d orders"),
    Due(lambda now: escalate_complaints(now=now), "escalated %d complaints"),
    Due(lambda now: count_towers(now=now)),
    Due(lambda now: expire_reservations(now=now)),
    Due(lambda now: forget_orders(now=now)),
    Due(lambda now: settle_queues(now=now)),
    Due(lambda now: forget_records(now=now)),
    Due(lambda now: bring_in_spares(now=now), "brought in %d spare doors"),
)


MESSAGES_S = 1.0
"""How often the outbox is looked into; a platform's page is to know within seconds."""


def run_webhooks(
    stop: threading.Event,
    sender: Sender,
    *,
    wait_s: float = MESSAGES_S,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Send platforms what they are to be told; who fails tries again; else as ``run_jobs``."""
    chance = random.SystemRandom()
    try:
        while not stop.wait(wait_s):
            try:
                close_old_connections()
                deliver_due(sender, jitter=chance.random, now=now())
                beat()
            except Exception:
                log.exception("messages to platforms were not sent and will be tried again")
    finally:
        connection.close()
