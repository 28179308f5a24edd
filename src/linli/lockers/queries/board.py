"""What the maintenance crew sees: every compartment of its buildings, now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import Q
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
    stamp: str = ""
    """Differs whenever anything here does, but for a clock within its minute."""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows; ``version`` changes when any of it but a clock does.

    ``cabinets`` are those of one page, ``codes`` those of all pages in their order.
    """

    version: str
    stored_today: int
    in_cabinet: int
    overdue: int
    open_median_s: float | None
    cabinets: tuple[BoardCabinet, ...]
    codes: tuple[str, ...] = ()


_VERSIONED = ("pk", "applied_seq", "alarm_seq", "heard_at", "quarantined_at")


def board_version(buildings: Sequence[int], *, now: datetime) -> str:
    """Return a short text that differs whenever the board would: one query, any size."""
    cabinets = Cabinet.objects.filter(building__in=buildings).order_by("pk")
    return _version(cabinets.values_list(*_VERSIONED), now)


def _version(
    cabinets: Iterable[tuple[int, int, int, datetime | None, datetime | None]], now: datetime
) -> str:
    return "-".join(_part_of_version(*one, now) for one in cabinets) or "0"


def _part_of_version(
    pk: int,
    seq: int,
    alarm_seq: int,
    heard_at: datetime | None,
    shut: datetime | None,
    now: datetime,
) -> str:
    return f"{pk}.{seq}.{alarm_seq}.{int(is_online(heard_at, now=now))}.{int(shut is not None)}"


def _nothing(_stamp: str) -> None:
    """Know nothing of any cabinet."""


def board(
    buildings: Sequence[int],
    *,
    now: datetime,
    after: str = "",
    most: int | None = None,
    known: Callable[[str], BoardCabinet | None] = _nothing,
) -> Board:
    """Return the board of these buildings; eight queries, whatever they hold.

    Args:
        buildings: numbers of places; a district has thousands, and cabinets in some of them.
        now: of meals that grow old, and of cabinets that were not heard.
        after: the code of the last cabinet of the page before; what is none begins at the first.
        most: so many cabinets on a page; None: all.
        known: returns by its stamp what was read of a cabinet before, and need not be again.
    """
    rows = list(
        Cabinet.objects.select_related("building")
        .filter(building__in=buildings)
        .order_by("building_id", "code")
    )
    codes = tuple(one.code for one in rows)
    first = codes.index(after) + 1 if after in codes else 0
    shown = rows[first:] if most is None else rows[first : first + most]
    here = sorted({one.building_id for one in rows})
    in_cabinet, overdue = _standing(rows, now)
    return Board(
        version=_version(
            (
                (one.pk, one.applied_seq, one.alarm_seq, one.heard_at, one.quarantined_at)
                for one in sorted(rows, key=lambda one: one.pk)
            ),
            now,
        ),
        stored_today=_stored_today(here, now),
        in_cabinet=in_cabinet,
        overdue=overdue,
        open_median_s=_median_to_store(here, now),
        cabinets=_read(shown, known, now),
        codes=codes,
    )


def doors_of(codes: Iterable[str], *, now: datetime) -> dict[tuple[str, int], BoardDoor]:
    """Return the doors of some cabinets, by code and number: three queries."""
    cabinets = list(Cabinet.objects.filter(code__in=codes))
    doors = _doors(cabinets, now)
    return {(one.code, door.number): door for one in cabinets for door in doors[one.pk]}


def _standing(cabinets: Sequence[Cabinet], now: datetime) -> tuple[int, int]:
    """Count the meals that stand in cabinets, and those of them that stand too long."""
    hold = {one.pk: one.hold_ms for one in cabinets}
    rows = Deposit.objects.filter(is_live(), cabinet__in=cabinets, state=DepositState.STORED)
    meals = [
        _is_overdue(stored_at, held=held, usual_ms=hold[cabinet], hot_ms=hot_ms, now=now)
        for cabinet, stored_at, held, hot_ms in rows.values_list(
            "cabinet", "stored_at", "held", "hot_ms"
        )
    ]
    return len(meals), sum(meals)


