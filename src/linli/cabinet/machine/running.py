"""A cabinet's own time, which no reboot resets: how long it has run, and how long alone.

There may be no clock to ask: the network is away, the monotonic clock restarts with the
machine and the wall clock may be wrong by years. So the cabinet counts how long it has run.
The count is noted durably each ten minutes and whenever something rests on it. A power cut
takes away what was not noted, so the count is never ahead of the true time: whoever must
wait waits longer for a reboot, never shorter.
"""

from msgspec.structs import replace

from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Memory
from linli.kernel.clock import Instant

NOTED_EACH_MS = 600_000
"""Ten minutes: what one power cut can take from the count, for 144 small writes a day."""

ALONE_MS = 30_000
"""Two hellos, 14 s apart, that the server has not answered."""


def ran_ms(memory: Memory, now: Instant) -> int:
    """Return how long the cabinet has run, over all its starts."""
    return memory.watch.ran_ms + max(0, now.mono_ms - memory.began_ms)


def alone_ms(memory: Memory, now: Instant) -> int:
    """Return for how much of that the server has not been heard."""
    if memory.heard_ms is None:
        return ran_ms(memory, now) - memory.watch.heard_ms
    return max(0, now.mono_ms - memory.heard_ms)


def is_alone(memory: Memory, now: Instant) -> bool:
    """Say whether the server has not been heard for a while."""
    return alone_ms(memory, now) > ALONE_MS


def started(turn: Turn) -> None:
    """Count on from what was noted; the monotonic clock may be another one now."""
    turn.know(began_ms=turn.now.mono_ms, heard_ms=None)


def heard(turn: Turn) -> None:
    """The server has said something."""
    turn.know(heard_ms=turn.now.mono_ms)


def note(turn: Turn, **changes: object) -> None:
    """Make durable how long the cabinet has run, how long alone, and these changes besides."""
    memory, now = turn.memory, turn.now
    ran = ran_ms(memory, now)
    heard_ms = max(0, ran - alone_ms(memory, now))
    watch = replace(memory.watch, ran_ms=ran, heard_ms=heard_ms, **changes)
    turn.know(watch=watch, began_ms=now.mono_ms)


def note_if_due(turn: Turn) -> None:
    """Make it durable if that was long ago."""
    if ran_ms(turn.memory, turn.now) - turn.memory.watch.ran_ms >= NOTED_EACH_MS:
        note(turn)
