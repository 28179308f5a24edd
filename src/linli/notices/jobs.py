"""The way in for the clock: what people are to be told is sent to them."""

import logging
import random
import threading
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connection

from linli.kernel.clock import now
from linli.notices.bulletins import tell_staff
from linli.notices.channels.bots import Bot
from linli.notices.channels.port import Channel
from linli.notices.delivery import deliver_due
from linli.notices.inbox import tell_people

log = logging.getLogger(__name__)

ROUND_S = 1.0
"""How often the outbox is looked into; whose meal is in is to know within seconds."""


def run_notices(
    stop: threading.Event,
    channels: Sequence[Channel],
    *,
    wait_s: float = ROUND_S,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Send what is due, round after round, until told to stop; a failed round is tried again.

    After a round in which something was sent the next one begins at once. ``beat`` is told of
    each round that went well.
    """
    chance = random.SystemRandom()
    _go_round(
        stop,
        lambda: deliver_due(channels, chance=chance, now=now()),
        what="notices",
        wait_s=wait_s,
        beat=beat,
    )


def run_bulletins(
    stop: threading.Event,
    bots: Sequence[Bot],
    *,
    wait_s: float = ROUND_S,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Tell staff of alarms in their group chats; else as ``run_notices``."""
    chance = random.SystemRandom()
    _go_round(
        stop,
        lambda: tell_staff(bots, chance=chance, now=now()),
        what="bulletins",
        wait_s=wait_s,
        beat=beat,
    )


def run_inboxes(
    stop: threading.Event,
    channels: Sequence[Channel],
    *,
    wait_s: float = ROUND_S,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Tell each of the staff of alarms, as they wish; else as ``run_notices``."""
    chance = random.SystemRandom()
    _go_round(
        stop,
        lambda: tell_people(channels, chance=chance, now=now()),
        what="inboxes",
        wait_s=wait_s,
        beat=beat,
    )


def _go_round(
    stop: threading.Event,
    work: Callable[[], int],
    *,
    what: str,
    wait_s: float,
    beat: Callable[[], None],
) -> None:
    pause_s = wait_s
    try:
        while not stop.wait(pause_s):
            pause_s = wait_s
            try:
                close_old_connections()
                if work():
                    pause_s = 0
                beat()
            except Exception:
                log.exception("%s were not sent and will be tried again", what)
    finally:
        connection.close()
