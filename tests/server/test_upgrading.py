"""Bringing tables up to date: a migration gives way to what runs, and comes again."""

from collections.abc import Callable

import pytest
from django.core import management
from django.db import OperationalError, connection

from linli.server import upgrading

ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one lock, and waits for it"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Let the first tries of this many come to nothing; return how long each waits for locks."""

    def fail(times: int) -> list[str]:
        waits: list[str] = []

        def migrate(*_: object, **__: object) -> None:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SHOW lock_timeout")
                    waits.append(cursor.fetchone()[0])
            else:
                waits.append("")
            if len(waits) <= times:
                raise OperationalError

        monkeypatch.setattr(management, "call_command", migrate)
        monkeypatch.setattr(upgrading, "_start_anew", lambda: None)  # the test's own transaction
        return waits

    return fail


@ON_POSTGRESQL
def test_a_migration_that_cannot_have_its_locks_comes_again(
    failing: Callable[[int], list[str]],
) -> None:
    waits, paused = failing(2), list[float]()

    upgrading.migrate(pause=paused.append)

    assert waits == ["500ms"] * 3
    assert paused == [upgrading.PAUSE_S] * 2
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_who_never_gets_its_locks_says_so_in_the_end(
    failing: Callable[[int], list[str]],
) -> None:
    waits, paused = failing(1_000), list[float]()

    with pytest.raises(OperationalError):
        upgrading.migrate(pause=paused.append)

    assert len(waits) == (upgrading.TRIES if connection.vendor == "postgresql" else 1)
    assert len(paused) == len(waits) - 1
