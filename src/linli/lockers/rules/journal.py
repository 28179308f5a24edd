"""Whether the lines a cabinet sent go on from the lines we hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from linli.wire.journal import line_hash
from linli.wire.messages import Event, Events


@dataclass(frozen=True, slots=True)
class Position:
    """How far we hold one cabinet's journal: its epoch, the last line and that line's hash."""

    epoch: int
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class GoesOn:
    """These lines are new, gap-free and rightly chained; there may be none."""

    lines: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something between was not sent, or not received: send again from ``expect``."""

    expect: int


@dataclass(frozen=True, slots=True)
class Bygone:
    """Lines of an epoch that was closed: late, or of an old image; its hello tells which."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Line ``seq`` is not the line we hold, or does not follow from it."""

    seq: int


def judge(
    position: Position, message: Events, held: Mapping[int, str]
) -> GoesOn | Gap | Bygone | Fork:
    """Decide what to do with a batch of lines.

    A line we already hold must be the same line; a new one must be the next, and its hash
    must follow from the one before. So a batch may come late, twice or out of order and is
    applied exactly once, and two different histories are never mixed.

    Args:
        position: how far we are.
        message: the batch; its signature has been checked.
        held: hashes of the lines we hold at the numbers the batch repeats.
    """
    first = message.events[0].seq
    if message.epoch < position.epoch:
        return Bygone()
    if message.epoch > position.epoch:
        return Fork(first)
    if first > position.seq + 1:
        return Gap(position.seq + 1)
    return _compare(position, message, held)


def _compare(position: Position, message: Events, held: Mapping[int, str]) -> GoesOn | Fork:
    """Hold each line against the one before it, and against the one we hold."""
    previous = message.prev
    new: list[Event] = []
    for expected, event in enumerate(message.events, start=message.events[0].seq):
        if event.seq != expected or event.hash != line_hash(
            previous, message.cab, message.epoch, event
        ):
            return Fork(expected)
        if expected > position.seq:
            if not new and previous != position.head:
                return Fork(expected)
            new.append(event)
        elif held.get(expected, position.head) != event.hash:
            return Fork(expected)
        previous = event.hash
    return GoesOn(tuple(new))
