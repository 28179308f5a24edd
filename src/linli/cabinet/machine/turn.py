"""One step in the making: what the cabinet knows by now, and what it is about to do."""

from collections.abc import Mapping

from msgspec.structs import replace

from linli.cabinet.inputs import Effect, Heat, Lamp, Pulse, Write
from linli.cabinet.memory import Compartment, Door, Memory, Warmth, with_line
from linli.kernel.clock import Instant
from linli.wire.journal import line_hash
from linli.wire.messages import Event, EventType, Fact, State


class Turn:
    """A draft that belongs to one call of ``step`` and is gone with it.

    ``memory`` is the draft's frame; compartments, doors and zones are kept apart in dictionaries
    of its own, so that what ``step`` was given stays as it was.
    """

    def __init__(self, memory: Memory, now: Instant) -> None:
        self.memory = memory
        self.now = now
        self.compartments: dict[int, Compartment] = dict(memory.compartments)
        self.doors: dict[int, Door] = dict(memory.doors)
        self.warmths: dict[int, Warmth] = dict(memory.warmths)
        self._off_first: list[Effect] = []
        self._lines: list[Effect] = []
        self._then: list[Effect] = []

    def result(self) -> tuple[Memory, list[Effect]]:
        """Return the new memory, and the effects: what goes off, lines, then the rest in order."""
        memory = replace(
            self.memory,
            compartments=self.compartments,
            doors=self.doors,
            warmths=self.warmths,
        )
        return memory, [*self._off_first, *self._lines, *self._then]

    def know(self, **changes: object) -> None:
        """Change what the cabinet knows as a whole."""
        self.memory = replace(self.memory, **changes)

    def change(self, comp: int, **changes: object) -> None:
        """Change what is known of one compartment, durably."""
        self.compartments[comp] = replace(self.compartments[comp], **changes)

    def change_door(self, comp: int, **changes: object) -> None:
        """Change what is known of one door until the next start."""
        self.doors[comp] = replace(self.doors[comp], **changes)

    def change_zone(self, zone: int, **changes: object) -> None:
        """Change what is known of one zone until the next start."""
        self.warmths[zone] = replace(self.warmths[zone], **changes)

    def write(
        self,
        kind: EventType,
        comp: int,
        state: State,
        facts: Mapping[str, Fact] | None = None,
        *,
        grant: str = "",
    ) -> None:
        """Write a line about a compartment and the deposit bound to it; it is in ``state`` now."""
        if self.compartments[comp].state is not state:
            self.change(comp, state=state)
            self.change_door(comp, since_ms=self.now.mono_ms)
        line = self._line(kind, facts or {}, grant)
        self._append(replace(line, comp=comp, state=state, deposit=self.compartments[comp].deposit))

    def write_of_cabinet(
        self, kind: EventType, facts: Mapping[str, Fact], *, deposit: str = ""
    ) -> None:
        """Write a line that is about no compartment."""
        self._append(replace(self._line(kind, facts, ""), deposit=deposit))

    def pulse(self, comp: int) -> None:
        """Release a lock, once the lines are durable."""
        self.change_door(comp, pulsed_ms=self.now.mono_ms)
        self._then.append(Pulse(comp))

    def light(self, comp: int) -> None:
        """Switch a lamp on, once the lines are durable."""
        self._then.append(Lamp(comp, on=True))

    def darken(self, comp: int) -> None:
        """Switch a lamp off, before anything else."""
        self._off_first.append(Lamp(comp, on=False))

    def heat(self, zone: int, *, on: bool) -> None:
        """Switch a heater: on once the lines are durable, off before anything else."""
        (self._then if on else self._off_first).append(Heat(zone, on=on))

    def then(self, effect: Effect) -> None:
        """Do this after the lines are durable and the locks were pulsed."""
        self._then.append(effect)

    def compartment_of(self, deposit: str) -> int:
        """Return the number of the compartment this deposit is bound to, or 0."""
        assert deposit, "no name is the name of every empty compartment"
        bound = (number for number, one in self.compartments.items() if one.deposit == deposit)
        return next(bound, 0)

    def _line(self, kind: EventType, facts: Mapping[str, Fact], grant: str) -> Event:
        return Event(
            seq=self.memory.seq + 1,
            mono=self.now.mono_ms,
            wall=max(self.now.wall_ms, self.memory.wall_ms),
            wq=self.now.quality,
            type=kind,
            comp=0,
            state=None,
            deposit="",
            grant=grant,
            data=dict(facts),
            hash="",
        )

    def _append(self, line: Event) -> None:
        memory = self.memory
        written = replace(line, hash=line_hash(memory.head, memory.cabinet, memory.epoch, line))
        self.memory = with_line(memory, written)
        self._lines.append(Write(written))
