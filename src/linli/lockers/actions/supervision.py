"""What property does: it signs for a day, orders what is to be put right, and accepts answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from linli.ledger.actions import append
from linli.ledger.rows import Value, insert_rows
from linli.lockers.access import Seat
from linli.lockers.actions.entries import of_building
from linli.lockers.actions.statements import LockedCabinet, moment
from linli.lockers.errors import (
    DaySigned,
    DeadlineUnreadable,
    FiguresMoved,
    OrderAnswered,
    OrderWaits,
    UnknownRectification,
)
from linli.lockers.models import CoSignature, Rectification
from linli.lockers.queries.supervision import day_of, digest_of
from linli.lockers.rules.supervision import (
    COUNTED,
    DEADLINES_H,
    LineCounts,
    count_line,
    level_of,
)
from linli.people.actions import name_in_ledger
from linli.wire.messages import Event

_COLUMNS = {
    "cabinet_id": "bigint",
    "day": "date",
    "openings": "integer",
    "jams": "integer",
    "sanitised": "integer",
}
_ADDED = (
    "ON CONFLICT (cabinet_id, day) DO UPDATE SET"
    " openings = lockers_cabinetday.openings + excluded.openings,"
    " jams = lockers_cabinetday.jams + excluded.jams,"
    " sanitised = lockers_cabinetday.sanitised + excluded.sanitised"
)

QUARTER_MS = 900_000
"""No day anywhere begins within a quarter of an hour: time zones differ by whole ones."""


def count_days(taken: Iterable[tuple[LockedCabinet, Sequence[Event]]], *, now: datetime) -> None:
    """Add new lines to the days of their cabinets, by the cabinets' clocks; one statement."""
    counted: dict[tuple[int, date], LineCounts] = {}
    days: dict[int, date] = {}
    for cabinet, lines in taken:
        for line in lines:
            if line.type not in COUNTED:
                continue
            quarter = line.wall // QUARTER_MS
            if quarter not in days:
                days[quarter] = localdate(min(moment(line.wall) or now, now))
            count_line(counted.setdefault((cabinet.id, days[quarter]), LineCounts()), line)
    rows: list[tuple[Value, ...]] = [
        (cabinet, day.isoformat(), one.openings, one.jams, one.sanitised)
        for (cabinet, day), one in counted.items()
    ]
    insert_rows("lockers_cabinetday", _COLUMNS, rows, otherwise=_ADDED)


def cosign(seat: Seat, *, day: date, digest: str, now: datetime) -> None:
    """Sign for a day as it was shown: ``digest`` is of what the page said. Once a day and tower.

    Raises:
        FiguresMoved: something happened since the page was shown; it is to be looked at again.
        DaySigned: somebody has signed for it.
    """
    seen = day_of(seat.building, day, now=now).seen
    if digest_of(seen) != digest:
        raise FiguresMoved
    try:
        with transaction.atomic():
            CoSignature.objects.create(
                building=seat.building,
                day=day,
                seen=seen,
                digest=digest,
                signed_by=seat.person,
                signed_at=now,
            )
            _write_down(seat, "day_signed", now, {"day": day.isoformat(), "digest": digest})
    except IntegrityError as other:
        raise DaySigned from other


def order(seat: Seat, *, wants: str, hours: int, now: datetime) -> None:
    """Order that something is put right within so many hours.

    Raises:
        DeadlineUnreadable: none of the deadlines there are.
    """
    if hours not in DEADLINES_H:
        raise DeadlineUnreadable
    with transaction.atomic():
        made = Rectification.objects.create(
            building=seat.building,
            wants=wants,
            raised_by=seat.person,
            raised_at=now,
            due_at=now + timedelta(hours=hours),
        )
        _write_down(seat, "order_raised", now, {"order": made.pk, "hours": hours, "wants": wants})


def answer_order(seat: Seat, *, number: int, answer: str, now: datetime) -> None:
    """Say what was done about an order; it waits for property to accept it.

    Raises:
        UnknownRectification: none of this building. OrderAnswered: somebody has answered.
    """
    with transaction.atomic():
        waiting = _order(seat, number).filter(answered_at=None)
        if not waiting.update(answer=answer, answered_by=seat.person, answered_at=now):
            raise OrderAnswered
        _write_down(seat, "order_answered", now, {"order": number, "answer": answer})


def accept_answer(seat: Seat, *, number: int, now: datetime) -> None:
    """Say that it is put right.

    Raises:
        UnknownRectification: none of this building.
        OrderWaits: nobody has answered, or it is closed.
    """
    with transaction.atomic():
        answered = _order(seat, number).filter(answered_at__isnull=False, closed_at=None)
        if not answered.update(closed_at=now):
            raise OrderWaits
        _write_down(seat, "order_closed", now, {"order": number})


def send_back(seat: Seat, *, number: int, now: datetime) -> None:
    """Say that it is not: the order stands again, and its deadline is not longer for it.

    Raises: as ``accept_answer``.
    """
    with transaction.atomic():
        answered = _order(seat, number).filter(answered_at__isnull=False, closed_at=None)
        if not answered.update(answered_at=None, answered_by=None, answer=""):
            raise OrderWaits
        _write_down(seat, "order_sent_back", now, {"order": number})


def escalate_orders(*, now: datetime) -> int:
    """Raise the level of orders whose time is over and which nobody answered; return how many."""
    late = Rectification.objects.select_related("building").filter(
        answered_at=None, closed_at=None, due_at__lte=now
    )
    count = 0
    for one in late:
        level = level_of(raised_at=one.raised_at, due_at=one.due_at, now=now)
        with transaction.atomic():
            lower = Rectification.objects.filter(pk=one.pk, answered_at=None, level__lt=level)
            if not lower.update(level=level):
                continue
            facts = {"order": one.pk, "level": level}
            code, verb = one.building.code, "order_escalated"
            append([of_building(code, verb, actor="clock", facts=facts, now=now)])
            count += 1
    return count


def _order(seat: Seat, number: int) -> QuerySet[Rectification]:
    found = Rectification.objects.filter(pk=number, building=seat.building)
    if not found.exists():
        raise UnknownRectification
    return found


def _write_down(seat: Seat, verb: str, now: datetime, facts: Mapping[str, str | int]) -> None:
    actor = name_in_ledger(seat.person)
    append([of_building(seat.building.code, verb, actor=actor, facts=facts, now=now)])
