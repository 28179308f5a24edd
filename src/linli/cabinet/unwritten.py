"""What stays known when a step could not be written: time and heat go on while a disk is full."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as said

from msgspec.structs import replace

from linli.cabinet.inputs import Input, Sensed, ServerHeard, Ticked, Warmed
from linli.cabinet.memory import Memory, Warmth

MOST_WORDS = 40
"""Kept of one compartment: twenty openings while no lock is pulsed. Of more, the last is kept."""

_OF_NO_DOOR = (ServerHeard, Ticked, Warmed)


def is_of_doors(happened: Input) -> bool:
    """Say whether what is decided about this depends on what each door has done before."""
    return not isinstance(happened, _OF_NO_DOOR)


class LostWords:
    """What sensors said in steps that could not be written, to be decided again, in order.

    Asking the sensors anew is not enough: a door that closed and opened again meanwhile says
    what it said before, and its opening would be in no line (CUSTODY, I8).
    """

    def __init__(self) -> None:
        self._words: dict[int, list[Sensed]] = {}

    def keep(self, batch: Iterable[Input], now_ms: int) -> None:
        """Keep the words of a step that was lost, with when they were said."""
        for one in batch:
            if isinstance(one, Sensed):
                words = self._words.setdefault(one.comp, [])
                if len(words) == MOST_WORDS:
                    words.pop()
                if not words or words[-1].reading != one.reading:
                    words.append(one if one.at_ms is not None else said(one, at_ms=now_ms))

    def take(self) -> Sequence[Sensed]:
        """Return all of them, each compartment's in order, and keep none: they are decided next."""
        words = [one for words in self._words.values() for one in words]
        self._words.clear()
        return words


class OpenSince:
    """Since when doors stand open, by words of their sensors that could not be made durable.

    Without them a heater would stay on beside an open door for as long as the disk is full. A
    memory has no place for them: by its last line such a door is closed.
    """

    def __init__(self) -> None:
        self._since_ms: dict[int, int] = {}

    def closes(self, comp: int) -> None:
        """A door is known to be closed."""
        self._since_ms.pop(comp, None)

    def keep(self, memory: Memory, lost: Memory) -> None:
        """Note what the step that was lost knew, and the memory that stands does not."""
        for comp, door in lost.doors.items():
            if door.opened_ms is not None and memory.doors[comp].opened_ms is None:
                self._since_ms.setdefault(comp, door.opened_ms)

    def into(self, memory: Memory) -> Memory:
        """Return the memory to decide by."""
        return _with_doors(memory, self._since_ms)

    def out_of(self, memory: Memory) -> Memory:
        """Return the memory that was made durable, with what a durable reading bears out now."""
        known = dict[int, int | None]()
        for comp, since_ms in [*self._since_ms.items()]:
            door = memory.doors[comp]
            is_open = door.reading is not None and door.reading.is_open
            known[comp] = min(since_ms, door.opened_ms or since_ms) if is_open else None
            if is_open:
                del self._since_ms[comp]
        return _with_doors(memory, known)


def with_heat(memory: Memory, lost: Memory) -> Memory:
    """Return the memory that stands, with what thermometers have said in the step that was lost.

    A heater that was to go off has gone off; one that was to go on has not. When the record was
    last written stays what it is, and what is in its next line is not less.
    """
    warmths = {
        zone: _with_heat(known, lost.warmths[zone]) for zone, known in memory.warmths.items()
    }
    return replace(memory, warmths=warmths)


def _with_heat(known: Warmth, lost: Warmth) -> Warmth:
    if lost.celsius is None:
        return replace(lost, recorded_ms=known.recorded_ms, lit=known.lit and lost.lit)
    was_silent = known.celsius is None
    return replace(
        lost,
        lowest=lost.lowest if was_silent else min(known.lowest, lost.lowest),
        highest=lost.highest if was_silent else max(known.highest, lost.highest),
        recorded_ms=known.recorded_ms,
        lit=known.lit and lost.lit,
    )


def _with_doors(memory: Memory, opened_ms: Mapping[int, int | None]) -> Memory:
    if not opened_ms:
        return memory
    doors = {
        comp: replace(door, opened_ms=opened_ms.get(comp, door.opened_ms))
        for comp, door in memory.doors.items()
    }
    return replace(memory, doors=doors)
