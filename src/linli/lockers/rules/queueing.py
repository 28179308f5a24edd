"""Who is offered the next free door of a full cabinet, and what is left for those who just come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linli.lockers.enums import QueueEnd
from linli.lockers.rules.capacity import choose_size
from linli.wire.messages import Size

OFFERED_FOR = timedelta(seconds=90)
"""How long a door waits for the first in the queue: 60 s back across a lobby of 80 m, at the pace
of ``places.rules.distance``, and 30 s to type 4 digits and press. While it waits, a door is lost
to those behind."""

AWAY_AFTER = timedelta(minutes=3)
"""Whose page has not asked for so long has gone. Two offers that lapsed would take as long."""

MOST_WAITING = 20
"""At noon a cabinet of twelve is emptied twice a minute: 130 meals in 5 minutes of a tower.
Source: LOCKERS, acceptance load. So the last one waits for ten minutes, and who would wait for
longer gives the meal from hand to hand sooner (``queries.neighbours``)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who stands in a cabinet's queue; ``offered`` is the size that is kept for them."""

    id: int
    size: Size
    seen_at: datetime
    offered: Size | None = None
    offered_until: datetime | None = None

    def has_offer(self, now: datetime) -> bool:
        """Whether a door is kept for them now."""
        return self.offered_until is not None and now < self.offered_until


@dataclass(slots=True)
class Moves:
    """What is to be done with a queue: who leaves it and how, who is offered which size."""

    ended: dict[int, QueueEnd] = field(default_factory=dict)
    offered: dict[int, Size] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ended or self.offered)


def moves_of(
    queue: Sequence[Waiting], credits_left: Mapping[Size, int], *, in_use: bool, now: datetime
) -> Moves:
    """Return what is due in a queue.

    Strictly in the order of coming: whoever is first among those a free size fits is offered
    it, so a large meal that waits holds up no small one. A lapsed offer passes on at once.

    Args:
        queue: who stands in it, in the order of coming.
        credits_left: what can still be promised; what was offered is promised.
        in_use: whether the cabinet takes meals at all.
        now: the instant that counts.
    """
    moves = Moves()
    if not in_use:
        moves.ended = dict.fromkeys((one.id for one in queue), QueueEnd.CLOSED)
        return moves
    left = dict(credits_left)
    for one in queue:
        if one.offered is not None and not one.has_offer(now):
            moves.ended[one.id] = QueueEnd.LAPSED
            left[one.offered] = left.get(one.offered, 0) + 1
        elif one.offered is None and now - one.seen_at >= AWAY_AFTER:
            moves.ended[one.id] = QueueEnd.AWAY
    for one in queue:
        if one.offered is None and one.id not in moves.ended:
            size = choose_size(one.size, left)
            if size is not None:
                left[size] -= 1
                moves.offered[one.id] = size
    return moves


def left_over(waiting: Iterable[Size], credits_left: Mapping[Size, int]) -> dict[Size, int]:
    """Return what those who just come may be promised: what nobody in the queue could take.

    Args:
        waiting: the sizes of those who have no offer yet, in the order of coming.
        credits_left: what can still be promised.
    """
    left = dict(credits_left)
    for wanted in waiting:
        size = choose_size(wanted, left)
        if size is not None:
            left[size] -= 1
    return left
