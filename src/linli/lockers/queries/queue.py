"""The queue before a full cabinet, as it stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.lockers.enums import QueueEnd
from linli.lockers.models import Cabinet, Capacity, QueuePlace
from linli.lockers.rules.queueing import Waiting, left_over
from linli.wire.messages import Size


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """One place; ``ahead`` counts who came before and still waits."""

    code: str
    cabinet: str
    cabinet_id: int
    building_id: int
    holder: str
    begun_at: datetime
    size: Size
    ahead: int
    seen_at: datetime
    offered_until: datetime | None
    outcome: QueueEnd | None


def place_now(code: str) -> PlaceNow | None:
    """Return the place of this name, None where there is none."""
    found = QueuePlace.objects.select_related("cabinet").filter(code=code).first()
    if found is None:
        return None
    standing = QueuePlace.objects.filter(cabinet=found.cabinet_id, ended_at=None)
    return PlaceNow(
        code=code,
        cabinet=found.cabinet.code,
        cabinet_id=found.cabinet_id,
        building_id=found.cabinet.building_id,
        holder=found.holder,
        begun_at=found.begun_at,
        size=Size(found.size),
        ahead=standing.filter(pk__lt=found.pk).count(),
        seen_at=found.seen_at,
        offered_until=found.offered_until,
        outcome=QueueEnd(found.outcome) if found.outcome else None,
    )


def place_held(holder: str, cabinet: str) -> str | None:
    """Return the name of the place that somebody has in a cabinet's queue now, None for none."""
    places = QueuePlace.objects.filter(holder=holder, cabinet__code=cabinet, ended_at=None)
    return places.values_list("code", flat=True).first()


def standing_places(cabinet: int) -> list[Waiting]:
    """Return who stands in a cabinet's queue, in the order of coming."""
    places = QueuePlace.objects.filter(cabinet=cabinet, ended_at=None).order_by("pk")
    return [
        Waiting(number, Size(size), seen_at, Size(offered) if offered else None, until)
        for number, size, seen_at, offered, until in places.values_list(
            "pk", "size", "seen_at", "offered", "offered_until"
        )
    ]


def left_for_newcomers(cabinet: int, credits_left: Mapping[Size, int]) -> dict[Size, int]:
    """Return what a cabinet that has a queue may promise to those who just come."""
    waiting = [one.size for one in standing_places(cabinet) if one.offered is None]
    return left_over(waiting, credits_left)


def kept_for_queues(
    credits_left: dict[int, dict[Size, int]], queued: Collection[int]
) -> dict[int, dict[Size, int]]:
    """Return what is left for those who just come, by cabinet; asks only where there is a queue."""
    return credits_left | {one: left_for_newcomers(one, credits_left[one]) for one in queued}


def credits_of(cabinet: int) -> dict[Size, int]:
    """Return what a cabinet can still promise, by size; below 0 where a door was lost."""
    rows = Capacity.objects.filter(cabinet=cabinet).values_list("size", "free", "promised")
    return {Size(size): free - promised for size, free, promised in rows}


def queued_cabinets() -> list[str]:
    """Return the cabinets that somebody waits for."""
    return list(Cabinet.objects.filter(queued__gt=0).order_by("pk").values_list("code", flat=True))
