"""The way in for the clock: personal data whose time is over goes, round after round."""

import logging
import threading

from django.db import close_old_connections, connection

from linli.kernel.clock import now
from linli.people.retention import purge
from linli.people.unused import warn_unused

log = logging.getLogger(__name__)

ROUND_S = 3600.0
"""An hour: the shortest time limit is a day."""

FIRST_S = 60.0
"""After a start, which has other things to do."""

PAUSE_S = 0.2
"""Between batches, so that who stands at a door is served in between."""


def run_purges(
    stop: threading.Event, *, first_s: float = FIRST_S, pause_s: float = PAUSE_S
) -> None:
    """Purge now and then until told to stop; a failed round is tried again in the next."""
    wait_s = first_s
    while not stop.wait(wait_s):
        wait_s = ROUND_S
        try:
            close_old_connections()
            warn_unused(now=now())
            for one in purge(now=now()):
                log.info("purged %d rows of %s", one.rows, one.key)
                if stop.wait(pause_s):
                    break
        except Exception:
            log.exception("a round of purging failed and will be tried again")
        finally:
            connection.close()
