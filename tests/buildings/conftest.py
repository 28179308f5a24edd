"""A tower for each test that touches the database."""

from datetime import datetime

import pytest
from tests.buildings.house import House


@pytest.fixture
def house(db: None, now: datetime) -> House:
    """A tower with a committee of three seats, and a secretary."""
    return House(now)
