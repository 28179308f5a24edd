"""Alarms that nobody sees to yet, as staff read them in their group chats."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext

from linli.lockers.enums import AlarmKind
from linli.lockers.models import Alarm, Sandbox
from linli.notices.troubles import Trouble
from linli.people.enums import Role

DANGEROUS = (AlarmKind.FORCED, AlarmKind.TOO_HOT, AlarmKind.WRONG_CODES)
"""Somebody is at a door or a keypad, or something may burn: no hour is too late."""

TOLD = (Role.CREW, Role.STEWARD)
TOLD_OF_DANGER = (*TOLD, Role.PROPERTY)
"""Property is on the spot, and opens no door: of a jam it need not know."""

MOST = 500
"""More alarms than that at once are one trouble: the network's."""


def troubles() -> Sequence[Trouble]:
    """Return the alarms that stand and are nobody's, the oldest first."""
    found = Alarm.objects.filter(closed_at=None, lifted_at=None, claimed_by=None)
    found = found.exclude(cabinet__in=Sandbox.objects.values("cabinet"))
    rows = found.select_related("cabinet__building").order_by("pk")[:MOST]
    return [_trouble(one) for one in rows]


def _trouble(alarm: Alarm) -> Trouble:
    kind = AlarmKind(alarm.kind)
    says = (
        gettext("{cabinet} 柜 {spot}，{door} 号格：{kind}")
        if alarm.comp
        else gettext("{cabinet} 柜 {spot}：{kind}")
    )
    return Trouble(
        key=f"alarm:{alarm.pk}:{alarm.returned}",
        place_id=alarm.cabinet.building_id,
        place=alarm.cabinet.building.name,
        says=says.format(
            cabinet=alarm.cabinet.code, spot=alarm.cabinet.spot, door=alarm.comp, kind=kind.label
        ),
        is_dangerous=kind in DANGEROUS,
        about=f"cabinet:{alarm.cabinet.code}",
        where=gettext("{cabinet} 柜 {spot}").format(
            cabinet=alarm.cabinet.code, spot=alarm.cabinet.spot
        ),
        link=reverse("lockers:alarm", args=[alarm.pk]),
        roles=TOLD_OF_DANGER if kind in DANGEROUS else TOLD,
    )
