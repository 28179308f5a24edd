"""Booking a room, confirming, giving up, signing in, and freeing what nobody came to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localtime

from linli.buildings.access.lounge import Booker
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.claims import claim, release
from linli.buildings.actions.entries import ANYONE, write_down
from linli.buildings.enums.lounge import BookingState
from linli.buildings.errors.lounge import (
    BookingMoved,
    ClosedThatDay,
    LengthOutOfReach,
    NobodyBooked,
    OutOfHours,
    TooFarAhead,
)
from linli.buildings.models import Booking, Room
from linli.buildings.rules.bookings import (
    AHEAD,
    EARLY,
    HOLDING,
    LONGEST,
    MISSED_AFTER,
    SHORTEST,
    Act,
    Hours,
    Wrong,
    after,
    wrong_with,
)
from linli.buildings.rules.slots import slots
from linli.kernel.errors import LinliError
from linli.people.actions import name_in_ledger
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import Limit

BOOKED_PER_ADDRESS = Limit("bookings-address", 30, timedelta(hours=1))
"""An office shares one address; nobody books thirty rooms an hour."""

THE_CLOCK = "linli"
FREED_AT_ONCE = 200
"""Bookings that one round of the clock frees: more than any town has in five seconds."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who books or comes: what they call themselves, and eleven digits, or empty."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewBooking:
    """A time that somebody wants a room for; ``code`` is the form's, so that it is booked once."""

    code: str
    begins: datetime
    ends: datetime
    purpose: str
    visitor: Visitor


def book(booker: Booker, new: NewBooking, *, address: str, now: datetime) -> Booking:
    """Book a room. The same form again returns the same booking.

    Where the room asks, it waits for the secretary, and holds its time meanwhile.

    Raises:
        TooFarAhead, LengthOutOfReach, ClosedThatDay, OutOfHours: it cannot be had then.
        Claimed: somebody has it.
        TooManyGuesses: too many come from this address.
    """
    known = Booking.objects.filter(code=new.code).first()
    if known is not None:
        return known
    count_try(BOOKED_PER_ADDRESS, address, now=now)
    problem = _problem(booker.room, new, now)
    if problem is not None:
        raise problem
    try:
        with transaction.atomic():
            return _book(booker, new, now)
    except IntegrityError:
        return Booking.objects.get(code=new.code)


def _book(booker: Booker, new: NewBooking, now: datetime) -> Booking:
    room, by = booker.room, booker.person
    waits = room.asks and not booker.keeps
    made = Booking.objects.create(
        room=room,
        code=new.code,
        begins_at=new.begins,
        ends_at=new.ends,
        purpose=new.purpose,
        name=new.visitor.name,
        phone=new.visitor.phone or None,
        by=by,
        state=BookingState.ASKED if waits else BookingState.BOOKED,
        asked_at=now,
    )
    claim(f"room:{room.pk}", slots(new.begins, new.ends), holder=_holder(made))
    _write(made, "room_booked", ANYONE if by is None else name_in_ledger(by), now)
    return made


def _problem(room: Room, new: NewBooking, now: datetime) -> LinliError | None:
    hours = Hours(room.opens, room.closes, room.weekends)
    match wrong_with(localtime(new.begins), localtime(new.ends), hours, now=localtime(now)):
        case Wrong.PAST_OR_FAR:
            return TooFarAhead(days=AHEAD.days)
        case Wrong.LENGTH:
            least, most = (int(one.total_seconds() // 60) for one in (SHORTEST, LONGEST))
            return LengthOutOfReach(least=least, most=most)
        case Wrong.WEEKEND:
            return ClosedThatDay()
        case Wrong.HOURS:
            return OutOfHours(opens=f"{room.opens:%H:%M}", closes=f"{room.closes:%H:%M}")
    return None


@transaction.atomic
def confirm(keeper: Keeper, booking: Booking, *, now: datetime) -> None:
    """Let a booking stand.

    Raises:
        BookingMoved: it does not wait for that.
    """
    _move(booking, Act.CONFIRM, now, by=name_in_ledger(keeper.person))


@transaction.atomic
def refuse(keeper: Keeper, booking: Booking, *, now: datetime) -> None:
    """Refuse a booking; its room is free again.

    Raises:
        BookingMoved: it does not wait for that.
    """
    _move(booking, Act.REFUSE, now, by=name_in_ledger(keeper.person))


@transaction.atomic
def give_up(booking: Booking, *, now: datetime, keeper: Keeper | None = None) -> None:
    """Give a room back, as whoever booked it or as its keeper.

    Raises:
        BookingMoved: it is over, or holds no room.
    """
    if now >= booking.ends_at:
        raise BookingMoved
    by = ANYONE if keeper is None else name_in_ledger(keeper.person)
    _move(booking, Act.GIVE_UP, now, by=by)


@transaction.atomic
def arrive_at(room: Room, *, now: datetime) -> Booking:
    """Sign in whose turn it is in a room, at its door.

    Raises:
        NobodyBooked: nobody has it now who is not signed in.
    """
    waiting = Booking.objects.select_related("room__committee__building").filter(
        room=room, state=BookingState.BOOKED, begins_at__lte=now + EARLY, ends_at__gt=now
    )
    found = waiting.order_by("begins_at").first()
    if found is None:
        raise NobodyBooked
    Booking.objects.filter(pk=found.pk).update(came_at=now)
    _move(found, Act.ARRIVE, now, by=ANYONE)
    return found


def free_rooms(*, now: datetime) -> int:
    """Free the rooms that nobody came to, and those that nobody confirmed in time."""
    unconfirmed = Q(state=BookingState.ASKED, begins_at__lte=now)
    missed = Q(state=BookingState.BOOKED, begins_at__lte=now - MISSED_AFTER)
    rows = Booking.objects.filter(unconfirmed | missed).order_by("pk")
    freed = 0
    for one in rows.select_related("room__committee__building")[:FREED_AT_ONCE]:
        act = Act.REFUSE if one.state == BookingState.ASKED else Act.MISS
        try:
            with transaction.atomic():
                _move(one, act, now, by=THE_CLOCK)
        except BookingMoved:
            continue  # somebody was at the door, or confirmed it, this very moment
        freed += 1
    return freed


def _move(booking: Booking, act: Act, now: datetime, *, by: str) -> None:
    """Do something to a booking, if it still is as it was read: one of two at once does it."""
    then = after(BookingState(booking.state), act)
    rows = Booking.objects.filter(pk=booking.pk, state=booking.state)
    if then is None or not rows.update(state=then):
        raise BookingMoved
    if then not in HOLDING:
        release(_holder(booking))
    _write(booking, f"booking_{act.value}", by, now)


def _holder(booking: Booking) -> str:
    return f"booking:{booking.pk}"


def _write(booking: Booking, verb: str, by: str, now: datetime) -> None:
    begins, ends = localtime(booking.begins_at), localtime(booking.ends_at)
    facts: dict[str, str | int] = {
        "room": booking.room.number,
        "from": f"{begins:%Y-%m-%d %H:%M}",
        "until": f"{ends:%H:%M}",
    }
    write_down(booking.room.committee, verb, by=by, now=now, facts=facts)
