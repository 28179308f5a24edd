"""A cabinet's decisions: from what it knows and what happened to what it knows and does."""

from linli.cabinet.inputs import (
    Asked,
    Booted,
    Directed,
    Effect,
    Input,
    Sensed,
    Ticked,
)
from linli.cabinet.machine.asking import asked
from linli.cabinet.machine.booting import booted
from linli.cabinet.machine.directing import directed
from linli.cabinet.machine.elapsing import elapsed, next_due_ms, trust_clock
from linli.cabinet.machine.sensing import sensed
from linli.cabinet.machine.ticking import ticked
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Memory
from linli.kernel.clock import Instant

__all__ = ["next_due_ms", "step"]


def step(memory: Memory, happened: Input, *, now: Instant) -> tuple[Memory, list[Effect]]:
    """Return what the cabinet knows after this, and what it does about it, in order.

    Lamps go off first. Then come the journal's lines, to be made durable together with the
    memory; if that fails nothing more may be done and the old memory stands. Then locks,
    lamps that go on, and answers. ``memory`` is left as it was.

    The first input of a process is Booted: no other means anything before the sensors have
    spoken and a session has a name.
    """
    assert memory.session or isinstance(happened, Booted), "Booted comes first"
    turn = Turn(memory, now)
    if not isinstance(happened, Booted):
        trust_clock(turn)
    _take_in(turn, happened)
    return turn.result()


def _take_in(turn: Turn, happened: Input) -> None:
    match happened:
        case Booted():
            booted(turn, happened)
            trust_clock(turn)
        case Sensed():
            sensed(turn, happened)
        case Asked():
            asked(turn, happened)
        case Directed():
            directed(turn, happened)
        case Ticked():
            ticked(turn, happened)
        case _:
            elapsed(turn, happened)
