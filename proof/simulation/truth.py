"""Whether a meal's story, as the lines tell it, is what people really did at its door."""

from linli.wire.messages import Event, EventType, State
from proof.simulation.reader import INTENTS
from proof.simulation.site import Site

AMISS_MS = 5_100
"""What was done so shortly before a door was asked for may be seen after it was."""

_MOVED = frozenset({EventType.DEPOSITED, EventType.PICKED})
_BY_CREW = frozenset({EventType.RECALLED, EventType.DISPOSED})

_COMES_IN = {State.OPEN_D: True, State.OPENING_D: False}
_GOES_OUT = {State.OPEN_P: True, State.OPENING_P: False}
"""States in which somebody is at a door, and whether it is known to have opened."""


class Truth:
    """Who had which meal in hand; told by the people, compared with the lines.

    ``put`` and ``taken`` are deposits of couriers and owners who did it at a door that the
    cabinet had released for them. ``found`` are those among the put that a crew came upon.
    ``disturbed``: nothing more is asked of these, as others had a hand in it.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.put: set[str] = set()
        self.taken: set[str] = set()
        self.found: set[str] = set()
        self.disturbed: set[str] = set()
        self._asked_ms: dict[int, int] = {}

    def puts(self, comp: int) -> None:
        """A courier has put a meal in."""
        if self._is_known(comp, _COMES_IN):
            self.put.add(self._site.world.places[comp].content)

    def takes(self, comp: int) -> None:
        """An owner takes what is in there."""
        if self._is_known(comp, _GOES_OUT):
            self.taken.add(self._site.world.places[comp].content)

    def finds(self, comp: int) -> None:
        """A crew comes upon what is in there."""
        place = self._site.world.places[comp]
        if place.is_open and place.content in self.put:
            self.found.add(place.content)

    def read(self, line: Event) -> None:
        """Compare a line with what was done."""
        site = self._site
        if line.type in INTENTS:
            self._asked_ms[line.comp] = site.edge.decided_ms(line)
        if line.type is EventType.FORCED:
            self.disturbed.add(line.deposit)
        if line.type in _MOVED:
            self._door_has_moved(line)
        if line.data.get("unattended"):
            self._is_as_sensed(line)
        if site.mix.lies or line.deposit in self.disturbed:
            return
        if line.type in _BY_CREW:
            is_so = line.deposit not in self.taken
            site.watch.must("I9", is_so, f"{line.type}, and its owner has taken it")
        if line.type is EventType.CANCELLED:
            is_so = line.deposit not in self.found
            site.watch.must("I9", is_so, f"{line.deposit} never arrived, and a crew has found it")

    def _is_known(self, comp: int, states: dict[State, bool]) -> bool:
        """Say whether the cabinet can know: by its sensor, else because the door has opened."""
        site, one = self._site, self._site.edge.memory.compartments[comp]
        if site.edge.disk.is_full or site.world.places[comp].content != one.deposit:
            return False
        has_opened = states.get(one.state)
        return has_opened is not None and (has_opened or one.fitting.occupancy_sensor)

    def _door_has_moved(self, line: Event) -> None:
        """I10: no meal passes a door that has not moved since it was asked for."""
        place = self._site.world.places[line.comp]
        has_moved = place.moved_ms + AMISS_MS >= self._asked_ms[line.comp]
        name = f"{line.type} through a door that has not moved"
        self._site.watch.must("I10", has_moved or place.is_doubtful, name)

    def _is_as_sensed(self, line: Event) -> None:
        """I10: what nobody watched is as an honest sensor says now, whatever went before."""
        site, place = self._site, self._site.world.places[line.comp]
        since_ms = max(place.moved_ms, place.honest_ms)
        if place.fitting.occupancy_sensor and place.is_honest:
            is_so = bool(place.content) is (line.type is EventType.DEPOSITED)
            is_late = since_ms > site.edge.decided_ms(line)
            site.watch.must("I10", is_so or is_late, f"{line.type} with {place.content!r} in there")
