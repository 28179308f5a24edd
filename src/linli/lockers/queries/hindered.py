"""Cabinets that are of no use to the people of a building, as others than the crew need to know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from linli.lockers.enums import AlarmKind
from linli.lockers.models import Alarm, Sandbox

HINDERING = (
    AlarmKind.CHECK,
    AlarmKind.UNSURE,
    AlarmKind.OUT_OF_SERVICE,
    AlarmKind.BOARD_SILENT,
    AlarmKind.CABINET_SILENT,
    AlarmKind.QUARANTINED,
)
"""A door that jams or is out of service, or a cabinet that does nothing: no meal goes in there."""

MOST = 500
"""More alarms than that at once are one trouble: the network's."""


@dataclass(frozen=True, slots=True)
class Hindered:
    """A cabinet that people cannot use, or not all of it.

    ``key`` tells this trouble from the cabinet's next one; ``doors`` are those concerned, none
    where it is the whole cabinet; ``says`` is what is wrong, in words.
    """

    building: str
    cabinet: str
    spot: str
    key: str
    doors: tuple[int, ...]
    says: tuple[str, ...]


def hindered(*, now: datetime, longer_than: timedelta) -> list[Hindered]:
    """Return the cabinets with an alarm that has stood for longer: one query."""
    rows = _open().filter(lifted_at=None, since__lte=now - longer_than)
    found: dict[str, list[Alarm]] = {}
    for one in rows.select_related("cabinet__building").order_by("pk")[:MOST]:
        found.setdefault(one.cabinet.code, []).append(one)
    return [_hindered(code, alarms) for code, alarms in found.items()]


def with_open_alarms(cabinets: Collection[str]) -> set[str]:
    """Return which of these cabinets have an open alarm of the kind, whether it stands or not."""
    rows = _open().filter(cabinet__code__in=cabinets)
    return set(rows.values_list("cabinet__code", flat=True))


def _open() -> QuerySet[Alarm]:
    found = Alarm.objects.filter(closed_at=None, kind__in=HINDERING, cabinet__revoked_at=None)
    return found.exclude(cabinet__in=Sandbox.objects.values("cabinet"))


def _hindered(code: str, alarms: list[Alarm]) -> Hindered:
    kinds = dict.fromkeys(str(AlarmKind(one.kind).label) for one in alarms)
    cabinet = alarms[0].cabinet
    return Hindered(
        building=cabinet.building.code,
        cabinet=code,
        spot=cabinet.spot,
        key=f"{alarms[0].pk}",
        doors=tuple(sorted({one.comp for one in alarms if one.comp})),
        says=tuple(kinds),
    )
