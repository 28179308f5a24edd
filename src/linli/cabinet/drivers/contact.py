"""What a door's contacts say once they have stopped bouncing."""

from linli.cabinet.inputs import Reading


class _Contact:
    """One contact: what is believed of it, and what was read last."""

    def __init__(self) -> None:
        self.settled: bool | None = None
        self._last: bool | None = None
        self._twice = True

    @property
    def bounces(self) -> bool:
        """Whether its last two readings were not the same, and what is believed."""
        return not self._twice or self._last is not self.settled

    def read(self, value: bool) -> None:  # noqa: FBT001  # it is what is read
        """Take in a reading; it counts when it was read twice in a row."""
        self._twice = self._last is value
        if self._twice:
            self.settled = value
        self._last = value

    def hint(self, value: bool, *, sure: bool) -> None:  # noqa: FBT001  # it is what is said
        """Take in a reading that counts when the next one is the same, or now if ``sure``."""
        self._twice = sure
        self._last = value
        if sure:
            self.settled = value


class DoorContacts:
    """A door's switch and, if fitted, its compartment's occupancy sensor.

    A change counts when it was read twice in a row, but an open door that is expected, or that
    a lamp burns behind, at once. A door counts as closed only when its
    occupancy sensor, too, says the same twice: what it says at the moment of closing decides
    whether a meal is inside.
    """

    def __init__(self, *, has_sensor: bool) -> None:
        self._door, self._inside = _Contact(), _Contact()
        self._has_sensor = has_sensor
        self._told: Reading | None = None

    @property
    def reading(self) -> Reading | None:
        """What is believed now; None before two readings, and after a silence."""
        return self._told

    @property
    def unsettled(self) -> bool:
        """Whether another reading soon would decide something."""
        return self._door.bounces or (self._has_sensor and self._inside.bounces)

    def read(self, *, is_open: bool, loaded: bool | None, at_once: bool = False) -> bool:
        """Take in a poll; return whether what is believed has changed.

        ``at_once``: an open door counts without being read again.
        """
        self._door.read(is_open)
        if is_open and at_once:
            self._door.hint(is_open, sure=True)
        if self._has_sensor and loaded is not None:
            self._inside.read(loaded)
        return self._believe()

    def hint(self, *, is_open: bool, at_once: bool = False) -> bool:
        """Take in the board's own word that its door moved; a poll must confirm it."""
        self._door.hint(is_open, sure=at_once and is_open)
        return self._believe()

    def forget(self) -> bool:
        """Nobody knows any more; return whether something was believed."""
        believed = self._told is not None
        self._door, self._inside, self._told = _Contact(), _Contact(), None
        return believed

    def _believe(self) -> bool:
        door, inside = self._door.settled, self._inside.settled
        if door is None or (self._has_sensor and inside is None):
            return False
        closes = not door and (self._told is None or self._told.is_open)
        if closes and self._has_sensor and self._inside.bounces:
            return False
        now = Reading(door, inside if self._has_sensor else None)
        changed, self._told = now != self._told, now
        return changed
