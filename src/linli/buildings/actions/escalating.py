"""What the clock does: a broken promise goes up, whoever forgot it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums import MatterState
from linli.buildings.models import Matter
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.rules.calendar import HIGHEST_LEVEL, Calendar, level_of


def escalate_matters(*, now: datetime) -> int:
    """Raise the level of matters whose promise is broken, and return how many rose."""
    today, calendars = localdate(now), dict[str, Calendar]()
    late = Matter.objects.select_related("committee__building").filter(
        state=MatterState.IN_HAND, due_on__lt=today, level__lt=HIGHEST_LEVEL, merged_into=None
    )
    count = 0
    for one in late:
        building = one.committee.building
        district = building.codes[0]
        if district not in calendars:
            calendars[district] = calendar_of(building)
        count += _rises(one, calendars[district], now)
    return count


@transaction.atomic
def _rises(matter: Matter, calendar: Calendar, now: datetime) -> bool:
    assert matter.due_on is not None, "only what was promised is late"
    level = level_of(due_on=matter.due_on, today=localdate(now), calendar=calendar)
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
    return True
