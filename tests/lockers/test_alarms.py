"""Alarms come with what cabinets wrote, once a cause; one claims it and says what was done."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from tests.lockers.test_many_writers import at_once
from tests.lockers.tower import Tower, must_be_whole, plugged_in

from linli.ledger.models import Entry
from linli.lockers import jobs
from linli.lockers.actions import doors
from linli.lockers.actions.alarms import claim_alarm, remedy_alarm, settle_alarms
from linli.lockers.errors import AlarmOver, AlarmTaken, UnknownAlarm
from linli.lockers.models import Alarm, Cabinet, CabinetPart, Compartment
from linli.lockers.queries.alarms import alarm_shown, alarms_page, alarms_since, open_alarms
from linli.people.actions import ensure_person
from linli.people.models import Person
from linli.wire.messages import Purpose

pytestmark = pytest.mark.django_db


def forces(tower: Tower, number: int = 2) -> None:
    """Let somebody tear a door open and shut it."""
    tower.a.open(number)
    tower.a.close(number)
    tower.exchange()


def person(tower: Tower, handle: str = "wang", name: str = "王经理") -> Person:
    return ensure_person(handle=handle, name=name, now=tower.now)


def claim(tower: Tower, by: Person, number: int = 0) -> None:
    claim_alarm(
        alarm=number or Alarm.objects.get().pk, by=by, buildings=[tower.place.pk], now=tower.now
    )


def remedy(tower: Tower, by: Person, number: int = 0) -> None:
    remedy_alarm(
        alarm=number or Alarm.objects.get().pk,
        by=by,
        remedy="关好了",
        buildings=[tower.place.pk],
        now=tower.now,
    )


def clears(tower: Tower, number: int = 2) -> None:
    """Let the crew look behind a door."""
    doors.clear(
        actor="person:1",
        buildings=[tower.place.pk],
        cabinet=tower.a.code,
        comp=number,
        reason="看看",
        cid=tower.token(),
        now=tower.now,
    )
    tower.a.close(number)
    tower.exchange()


def verbs() -> list[str]:
    """What the ledger says of alarms."""
    found = Entry.objects.filter(verb__startswith="alarm").order_by("pk")
    return list(found.values_list("verb", flat=True))


def stands() -> list[tuple[str, int, str]]:
    found = Alarm.objects.filter(closed_at=None, lifted_at=None).order_by("pk")
    return list(found.values_list("kind", "comp", "part"))


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


def test_of_two_who_claim_one_wins_and_the_other_reads_who(tower: Tower) -> None:
    forces(tower)
    claim(tower, person(tower))
    claim(tower, person(tower))  # pressed twice

    with pytest.raises(AlarmTaken) as refused:
        claim(tower, person(tower, "li", "李师傅"))

    assert str(refused.value) == "王** 在 12:00 已经认领了这条告警。"
    assert verbs() == ["alarm_raised", "alarm_claimed"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_the_same_instant_one_wins(tower: Tower) -> None:
    forces(tower)
    both = [person(tower, f"p{one}", f"{one}号") for one in range(2)]
    number = Alarm.objects.get().pk
    wrong = list[Exception]()

    def press(by: Person) -> None:
        try:
            claim(tower, by, number)
        except AlarmTaken as taken:
            wrong.append(taken)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(one,)) for one in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)

    assert len(wrong) == 1
    assert verbs().count("alarm_claimed") == 1


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_the_events_raise_no_alarm_twice(tower: Tower) -> None:
    tower.a.open(2)
    tower.a.close(2)

    wrong = at_once(
        lambda _: tower.exchange(), lambda _: settle_alarms(now=tower.now), lambda _: tower.greet()
    )

    assert wrong == []
    assert stands() == [("FORCED", 2, "")]


def test_what_is_remedied_is_over_only_once_its_cause_is_gone(tower: Tower) -> None:
    forces(tower)
    by = person(tower)
    remedy(tower, by)
    assert Alarm.objects.get().closed_at is None
    assert Alarm.objects.get().claimed_by == by

    clears(tower)

    assert Alarm.objects.get().closed_at is not None
    told = Entry.objects.get(verb="alarm_remedied")
    assert '"remedy":"关好了"' in told.facts


def test_what_is_gone_waits_for_the_word_of_who_claimed_it(tower: Tower) -> None:
    forces(tower)
    by = person(tower)
    claim(tower, by)
    clears(tower)
    assert Alarm.objects.get().closed_at is None
    assert verbs()[-1] == "alarm_lifted"

    remedy(tower, by)

    assert Alarm.objects.get().closed_at == tower.now


def test_a_remedy_that_did_not_hold_opens_the_same_alarm_again(tower: Tower) -> None:
    forces(tower)
    remedy(tower, person(tower))
    clears(tower)
    tower.wait(120)

    forces(tower)

    alarm = Alarm.objects.get()
    assert (alarm.returned, alarm.claimed_by, alarm.remedy, alarm.closed_at) == (1, None, "", None)
    assert verbs()[-1] == "alarm_returned"


def test_what_comes_much_later_is_an_alarm_of_its_own(tower: Tower) -> None:
    forces(tower)
    remedy(tower, person(tower))
    clears(tower)
    tower.wait(7_300)

    forces(tower)

    assert Alarm.objects.count() == 2


def test_what_is_over_or_elsewhere_cannot_be_claimed(tower: Tower) -> None:
    forces(tower)
    by = person(tower)
    with pytest.raises(UnknownAlarm):
        claim_alarm(alarm=Alarm.objects.get().pk, by=by, buildings=[], now=tower.now)
    clears(tower)

    with pytest.raises(AlarmOver):
        claim(tower, by)
    with pytest.raises(AlarmOver):
        remedy(tower, by)


def test_whole_cabinets_come_first_and_then_the_longest_wait(tower: Tower) -> None:
    forces(tower, 3)
    tower.wait(60)
    forces(tower, 2)
    tower.greet()
    tower.wait(41)
    settle_alarms(now=tower.now)

    shown = open_alarms([tower.place.pk])

    assert [(one.kind.value, one.comp) for one in shown] == [
        ("CABINET_SILENT", 0),
        ("FORCED", 3),
        ("FORCED", 2),
    ]
    assert alarm_shown(shown[0].number, []) is None


def test_pages_of_alarms_follow_one_another_without_a_gap(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.lockers.queries.alarms.PAGE", 2)
    for number in (1, 2, 3):
        forces(tower, number)
    here = [tower.place.pk]

    first = alarms_page(here, is_over=False, before=None)
    second = alarms_page(here, is_over=False, before=first.before)

    assert [one.comp for one in (*first.alarms, *second.alarms)] == [3, 2, 1]
    assert second.before is None
    assert alarms_page(here, is_over=True, before=None).alarms == ()
    assert len(alarms_since(tower.place.pk, tower.now, most=2)) == 2


def test_the_clock_looks_each_second_and_goes_on_after_a_failure(
    tower: Tower, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waited = list[float]()

    class Twice(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is not None
            waited.append(timeout)
            return len(waited) > 2

    looked = list[object]()

    def fails_once(*, now: object) -> int:
        looked.append(now)
        if len(looked) == 1:
            message = "the disk is full"
            raise OSError(message)
        return 0

    monkeypatch.setattr(jobs, "settle_alarms", fails_once)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)

    jobs.run_alarms(Twice())

    assert len(looked) == 2
    assert waited == [jobs.ALARMS_EACH_S] * 3
    assert "a look at the alarms failed" in caplog.text


def test_a_row_names_itself(tower: Tower) -> None:
    forces(tower)

    assert str(Alarm.objects.get()) == f"{tower.a.number} FORCED 2"
