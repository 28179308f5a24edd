"""The only ways from a person or a link to a room, a booking, an occasion or who comes to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.core.signing import BadSignature, Signer
from django.db import models

from linli.buildings.access.matters import Keeper, Visited, is_number, keeps
from linli.buildings.enums.lounge import Audience
from linli.buildings.errors.lounge import (
    DoorCodeOld,
    NobodyThere,
    RoomNotForAll,
    UnknownOccasion,
    UnknownRoom,
)
from linli.buildings.errors.matters import LinkUnreadable
from linli.buildings.models import Booking, Committee, Occasion, OccasionPhoto, Room, Rsvp
from linli.buildings.rules.arrivals import is_fresh, window_of
from linli.people.models import Person

Row = TypeVar("Row", bound=models.Model)

_booking = Signer(salt="linli.buildings.booking")
_rsvp = Signer(salt="linli.buildings.rsvp")
_room = Signer(salt="linli.buildings.room")
_occasion = Signer(salt="linli.buildings.occasion")

ROOMS = Room.objects.select_related("committee__building")
BOOKINGS = Booking.objects.select_related("room__committee__building", "by")
OCCASIONS = Occasion.objects.select_related("gathering__committee__building", "room")
RSVPS = Rsvp.objects.select_related("occasion__gathering__committee__building", "occasion__room")


@dataclass(frozen=True, slots=True)
class Booker:
    """A room that somebody may book; ``person`` is None for who did not sign in."""

    room: Room
    person: Person | None
    keeps: bool


@dataclass(frozen=True, slots=True)
class Doorway:
    """The door of a room, at which somebody stands."""

    room: Room


@dataclass(frozen=True, slots=True)
class Let:
    """A room that somebody keeps."""

    room: Room


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever booked a room, by their link."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Attendee:
    """Whoever comes to an occasion, by their link."""

    rsvp: Rsvp


@dataclass(frozen=True, slots=True)
class Held:
    """An occasion that somebody may see, or arrange."""

    occasion: Occasion

    @property
    def committee(self) -> Committee:
        """In whose building."""
        return self.occasion.gathering.committee


def room_of(at: Visited, number: int) -> Room:
    """Return a room of a building, for anybody.

    Raises:
        UnknownRoom: there is none, or it is closed.
    """
    found = ROOMS.filter(committee=at.committee, number=number, closed_at=None).first()
    if found is None:
        raise UnknownRoom
    return found


def room_to_book(at: Visited, number: int, person: Person | None, *, now: datetime) -> Booker:
    """Return a room for who may book it.

    Raises:
        UnknownRoom: there is none, or it is closed.
        RoomNotForAll: it is for people who signed in, or for its keepers.
    """
    room = room_of(at, number)
    is_keeper = keeps(person, at.committee, now=now)
    if not may_book(room, person, is_keeper=is_keeper):
        raise RoomNotForAll
    return Booker(room, person, is_keeper)


def may_book(room: Room, person: Person | None, *, is_keeper: bool) -> bool:
    """Tell whether a room is for somebody; its keepers book it for anybody."""
    is_for = {
        Audience.ANYONE: True,
        Audience.KNOWN: person is not None,
        Audience.KEEPERS: False,
    }
    return is_keeper or is_for[Audience(room.audience)]


def booking_link(code: str) -> str:
    """Return the token by which whoever booked comes back."""
    return _booking.sign(code)


def booking_of_link(token: str) -> Guest:
    """Return the booking that a token names.

    Raises:
        LinkUnreadable: it is not ours, or not whole.
    """
    return Guest(_linked(BOOKINGS, _booking, token))


def rsvp_link(code: str) -> str:
    """Return the token by which whoever registered comes back."""
    return _rsvp.sign(code)


def rsvp_of_link(token: str) -> Attendee:
    """Return the registration that a token names.

    Raises:
        LinkUnreadable: it is not ours, or not whole.
    """
    return Attendee(_linked(RSVPS, _rsvp, token))


def room_door(room: Room) -> str:
    """Return what the code at a room's door says: who scans it stands there."""
    return _room.sign(str(room.pk))


def room_of_door(token: str) -> Doorway:
    """Return the room at whose door somebody stands.

    Raises:
        LinkUnreadable: it is not ours, or not whole.
        UnknownRoom: it is closed.
    """
    try:
        number = int(_room.unsign(token))
    except BadSignature as tampered:
        raise LinkUnreadable from tampered
    found = ROOMS.filter(pk=number, closed_at=None).first()
    if found is None:
        raise UnknownRoom
    return Doorway(found)


def occasion_door(occasion: Occasion, *, now: datetime) -> str:
    """Return what the code at the door of an occasion says now; it changes every minute."""
    return _occasion.sign(f"{occasion.pk}.{window_of(now)}")


def occasion_of_door(token: str, *, now: datetime) -> Held:
    """Return the occasion at whose door somebody stands, or stood a moment ago.

    Raises:
        DoorCodeOld: the code is not ours, or was shown longer ago.
    """
    try:
        number, window = _occasion.unsign(token).split(".")
    except BadSignature as tampered:
        raise DoorCodeOld from tampered
    if not is_fresh(int(window), now=now):
        raise DoorCodeOld
    return Held(OCCASIONS.get(pk=int(number)))


def occasion_of(at: Visited | Keeper, number: int) -> Held:
    """Return an occasion in a building: they are everybody's, cancelled ones too.

    Raises:
        UnknownOccasion: there is none.
    """
    rows = OCCASIONS.filter(gathering__committee=at.committee)
    return Held(_numbered(rows, number, UnknownOccasion))


def photo_of(at: Visited, number: int) -> bytes:
    """Return a photo of an occasion in a building: they are everybody's.

    Raises:
        UnknownOccasion: there is none.
    """
    rows = OccasionPhoto.objects.filter(occasion__gathering__committee=at.committee)
    return bytes(_numbered(rows, number, UnknownOccasion).image)


def kept_room(keeper: Keeper, number: int) -> Let:
    """Return a room, for who keeps it.

    Raises:
        UnknownRoom: there is none, or it is closed.
    """
    return Let(room_of(Visited(keeper.committee), number))


def kept_booking(keeper: Keeper, number: int) -> Guest:
    """Return a booking by its row, for who keeps the rooms.

    Raises:
        NobodyThere: there is none here.
    """
    rows = BOOKINGS.filter(room__committee=keeper.committee)
    return Guest(_numbered(rows, number, NobodyThere))


def kept_rsvp(keeper: Keeper, number: int) -> Attendee:
    """Return a registration by its row, for who keeps the gatherings.

    Raises:
        NobodyThere: there is none here.
    """
    rows = RSVPS.filter(occasion__gathering__committee=keeper.committee)
    return Attendee(_numbered(rows, number, NobodyThere))


def _numbered(
    rows: models.QuerySet[Row], number: int, unknown: type[UnknownOccasion | NobodyThere]
) -> Row:
    found = rows.filter(pk=number).first() if is_number(str(number)) else None
    if found is None:
        raise unknown
    return found


def _linked(rows: models.QuerySet[Row], signer: Signer, token: str) -> Row:
    try:
        code = signer.unsign(token)
    except BadSignature as tampered:
        raise LinkUnreadable from tampered
    found = rows.filter(code=code).first()
    if found is None:
        raise LinkUnreadable
    return found
