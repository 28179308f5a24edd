"""Coming to an occasion: registering, waiting, leaving, signing in, and saying how it was.

Whoever waits gets a seat the moment that one is given back, the longest waiting first, and need
not accept it: see docs/decisions/0027.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from linli.buildings.actions.bookings import Visitor
from linli.buildings.actions.claims import claim, release
from linli.buildings.actions.entries import ANYONE, write_down
from linli.buildings.enums.lounge import RsvpState
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.lounge import (
    NobodyThere,
    OccasionOver,
    RegisteredAlready,
    RsvpMoved,
    TooEarly,
)
from linli.buildings.models import Claim, Occasion, Rsvp
from linli.buildings.rules.arrivals import EARLY, HERE, ONE_TIME, can_arrive
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import Limit
from linli.people.sealing import blind_index

REGISTERED_PER_ADDRESS = Limit("rsvps-address", 60, timedelta(hours=1))
"""An office shares one address; more than sixty of it are no office, but somebody's joke."""

CAME_PER_ADDRESS = Limit("arrivals-address", 600, timedelta(hours=1))
"""Sign-ins at a door: a full hall behind the one address of its network, each mistyping once."""


def register(
    occasion: Occasion, code: str, visitor: Visitor, *, address: str, now: datetime
) -> Rsvp:
    """Register somebody: for a seat, or to wait for one. The same form again is the same.

    Raises:
        OccasionOver: it has begun, or was cancelled.
        RegisteredAlready: this phone is registered for it.
        TooManyGuesses: too many come from this address.
    """
    known = _known(occasion, code)
    if known is not None:
        return known
    count_try(REGISTERED_PER_ADDRESS, address, now=now)
    try:
        with transaction.atomic():
            return _register(occasion, code, visitor, now)
    except IntegrityError as twice:
        twin = _known(occasion, code)
        if twin is None:
            raise RegisteredAlready from twice
        return twin


def _register(occasion: Occasion, code: str, visitor: Visitor, now: datetime) -> Rsvp:
    fresh = _next_number(occasion)
    if fresh.cancelled_at is not None or now >= fresh.begins_at:
        raise OccasionOver
    made = Rsvp.objects.create(
        occasion=fresh,
        number=fresh.registered,
        code=code,
        name=visitor.name,
        phone=visitor.phone or None,
        phone_index=blind_index(visitor.phone) if visitor.phone else "",
        state=RsvpState.WAITING,
        at=now,
    )
    is_seated = _seat(made, RsvpState.SEATED)
    if not is_seated:
        Rsvp.objects.filter(pk=made.pk).update(waited=True)
    _write(made, "occasion_registered", now)
    return made


@transaction.atomic
def leave(rsvp: Rsvp, *, now: datetime) -> None:
    """Give up coming; whoever has waited longest gets the seat.

    Raises:
        RsvpMoved: they came, left before, or it has begun.
    """
    occasion, fresh = _locked(rsvp)
    is_coming = fresh.state in {RsvpState.SEATED, RsvpState.WAITING}
    if not is_coming or now >= occasion.begins_at:
        raise RsvpMoved
    Rsvp.objects.filter(pk=rsvp.pk).update(state=RsvpState.LEFT)
    release(_holder(fresh))
    _write(fresh, "occasion_left", now)
    fill_seats(occasion, now=now)


def fill_seats(occasion: Occasion, *, now: datetime) -> int:
    """Give the seats that are free to whoever waits, the longest first; return to how many.

    In another's transaction, in which nobody else changes this occasion.
    """
    waiting = Rsvp.objects.filter(occasion=occasion, state=RsvpState.WAITING)
    filled = 0
    for one in waiting.order_by("number"):
        one.occasion = occasion
        if not _seat(one, RsvpState.SEATED):
            break
        Rsvp.objects.filter(pk=one.pk).update(seated_at=now)
        _write(one, "occasion_seated", now)
        filled += 1
    return filled


def arrive(occasion: Occasion, number: int, *, address: str, now: datetime) -> Rsvp:
    """Sign in whoever registered under a number, at the door. Once more changes nothing.

    Who still waits gets a seat if one is free, and is else counted with those who came
    unannounced.

    Raises:
        NobodyThere: no such number, or they gave up coming.
        TooEarly, OccasionOver: the doors are not open.
        TooManyGuesses: too many come from this address.
    """
    count_try(CAME_PER_ADDRESS, address, now=now)
    with transaction.atomic():
        return _arrive(occasion, number, now)


