"""Waiting for a door of a full cabinet: take a place, be offered a door, use it or leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F, QuerySet

from linli.kernel.codes import deposit_code
from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import LockedCabinet, lock_cabinets
from linli.lockers.courier_errors import DoorsAreFree, NoSuchPlace, QueueFull
from linli.lockers.enums import QueueEnd
from linli.lockers.errors import CabinetOutOfUse, UnknownCabinet
from linli.lockers.models import Cabinet, Capacity, QueuePlace
from linli.lockers.queries.neighbours import where_else
from linli.lockers.queries.queue import (
    PlaceNow,
    credits_of,
    left_for_newcomers,
    place_now,
    queued_cabinets,
    standing_places,
)
from linli.lockers.rules.capacity import choose_size
from linli.lockers.rules.queueing import MOST_WAITING, OFFERED_FOR, Moves, moves_of
from linli.wire.messages import Fact, Size

SEEN_EACH = timedelta(seconds=20)
"""How often it is written down that a page is looked at; it says so each 45 s."""


@transaction.atomic
def take_place(*, cabinet: str, holder: str, size: Size, now: datetime, chance: Random) -> str:
    """Return the name of a courier's place in a cabinet's queue; the one that they have, if any.

    Raises:
        UnknownCabinet, CabinetOutOfUse: this cabinet cannot be used now.
        DoorsAreFree: a door of this size is free for whoever comes.
        QueueFull: more wait than it makes sense to; says where there is room.
    """
    held = lock_cabinets([cabinet]).get(cabinet)
    if held is None:
        raise UnknownCabinet(cabinet=cabinet[:16])
    if not _is_open(held.id):
        raise CabinetOutOfUse(cabinet=cabinet)
    queued = held.queued - _move(held, _due(held.id, in_use=True, now=now), now=now)
    standing = QueuePlace.objects.filter(cabinet=held.id, holder=holder, ended_at=None).first()
    if standing is not None:
        return standing.code
    if choose_size(size, left_for_newcomers(held.id, credits_of(held.id))) is not None:
        raise DoorsAreFree(cabinet=cabinet)
    if queued >= MOST_WAITING:
        elsewhere = where_else(held.id, held.building_id, size=size)
        raise QueueFull(cabinet=cabinet, waiting=queued, elsewhere=elsewhere)
    made = QueuePlace.objects.create(
        code=deposit_code(chance),
        cabinet_id=held.id,
        holder=holder,
        size=size.value,
        begun_at=now,
        seen_at=now,
    )
    Cabinet.objects.filter(pk=held.id).update(queued=F("queued") + 1)
    append([queue_entry(held.code, made.code, "queue_joined", {"size": size.value}, now)])
    return made.code


def place_called(code: str) -> PlaceNow:
    """Return a place as it stands, and write nothing.

    Raises:
        NoSuchPlace: there is none of this name.
    """
    found = place_now(code)
    if found is None:
        raise NoSuchPlace
    return found


def look(*, place: str, now: datetime) -> PlaceNow:
    """Note that a place is looked at, do what is due in its queue, and return it as it is then.

    Raises:
        NoSuchPlace: there is none of this name.
    """
    found = place_called(place)
    if found.outcome is not None:
        return found
    if now - found.seen_at >= SEEN_EACH:  # else whoever presses often writes often
        QueuePlace.objects.filter(code=place).update(seen_at=now)
    if _due(found.cabinet_id, in_use=_is_open(found.cabinet_id), now=now):
        settle_queue(found.cabinet, now=now)
    return place_called(place)


def leave_place(*, place: str, now: datetime) -> None:
    """Give a place up; once it has ended in any way this does nothing.

    Raises:
        NoSuchPlace: there is none of this name.
    """
    _leave(place_called(place).cabinet, QueuePlace.objects.filter(code=place), now)


def leave_all(*, holder: str, now: datetime) -> None:
    """Give up every place of a courier who has found a door, here or elsewhere."""
    standing = QueuePlace.objects.filter(holder=holder, ended_at=None)
    for code in list(standing.values_list("cabinet__code", flat=True).order_by("cabinet")):
        _leave(code, standing.filter(cabinet__code=code), now)


@transaction.atomic
def settle_queue(cabinet: str, *, now: datetime) -> int:
    """Do what is due in a cabinet's queue; return how many places ended or were offered a door."""
    held = lock_cabinets([cabinet])[cabinet]
    moves = _due(held.id, in_use=_is_open(held.id), now=now)
    _move(held, moves, now=now)
    return len(moves.ended) + len(moves.offered)


def settle_queues(*, now: datetime) -> int:
    """Do what is due in every queue, although nobody looks; return as ``settle_queue`` does."""
    return sum(settle_queue(code, now=now) for code in queued_cabinets())


def queue_entry(
    cabinet: str, place: str, verb: str, facts: dict[str, Fact], now: datetime
) -> NewEntry:
    """Return what the ledger keeps of a place in a queue."""
    return NewEntry(f"cabinet/{cabinet}", now, "courier", verb, f"queue:{place}", facts)


def _is_open(cabinet: int) -> bool:
    """Whether a cabinet takes meals at all."""
    open_ones = Cabinet.objects.filter(quarantined_at=None, revoked_at=None)
    return open_ones.filter(pk=cabinet).exists()


def _due(cabinet: int, *, in_use: bool, now: datetime) -> Moves:
    return moves_of(standing_places(cabinet), credits_of(cabinet), in_use=in_use, now=now)


@transaction.atomic
def _leave(cabinet: str, places: QuerySet[QueuePlace], now: datetime) -> None:
    held = lock_cabinets([cabinet])[cabinet]
    left = places.filter(ended_at=None).values_list("pk", flat=True)
    _move(held, Moves(ended=dict.fromkeys(left, QueueEnd.LEFT)), now=now)
    _move(held, _due(held.id, in_use=_is_open(held.id), now=now), now=now)


def _move(held: LockedCabinet, moves: Moves, *, now: datetime) -> int:
    """Write down what happens in a queue whose cabinet is held; return how many places ended."""
    if not moves:
        return 0
    places = QueuePlace.objects.in_bulk([*moves.ended, *moves.offered])
    for number, how in moves.ended.items():
        if places[number].offered:
            _promise(held.id, places[number].offered, -1)
        QueuePlace.objects.filter(pk=number).update(ended_at=now, outcome=how)
    for number, size in moves.offered.items():
        _promise(held.id, size.value, 1)
        until = now + OFFERED_FOR
        QueuePlace.objects.filter(pk=number).update(offered=size.value, offered_until=until)
    Cabinet.objects.filter(pk=held.id).update(queued=F("queued") - len(moves.ended))
    append(_entries(held.code, places, moves, now))
    return len(moves.ended)


def _promise(cabinet: int, size: str, by: int) -> None:
    kept = Capacity.objects.filter(cabinet=cabinet, size=size)
    kept.update(promised=F("promised") + by)


def _entries(
    cabinet: str, places: dict[int, QueuePlace], moves: Moves, now: datetime
) -> Sequence[NewEntry]:
    seconds = int(OFFERED_FOR.total_seconds())
    return [
        queue_entry(cabinet, places[number].code, "queue_ended", {"how": how.value}, now)
        for number, how in moves.ended.items()
    ] + [
        queue_entry(
            cabinet,
            places[number].code,
            "queue_offered",
            {"seconds": seconds, "size": size.value},
            now,
        )
        for number, size in moves.offered.items()
    ]
