"""A browser, and a cabinet with a screen of its own."""

from collections.abc import Iterator

import pytest
from tests.browsing import chromium
from tests.cabinet.kiosk.standing import Standing, standing
from tests.cabinet.stage import Configured

__all__ = ["chromium"]


@pytest.fixture
def cabinet(configured: Configured) -> Iterator[Standing]:
    """Give a cabinet at work whose server is away."""
    with standing(configured) as made:
        yield made
