"""A tower, a platform, and nobody who asked before."""

from collections.abc import Iterator

import pytest
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower, plugged_in

from linli.kernel.clock import now as real_now
from linli.lockers.api import pacing


@pytest.fixture(autouse=True)
def nobody_asked_before() -> Iterator[None]:
    """Let each test begin with nobody counted."""
    pacing._buckets.clear()  # noqa: SLF001  # counted in the process, which all tests share
    yield
    pacing._buckets.clear()  # noqa: SLF001  # as above


@pytest.fixture
def tower(db: None) -> Iterator[Tower]:
    """Give two cabinets of four doors, three small and one medium, which were heard just now."""
    made = Tower(now=real_now(), cabinets=2)
    with plugged_in(made.line):
        made.greet()
        made.exchange()
        yield made


@pytest.fixture
def platform(tower: Tower) -> Computer:
    """Give a platform's computer."""
    return Computer()
