"""An input that waits to be decided, and who waits for its answer."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct

from linli.cabinet.inputs import (
    Asked,
    Effect,
    Input,
    Presented,
    Refusal,
    Say,
    Show,
    Shown,
    Typed,
)
from linli.wire.messages import Reply, Result

ASKING = (Asked, Presented, Typed)
"""Inputs with which somebody waits for a door."""


def unheard(_answer: Struct | Shown) -> None:
    """Answer nobody."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An input, whom to answer or to show the answer, and what to do once it is durable."""

    happened: Input
    answer: Callable[[Struct], object] = unheard
    then: Callable[[], object] | None = None
    show: Callable[[Shown], object] = unheard

    def say(self, effect: Effect) -> None:
        """Answer, or show the answer, if the effect is one."""
        match effect:
            case Say():
                self.answer(effect.reply)
            case Show():
                self.show(effect.shown)
            case _:
                pass

    def answer_busy(self) -> None:
        """Tell who asked for a door that nothing came of it; others say their word again."""
        self.show(Shown(Refusal.BUSY))
        if isinstance(self.happened, Asked):
            act = self.happened.act
            self.answer(Reply(v=1, cab=act.cab, cid=act.cid, result=Result.BUSY, comp=0))
