"""What the maintenance crew sees: every compartment of its buildings, now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.utils import timezone

from linli.lockers.enums import DepositState, DoorState, PartAlarm, PartKind
from linli.lockers.models import Cabinet, CabinetPart, Compartment, Deposit, is_live
from linli.lockers.queries.door import is_online, label_of
from linli.lockers.rules.alarms import GUESSING_LASTS
from linli.lockers.rules.holding import hold_ms_of, is_too_old

RECENT = 100
"""Deposits whose duration the median is taken of: about a noon's last quarter of an hour."""

RECENT_WITHIN = timedelta(days=1)
"""How far back they are looked for: without it every deposit there ever was would be sorted."""


@dataclass(frozen=True, slots=True)
class BoardDoor:
    """One compartment. ``label`` and ``deposit`` are empty when no meal is bound to it."""

    number: int
    state: DoorState
    label: str
    since: datetime | None
    deposit: str
    overdue: bool
    left_open: bool
    has_phone: bool = False
    recall_wanted: bool = False


@dataclass(frozen=True, slots=True)
class BoardPart:
    """One zone, board or keypad. ``alarm`` stands ``since``; ``told_at`` is the last record."""

    kind: PartKind
    name: str
    celsius: float | None
    alarm: PartAlarm | None
    since: datetime | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class BoardCabinet:
    """One cabinet with all its compartments, in the order of their numbers."""

    code: str
    spot: str
    building: str
    online: bool
    quarantined: bool
    heard_at: datetime | None
    doors: tuple[BoardDoor, ...]
    parts: tuple[BoardPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows; ``version`` changes when any of it but a clock does."""

    version: str
    stored_today: int
    in_cabinet: int
    overdue: int
    open_median_s: float | None
    cabinets: tuple[BoardCabinet, ...]


_VERSIONED = ("pk", "applied_seq", "alarm_seq", "heard_at", "quarantined_at")


def board_version(buildings: Sequence[int], *, now: datetime) -> str:
    """Return a short text that differs whenever the board would: one query, any size."""
    cabinets = Cabinet.objects.filter(building__in=buildings).order_by("pk")
    return _version(cabinets.values_list(*_VERSIONED), now)


def _version(
    cabinets: Iterable[tuple[int, int, int, datetime | None, datetime | None]], now: datetime
) -> str:
    parts = [
        f"{pk}.{seq}.{alarm_seq}.{int(is_online(heard_at, now=now))}.{int(shut is not None)}"
        for pk, seq, alarm_seq, heard_at, shut in cabinets
    ]
    return "-".join(parts) or "0"


def board(buildings: Sequence[int], *, now: datetime) -> Board:
    """Return the board of these buildings; six queries, whatever they hold."""
    cabinets = list(
        Cabinet.objects.select_related("building")
        .filter(building__in=buildings)
        .order_by("building_id", "code")
    )
    # A district has thousands of places, and cabinets in some of them.
    here = sorted({one.building_id for one in cabinets})
    live = {
        one.code: one
        for one in Deposit.objects.select_related("platform_order").filter(
            is_live(), cabinet__in=cabinets, state__in=(DepositState.SENT, DepositState.STORED)
        )
    }
    hold = {one.pk: one.hold_ms for one in cabinets}
    doors: dict[int, list[BoardDoor]] = {one.pk: [] for one in cabinets}
    # As plain values: as objects a thousand doors would take as long as the rest of the page.
    rows = Compartment.objects.filter(cabinet__in=cabinets).order_by("number")
    for cabinet, *known in rows.values_list(*_DOOR):
        row = _Row(*known)
        doors[cabinet].append(_door(row, live.get(row.deposit), hold[cabinet], now))
    parts = _parts(cabinets, now=now)
    everything = [door for one in doors.values() for door in one]
    return Board(
        version=_version(
            (
                (one.pk, one.applied_seq, one.alarm_seq, one.heard_at, one.quarantined_at)
                for one in sorted(cabinets, key=lambda one: one.pk)
            ),
            now,
        ),
        stored_today=_stored_today(here, now),
        in_cabinet=sum(1 for one in live.values() if one.state == DepositState.STORED),
        overdue=sum(1 for door in everything if door.overdue),
        open_median_s=_median_to_store(here, now),
        cabinets=tuple(
            _cabinet(one, doors[one.pk], parts.get(one.pk, ()), now) for one in cabinets
        ),
    )


def _cabinet(
    one: Cabinet, doors: Sequence[BoardDoor], parts: Sequence[BoardPart], now: datetime
) -> BoardCabinet:
    return BoardCabinet(
        code=one.code,
        spot=one.spot,
        building=one.building.name,
        online=is_online(one.heard_at, now=now),
        quarantined=one.quarantined_at is not None,
        heard_at=one.heard_at,
        doors=tuple(doors),
        parts=tuple(parts),
    )


class _Row(NamedTuple):
    """A compartment as ``_DOOR`` reads it."""

    number: int
    state: str
    deposit: str
    since: datetime | None
    left_open: bool


_DOOR = ("cabinet", *_Row._fields)


def _door(compartment: _Row, deposit: Deposit | None, usual_ms: int, now: datetime) -> BoardDoor:
    overdue = False
    if deposit is not None and deposit.stored_at is not None:
        hold_ms = hold_ms_of(usual_ms=usual_ms, hot_ms=deposit.hot_ms)
        overdue = deposit.held or is_too_old(stored_at=deposit.stored_at, hold_ms=hold_ms, now=now)
    return BoardDoor(
        number=compartment.number,
        state=DoorState(compartment.state),
        label=label_of(deposit.tail, deposit.order_no) if deposit else "",
        since=compartment.since,
        deposit=compartment.deposit,
        overdue=overdue,
        left_open=compartment.left_open,
        has_phone=deposit is not None and deposit.phone is not None,
        recall_wanted=deposit is not None and _is_recalled(deposit),
    )


def _is_recalled(deposit: Deposit) -> bool:
    """Whether the platform whose order it is wants the meal taken out."""
    order = deposit.platform_order
    return order is not None and order.recall_asked_at is not None


def _parts(cabinets: Sequence[Cabinet], *, now: datetime) -> dict[int, list[BoardPart]]:
    """Return what cabinets reported of their parts; nobody says when guessing is over."""
    parts: dict[int, list[BoardPart]] = {}
    told = CabinetPart.objects.filter(cabinet__in=cabinets).order_by("-kind", "pk")
    for one in told.exclude(kind=PartKind.KEYPAD, told_at__lt=now - GUESSING_LASTS):
        parts.setdefault(one.cabinet_id, []).append(
            BoardPart(
                kind=PartKind(one.kind),
                name=one.name,
                celsius=one.celsius,
                alarm=PartAlarm(one.alarm) if one.alarm else None,
                since=one.since,
                told_at=one.told_at,
            )
        )
    return parts


def _stored_today(buildings: Sequence[int], now: datetime) -> int:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Deposit.objects.filter(building__in=buildings, stored_at__gte=midnight).count()


def _median_to_store(buildings: Sequence[int], now: datetime) -> float | None:
    """Seconds from scan to closed door, the median of the last hundred meals of a day."""
    recent = (
        Deposit.objects.filter(building__in=buildings, stored_at__gte=now - RECENT_WITHIN)
        .order_by("-stored_at")
        .values_list("begun_at", "stored_at")[:RECENT]
    )
    seconds = [(stored - begun).total_seconds() for begun, stored in recent if stored]
    return round(median(seconds), 1) if seconds else None
