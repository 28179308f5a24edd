"""Whom a shift could be given to, whom not and why, and what a proposal would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import get_current_timezone, localdate

from linli.buildings.models import (
    Committee,
    DraftDuty,
    Duty,
    RosterDraft,
    Shift,
    Wish,
)
from linli.buildings.queries.roster import (
    DAY,
    ables,
    called_in,
    day_begins,
    members_of,
    span_of,
    wanted_of,
)
from linli.buildings.queries.roster_week import Cell, cells_in
from linli.buildings.rules.planning import MINUTES_AN_HOUR
from linli.buildings.rules.roster import MAY_INSIST, Obstacle, monday_of, obstacles


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody to whom a shift could be given, or not: ``why`` is all that speaks against it."""

    id: int
    called: str
    why: Sequence[Obstacle]
    wish: bool | None
    in_week: int

    @property
    def is_free(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.why

    @property
    def is_never(self) -> bool:
        """Whether no agreement helps."""
        return not set(self.why) <= MAY_INSIST


def choices_for(committee: Committee, shift: Shift) -> list[Choice]:
    """Return everybody on a roster: who is free first, who wishes it, who has least this week."""
    members = members_of(committee)
    able = ables(members, shift.begins_at, shift.ends_at)
    zone = get_current_timezone()
    day = localdate(shift.begins_at)
    wishes = {
        one.member_id: one.wants
        for one in Wish.objects.filter(
            Q(shift=shift) | Q(weekday=day.weekday()), member__in=members
        ).order_by("shift")
    }
    found = [
        Choice(
            one.pk,
            one.called.opened(),
            obstacles(wanted_of(shift), able[one.pk], zone),
            wishes.get(one.pk),
            sum(
                monday_of(localdate(span.begins)) == monday_of(day) for span in able[one.pk].duties
            ),
        )
        for one in members
    ]
    return sorted(
        found,
        key=lambda one: (len(one.why), one.is_never, _by_wish(one.wish), one.in_week),
    )


def _by_wish(wish: bool | None) -> int:  # noqa: FBT001  # as it is written down
    return 1 if wish is None else 0 if wish else 2


def shift_cell(committee: Committee, shift: Shift, *, person: int, now: datetime) -> Cell:
    """Return one shift as a page shows it."""
    begins = shift.begins_at
    cells = cells_in(committee, begins, begins + timedelta(microseconds=1), person=person, now=now)
    return next(one for one in cells if one.id == shift.pk)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A shift of a proposal; ``who`` is empty where it stays a gap."""

    shift: Shift
    who: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a proposal gives somebody, beside what they have."""

    who: str
    shifts: int
    hours: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as it is looked through: gaps first."""

    id: int
    row: RosterDraft
    gaps: Sequence[Proposed]
    given: Sequence[Proposed]
    loads: Sequence[Load]

    @property
    def is_best(self) -> bool:
        """Whether no plan is better."""
        return self.row.bound >= self.row.cost

    @property
    def points_off(self) -> int:
        """By how many points a plan could be better at most."""
        return self.row.cost - self.row.bound


def draft_of(committee: Committee, *, now: datetime) -> Draft | None:
    """Return the proposal that waits, None where none does: four queries."""
    row = RosterDraft.objects.filter(committee=committee).first()
    if row is None:
        return None
    begins, ends = max(now, day_begins(row.first)), day_begins(row.last + DAY)
    proposed = DraftDuty.objects.filter(draft=row, shift__dropped_at=None)
    rows = proposed.select_related("shift__window", "member").order_by(
        "shift__begins_at", "shift__window__number"
    )
    names = called_in(committee)
    given = [Proposed(one.shift, names[one.member.person_id]) for one in rows]
    standing = Duty.objects.filter(left_at=None, shift__window__committee=committee)
    open_ones = (
        Shift.objects.filter(
            window__committee=committee,
            window__closed_at=None,
            dropped_at=None,
            begins_at__gte=begins,
            begins_at__lt=ends,
        )
        .exclude(duties__in=standing)
        .exclude(proposed__draft=row)
        .select_related("window")
        .order_by("begins_at", "window__number")
    )
    return Draft(row.pk, row, [Proposed(one, "") for one in open_ones], given, _loads(given))


def _loads(given: Sequence[Proposed]) -> list[Load]:
    minutes = dict[str, list[float]]()
    for one in given:
        minutes.setdefault(one.who, []).append(span_of(one.shift).length / timedelta(minutes=1))
    found = [
        Load(who, len(ones), round(sum(ones) / MINUTES_AN_HOUR, 1)) for who, ones in minutes.items()
    ]
    return sorted(found, key=lambda one: (-one.hours, one.who))
