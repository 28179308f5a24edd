"""The numbers a remote open must echo, so that no door opens on an old command."""

from linli.cabinet.inputs import Ticked
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import TICK_LIVES_MS, TICKS_KEPT


def ticked(turn: Turn, happened: Ticked) -> None:
    """Remember a new number and when it was drawn; forget those that nobody may echo now.

    A number drawn twice keeps its first time.
    """
    now_ms = turn.now.mono_ms
    alive = {
        nonce: issued_ms
        for nonce, issued_ms in turn.memory.ticks.items()
        if now_ms - issued_ms <= TICK_LIVES_MS
    }
    alive.setdefault(happened.nonce, now_ms)
    turn.know(ticks=dict(list(alive.items())[-TICKS_KEPT:]))
