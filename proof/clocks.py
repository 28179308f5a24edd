"""Wall clocks that jump three days at any step of a meal: no door opens, no meal expires.

The agent may start anew in the same moment, as long as nobody vouches for the clock. Where it
starts anew and the clock is said to be right, three days more are three days without power: the
meal may not be picked up then, and it is for the crew to look. That is no error, and not tried.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from tests.cabinet.world import CLOSED, FILLED, MEAL, OPEN, OPEN_FILLED, World

from linli.cabinet.inputs import Asked, Effect, Elapsed, Input, Pulse, Sensed, Write
from linli.kernel.clock import Instant
from linli.wire.messages import EventType, Purpose, Result

DAY_MS = 86_400_000
JUMPS_MS = (3 * DAY_MS, -3 * DAY_MS)
"""Source: the proof's own promise."""

TICK_DEAD_MS = 6_000
WITHIN_HOLD_MS = 3_600_000
BEYOND_HOLD_MS = 7_300_000
"""Before and after the hold limit of these worlds, which is 7,200,000 ms."""


class _Counting(World):
    """A world that counts the pulses that nobody asked for just then, and hold limits."""

    unasked = 0
    expired = 0

    def happens(self, happened: Input) -> list[Effect]:
        effects = super().happens(happened)
        if not isinstance(happened, Asked):
            self.unasked += sum(isinstance(one, Pulse) for one in effects)
        self.expired += sum(
            isinstance(one, Write) and one.event.type is EventType.HOLD_EXPIRED for one in effects
        )
        return effects


@dataclass(frozen=True, slots=True)
class Jumped:
    """What came of one jump; all zero but ``jumps`` when all is well."""

    jumps: int = 0
    opened: int = 0
    stale: int = 0
    expired: int = 0
    not_expired: int = 0
    backwards: int = 0

    def __add__(self, other: "Jumped") -> "Jumped":
        return Jumped(
            self.jumps + other.jumps,
            self.opened + other.opened,
            self.stale + other.stale,
            self.expired + other.expired,
            self.not_expired + other.not_expired,
            self.backwards + other.backwards,
        )

    @property
    def is_well(self) -> bool:
        """Whether there were jumps and nothing came of any."""
        return self.jumps > 0 and self == Jumped(jumps=self.jumps)


def _steps() -> Sequence[Callable[[World], object]]:
    """Return a meal's steps, from the courier's scan to the compartment that is free again."""
    return (
        lambda world: world.deposits(),
        lambda world: world.senses(1, OPEN),
        lambda world: world.senses(1, OPEN_FILLED),
        lambda world: world.senses(1, FILLED),
        lambda world: world.passes(WITHIN_HOLD_MS),
        lambda world: world.picks_up(),
        lambda world: world.senses(1, OPEN_FILLED),
        lambda world: world.senses(1, OPEN),
        lambda world: world.senses(1, CLOSED),
        lambda world: world.passes(100_000),
    )


STEPS = len(_steps())


def jump_everywhere(chance: Random) -> Jumped:
    """Jump before every step of a meal and after the last, both ways, trusted and not."""
    total = Jumped()
    for step in range(STEPS + 1):
        for by_ms in JUMPS_MS:
            for quality, starts in ((0, False), (0, True), (1, False), (2, False)):
                total += _jump(step, by_ms + chance.randrange(1_000), quality, starts=starts)
    return total


def _jump(step: int, by_ms: int, quality: int, *, starts: bool) -> Jumped:
    """Play a meal whose wall clock jumps before this step, and see what it leads to."""
    world = _Counting()
    for one in _steps()[:step]:
        one(world)
    late = world.act(Purpose.PICKUP, MEAL)
    world.wait(TICK_DEAD_MS)
    world.now = replace_wall(world.now, world.now.wall_ms + by_ms, quality)
    pulses, wall_ms = len(world.pulses), world.memory.wall_ms
    if starts:
        world.boot({number: door.reading or CLOSED for number, door in world.memory.doors.items()})
    world.happens(Elapsed())
    for number, door in world.memory.doors.items():
        assert door.reading is not None, "these sensors always speak"
        world.happens(Sensed(number, door.reading))
    stale = world.asks(late).result is not Result.STALE
    opened = len(world.pulses) - pulses
    for one in _steps()[step:]:
        one(world)
    backwards = any(after.wall < before.wall for before, after in pairwise(world.lines))
    return Jumped(
        jumps=1,
        opened=opened + world.unasked,
        stale=int(stale),
        expired=world.expired,
        not_expired=int(not _expires_in_time(by_ms, quality)),
        backwards=int(backwards or world.memory.wall_ms < wall_ms),
    )


def _expires_in_time(by_ms: int, quality: int) -> bool:
    """Whether a meal whose clock jumped does expire once its time is over, and only once."""
    world = _Counting()
    world.stores()
    world.passes(WITHIN_HOLD_MS)
    world.now = replace_wall(world.now, world.now.wall_ms + by_ms, quality)
    world.passes(BEYOND_HOLD_MS - WITHIN_HOLD_MS)
    return world.expired == 1


def replace_wall(now: Instant, wall_ms: int, quality: int) -> Instant:
    """Return the same moment by the monotonic clock, with another word of the wall clock."""
    return Instant(now.mono_ms, wall_ms, quality)
