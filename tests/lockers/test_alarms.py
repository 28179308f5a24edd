"""Alarms come with what cabinets wrote, or with time; once a cause."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.lockers.alarming import clears, forces, stands, verbs
from tests.lockers.tower import Tower, must_be_whole, plugged_in

from linli.ledger.models import Entry
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.models import Alarm, Cabinet, CabinetPart, Compartment
from linli.wire.messages import Purpose

pytestmark = pytest.mark.django_db


def test_a_forced_door_is_an_alarm_in_the_same_commit_and_over_once_it_was_looked_into(
    tower: Tower,
) -> None:
    forces(tower)
    assert stands() == [("FORCED", 2, "")]

    clears(tower)

    assert stands() == []
    assert Alarm.objects.get().closed_at is not None
    assert verbs() == ["alarm_raised", "alarm_closed"]
    must_be_whole()


def test_a_door_left_open_is_an_alarm_after_a_minute(tower: Tower) -> None:
    begun = tower.stored()
    tower.opened(begun, Purpose.PICKUP)
    tower.a.open(1)
    tower.wait(61)
    tower.exchange()
    assert stands() == [("LEFT_OPEN", 1, "")]

    tower.a.empty(1)
    tower.exchange()

    assert stands() == []


def test_what_came_and_went_while_nobody_heard_is_told_all_the_same(tower: Tower) -> None:
    begun = tower.stored()
    tower.opened(begun, Purpose.PICKUP)
    tower.a.open(1)
    tower.wait(61)
    tower.a.empty(1)

    tower.exchange()

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.lifted_at is not None) == ("LEFT_OPEN", True)
    assert verbs() == ["alarm_raised", "alarm_closed"]


def test_the_database_lets_no_cause_have_two(tower: Tower) -> None:
    forces(tower)
    alarm = Alarm.objects.get()
    alarm.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        alarm.save(force_insert=True)


def test_a_zone_that_is_cold_and_a_board_that_is_silent_are_alarms(tower: Tower) -> None:
    CabinetPart.objects.create(
        cabinet_id=tower.a.number,
        kind="zone",
        name="1",
        alarm="TOO_COLD",
        since=tower.now,
        told_at=tower.now,
    )
    settle_alarms(now=tower.now)
    assert stands() == [("TOO_COLD", 0, "1")]

    CabinetPart.objects.update(alarm="", since=None)
    assert settle_alarms(now=tower.now) == 1

    assert stands() == []
    assert settle_alarms(now=tower.now) == 0


def test_a_zone_that_grows_cold_is_an_alarm_until_it_is_warm_again(now: datetime) -> None:
    tower = Tower(now=now, heated=True)
    with plugged_in(tower.line):
        tower.a.warm(1, 64.0)
        tower.stored()
        keeps(tower, 55.0)
        assert stands() == [("TOO_COLD", 0, "1")]

        keeps(tower, 66.0)

    assert stands() == []


def keeps(tower: Tower, celsius: float) -> None:
    """Let the thermometer say the same for a quarter of an hour."""
    for _ in range(45):
        tower.wait(20)
        tower.a.warm(1, celsius)
    tower.exchange()


def test_a_cabinet_that_is_not_heard_is_an_alarm_until_it_is(tower: Tower) -> None:
    tower.greet()
    tower.wait(41)
    settle_alarms(now=tower.now)
    assert stands() == [("CABINET_SILENT", 0, "")]
    assert Entry.objects.get(verb="alarm_raised").actor == "clock"

    tower.greet()

    assert stands() == []


def test_a_silent_cabinet_that_writes_is_heard_again(tower: Tower) -> None:
    tower.greet()
    tower.wait(41)
    settle_alarms(now=tower.now)

    tower.stored()

    assert stands() == []


def test_a_history_that_was_set_back_is_an_alarm_whoever_notices_it(tower: Tower) -> None:
    tower.stored()
    Cabinet.objects.update(head_hash="f" * 64)

    tower.greet()

    assert stands() == [("QUARANTINED", 0, "")]


def test_a_batch_that_forks_is_an_alarm(tower: Tower) -> None:
    tower.stored()
    Cabinet.objects.update(head_hash="f" * 64)
    tower.a.boot()

    with pytest.raises(AssertionError, match="Quarantined"):
        tower.exchange()

    assert stands() == [("QUARANTINED", 0, "")]


def test_a_meal_that_grows_old_where_nobody_hears_is_an_alarm_by_our_clock(tower: Tower) -> None:
    tower.stored()
    tower.now += timedelta(hours=2)

    settle_alarms(now=tower.now)

    assert ("OVERDUE", 1, "") in stands()


def test_what_the_cabinet_says_of_an_old_meal_is_the_same_alarm(tower: Tower) -> None:
    tower.stored()
    tower.wait(7_200)
    settle_alarms(now=tower.now)

    tower.exchange()
    settle_alarms(now=tower.now)

    assert [one for one in stands() if one[0] == "OVERDUE"] == [("OVERDUE", 1, "")]
    assert Alarm.objects.filter(kind="OVERDUE").count() == 1


def test_what_stood_before_there_were_alarms_is_raised_by_the_clock(tower: Tower) -> None:
    Compartment.objects.filter(number=3).update(state="OOS", left_open=True)

    settle_alarms(now=tower.now)

    assert stands() == [("LEFT_OPEN", 3, ""), ("OUT_OF_SERVICE", 3, "")]
