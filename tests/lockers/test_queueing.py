"""The queue of a full cabinet: one place each, one door each, and nobody is forgotten in it."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from django.db import connections
from tests.lockers.tower import Tower, must_agree, must_be_whole, plugged_in

from linli.lockers.actions.beginning import Begun, DepositRequest, Outcome
from linli.lockers.actions.inventory import take_inventory
from linli.lockers.actions.queueing import (
    leave_all,
    leave_place,
    look,
    settle_queues,
    take_place,
)
from linli.lockers.actions.swapping import store_elsewhere
from linli.lockers.courier_errors import DoorsAreFree, NoSuchPlace, QueueFull
from linli.lockers.enums import QueueEnd
from linli.lockers.errors import CabinetOutOfUse, NoCompartmentFree, UnknownCabinet
from linli.lockers.models import Cabinet, Capacity, Compartment, QueuePlace
from linli.lockers.queries.orders import rooms_of
from linli.lockers.rules.queueing import AWAY_AFTER, MOST_WAITING, OFFERED_FOR
from linli.people.retention import purge
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
T = TypeVar("T")


def full(tower: Tower) -> list[Begun]:
    """Store four meals, so that no door is left."""
    return [tower.stored(), tower.stored(), tower.stored(), tower.stored(Size.M)]


def queues(tower: Tower, holder: str, size: Size = Size.S, *, cabinet: str = "") -> str:
    """A courier takes a place."""
    return take_place(
        cabinet=cabinet or tower.a.code,
        holder=holder,
        size=size,
        now=tower.now,
        chance=tower.chance,
    )


def taken(tower: Tower, meal: Begun) -> None:
    """An owner takes a meal, and the server hears of it."""
    tower.at(meal).empty(tower.opened(meal, Purpose.PICKUP))
    tower.wait(61)
    tower.exchange()


def comes(tower: Tower, place: str = "", size: Size = Size.S, *, cabinet: str = "") -> Outcome:
    """A courier hands in a form, from a place in the queue or from nowhere."""
    request = tower.request(size=size, cabinet=cabinet)
    fields = {name: getattr(request, name) for name in request.__slots__}
    return tower.begins(DepositRequest(**(fields | {"place": place})))[0]


def test_nobody_queues_where_there_is_no_cabinet_or_where_a_door_is_free(tower: Tower) -> None:
    with pytest.raises(UnknownCabinet):
        queues(tower, "a", cabinet="NONE")
    with pytest.raises(DoorsAreFree):
        queues(tower, "a")
    Cabinet.objects.update(quarantined_at=tower.now)
    with pytest.raises(CabinetOutOfUse):
        queues(tower, "a")
    with pytest.raises(NoSuchPlace):
        look(place="0" * 13, now=tower.now)
    assert not QueuePlace.objects.exists()


def test_a_courier_has_one_place_and_the_last_is_refused_with_the_way_to_go_on(
    tower: Tower,
) -> None:
    full(tower)
    first = queues(tower, "a")
    assert queues(tower, "a") == first
    for number in range(MOST_WAITING - 1):
        queues(tower, f"c{number}")
    with pytest.raises(QueueFull) as refused:
        queues(tower, "z")
    assert refused.value.waiting == MOST_WAITING
    assert str(refused.value.elsewhere)
    last = queues(tower, f"c{MOST_WAITING - 2}")
    assert look(place=last, now=tower.now).ahead == MOST_WAITING - 1
    must_agree(tower)


def test_the_first_free_door_is_for_the_first_who_waits_and_for_nobody_who_just_comes(
    tower: Tower,
) -> None:
    meals = full(tower)
    first, second = queues(tower, "a"), queues(tower, "b")
    assert look(place=second, now=tower.now).ahead == 1
    taken(tower, meals[0])
    assert isinstance(comes(tower), NoCompartmentFree)
    mine = look(place=first, now=tower.now)
    assert mine.offered_until == tower.now + OFFERED_FOR
    assert isinstance(comes(tower), NoCompartmentFree)
    assert isinstance(comes(tower, second), NoCompartmentFree)
    begun = comes(tower, first)
    assert isinstance(begun, Begun)
    assert look(place=first, now=tower.now).outcome == QueueEnd.USED
    moved = look(place=second, now=tower.now)
    assert (moved.ahead, moved.offered_until) == (0, None)
    assert isinstance(comes(tower, first), NoCompartmentFree)
    tower.at(begun).fill(tower.opened(begun))
    tower.exchange()
    must_agree(tower)


def test_an_offer_that_nobody_uses_passes_on_and_its_door_is_never_lost(tower: Tower) -> None:
    meals = full(tower)
    first, second = queues(tower, "a"), queues(tower, "b")
    taken(tower, meals[0])
    assert settle_queues(now=tower.now) == 1
    tower.wait(OFFERED_FOR.total_seconds())
    assert isinstance(comes(tower, first), NoCompartmentFree)
    assert look(place=second, now=tower.now).offered_until == tower.now + OFFERED_FOR
    assert look(place=first, now=tower.now).outcome == QueueEnd.LAPSED
    must_agree(tower)
    tower.wait(OFFERED_FOR.total_seconds())
    assert settle_queues(now=tower.now) == 1
    assert settle_queues(now=tower.now) == 0
    assert isinstance(comes(tower), Begun)
    must_agree(tower)


def test_who_left_holds_nobody_up_and_gives_the_door_to_the_next(tower: Tower) -> None:
    meals = full(tower)
    first, second, third = queues(tower, "a"), queues(tower, "b"), queues(tower, "c")
    leave_place(place=second, now=tower.now)
    leave_place(place=second, now=tower.now)
    assert look(place=third, now=tower.now).ahead == 1
    taken(tower, meals[0])
    look(place=first, now=tower.now)
    leave_all(holder="a", now=tower.now)
    assert look(place=third, now=tower.now).offered_until is not None
    assert [look(place=one, now=tower.now).outcome for one in (first, second)] == [
        QueueEnd.LEFT,
        QueueEnd.LEFT,
    ]
    must_agree(tower)


def test_a_door_at_the_neighbour_gives_every_place_up(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2)
    with plugged_in(tower.line):
        for one in tower.cabinets:
            for size in (Size.S, Size.S, Size.S, Size.M):
                tower.stored(size, cabinet=one.code)
        codes = [one.code for one in tower.cabinets]
        places = [queues(tower, "a", cabinet=code) for code in codes]
        leave_all(holder="a", now=tower.now)
        assert {look(place=one, now=tower.now).outcome for one in places} == {QueueEnd.LEFT}
        assert set(Cabinet.objects.values_list("queued", flat=True)) == {0}
        must_agree(tower)


def test_a_page_that_asks_no_more_loses_its_place_and_one_that_asks_keeps_it(tower: Tower) -> None:
    full(tower)
    gone, looks = queues(tower, "a"), queues(tower, "b")
    half = AWAY_AFTER / 2
    look(place=looks, now=tower.now + half)
    tower.now += AWAY_AFTER
    assert look(place=looks, now=tower.now).ahead == 0
    assert look(place=gone, now=tower.now).outcome == QueueEnd.AWAY
    must_agree(tower)


@pytest.mark.parametrize("closing", ["quarantined_at", "revoked_at"])
def test_the_queue_closes_with_its_cabinet(tower: Tower, closing: str) -> None:
    meals = full(tower)
    first, second = queues(tower, "a"), queues(tower, "b")
    taken(tower, meals[0])
    look(place=first, now=tower.now)
    Cabinet.objects.update(**{closing: tower.now})
    assert look(place=second, now=tower.now).outcome == QueueEnd.CLOSED
    assert look(place=first, now=tower.now).outcome == QueueEnd.CLOSED
    assert Capacity.objects.get(size="S").promised == 0
    assert Cabinet.objects.get().queued == 0


def test_what_is_kept_for_the_queue_is_no_room_for_platforms_nor_on_the_page(tower: Tower) -> None:
    meals = full(tower)
    queues(tower, "a", Size.M)
    taken(tower, meals[0])
    taken(tower, meals[3])
    (room,) = rooms_of(tower.place.pk, now=tower.now)
    assert room.free == {Size.S: 1, Size.M: 0, Size.L: 0}
    assert isinstance(comes(tower, size=Size.M), NoCompartmentFree)
    assert isinstance(comes(tower), Begun)


def test_a_courier_who_takes_a_smaller_door_leaves_the_larger_one_to_the_queue(
    tower: Tower,
) -> None:
    smalls = [tower.stored() for _ in range(3)]
    taken(tower, smalls[0])
    meal = tower.begun(Size.M)
    tower.at(meal).close(tower.opened(meal))
    tower.exchange()
    place = queues(tower, "a", Size.M)
    assert look(place=place, now=tower.now).offered_until is None
    door = store_elsewhere(deposit=meal.deposit, size=Size.S, token=tower.token(), now=tower.now)
    assert door.comp is not None
    tower.a.fill(door.comp)
    tower.wait(61)  # the lamp is on for a minute behind a door that was closed
    tower.exchange()
    assert look(place=place, now=tower.now).offered_until is not None
    must_agree(tower)


def test_a_place_at_one_cabinet_opens_no_door_of_another(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2)
    with plugged_in(tower.line):
        meals = [tower.stored(size) for size in (Size.S, Size.S, Size.S, Size.M)]
        for size in (Size.S, Size.S, Size.S, Size.M):
            tower.stored(size, cabinet=tower.cabinets[1].code)
        place = queues(tower, "a")
        taken(tower, meals[0])
        look(place=place, now=tower.now)
        there = tower.cabinets[1].code
        assert isinstance(comes(tower, place, cabinet=there), NoCompartmentFree)
        assert isinstance(comes(tower, place), Begun)


def test_places_go_a_day_after_they_ended_and_the_ledger_stays_whole(tower: Tower) -> None:
    full(tower)
    place, stays = queues(tower, "a"), queues(tower, "b")
    leave_place(place=place, now=tower.now)
    for _ in purge(now=tower.now + timedelta(days=1) - SECOND):
        pass
    assert QueuePlace.objects.count() == 2
    for _ in purge(now=tower.now + timedelta(days=1)):
        pass
    assert QueuePlace.objects.get().code == stays
    must_be_whole()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_each_has_one_place_and_one_has_the_door(now: datetime) -> None:
    tower = Tower(now=now)
    with plugged_in(tower.line):
        meals = full(tower)
    places, outcomes, start = list[str](), list[Outcome](), threading.Barrier(4)

    def run(number: int) -> None:
        start.wait()
        for _ in range(2):
            places.append(queues(tower, f"courier-{number % 2}"))
        connections.close_all()

    def use(place: str) -> None:
        start.wait()
        outcomes.append(comes(tower, place))
        connections.close_all()

    go(run, range(4))
    assert len(set(places)) == QueuePlace.objects.count() == 2
    with plugged_in(tower.line):
        taken(tower, meals[0])
    settle_queues(now=tower.now)
    mine = QueuePlace.objects.exclude(offered="").get().code
    go(use, [mine] * 4)
    assert [type(one) for one in outcomes].count(Begun) == 1
    with plugged_in(tower.line):
        tower.exchange()
        must_agree(tower)


def go(work: Callable[[T], None], given: Iterable[T]) -> None:
    """Let each thing be done in a thread of its own."""
    threads = [threading.Thread(target=work, args=(one,)) for one in given]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
        assert not one.is_alive()


def test_a_count_of_a_quarantined_cabinet_gives_back_what_was_kept_for_its_queue_once(
    tower: Tower,
) -> None:
    first, *_others = full(tower)
    place = queues(tower, "a")
    taken(tower, first)
    look(place=place, now=tower.now)
    assert QueuePlace.objects.get().offered == "S"
    Cabinet.objects.filter(code=tower.a.code).update(quarantined_at=tower.now)
    doors = Compartment.objects.filter(cabinet__code=tower.a.code)

    take_inventory(
        actor="person:1",
        buildings=[tower.place.pk],
        cabinet=tower.a.code,
        doors=dict.fromkeys(doors.values_list("number", flat=True), False),
        meals={},
        now=tower.now,
    )
    settle_queues(now=tower.now)

    assert look(place=place, now=tower.now).outcome == QueueEnd.CLOSED
    assert not Capacity.objects.filter(cabinet__code=tower.a.code).exclude(promised=0).exists()
