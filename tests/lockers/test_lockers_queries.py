"""What people at a cabinet, crews and the replay are shown."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.lockers.tower import Tower, plugged_in

from linli.lockers.actions.hearing import hear
from linli.lockers.enums import DepositState, DoorState
from linli.lockers.errors import UnknownCabinet, UnknownDeposit, UnknownTower
from linli.lockers.models import Cabinet, Capacity, Compartment
from linli.lockers.queries.board import board, board_version
from linli.lockers.queries.door import (
    begun_and_ended,
    cabinet_at_door,
    deposit_at_door,
    is_online,
    label_of,
)
from linli.lockers.queries.towers import (
    StandingDeposit,
    StandingDoor,
    building_of,
    messages_after,
    standing,
    tally,
)
from linli.lockers.rules.alarms import SILENT_AFTER
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


# At the door


def test_a_cabinet_or_deposit_that_there_is_not_is_not_found(tower: Tower) -> None:
    with pytest.raises(UnknownCabinet) as caught:
        cabinet_at_door("😀" * 10_000, now=tower.now)
    assert len(caught.value.cabinet) == 16

    with pytest.raises(UnknownDeposit):
        deposit_at_door("0123456789ABC")
    assert begun_and_ended("0123456789ABC") is None


def test_a_courier_sees_where_the_cabinet_stands_and_what_it_has_left(tower: Tower) -> None:
    tower.begun()
    tower.stored(Size.M)
    hear([tower.a.hello()], now=tower.now)

    at = cabinet_at_door("T-A", now=tower.now)

    assert (at.code, at.spot, at.building, at.building_code) == (
        "T-A",
        "A 柜",
        "白玉兰广场",
        "TOWER",
    )
    assert (at.online, at.quarantined) == (True, False)
    assert at.free == {Size.S: 2, Size.M: 0, Size.L: 0}


def test_more_promises_than_free_doors_are_shown_as_none_left(tower: Tower) -> None:
    Capacity.objects.filter(size="S").update(promised=9)
    Cabinet.objects.update(quarantined_at=tower.now)

    at = cabinet_at_door("T-A", now=tower.now)

    assert at.free[Size.S] == 0
    assert at.quarantined


def test_a_cabinet_is_online_while_it_was_heard_lately(now: datetime) -> None:
    assert not is_online(None, now=now)
    assert is_online(now, now=now + SILENT_AFTER)
    assert not is_online(now, now=now + SILENT_AFTER + SECOND)


def test_a_meal_is_shown_from_the_promise_to_its_end(tower: Tower) -> None:
    begun = tower.begun(order_no="MT-00001")
    waiting = deposit_at_door(begun.deposit)
    assert (waiting.state, waiting.comp, waiting.door, waiting.column, waiting.row) == (
        DepositState.SENT,
        None,
        None,
        None,
        None,
    )
    assert (waiting.label, waiting.hold_until, waiting.stored_at) == ("订单 MT-00001", None, None)

    tower.a.fill(tower.opened(begun))
    tower.exchange()
    stored = deposit_at_door(begun.deposit)
    assert (stored.comp, stored.door, stored.column, stored.row) == (1, DoorState.OCC, 1, 1)
    assert stored.stored_at == tower.now
    assert stored.hold_until == tower.now + timedelta(hours=2)
    assert begun_and_ended(begun.deposit) == (tower.now, None)

    tower.a.empty(tower.opened(begun, Purpose.PICKUP))
    tower.exchange()
    taken = deposit_at_door(begun.deposit)
    assert (taken.state, taken.comp, taken.door) == (DepositState.PICKED, 1, None)
    assert taken.ended_at == tower.now


def test_nobody_is_shown_more_of_a_phone_than_its_tail() -> None:
    assert label_of("3821", "") == "尾号 3821"
    assert label_of("3821", "MT-1") == "订单 MT-1"
    assert label_of("", "") == "收餐人不详"


# The board


def test_the_board_shows_every_door_of_its_buildings_and_no_other(now: datetime) -> None:
    tower, other = Tower(now=now, cabinets=2), Tower(now=now, code="OTHER")

    shown = board([tower.place.pk], now=now)

    assert [one.code for one in shown.cabinets] == ["T-A", "T-B"]
    assert [door.number for door in shown.cabinets[0].doors] == [1, 2, 3, 4]
    assert {one.code for one in board([other.place.pk], now=now).cabinets} == {"O-A"}
    assert (shown.stored_today, shown.in_cabinet, shown.overdue) == (0, 0, 0)
    assert shown.open_median_s is None


def test_a_board_of_nothing_is_empty() -> None:
    now = timezone.now()
    assert board([], now=now).cabinets == ()
    assert board_version([], now=now) == "0"


def test_the_board_shows_whose_meal_stands_where_and_which_stands_too_long(tower: Tower) -> None:
    tower.stored(order_no="MT-00001")
    tower.wait(7_000)
    second = tower.begun(Size.M)
    comp = tower.opened(second)
    tower.wait(10)
    tower.a.fill(comp)
    tower.wait(190)  # the first is too old by our clock, and the cabinet has not told us yet
    tower.a.open(4)
    tower.wait(61)
    tower.exchange()

    shown = board([tower.place.pk], now=tower.now)

    first, _, third, fourth = shown.cabinets[0].doors
    assert (first.state, first.label, first.overdue) == (DoorState.OCC, "订单 MT-00001", True)
    assert (third.label, third.overdue, third.deposit) == ("尾号 3821", False, second.deposit)
    assert (fourth.state, fourth.left_open, fourth.label) == (DoorState.CHECK, True, "")
    assert (shown.in_cabinet, shown.overdue, shown.stored_today) == (2, 1, 2)
    assert shown.open_median_s == 5.0
    assert shown.cabinets[0].online


def test_meals_of_yesterday_are_not_counted_today(tower: Tower) -> None:
    tower.stored()
    midnight = timezone.localtime(tower.now).replace(hour=0) + timedelta(days=1)

    assert board([tower.place.pk], now=midnight - SECOND).stored_today == 1
    assert board([tower.place.pk], now=midnight).stored_today == 0


def test_the_boards_version_changes_whenever_the_board_does(tower: Tower) -> None:
    places, seen = [tower.place.pk], set()

    def note() -> None:
        seen.add(board_version(places, now=tower.now))

    note()
    hear([tower.a.hello()], now=tower.now)
    note()
    tower.exchange()
    note()
    tower.stored()
    note()
    tower.wait(100)
    note()
    Cabinet.objects.update(quarantined_at=tower.now)
    note()

    assert len(seen) == 6
    assert board(places, now=tower.now).version == board_version(places, now=tower.now)
    assert not board(places, now=tower.now).cabinets[0].online


def test_the_board_asks_the_database_as_often_for_many_meals_as_for_few(now: datetime) -> None:
    tower = Tower(now=now, cabinets=3, doors=48)
    with plugged_in(tower.line):
        with CaptureQueriesContext(connection) as few:
            board([tower.place.pk], now=now)
        for one in tower.cabinets:
            for _ in range(5):
                tower.stored(cabinet=one.code)
        with CaptureQueriesContext(connection) as many:
            board([tower.place.pk], now=now)

    assert len(few) == len(many) <= 7


# A tower in numbers


def test_a_tower_that_there_is_not_is_named(tower: Tower) -> None:
    with pytest.raises(UnknownTower, match="没有代码为 NOWHERE 的楼"):
        building_of("NOWHERE")
    assert building_of("TOWER") == tower.place.pk


def test_a_tally_names_every_deposit_every_order_and_each_journal(tower: Tower) -> None:
    first = tower.stored(order_no="MT-00001")
    tower.a.empty(tower.opened(first, Purpose.PICKUP))
    tower.exchange()
    tower.stored(order_no="MT-00001")
    waiting = tower.begun()

    told = tally(tower.place.pk)

    assert told.deposits == dict.fromkeys(DepositState.values, 0) | {
        "PICKED": 1,
        "STORED": 1,
        "SENT": 1,
    }
    assert told.orders == {"MT-00001": ["PICKED", "STORED"], waiting.deposit: ["SENT"]}
    (head,) = told.cabinets
    assert (head.code, head.epoch, head.seq, head.hash) == (
        "T-A",
        1,
        tower.a.memory.seq,
        tower.a.memory.head,
    )
    free = Compartment.objects.filter(state=DoorState.FREE).count()
    assert (head.quarantined, head.free, head.promised) == (False, free, 1)


def test_what_stands_is_every_deposit_not_ended_and_every_door_to_be_looked_into(
    tower: Tower,
) -> None:
    gone, meal = tower.stored(), tower.stored()
    tower.a.empty(tower.opened(gone, Purpose.PICKUP))
    waiting = tower.begun(Size.M)
    tower.a.open(4)
    tower.exchange()

    left = standing(tower.place.pk)

    assert left.deposits == [
        StandingDeposit(meal.deposit, "T-A", 2, "STORED", held=False),
        StandingDeposit(waiting.deposit, "T-A", 0, "SENT", held=False),
    ]
    assert left.doors == [StandingDoor("T-A", 4, "CHECK", "")]


def test_owners_are_told_in_order_and_each_once(tower: Tower) -> None:
    (begun,) = tower.begins(tower.request(phone="13800138000"))
    tower.a.fill(tower.opened(begun))  # type: ignore[arg-type]  # it was accepted
    tower.exchange()
    tower.stored(order_no="MT-00001")

    first, second = messages_after(tower.place.pk, 0)

    assert (first.phone, first.label, first.order_no, first.at) == (
        "13800138000",
        "3821",
        "",
        tower.now,
    )
    assert (second.phone, second.label, second.order_no) == ("", "MT-00001", "MT-00001")
    assert messages_after(tower.place.pk, first.id) == [second]
    assert messages_after(tower.place.pk, second.id) == []
    assert messages_after(tower.place.pk + 1, 0) == []
