"""A week of a roster as a page shows it: gaps first, then window by window or day by day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from linli.buildings.enums.roster import Attendance
from linli.buildings.models import Committee, Duty, Shift, SwapOffer
from linli.buildings.queries.roster import (
    DAY,
    called_in,
    day_begins,
    shifts_in,
    span_of,
    windows_of,
)
from linli.buildings.rules.roster import DAYS_A_WEEK, attendance


@dataclass(frozen=True, slots=True)
class Cell:
    """A shift as a page shows it. ``who`` is empty where it is a gap."""

    id: int
    window: str
    number: int
    begins_at: datetime
    ends_at: datetime
    who: str
    is_mine: bool
    is_offered: bool
    is_over: bool
    attendance: Attendance

    @property
    def is_gap(self) -> bool:
        """Whether nobody has it."""
        return not self.who


@dataclass(frozen=True, slots=True)
class Column:
    """A day of a week."""

    day: date
    is_today: bool
    is_off: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A window's week: for each day its shifts."""

    name: str
    number: int
    days: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a roster: gaps before all, then each window's days, or each day's shifts."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    cells: Sequence[Cell]
    gaps: Sequence[Cell]

    @property
    def days(self) -> Sequence[tuple[Column, Sequence[Cell]]]:
        """The same, day by day, for a phone; days without a shift are left out."""
        found = [
            (one, [cell for cell in self.cells if localdate(cell.begins_at) == one.day])
            for one in self.columns
        ]
        return [(one, cells) for one, cells in found if cells]


def week_of(
    committee: Committee, monday: date, *, off: Collection[date], person: int, now: datetime
) -> Week:
    """Return a week of a roster: four queries."""
    begins = day_begins(monday)
    days = [monday + DAY * at for at in range(DAYS_A_WEEK)]
    cells = cells_in(committee, begins, begins + DAYS_A_WEEK * DAY, person=person, now=now)
    today = localdate(now)
    rows = [
        Row(
            one.name,
            one.number,
            [
                [
                    cell
                    for cell in cells
                    if cell.number == one.number and localdate(cell.begins_at) == day
                ]
                for day in days
            ],
        )
        for one in windows_of(committee)
    ]
    return Week(
        columns=[Column(day, day == today, day in off) for day in days],
        rows=rows,
        cells=cells,
        gaps=[one for one in cells if one.is_gap and not one.is_over],
    )


def cells_in(
    committee: Committee, begins: datetime, ends: datetime, *, person: int, now: datetime
) -> list[Cell]:
    """Return the shifts between two moments with who has them: three queries."""
    shifts = shifts_in(committee, begins, ends)
    keys = [one.pk for one in shifts]
    duties = {one.shift_id: one for one in Duty.objects.filter(shift__in=keys, left_at=None)}
    offered = set(
        SwapOffer.objects.filter(duty__shift__in=keys, ended_at=None).values_list(
            "duty__shift", flat=True
        )
    )
    names = called_in(committee) if duties else {}
    return [
        _cell(one, duties.get(one.pk), names, is_offered=one.pk in offered, person=person, now=now)
        for one in shifts
    ]


def _cell(
    shift: Shift,
    duty: Duty | None,
    names: Mapping[int, str],
    *,
    is_offered: bool,
    person: int,
    now: datetime,
) -> Cell:
    signed = None if duty is None else duty.signed_on_at
    return Cell(
        id=shift.pk,
        window=shift.window.name,
        number=shift.window.number,
        begins_at=shift.begins_at,
        ends_at=shift.ends_at,
        who="" if duty is None else names.get(duty.person_id, "—") or "—",
        is_mine=duty is not None and duty.person_id == person,
        is_offered=is_offered,
        is_over=shift.ends_at <= now,
        attendance=attendance(span_of(shift), signed, now=now),
    )
