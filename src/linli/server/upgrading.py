"""Brings the tables up to date while the version before may still be at work on them."""

import logging
from collections.abc import Callable
from threading import Event

log = logging.getLogger(__name__)

GIVES_WAY_AFTER = "500ms"
"""For a lock. PostgreSQL looks for deadlocks after 1 s: of two who wait for one another it is the
migration that has gone by then, and not somebody's meal."""

TRIES = 120
PAUSE_S = 0.5
"""Two minutes in all: a backup that reads everything may hold tables for as long."""


_never = Event()


def migrate(*, pause: Callable[[float], object] = _never.wait) -> None:
    """Apply every migration that waits, each as soon as its locks are to be had.

    A migration that cannot have its locks at once is undone whole and tried again: what runs
    is held up for half a second at most.

    Raises:
        OperationalError: the locks were not to be had for two minutes; what is done stays.
    """
    from django.core.management import call_command  # noqa: PLC0415  # needs Django loaded
    from django.db import OperationalError, connection  # noqa: PLC0415

    is_patient = connection.vendor == "postgresql"
    for left in reversed(range(TRIES if is_patient else 1)):
        if is_patient:
            _wait_for_locks(GIVES_WAY_AFTER)
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError:
            if not left:
                raise
            log.info("a migration gave way to what runs, and is tried again")
            _start_anew()
            pause(PAUSE_S)
        else:
            break
    if is_patient:
        _wait_for_locks("0")


def _start_anew() -> None:
    """Take another connection: Django leaves its own within a transaction that has failed."""
    from django.db import DEFAULT_DB_ALIAS, connections  # noqa: PLC0415  # needs Django loaded

    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]


def _wait_for_locks(how_long: str) -> None:
    from django.db import connection  # noqa: PLC0415  # needs Django loaded

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [how_long])
