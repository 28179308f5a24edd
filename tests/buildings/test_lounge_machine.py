"""Whatever people do in a lounge, in any order: seats and rooms are what is claimed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tests.buildings.house import House
from tests.buildings.lounge import (
    at_hour,
    booked,
    comes,
    held,
    let,
    planned,
    seats_of,
    standing,
    wanted,
)

from linli.buildings.access import lounge as access
from linli.buildings.access.lounge import OCCASIONS
from linli.buildings.actions import bookings
from linli.buildings.actions.gatherings import Plan, change_occasion
from linli.buildings.actions.registering import arrive, leave
from linli.buildings.enums.lounge import Reach, RsvpState
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.lounge import RsvpMoved
from linli.buildings.models import Booking, Occasion, Rsvp
from linli.buildings.rules.arrivals import HERE, SEATED
from linli.buildings.rules.slots import slots

SOAK = bool(os.environ.get("LINLI_SOAK"))
MINUTE = timedelta(minutes=1)
HERE_NOW = "192.0.2.1"


class Lounge(RuleBasedStateMachine):
    """Anybody books, registers, gives up and comes in any order."""

    rsvps, had = Bundle("rsvps"), Bundle("had")

    def __init__(self) -> None:
        super().__init__()
        self.inside = self._undone()
        self.inside.__enter__()
        self.now = datetime.fromisoformat("2026-03-02T04:00:00+00:00")
        self.house = House(self.now, "MACHINE")
        self.room = let(self.house)
        (self.one,) = planned(self.house, self.room, seats=2)
        self.waited = list[int]()

    @contextmanager
    def _undone(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.inside.__exit__(None, None, None)

    @rule(target=rsvps)
    def registers(self) -> object:
        """Somebody wants a seat."""
        return comes(self.one, self.now)

    @rule(rsvp=rsvps)
    def leaves(self, rsvp: Rsvp) -> None:
        """Somebody gives up coming, if they can."""
        was = standing(rsvp)
        if was in {RsvpState.LEFT, *HERE}:
            with pytest.raises(RsvpMoved):
                leave(rsvp, now=self.now)
            return
        leave(rsvp, now=self.now)

    @rule(rsvp=rsvps)
    def comes_to_the_door(self, rsvp: Rsvp) -> None:
        """Somebody signs in as the doors open."""
        if standing(rsvp) is not RsvpState.LEFT:
            doors = self.one.begins_at - 10 * MINUTE
            arrive(self.one, rsvp.number, address=HERE_NOW, now=doors)

    @rule(more=st.integers(1, 2))
    def has_more_seats(self, more: int) -> None:
        """The secretary brings chairs."""
        fresh = OCCASIONS.get(pk=self.one.pk)
        day = localdate(fresh.begins_at)
        plan = Plan("读书会", self.room, day, time(14), time(15), min(4, fresh.seats + more))
        change_occasion(self.house.keeper, fresh, plan, reach=Reach.ONE, now=self.now)

    @rule(target=had, hour=st.integers(8, 18))
    def books(self, hour: int) -> object:
        """Somebody wants the room, and may be refused."""
        try:
            return booked(self.house, self.room, at_hour(self.house, hour), hours=2)
        except Claimed:
            return multiple()

    @rule(booking=had)
    def gives_up(self, booking: Booking) -> None:
        """Somebody gives the room back."""
        fresh = access.BOOKINGS.get(pk=booking.pk)
        if fresh.state == "booked":
            bookings.give_up(fresh, now=self.now)

    @invariant()
    def seats_are_never_over_and_are_what_is_claimed(self) -> None:
        """Nobody is passed over, and no seat is free while somebody waits."""
        fresh = Occasion.objects.get(pk=self.one.pk)
        seated = Rsvp.objects.filter(occasion=fresh, state__in=SEATED)
        assert {f"rsvp:{one.pk}" for one in seated} == seats_of(fresh)
        assert len(seats_of(fresh)) <= fresh.seats
        waiting = Rsvp.objects.filter(occasion=fresh, state=RsvpState.WAITING)
        if waiting.exists():
            assert len(seats_of(fresh)) == fresh.seats, "a seat is free and somebody waits"
            first = waiting.order_by("number")[0].number
            seated_later = seated.filter(number__gt=first, state=RsvpState.SEATED)
            assert not seated_later.exists(), "somebody was passed over"

    @invariant()
    def the_room_is_held_by_who_has_it_and_by_nobody_twice(self) -> None:
        """Claims are what is booked and what is held."""
        every = slots(self.one.begins_at, self.one.ends_at)
        for one in Booking.objects.filter(room=self.room, state="booked"):
            every += wanted(one)
        assert held(self.room) == sorted(every)
        assert len(set(every)) == len(every)


@pytest.mark.django_db
def test_whatever_people_do_seats_and_rooms_are_what_is_claimed(now: datetime) -> None:
    run_state_machine_as_test(
        Lounge,
        settings=settings(
            max_examples=200 if SOAK else 4,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
