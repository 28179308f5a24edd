"""What every lock board can do, whoever made it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from linli.cabinet.inputs import Reading


class Board(Protocol):
    """Locks, door switches, occupancy sensors and lamps of one cabinet, by compartment."""

    def readings(self) -> Mapping[int, Reading]:
        """Return what all sensors say now."""
        ...

    async def unlock(self, comp: int) -> None:
        """Release one lock, once. Whether the door moved, its switch will say.

        Raises:
            OSError: the board does not answer.
        """
        ...

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch one ultraviolet lamp."""
        ...

    async def run(self, sensed: Callable[[int, Reading], None]) -> None:
        """Serve until cancelled; ``sensed`` is told each change of a sensor."""
        ...
