"""Rooms: adding one, changing what it is and when it is open, and closing it."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.lounge import Audience
from linli.buildings.errors.lounge import HoursBackwards, SeatsImpossible, UnknownRoom
from linli.buildings.models import Room
from linli.people.actions import name_in_ledger

MOST_SEATS = 500
"""The largest hall of a tower. A fair is held elsewhere."""


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What a room is, and for whom; times are by the clock on its wall."""

    name: str
    seats: int
    holds: str
    opens: time
    closes: time
    weekends: bool
    audience: Audience
    asks: bool

    def fields(self) -> dict[str, object]:
        """Return what is kept of it."""
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def add_room(keeper: Keeper, new: NewRoom, *, now: datetime) -> Room:
    """Add a room, numbered after the last.

    Raises:
        HoursBackwards, SeatsImpossible: see there.
    """
    _check(new)
    lock(keeper.committee)
    number = Room.objects.filter(committee=keeper.committee).count() + 1
    made = Room.objects.create(committee=keeper.committee, number=number, **new.fields())
    _write(keeper, made, "room_added", now)
    return made


@transaction.atomic
def change_room(keeper: Keeper, room: Room, new: NewRoom, *, now: datetime) -> None:
    """Change what a room is. Who has it, has it still: also outside its new hours.

    Raises:
        HoursBackwards, SeatsImpossible: see there.
        UnknownRoom: it was closed meanwhile.
    """
    _check(new)
    lock(keeper.committee)
    if not Room.objects.filter(pk=room.pk, closed_at=None).update(**new.fields()):
        raise UnknownRoom
    _write(keeper, room, "room_changed", now)


@transaction.atomic
def close_room(keeper: Keeper, room: Room, *, now: datetime) -> None:
    """Let a room no longer. What is booked stands, and can be given up.

    Raises:
        UnknownRoom: it was closed already.
    """
    lock(keeper.committee)
    if not Room.objects.filter(pk=room.pk, closed_at=None).update(closed_at=now):
        raise UnknownRoom
    _write(keeper, room, "room_closed", now)


def _check(new: NewRoom) -> None:
    if new.opens >= new.closes:
        raise HoursBackwards
    if not 0 < new.seats <= MOST_SEATS:
        raise SeatsImpossible(most=MOST_SEATS)


def _write(keeper: Keeper, room: Room, verb: str, now: datetime) -> None:
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts={"room": room.number})
