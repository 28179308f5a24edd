"""What a cabinet's hardware can do, whoever made it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed

Hear = Callable[[Sensed | Warmed | BoardHeard], None]
"""Is told what the hardware says."""


class Board(Protocol):
    """Locks, door switches, occupancy sensors, lamps, heaters and thermometers of one cabinet."""

    def readings(self) -> Mapping[int, Reading]:
        """Return what the sensors say now, by compartment; one that is silent is left out."""
        ...

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:
        """Return how long a pulse asked for now would wait, behind those asked for before it.

        ``ahead`` are compartments that will be asked for in the meantime, before this one.
        """
        ...

    async def unlock(self, comp: int) -> None:
        """Release one lock, once. Whether the door moved, its switch will say.

        Raises:
            OSError: the board does not answer; the lock may have been released nevertheless.
        """
        ...

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch one ultraviolet lamp."""
        ...

    def heater(self, zone: int, *, on: bool) -> None:
        """Switch one zone's heater."""
        ...

    async def run(self, hear: Hear) -> None:
        """Serve until cancelled; ``hear`` is told each change of a sensor."""
        ...
