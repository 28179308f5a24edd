"""Gatherings: series, their changes, seats that are never given twice, and who waits."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localdate
from tests.buildings.house import House
from tests.buildings.lounge import (
    PHONE,
    at_hour,
    booked,
    comes,
    held,
    let,
    planned,
    seats_of,
    standing,
)

from linli.buildings.access import lounge as access
from linli.buildings.access.lounge import OCCASIONS, RSVPS
from linli.buildings.access.matters import Visited
from linli.buildings.actions import registering
from linli.buildings.actions.gatherings import (
    Plan,
    add_photo,
    cancel_occasion,
    change_occasion,
    remove_photo,
)
from linli.buildings.actions.registering import arrive, leave, rate, walk_in
from linli.buildings.enums.lounge import Reach, Repeats, RsvpState
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.lounge import (
    ConsentNeeded,
    DoorCodeOld,
    HoursBackwards,
    NobodyThere,
    OccasionOver,
    PhotosEnough,
    RegisteredAlready,
    RoomTaken,
    RsvpMoved,
    SeatsImpossible,
    SeatsTaken,
    SeriesTooLong,
    TooEarly,
    TooFarAhead,
    UnknownOccasion,
)
from linli.buildings.errors.matters import LinkUnreadable
from linli.buildings.models import (
    CalendarYear,
    Claim,
    Gathering,
    OccasionPhoto,
    Rsvp,
)
from linli.buildings.queries.programme import (
    figures_of,
    occasion_row,
    programme,
    today_s,
    waits_before,
)
from linli.buildings.rules.arrivals import CODE_LIVES
from linli.buildings.rules.slots import slots

MINUTE = timedelta(minutes=1)
HERE_NOW = "192.0.2.1"


def test_a_series_has_its_room_each_time_or_not_at_all(house: House) -> None:
    room = let(house)
    first = at_hour(house, 14)
    until = first.date() + timedelta(weeks=3)
    off = first.date() + timedelta(weeks=1)
    district = house.place.parent
    assert district is not None
    CalendarYear.objects.create(district=district, year=off.year, off=off.isoformat(), worked="")
    booked(house, room, first + timedelta(weeks=2, minutes=30))

    with pytest.raises(RoomTaken) as refused:
        planned(house, room, repeats=Repeats.WEEKLY, until=until)
    assert refused.value.day == (first.date() + timedelta(weeks=2)).isoformat()
    assert not Gathering.objects.exists()
    every = planned(house, room, hour=16, repeats=Repeats.WEEKLY, until=until)

    assert [localdate(one.begins_at) for one in every] == [
        first.date() + timedelta(weeks=at) for at in (0, 2, 3)
    ]
    with pytest.raises(Claimed):
        booked(house, room, at_hour(house, 16))
    assert house.verbs()[-1] == "gathering_planned"


@pytest.mark.parametrize(
    ("plan", "series", "problem"),
    [
        ({"ends": time(13)}, {}, HoursBackwards),
        ({"seats": 21}, {}, SeatsImpossible),
        ({"day": date(2026, 3, 1)}, {}, TooFarAhead),
        ({"day": date(2028, 3, 1)}, {}, TooFarAhead),
        ({}, {"repeats": Repeats.WEEKLY, "until": date(2026, 3, 1)}, SeriesTooLong),
        ({}, {"repeats": Repeats.WEEKLY, "until": date(2027, 6, 1)}, SeriesTooLong),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    house: House,
    plan: dict[str, object],
    series: dict[str, object],
    problem: type[Exception],
) -> None:
    room, day = let(house), at_hour(house, 14).date()
    base = Plan("读书会", room, day, time(14), time(15), 2)

    with pytest.raises(problem):
        planned(house, room, plan=replace(base, **plan), **series)  # type: ignore[arg-type]  # fields


def test_one_of_a_series_is_changed_or_all_that_follow_and_rooms_follow_too(
    house: House,
) -> None:
    room, other = let(house), let(house)
    until = at_hour(house, 14).date() + timedelta(weeks=3)
    every = planned(house, room, repeats=Repeats.WEEKLY, until=until)
    day = localdate(every[1].begins_at)
    plan = Plan("诗会", other, day + timedelta(days=1), time(9), time(10), 3)

    change_occasion(house.keeper, every[1], plan, reach=Reach.ONE, now=house.now)
    change_occasion(
        house.keeper,
        every[2],
        replace(plan, day=day + timedelta(weeks=1)),
        reach=Reach.FOLLOWING,
        now=house.now,
    )

    after = list(OCCASIONS.order_by("pk"))
    assert [one.title for one in after] == ["读书会", "诗会", "诗会", "诗会"]
    assert [one.sequence for one in after] == [0, 1, 1, 1]
    assert [
        localdate(one.begins_at) - localdate(was.begins_at)
        for one, was in zip(after, every, strict=True)
    ] == [timedelta(days=at) for at in (0, 1, 0, 0)]
    assert held(room) == slots(every[0].begins_at, every[0].ends_at)
    assert len(held(other)) == 36


def test_a_series_can_move_into_its_own_times_and_no_change_is_half_made(house: House) -> None:
    room = let(house)
    until = at_hour(house, 14).date() + timedelta(weeks=2)
    every = planned(house, room, repeats=Repeats.WEEKLY, until=until)
    day = localdate(every[0].begins_at)
    half_later = Plan("读书会", room, day, time(14, 30), time(15, 30), 2)

    change_occasion(house.keeper, every[0], half_later, reach=Reach.FOLLOWING, now=house.now)
    booked(house, room, every[1].begins_at + timedelta(hours=4))
    before = held(room)
    with pytest.raises(RoomTaken):
        change_occasion(
            house.keeper,
            every[0],
            replace(half_later, begins=time(18), ends=time(19)),
            reach=Reach.FOLLOWING,
            now=house.now,
        )

    assert held(room) == before


def test_what_is_cancelled_frees_its_room_and_stays_to_be_told(house: House) -> None:
    room = let(house)
    until = at_hour(house, 14).date() + timedelta(weeks=2)
    every = planned(house, room, repeats=Repeats.WEEKLY, until=until)

    cancel_occasion(house.keeper, every[1], reach=Reach.FOLLOWING, now=house.now)

    assert held(room) == slots(every[0].begins_at, every[0].ends_at)
    rows = programme(house.committee, now=house.now)
    assert [(one.is_cancelled, one.sequence) for one in rows] == [
        (False, 0),
        (True, 1),
        (True, 1),
    ]
    with pytest.raises(OccasionOver):
        cancel_occasion(house.keeper, every[1], reach=Reach.ONE, now=house.now)
    with pytest.raises(OccasionOver):
        cancel_occasion(house.keeper, every[0], reach=Reach.ONE, now=every[0].begins_at)
    with pytest.raises(OccasionOver):
        comes(every[1], house.now)
    assert today_s(house.committee, now=house.now)[0].id == every[0].pk


def test_seats_are_given_in_order_then_people_wait_and_are_seated_as_others_leave(
    house: House,
) -> None:
    (one,) = planned(house, let(house), seats=2)
    people = [comes(one, house.now) for _each in range(5)]
    assert [p.number for p in people] == [1, 2, 3, 4, 5]
    assert waits_before(RSVPS.get(pk=people[4].pk)) == 2

    leave(people[3], now=house.now)
    leave(people[0], now=house.now)

    in_, out = RsvpState.SEATED, RsvpState.LEFT
    assert [standing(p) for p in people] == [out, in_, in_, out, RsvpState.WAITING]
    assert seats_of(one) == {f"rsvp:{people[1].pk}", f"rsvp:{people[2].pk}"}
    with pytest.raises(RsvpMoved):
        leave(people[0], now=house.now)
    with pytest.raises(RsvpMoved):
        leave(people[1], now=one.begins_at)
    assert occasion_row(one).free == 0
    figures = figures_of(one)
    assert (figures.registered, figures.waited, figures.left, figures.stars) == (5, 3, 2, None)


def test_more_seats_are_filled_at_once_and_fewer_than_given_are_refused(house: House) -> None:
    room = let(house)
    (one,) = planned(house, room, seats=1)
    people = [comes(one, house.now) for _each in range(3)]
    day = localdate(one.begins_at)
    plan = Plan("读书会", room, day, time(14), time(15), 2)

    change_occasion(house.keeper, one, plan, reach=Reach.ONE, now=house.now)
    with pytest.raises(SeatsTaken) as refused:
        change_occasion(house.keeper, one, replace(plan, seats=1), reach=Reach.ONE, now=house.now)

    assert refused.value.least == 2
    assert [standing(p) for p in people] == [RsvpState.SEATED] * 2 + [RsvpState.WAITING]


def test_a_phone_registers_once_a_form_once_and_nobody_after_it_began(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = planned(house, let(house))
    first = comes(one, house.now, PHONE, "t" * 20)

    assert comes(one, house.now, PHONE, "t" * 20) == first
    with pytest.raises(RegisteredAlready):
        comes(one, house.now, PHONE)
    with monkeypatch.context() as at_once:
        looks = iter([None, first])
        at_once.setattr(registering, "_known", lambda *_args: next(looks))
        assert comes(one, house.now, "", "t" * 20) == first
    leave(first, now=house.now)
    assert standing(comes(one, house.now, PHONE)) == RsvpState.SEATED
    with pytest.raises(OccasionOver):
        comes(one, one.begins_at)
    assert Rsvp.objects.count() == 2


def test_at_the_door_people_sign_in_by_number_and_walk_in(house: House) -> None:
    (one,) = planned(house, let(house), seats=1)
    seated, waiting, left = (comes(one, house.now) for _each in range(3))
    leave(left, now=house.now)
    doors = one.begins_at - 30 * MINUTE
    with pytest.raises(TooEarly):
        arrive(one, 1, address=HERE_NOW, now=doors - MINUTE)

    came = arrive(one, 1, address=HERE_NOW, now=doors)
    again = arrive(one, 1, address=HERE_NOW, now=doors + MINUTE)
    stood = arrive(one, 2, address=HERE_NOW, now=doors)
    stranger = walk_in(one, "w" * 20, address=HERE_NOW, now=doors)

    assert came == again == seated
    assert (stood, standing(waiting)) == (waiting, RsvpState.WALKED_IN)
    assert walk_in(one, "w" * 20, address=HERE_NOW, now=doors) == stranger
    for number in (3, 77, 0):
        with pytest.raises(NobodyThere):
            arrive(one, number, address=HERE_NOW, now=doors)
    with pytest.raises(OccasionOver):
        walk_in(one, "x" * 20, address=HERE_NOW, now=one.ends_at)
    figures = figures_of(one)
    assert (figures.registered, figures.came, figures.walked_in) == (3, 1, 2)


def test_who_still_waits_at_the_door_has_a_seat_where_one_is_free(house: House) -> None:
    (one,) = planned(house, let(house), seats=1)
    seated, waiting = comes(one, house.now), comes(one, house.now)
    Claim.objects.filter(holder=f"rsvp:{seated.pk}").delete()

    arrive(one, waiting.number, address=HERE_NOW, now=one.begins_at)

    assert standing(waiting) == RsvpState.CAME


def test_who_came_says_how_it_was_and_nobody_else(house: House) -> None:
    (one,) = planned(house, let(house))
    came, absent = comes(one, house.now), comes(one, house.now)
    arrive(one, came.number, address=HERE_NOW, now=one.begins_at)
    came, absent = (RSVPS.get(pk=p.pk) for p in (came, absent))

    rate(came, stars=3, says="", now=one.ends_at)
    rate(came, stars=5, says="好", now=one.ends_at)
    with pytest.raises(RsvpMoved):
        rate(absent, stars=1, says="", now=one.ends_at)

    figures = figures_of(one)
    assert (figures.stars, figures.ratings) == (5.0, 1)


def test_photos_are_of_people_who_agreed_and_six_at_most(house: House) -> None:
    (one,) = planned(house, let(house))
    with pytest.raises(ConsentNeeded):
        add_photo(house.keeper, one, b"jpeg", agreed=False, now=house.now)
    for _each in range(6):
        add_photo(house.keeper, one, b"jpeg", agreed=True, now=house.now)
    with pytest.raises(PhotosEnough):
        add_photo(house.keeper, one, b"jpeg", agreed=True, now=house.now)
    photo = OccasionPhoto.objects.first()
    assert photo is not None
    at = Visited(house.committee)
    assert access.photo_of(at, photo.pk) == b"jpeg"

    remove_photo(house.keeper, one, photo.pk, now=house.now)
    remove_photo(house.keeper, one, photo.pk, now=house.now)

    with pytest.raises(UnknownOccasion):
        access.photo_of(at, photo.pk)
    assert house.verbs()[-2:] == ["occasion_photo_added", "photo_removed"]


def test_the_code_at_the_door_is_good_for_two_minutes_and_for_one_occasion(
    house: House,
) -> None:
    (one,) = planned(house, let(house))
    token = access.occasion_door(one, now=house.now)

    assert access.occasion_of_door(token, now=house.now + CODE_LIVES).occasion == one
    for wrong, now in (
        (token, house.now + 2 * CODE_LIVES),
        (token, house.now - CODE_LIVES),
        (token[:-1], house.now),
    ):
        with pytest.raises(DoorCodeOld):
            access.occasion_of_door(wrong, now=now)


def test_a_link_opens_one_registration_and_a_keeper_sees_their_own_house_only(
    house: House,
) -> None:
    (one,) = planned(house, let(house))
    rsvp = comes(one, house.now)

    assert access.rsvp_of_link(access.rsvp_link(rsvp.code)).rsvp == rsvp
    with pytest.raises(LinkUnreadable):
        access.rsvp_of_link(rsvp.code)
    with pytest.raises(LinkUnreadable):
        access.rsvp_of_link(access.rsvp_link("unknown"))
    assert access.kept_rsvp(house.keeper, rsvp.pk).rsvp == rsvp
    elsewhere = House(house.now, "ELSEWHERE")
    with pytest.raises(NobodyThere):
        access.kept_rsvp(elsewhere.keeper, rsvp.pk)
    with pytest.raises(UnknownOccasion):
        access.occasion_of(elsewhere.keeper, one.pk)
    assert access.occasion_of(house.keeper, one.pk).committee == house.committee