def _read(
    cabinets: Sequence[Cabinet], known: Callable[[str], BoardCabinet | None], now: datetime
) -> tuple[BoardCabinet, ...]:
    """Return these cabinets; what is known of one is not read again."""
    stamps = {one.pk: _stamp(one, now) for one in cabinets}
    found = {pk: kept for pk, stamp in stamps.items() if (kept := known(stamp)) is not None}
    new = [one for one in cabinets if one.pk not in found]
    doors, parts = _doors(new, now), _parts(new, now=now)
    for one in new:
        found[one.pk] = BoardCabinet(
            code=one.code,
            spot=one.spot,
            building=one.building.name,
            online=is_online(one.heard_at, now=now),
            quarantined=one.quarantined_at is not None,
            heard_at=one.heard_at,
            doors=tuple(doors[one.pk]),
            parts=tuple(parts.get(one.pk, ())),
            stamp=stamps[one.pk],
        )
    return tuple(found[one.pk] for one in cabinets)


def _stamp(one: Cabinet, now: datetime) -> str:
    """Return a new stamp each minute, because meals grow old by themselves."""
    part = _part_of_version(
        one.pk, one.applied_seq, one.alarm_seq, one.heard_at, one.quarantined_at, now
    )
    return f"{part}@{now:%d%H%M}"


def _doors(cabinets: Sequence[Cabinet], now: datetime) -> dict[int, list[BoardDoor]]:
    """Return the doors of each cabinet, in the order of their numbers.

    As plain values: as objects a thousand doors would take as long as the rest of the page.
    """
    live = Deposit.objects.filter(
        is_live(), cabinet__in=cabinets, state__in=(DepositState.SENT, DepositState.STORED)
    ).annotate(has_phone=Q(phone__isnull=False))
    meals = {code: _Meal(*told) for code, *told in live.values_list("code", *_MEAL)}
    hold = {one.pk: one.hold_ms for one in cabinets}
    doors: dict[int, list[BoardDoor]] = {one.pk: [] for one in cabinets}
    rows = Compartment.objects.filter(cabinet__in=cabinets).order_by("number")
    for cabinet, *told in rows.values_list("cabinet", *_Row._fields):
        row = _Row(*told)
        doors[cabinet].append(_door(row, meals.get(row.deposit), hold[cabinet], now))
    return doors


class _Meal(NamedTuple):
    """A meal that stands behind a door, or is on its way there, as ``_MEAL`` reads it."""

    tail: str
    order_no: str
    stored_at: datetime | None
    held: bool
    hot_ms: int | None
    has_phone: bool
    recall_asked_at: datetime | None


_MEAL = (*_Meal._fields[:-1], "platform_order__recall_asked_at")


class _Row(NamedTuple):
    """A compartment, by the names of its columns."""

    number: int
    state: str
    deposit: str
    since: datetime | None
    left_open: bool


def _door(compartment: _Row, meal: _Meal | None, usual_ms: int, now: datetime) -> BoardDoor:
    overdue = meal is not None and _is_overdue(
        meal.stored_at, held=meal.held, usual_ms=usual_ms, hot_ms=meal.hot_ms, now=now
    )
    return BoardDoor(
        number=compartment.number,
        state=DoorState(compartment.state),
        label=label_of(meal.tail, meal.order_no) if meal else "",
        since=compartment.since,
        deposit=compartment.deposit,
        overdue=overdue,
        left_open=compartment.left_open,
        has_phone=meal is not None and meal.has_phone,
        recall_wanted=meal is not None and meal.recall_asked_at is not None,
    )


def _is_overdue(
    stored_at: datetime | None, *, held: bool, usual_ms: int, hot_ms: int | None, now: datetime
) -> bool:
    if stored_at is None:
        return False
    hold_ms = hold_ms_of(usual_ms=usual_ms, hot_ms=hot_ms)
    return held or is_too_old(stored_at=stored_at, hold_ms=hold_ms, now=now)


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
