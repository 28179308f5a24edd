"""A tower whose line is plugged in, and a bus for who needs a real one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.cabinet.stage import NatsServer
from tests.lockers.tower import Tower, plugged_in


@pytest.fixture
def tower(now: datetime) -> Iterator[Tower]:
    """Give one cabinet of four doors, three small and one medium; the test has a database."""
    made = Tower(now=now)
    with plugged_in(made.line):
        yield made


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[NatsServer]:
    """Give a running bus."""
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.kill()
