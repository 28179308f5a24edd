"""The cleaning round: what is due, what can be ticked, the photo, and what the day says of it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.access import Seat
from linli.lockers.actions.cleaning import begin_cleaning, end_cleaning, tick_doors
from linli.lockers.crew_errors import (
    CleaningUnderWay,
    DoorsUnreadable,
    NoCleaningRound,
    NothingToClean,
    PhotoUsed,
)
from linli.lockers.enums import CleaningWork, DoorState
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Cabinet, CleanedDoor, Cleaning, CleaningPhoto, CleaningRound
from linli.lockers.queries import cleaning as queries
from linli.lockers.queries.cleaning import cleaned_on, photo_of, round_now, to_clean
from linli.lockers.queries.supervision import day_of
from linli.lockers.rules.cleaning import (
    CLEAN_EVERY,
    DOORS_AT_ONCE,
    DoorToClean,
    Hindrance,
    hindrance,
    is_due,
    may_be_ticked,
)
from linli.people.actions import ensure_person
from linli.people.enums import Role
from linli.people.retention import purge

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

needs_a_database = pytest.mark.django_db


def door(state: DoorState, deposit: str = "", number: int = 1) -> DoorToClean:
    return DoorToClean(number, state, deposit)


def test_a_door_is_due_twelve_hours_after_it_was_wiped_and_when_it_never_was() -> None:
    assert is_due(None, now=NOON)
    assert is_due(NOON - CLEAN_EVERY, now=NOON)
    assert not is_due(NOON - CLEAN_EVERY + timedelta(seconds=1), now=NOON)


def test_a_meal_a_lamp_or_a_door_in_use_keeps_a_hand_out() -> None:
    assert {state: hindrance(door(state)) for state in DoorState} == {
        DoorState.FREE: Hindrance.NONE,
        DoorState.DIRTY: Hindrance.NONE,
        DoorState.CHECK: Hindrance.NONE,
        DoorState.OOS: Hindrance.NONE,
        DoorState.OCC: Hindrance.MEAL,
        DoorState.UNSURE: Hindrance.MEAL,
        DoorState.SANI: Hindrance.LIT,
        **dict.fromkeys(
            (
                DoorState.OPENING_D,
                DoorState.OPEN_D,
                DoorState.OPENING_P,
                DoorState.OPEN_P,
                DoorState.OPENING_S,
                DoorState.OPEN_S,
            ),
            Hindrance.MOVING,
        ),
    }
    assert hindrance(door(DoorState.CHECK, "0" * 13)) is Hindrance.MEAL


def test_only_doors_of_the_cabinet_that_a_hand_can_have_been_in_are_ticked() -> None:
    doors = [door(DoorState.FREE), door(DoorState.OPEN_S, number=2), door(DoorState.OCC, number=3)]

    assert may_be_ticked(doors, {1, 2})
    assert not may_be_ticked(doors, {1, 3})
    assert not may_be_ticked(doors, {1, 4})
    assert not may_be_ticked(doors, set())
    many = [door(DoorState.FREE, number=one) for one in range(1, DOORS_AT_ONCE + 2)]
    assert not may_be_ticked(many, range(1, DOORS_AT_ONCE + 2))


def seat(tower: Tower) -> Seat:
    return Seat(ensure_person(handle="li", name="李师傅", now=tower.now), Role.CREW, tower.place)


def ticks(tower: Tower, *doors: int, photo: bytes = b"jpeg", cabinet: str = "T-A") -> None:
    tick_doors(
        seat(tower),
        cabinet=cabinet,
        doors=set(doors),
        work=CleaningWork.BOTH,
        photo=photo,
        now=tower.now,
    )


@needs_a_database
def test_a_round_goes_through_what_is_due_and_each_door_is_ticked_with_a_photo(
    tower: Tower,
) -> None:
    tower.stored()
    begin_cleaning(seat(tower), now=tower.now)
    with pytest.raises(CleaningUnderWay):
        begin_cleaning(seat(tower), now=tower.now)

    ticks(tower, 2, 3, 4)

    (cabinet,) = to_clean(tower.place.pk, now=tower.now)
    assert (cabinet.all, cabinet.can_be_ticked) == (4, False)
    assert [(one.number, one.hindrance) for one in cabinet.due] == [(1, Hindrance.MEAL)]
    assert round_now(tower.place.pk) == queries.RoundNow(tower.now, "李**")
    (done,) = cleaned_on(tower.place.pk, tower.now.date())
    assert (done.cabinet, done.who, done.doors) == ("T-A", "李**", (2, 3, 4))
    assert done.has_photo
    assert photo_of(done.number, [tower.place.pk]) == b"jpeg"
    assert photo_of(done.number, []) is None
    assert day_of(tower.place, tower.now.date(), now=tower.now).cleaned == 3
    end_cleaning(seat(tower), now=tower.now)
    assert round_now(tower.place.pk) is None
    said = Entry.objects.filter(verb__contains="clean").order_by("pk").values_list("verb", "facts")
    assert [verb for verb, _facts in said] == ["cleaning_begun", "doors_cleaned", "cleaning_ended"]
    assert '"doors":"2,3,4"' in str(said[1][1]).replace("'", '"').replace(" ", "")
    must_be_whole()
    assert str(Cleaning.objects.get()).endswith("04:00")
    assert str(CleaningRound.objects.get()).endswith("04:00")
    assert str(CleanedDoor.objects.first()) == f"{done.number} 2"
    assert str(CleaningPhoto.objects.get()) == str(done.number)


@needs_a_database
def test_what_was_wiped_is_due_again_after_half_a_day_and_nothing_before(tower: Tower) -> None:
    begin_cleaning(seat(tower), now=tower.now)
    ticks(tower, 1, 2, 3, 4)
    end_cleaning(seat(tower), now=tower.now)
    with pytest.raises(NothingToClean):
        begin_cleaning(seat(tower), now=tower.now)

    tower.wait(CLEAN_EVERY.total_seconds())

    begin_cleaning(seat(tower), now=tower.now)


@needs_a_database
def test_nothing_is_ticked_without_a_round_a_cabinet_a_door_and_a_photo_of_its_own(
    tower: Tower,
) -> None:
    with pytest.raises(NoCleaningRound):
        ticks(tower, 1)
    with pytest.raises(NoCleaningRound):
        end_cleaning(seat(tower), now=tower.now)
    begin_cleaning(seat(tower), now=tower.now)
    for doors in ((), (9,)):
        with pytest.raises(DoorsUnreadable):
            ticks(tower, *doors)
    with pytest.raises(UnknownCabinet):
        ticks(tower, 1, cabinet="X-A")
    ticks(tower, 1)
    with pytest.raises(PhotoUsed):
        ticks(tower, 2)
    Cabinet.objects.update(revoked_at=tower.now)
    with pytest.raises(UnknownCabinet):
        ticks(tower, 2, photo=b"another")

    assert CleanedDoor.objects.count() == CleaningPhoto.objects.count() == 1


@needs_a_database
def test_a_photo_goes_after_thirty_days_and_what_was_done_stays(tower: Tower) -> None:
    begin_cleaning(seat(tower), now=tower.now)
    ticks(tower, 1)
    day = tower.now.date()
    tower.now += timedelta(days=30)

    rows = [one.rows for one in purge(now=tower.now) if one.key == "cleaning_photo"]

    assert rows == [1]
    (done,) = cleaned_on(tower.place.pk, day)
    assert not done.has_photo
