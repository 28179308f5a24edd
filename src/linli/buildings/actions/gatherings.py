"""Planning a gathering, changing one of its occasions or all that follow, and cancelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, make_aware

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.claims import claim, release
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.actions.registering import fill_seats, highest_seat
from linli.buildings.enums.lounge import Reach, Repeats
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.lounge import (
    ConsentNeeded,
    HoursBackwards,
    OccasionOver,
    PhotosEnough,
    RoomTaken,
    SeatsImpossible,
    SeatsTaken,
    SeriesTooLong,
    TooFarAhead,
)
from linli.buildings.models import Gathering, Occasion, OccasionPhoto, Room
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.rules.recurrence import LONGEST, MOST, days_of, is_series, rule_of
from linli.buildings.rules.slots import slots
from linli.people.actions import name_in_ledger

CHANGED = ("begins_at", "ends_at", "room", "title", "seats", "sequence", "changed_at")
"""Of an occasion: never how many are registered, which others count meanwhile."""

PHOTOS_MOST = 6
"""Of one occasion: a screen of them, 2 MB at worst."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is held, where, on which day, from when until when, and for how many."""

    title: str
    room: Room
    day: date
    begins: time
    ends: time
    seats: int


@dataclass(frozen=True, slots=True)
class NewGathering:
    """A plan, what it is about, and how often it is held until which day."""

    plan: Plan
    words: str
    repeats: Repeats
    until: date


@transaction.atomic
def plan_gathering(keeper: Keeper, new: NewGathering, *, now: datetime) -> Gathering:
    """Plan a gathering: each time that it is held has its room from now on, or none has.

    Days off of the district's calendar are left out.

    Raises:
        HoursBackwards, TooFarAhead, SeatsImpossible, SeriesTooLong: see there.
        RoomTaken: the room is taken on one of its days.
    """
    plan = new.plan
    _check(plan, now)
    lock(keeper.committee)
    until = plan.day if new.repeats is Repeats.ONCE else new.until
    rule = rule_of(new.repeats, plan.day, until)
    off = {day for year in calendar_of(keeper.building).values() for day in year.off}
    days = days_of(rule, plan.day, without=off)
    if not is_series(plan.day, until, len(days)):
        raise SeriesTooLong(days=LONGEST.days, most=MOST)
    made = Gathering.objects.create(
        committee=keeper.committee,
        words=new.words,
        repeats=new.repeats,
        rule=rule,
        made_by=keeper.person,
        made_at=now,
    )
    for day in days:
        begins, ends = _times(plan, day)
        one = Occasion.objects.create(
            gathering=made,
            room=plan.room,
            title=plan.title,
            begins_at=begins,
            ends_at=ends,
            seats=plan.seats,
            changed_at=now,
        )
        _claim(one)
    _write(keeper, "gathering_planned", plan.title, plan.day, len(days), now)
    return made


@transaction.atomic
def change_occasion(
    keeper: Keeper, occasion: Occasion, plan: Plan, *, reach: Reach, now: datetime
) -> None:
    """Change an occasion, or it and all that follow it; these move by as many days as it does.

    Raises:
        HoursBackwards, TooFarAhead, SeatsImpossible: see there.
        OccasionOver: it is over, or was cancelled.
        RoomTaken: the room is taken at one of the new times.
        SeatsTaken: more seats are given than it is to have.
    """
    _check(plan, now)
    lock(keeper.committee)
    every = _reached(occasion, reach, now)
    further = plan.day - localdate(every[0].begins_at)
    for one in every:
        release(_holder(one))
    for one in every:
        least = highest_seat(one)
        if plan.seats < least:
            raise SeatsTaken(least=least)
        one.begins_at, one.ends_at = _times(plan, localdate(one.begins_at) + further)
        one.room, one.title, one.seats = plan.room, plan.title, plan.seats
        one.sequence, one.changed_at = one.sequence + 1, now
        one.save(update_fields=CHANGED)
        _claim(one)
        fill_seats(one, now=now)
    _write(keeper, "occasion_changed", plan.title, plan.day, len(every), now)


