"""Alarms as staff read them in their group chats."""

import pytest
from tests.lockers.tower import Tower

from linli.lockers.enums import AlarmKind
from linli.lockers.models import Alarm, Cabinet
from linli.notices.troubles import standing


@pytest.mark.django_db
def test_an_alarm_that_is_nobody_s_is_told_of_by_where_it_is_and_again_when_it_is_back(
    tower: Tower,
) -> None:
    cabinet, now = Cabinet.objects.get(), tower.now
    made = {"cabinet": cabinet, "began_at": now, "since": now}
    forced = Alarm.objects.create(kind=AlarmKind.FORCED, comp=3, **made)
    Alarm.objects.create(kind=AlarmKind.CABINET_SILENT, **made)
    Alarm.objects.create(kind=AlarmKind.CHECK, comp=1, lifted_at=now, **made)

    told = standing()

    place = f"{cabinet.code} 柜 {cabinet.spot}"
    assert [one.says for one in told] == [f"{place}，3 号格：门被强开", f"{place}：断线"]
    assert [one.is_dangerous for one in told] == [True, False]
    assert {(one.place_id, one.place) for one in told} == {(tower.place.pk, "白玉兰广场")}
    Alarm.objects.filter(pk=forced.pk).update(returned=1)
    assert standing()[0].key != told[0].key
