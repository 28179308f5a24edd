"""Rooms: booked once, confirmed where they ask, freed when nobody comes."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st
from tests.buildings.house import House
from tests.buildings.lounge import (
    ANNA,
    HOUR,
    PHONE,
    ROOM,
    again,
    at_hour,
    booked,
    comes,
    held,
    let,
    monday,
    planned,
    state,
    wanted,
)

from linli.buildings.access import lounge as access
from linli.buildings.access.lounge import Booker
from linli.buildings.access.matters import Visited
from linli.buildings.actions import bookings
from linli.buildings.actions.bookings import NewBooking, book, free_rooms
from linli.buildings.actions.rooms import change_room, close_room
from linli.buildings.enums.lounge import Audience, BookingState
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.lounge import (
    BookingMoved,
    ClosedThatDay,
    HoursBackwards,
    LengthOutOfReach,
    NobodyBooked,
    NobodyThere,
    OutOfHours,
    RoomNotForAll,
    SeatsImpossible,
    TooFarAhead,
    UnknownRoom,
)
from linli.buildings.errors.matters import LinkUnreadable
from linli.buildings.models import Booking, Claim, Room, Rsvp
from linli.buildings.queries.lounge import bookings_to_keep, rooms_now, times_of, week_of
from linli.buildings.rules.bookings import (
    HOLDING,
    MISSED_AFTER,
    Act,
    Hours,
    Wrong,
    after,
    free_between,
    wrong_with,
)
from linli.kernel.errors import LinliError
from linli.people.retention import purge

MINUTE = timedelta(minutes=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)  # a Monday
OFFICE = Hours(time(9), time(18), weekends=False)
SPANS = st.lists(
    st.tuples(st.integers(0, 100), st.integers(1, 30)).map(
        lambda at: (NOON + at[0] * MINUTE, NOON + (at[0] + at[1]) * MINUTE)
    ),
    max_size=8,
)


@given(SPANS)
def test_what_is_free_and_what_is_taken_are_the_whole_day_and_share_no_minute(
    taken: list[tuple[datetime, datetime]],
) -> None:
    closes = NOON + 90 * MINUTE

    free = free_between(NOON, closes, sorted(taken))

    for minute in (NOON + at * MINUTE for at in range(90)):
        is_taken = any(begins <= minute < ends for begins, ends in taken)
        is_free = any(begins <= minute < ends for begins, ends in free)
        assert is_taken is not is_free


@pytest.mark.parametrize(
    ("hours_on", "minutes", "wrong"),
    [
        (-1, 60, Wrong.PAST_OR_FAR),
        (31 * 24, 60, Wrong.PAST_OR_FAR),
        (1, 10, Wrong.LENGTH),
        (1, 300, Wrong.LENGTH),
        (5 * 24, 60, Wrong.WEEKEND),
        (-3 + 24 - 1, 60, Wrong.HOURS),
        (5, 120, Wrong.HOURS),
        (11, 120, Wrong.HOURS),
        (1, 60, None),
        (-3 + 24, 240, None),
        (5, 60, None),
    ],
)
def test_a_room_is_had_within_its_hours_and_a_month(
    hours_on: int, minutes: int, wrong: Wrong | None
) -> None:
    begins = NOON + hours_on * HOUR

    assert wrong_with(begins, begins + minutes * MINUTE, OFFICE, now=NOON) is wrong


def test_what_began_a_moment_ago_can_still_be_had() -> None:
    assert wrong_with(NOON, NOON + HOUR, OFFICE, now=NOON + 4 * MINUTE) is None
    assert wrong_with(NOON, NOON + HOUR, OFFICE, now=NOON + 5 * MINUTE) is Wrong.PAST_OR_FAR


def test_only_what_holds_a_room_can_be_acted_upon() -> None:
    moves = {(state, act) for state in BookingState for act in Act if after(state, act)}

    assert {state for state, _act in moves} == HOLDING
    assert after(BookingState.BOOKED, Act.CONFIRM) is None


@pytest.mark.parametrize(
    ("begins", "hours", "room", "problem"),
    [
        ((9, 40), 1, {}, TooFarAhead),
        ((9, 1), 5, {}, LengthOutOfReach),
        ((22, 1), 1, {}, OutOfHours),
        ((9, 5), 1, {"weekends": False}, ClosedThatDay),
    ],
)
def test_a_time_that_cannot_be_had_is_refused_with_what_can(
    house: House,
    begins: tuple[int, int],
    hours: int,
    room: dict[str, object],
    problem: type[LinliError],
) -> None:
    made = let(house, **room)

    with pytest.raises(problem):
        booked(house, made, at_hour(house, *begins), hours=hours)

    assert not Booking.objects.exists()


def test_a_room_is_booked_once_and_claims_are_what_is_booked(house: House) -> None:
    room = let(house)
    first = booked(house, room, at_hour(house, 9), hours=2)

    with pytest.raises(Claimed):
        booked(house, room, at_hour(house, 10))
    second = booked(house, room, at_hour(house, 11))

    assert held(room) == wanted(first) + wanted(second)
    assert Booking.objects.count() == 2
    assert (first.state, str(first.name), str(first.phone)) == (
        BookingState.BOOKED,
        "安**",
        "138****3821",
    )
    assert house.verbs()[-2:] == ["room_booked", "room_booked"]


def test_the_same_form_again_is_the_same_booking_also_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = let(house)
    new = NewBooking("t" * 20, at_hour(house, 9), at_hour(house, 10), "面谈", ANNA)
    booker = Booker(room, None, keeps=False)
    first = book(booker, new, address="192.0.2.1", now=house.now)
    assert book(booker, new, address="192.0.2.1", now=house.now) == first
    looked = Booking.objects.filter

    def blind(**_asked: object) -> object:
        monkeypatch.setattr(Booking.objects, "filter", looked)
        return Booking.objects.none()

    monkeypatch.setattr(Booking.objects, "filter", blind)

    assert book(booker, new, address="192.0.2.1", now=house.now) == first


def test_where_a_room_asks_its_time_is_held_until_the_secretary_says(house: House) -> None:
    room = let(house, asks=True)
    one, other = (booked(house, room, at_hour(house, hour)) for hour in (9, 11))
    assert state(one) == state(other) == BookingState.ASKED
    assert len(held(room)) == 24

    bookings.confirm(house.keeper, one, now=house.now)
    bookings.refuse(house.keeper, other, now=house.now)

    assert (state(one), state(other)) == (BookingState.BOOKED, BookingState.REFUSED)
    assert held(room) == wanted(one)
    with pytest.raises(BookingMoved):
        bookings.confirm(house.keeper, again(other), now=house.now)
    with pytest.raises(BookingMoved):
        bookings.refuse(house.keeper, one, now=house.now)
    assert state(booked(house, room, at_hour(house, 13), keeps=True)) == BookingState.BOOKED


def test_what_is_given_up_is_free_again_unless_it_is_over(house: House) -> None:
    room = let(house)
    one, other = (booked(house, room, at_hour(house, hour)) for hour in (9, 11))

    bookings.give_up(one, now=house.now)
    bookings.give_up(other, now=house.now, keeper=house.keeper)

    assert held(room) == []
    assert house.verbs()[-2:] == ["booking_give_up"] * 2
    kept = booked(house, room, at_hour(house, 9))
    with pytest.raises(BookingMoved):
        bookings.give_up(kept, now=kept.ends_at)


def test_nobody_there_after_a_quarter_of_an_hour_frees_the_room_unless_signed_in(
    house: House,
) -> None:
    room, asking = let(house), let(house, asks=True)
    late, there = (booked(house, room, at_hour(house, hour)) for hour in (9, 10))
    unread = booked(house, asking, at_hour(house, 10))
    with pytest.raises(NobodyBooked):
        bookings.arrive_at(room, now=late.begins_at - timedelta(minutes=16))
    assert free_rooms(now=late.begins_at + MISSED_AFTER - MINUTE) == 0

    assert free_rooms(now=late.begins_at + MISSED_AFTER) == 1
    assert bookings.arrive_at(room, now=there.begins_at - timedelta(minutes=15)) == there
    assert free_rooms(now=there.begins_at + HOUR) == 1

    assert [state(one) for one in (late, there, unread)] == [
        BookingState.MISSED,
        BookingState.CAME,
        BookingState.REFUSED,
    ]
    assert held(room) == wanted(there)
    assert held(asking) == []


def test_who_signs_in_as_the_clock_looks_keeps_the_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = let(house)
    one = booked(house, room, at_hour(house, 9))
    monkeypatch.setattr(bookings, "_move", _somebody_was_first)

    assert free_rooms(now=one.begins_at + HOUR) == 0
    assert held(room) == wanted(one)


def _somebody_was_first(*_args: object, **_given: object) -> None:
    raise BookingMoved


def test_a_room_s_hours_and_seats_make_sense_and_a_closed_one_is_gone(house: House) -> None:
    room = let(house)
    with pytest.raises(HoursBackwards):
        change_room(house.keeper, room, replace(ROOM, closes=ROOM.opens), now=house.now)
    with pytest.raises(SeatsImpossible):
        let(house, seats=501)

    change_room(house.keeper, room, replace(ROOM, name="四楼"), now=house.now)
    assert Room.objects.get().name == "四楼"
    close_room(house.keeper, room, now=house.now)

    for act in (
        lambda: close_room(house.keeper, room, now=house.now),
        lambda: change_room(house.keeper, room, ROOM, now=house.now),
        lambda: access.kept_room(house.keeper, 1),
        lambda: access.room_of_door(access.room_door(room)),
    ):
        with pytest.raises(UnknownRoom):
            act()
    assert house.verbs()[-3:] == ["room_added", "room_changed", "room_closed"]
    assert let(house).number == 2


@pytest.mark.parametrize("audience", Audience)
def test_a_room_is_for_whom_it_says(house: House, audience: Audience) -> None:
    let(house, audience=audience)
    at, now = Visited(house.committee), house.now
    stranger = audience is Audience.ANYONE

    assert access.room_to_book(at, 1, house.person, now=now).keeps
    if stranger:
        assert access.room_to_book(at, 1, None, now=now).person is None
    else:
        with pytest.raises(RoomNotForAll):
            access.room_to_book(at, 1, None, now=now)


def test_links_open_one_booking_or_room_and_nothing_else(house: House) -> None:
    room = let(house)
    one = booked(house, room, at_hour(house, 9))

    assert access.booking_of_link(access.booking_link(one.code)).booking == one
    assert access.room_of_door(access.room_door(room)).room == room
    assert access.kept_booking(house.keeper, one.pk).booking == one
    for token in (one.code, access.booking_link("unknown"), Signer(salt="other").sign(one.code)):
        with pytest.raises(LinkUnreadable):
            access.booking_of_link(token)
    with pytest.raises(LinkUnreadable):
        access.room_of_door(str(room.pk))
    elsewhere = House(house.now, "ELSEWHERE")
    for number in (one.pk, 10**30):
        with pytest.raises(NobodyThere):
            access.kept_booking(elsewhere.keeper, number)


def test_a_week_shows_what_is_free_from_the_next_half_hour_and_nobody_s_name(
    house: House,
) -> None:
    room = let(house, weekends=False)
    one = booked(house, room, at_hour(house, 12, days=0))
    taken = booked(house, room, at_hour(house, 9))

    days = week_of(room, monday(house), now=house.now + MINUTE)

    assert [len(one.stretches) for one in days] == [2, 3, 1, 1, 1, 0, 0]
    assert [(f"{part.begins:%H:%M}", f"{part.ends:%H:%M}") for part in days[1].stretches] == [
        ("08:00", "09:00"),
        ("09:00", "10:00"),
        ("10:00", "22:00"),
    ]
    assert days[0].stretches[1].begins == one.ends_at
    assert not week_of(room, monday(house) + timedelta(weeks=5), now=house.now)[0].stretches
    assert [row.id for row in bookings_to_keep(house.committee, now=house.now)] == [
        one.pk,
        taken.pk,
    ]


def test_a_time_of_the_week_can_be_chosen_that_is_not_among_the_usual(house: House) -> None:
    room = let(house, opens=time(9), closes=time(10))

    assert times_of(room) == ["09:00", "09:30"]
    assert times_of(room, also="09:15") == ["09:00", "09:15", "09:30"]
    for other in ("08:15", "10:00", "9:15", "now"):
        assert times_of(room, also=other) == times_of(room)


def test_names_and_phones_go_thirty_days_after_they_were_needed(house: House) -> None:
    room = let(house)
    one = booked(house, room, at_hour(house, 9))
    (occasion,) = planned(house, room)
    rsvp = comes(occasion, house.now, PHONE)

    list(purge(now=occasion.ends_at + timedelta(days=29)))
    assert again(one).name is not None
    list(purge(now=occasion.ends_at + timedelta(days=30)))

    late = Rsvp.objects.get(pk=rsvp.pk)
    assert (again(one).name, again(one).phone, again(one).purpose) == (None, None, "")
    assert (late.name, late.phone, late.phone_index, late.number) == (None, None, "", 1)


def test_a_room_is_free_until_somebody_has_it_and_taken_until_nobody_has(house: House) -> None:
    room = let(house)
    noon = at_hour(house, 12, days=0)
    booked(house, room, noon + HOUR)
    booked(house, room, noon + 2 * HOUR)

    def now(hours: float) -> tuple[bool, bool, datetime | None]:
        (row,) = rooms_now(house.committee, now=(noon + hours * HOUR).astimezone(UTC))
        return row.is_open, row.is_free, row.until

    assert now(0) == (True, True, noon + HOUR)
    assert now(1.5) == (True, False, noon + 3 * HOUR)
    assert now(11) == (False, False, None)
    Claim.objects.all().delete()
    Booking.objects.update(ends_at=noon + 10 * HOUR)
    assert now(5) == (True, False, None)