@transaction.atomic
def cancel_occasion(keeper: Keeper, occasion: Occasion, *, reach: Reach, now: datetime) -> None:
    """Cancel an occasion, or it and all that follow; their rooms are free again.

    Raises:
        OccasionOver: it is over, or was cancelled.
    """
    lock(keeper.committee)
    every = _reached(occasion, reach, now)
    for one in every:
        release(_holder(one))
    Occasion.objects.filter(pk__in=[one.pk for one in every]).update(
        cancelled_at=now, changed_at=now, sequence=F("sequence") + 1
    )
    day = localdate(every[0].begins_at)
    _write(keeper, "occasion_cancelled", every[0].title, day, len(every), now)


@transaction.atomic
def add_photo(
    keeper: Keeper, occasion: Occasion, image: bytes, *, agreed: bool, now: datetime
) -> None:
    """Show a photo of an occasion to everybody, for a year.

    Raises:
        ConsentNeeded: nobody says that whoever is in it agreed.
        PhotosEnough: there are six.
    """
    if not agreed:
        raise ConsentNeeded
    lock(keeper.committee)
    if OccasionPhoto.objects.filter(occasion=occasion).count() >= PHOTOS_MOST:
        raise PhotosEnough(most=PHOTOS_MOST)
    OccasionPhoto.objects.create(
        occasion=occasion, added_at=now, added_by=keeper.person, image=image
    )
    _write_photo(keeper, "occasion_photo_added", occasion, now)


@transaction.atomic
def remove_photo(keeper: Keeper, occasion: Occasion, photo: int, *, now: datetime) -> None:
    """Take a photo away for good; one that is gone already is gone."""
    if OccasionPhoto.objects.filter(occasion=occasion, pk=photo).delete()[0]:
        _write_photo(keeper, "photo_removed", occasion, now)


def _check(plan: Plan, now: datetime) -> None:
    if plan.seats > plan.room.seats:
        raise SeatsImpossible(most=plan.room.seats)
    if plan.begins >= plan.ends:
        raise HoursBackwards
    if not now < _times(plan, plan.day)[0] <= now + LONGEST:
        raise TooFarAhead(days=LONGEST.days)


def _times(plan: Plan, day: date) -> tuple[datetime, datetime]:
    begins, ends = (make_aware(datetime.combine(day, at)) for at in (plan.begins, plan.ends))
    return begins, ends


def _reached(occasion: Occasion, reach: Reach, now: datetime) -> Sequence[Occasion]:
    """Return the occasions that a change is for, as they are now, in their order.

    Nobody registers for them until the transaction ends.
    """
    rows = Occasion.objects.filter(cancelled_at=None, begins_at__gt=now)
    if reach is Reach.ONE:
        rows = rows.filter(pk=occasion.pk)
    else:
        rows = rows.filter(gathering=occasion.gathering_id, begins_at__gte=occasion.begins_at)
    rows.update(sequence=F("sequence"))
    found = list(rows.select_related("gathering__committee__building").order_by("begins_at", "pk"))
    if not found or found[0].pk != occasion.pk:
        raise OccasionOver
    return found


def _claim(occasion: Occasion) -> None:
    begins, ends = occasion.begins_at, occasion.ends_at
    try:
        claim(f"room:{occasion.room_id}", slots(begins, ends), holder=_holder(occasion))
    except Claimed as taken:
        raise RoomTaken(day=f"{localdate(begins):%Y-%m-%d}") from taken


def _holder(occasion: Occasion) -> str:
    return f"occasion:{occasion.pk}"


def _write(keeper: Keeper, verb: str, title: str, day: date, count: int, now: datetime) -> None:
    facts: dict[str, str | int] = {"title": title, "count": count, "from": day.isoformat()}
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts)


def _write_photo(keeper: Keeper, verb: str, occasion: Occasion, now: datetime) -> None:
    by, facts = name_in_ledger(keeper.person), {"title": occasion.title}
    write_down(keeper.committee, verb, by=by, now=now, facts=facts)
