"""One claims an alarm and says what was done; it is over when its cause is gone."""

import threading

import pytest
from django.db import connections
from tests.lockers.alarming import claim, clears, forces, person, remedy, stands, verbs
from tests.lockers.test_many_writers import at_once
from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers import jobs
from linli.lockers.actions.alarms import claim_alarm, settle_alarms
from linli.lockers.errors import AlarmOver, AlarmTaken, UnknownAlarm
from linli.lockers.models import Alarm
from linli.lockers.queries.alarms import alarm_shown, alarms_page, alarms_since, open_alarms
from linli.people.models import Person

pytestmark = pytest.mark.django_db


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