def _arrive(occasion: Occasion, number: int, now: datetime) -> Rsvp:
    fresh = _opened(occasion, now)
    found = Rsvp.objects.filter(occasion=occasion, number=number).exclude(state=RsvpState.LEFT)
    rsvp = found.first()
    if rsvp is None:
        raise NobodyThere
    rsvp.occasion = fresh
    if rsvp.state in HERE:
        return rsvp
    if rsvp.state == RsvpState.WAITING and not _seat(rsvp, RsvpState.CAME):
        _become(rsvp, RsvpState.WALKED_IN)
    elif rsvp.state == RsvpState.SEATED:
        _become(rsvp, RsvpState.CAME)
    Rsvp.objects.filter(pk=rsvp.pk).update(came_at=now)
    _write(rsvp, "occasion_arrived", now)
    return rsvp


def walk_in(occasion: Occasion, code: str, *, address: str, now: datetime) -> Rsvp:
    """Count somebody who came unannounced. The same form again is the same.

    Raises:
        TooEarly, OccasionOver: the doors are not open.
        TooManyGuesses: too many come from this address.
    """
    known = _known(occasion, code)
    if known is not None:
        return known
    count_try(CAME_PER_ADDRESS, address, now=now)
    with transaction.atomic():
        _opened(occasion, now)
        fresh = _next_number(occasion)
        made = Rsvp.objects.create(
            occasion=fresh,
            number=fresh.registered,
            code=code,
            state=RsvpState.WALKED_IN,
            at=now,
            came_at=now,
        )
        _write(made, "occasion_walked_in", now)
        return made


@transaction.atomic
def rate(rsvp: Rsvp, *, stars: int, says: str, now: datetime) -> None:
    """Say how an occasion was, as one who came; said again, the last counts.

    Raises:
        RsvpMoved: they did not come.
    """
    here = Rsvp.objects.filter(pk=rsvp.pk, state__in=HERE)
    if not here.update(stars=stars, says=says):
        raise RsvpMoved
    _write(rsvp, "occasion_rated", now, stars=stars)


def highest_seat(occasion: Occasion) -> int:
    """Return the highest seat that is given, 0 where none is."""
    rows = Claim.objects.filter(resource=_resource(occasion))
    return int(rows.aggregate(highest=Max("seat"))["highest"] or 0)


def _known(occasion: Occasion, code: str) -> Rsvp | None:
    return Rsvp.objects.filter(code=code, occasion=occasion).first()


def _next_number(occasion: Occasion) -> Occasion:
    """Count one more, so that nobody else changes the occasion until the transaction ends."""
    Occasion.objects.filter(pk=occasion.pk).update(registered=F("registered") + 1)
    return _fresh(occasion)


def _locked(rsvp: Rsvp) -> tuple[Occasion, Rsvp]:
    occasion = rsvp.occasion
    Occasion.objects.filter(pk=occasion.pk).update(registered=F("registered"))
    fresh = Rsvp.objects.get(pk=rsvp.pk)
    fresh.occasion = _fresh(occasion)
    return fresh.occasion, fresh


def _opened(occasion: Occasion, now: datetime) -> Occasion:
    Occasion.objects.filter(pk=occasion.pk).update(registered=F("registered"))
    fresh = _fresh(occasion)
    if fresh.cancelled_at is not None or now >= fresh.ends_at:
        raise OccasionOver
    if not can_arrive(fresh.begins_at, fresh.ends_at, now=now):
        raise TooEarly(minutes=int(EARLY.total_seconds() // 60))
    return fresh


def _fresh(occasion: Occasion) -> Occasion:
    return Occasion.objects.select_related("gathering__committee__building").get(pk=occasion.pk)


def _seat(rsvp: Rsvp, then: RsvpState) -> bool:
    """Give somebody who waits a seat, if one is free."""
    seats = rsvp.occasion.seats
    try:
        claim(_resource(rsvp.occasion), [ONE_TIME], holder=_holder(rsvp), seats=seats)
    except Claimed:
        return False
    _become(rsvp, then)
    return True


def _become(rsvp: Rsvp, then: RsvpState) -> None:
    Rsvp.objects.filter(pk=rsvp.pk).update(state=then)
    rsvp.state = then


def _resource(occasion: Occasion) -> str:
    return f"seats:{occasion.pk}"


def _holder(rsvp: Rsvp) -> str:
    return f"rsvp:{rsvp.pk}"


def _write(rsvp: Rsvp, verb: str, now: datetime, **more: int) -> None:
    occasion = rsvp.occasion
    facts: dict[str, str | int] = {"number": rsvp.number, "title": occasion.title, **more}
    write_down(occasion.gathering.committee, verb, by=ANYONE, now=now, facts=facts)
