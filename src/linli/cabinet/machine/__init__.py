"""A cabinet's decisions: from what it knows and what happened to what it knows and does."""

from collections.abc import Callable, Mapping
from typing import Any

from linli.cabinet.inputs import (
    Asked,
    BoardHeard,
    Booted,
    Directed,
    Effect,
    Elapsed,
    Input,
    Presented,
    Sensed,
    ServerHeard,
    Ticked,
    Typed,
    Warmed,
)
from linli.cabinet.machine.asking import asked
from linli.cabinet.machine.boarding import board_heard
from linli.cabinet.machine.booting import booted
from linli.cabinet.machine.directing import directed
from linli.cabinet.machine.elapsing import elapsed, next_due_ms, trust_clock
from linli.cabinet.machine.onsite import presented, typed
from linli.cabinet.machine.running import heard, note_if_due, started
from linli.cabinet.machine.sensing import sensed
from linli.cabinet.machine.ticking import ticked
from linli.cabinet.machine.turn import Turn
from linli.cabinet.machine.warming import regulate, warmed
from linli.cabinet.memory import Memory
from linli.kernel.clock import Instant

__all__ = ["next_due_ms", "step"]


def step(memory: Memory, happened: Input, *, now: Instant) -> tuple[Memory, list[Effect]]:
    """Return what the cabinet knows after this, and what it does about it, in order.

    Lamps and heaters go off first. Then come the journal's lines, to be made durable together
    with the memory; if that fails nothing more may be done and the old memory stands. Then
    locks, lamps that go on, answers, and heaters that go on. ``memory`` is left as it was.

    The first input of a process is Booted: no other means anything before the sensors have
    spoken and a session has a name.
    """
    assert memory.session or isinstance(happened, Booted), "Booted comes first"
    turn = Turn(memory, now)
    if not isinstance(happened, Booted):
        trust_clock(turn)
    _take_in(turn, happened)
    if not _is_past(happened):
        regulate(turn)
    return turn.result()


def _is_past(happened: Input) -> bool:
    """Say whether a door has done this before now: heaters follow what is so by now."""
    return isinstance(happened, Sensed) and happened.at_ms is not None


def _take_in(turn: Turn, happened: Input) -> None:
    _HANDLERS[type(happened)](turn, happened)


def _booted(turn: Turn, happened: Booted) -> None:
    started(turn)
    booted(turn, happened)
    trust_clock(turn)


def _ticked(turn: Turn, happened: Ticked) -> None:
    ticked(turn, happened)
    note_if_due(turn)


def _heard(turn: Turn, _happened: ServerHeard) -> None:
    heard(turn)


_HANDLERS: Mapping[type[Input], Callable[[Turn, Any], None]] = {
    Booted: _booted,
    Sensed: sensed,
    Warmed: warmed,
    BoardHeard: board_heard,
    Asked: asked,
    Presented: presented,
    Typed: typed,
    Directed: directed,
    ServerHeard: _heard,
    Ticked: _ticked,
    Elapsed: elapsed,
}
