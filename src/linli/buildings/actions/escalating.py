"""What the clock does: a broken promise goes up, whoever forgot it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate, localtime

from linli.buildings.actions.entries import lock, write_down
from linli.buildings.actions.telling import tell_voices
from linli.buildings.enums.matters import MatterState
from linli.buildings.models import Matter
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.rules.calendar import HIGHEST_LEVEL, Calendar, level_of
from linli.buildings.rules.letters import is_waking

RISING_AT_ONCE = 100
"""Matters looked at in one round. Those late for the first time come first, and always rise."""


def escalate_matters(*, now: datetime) -> int:
    """Raise the level of matters whose promise is broken, and return how many rose.

    What is late already and does not rise today is read and left alone: a round comes often.
    Who follows a matter is told, and so nothing rises at night.
    """
    if not is_waking(localtime(now)):
        return 0
    today, calendars = localdate(now), dict[str, Calendar]()
    late = Matter.objects.select_related("committee__building").filter(
        state=MatterState.IN_HAND, due_on__lt=today, level__lt=HIGHEST_LEVEL, merged_into=None
    )
    count = 0
    for one in late.order_by("level", "due_on")[:RISING_AT_ONCE]:
        assert one.due_on is not None, "only what was promised is late"
        building = one.committee.building
        district = building.codes[0]
        if district not in calendars:
            calendars[district] = calendar_of(building)
        level = level_of(due_on=one.due_on, today=today, calendar=calendars[district])
        if level > one.level:
            count += _rises(one, level, now)
    return count


@transaction.atomic
def _rises(matter: Matter, level: int, now: datetime) -> bool:
    lock(matter.committee)
    still = Matter.objects.filter(
        pk=matter.pk, state=MatterState.IN_HAND, due_on=matter.due_on, level__lt=level
    )
    if not still.update(level=level, was_late=True):
        return False
    facts = {"matter": matter.number, "level": level}
    write_down(
        matter.committee, "matter_escalated", by="clock", now=now, facts=facts, matter=matter.pk
    )
    tell_voices(matter.committee, matter, now=now)
    return True
