"""What calendars are told: a member's duties, and when a building's windows are open."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext

from linli.buildings.models import Committee, Duty, RosterMember, Shift
from linli.buildings.queries.opening import hours_of
from linli.buildings.queries.roster import DAY, day_begins, windows_of
from linli.buildings.rules.ical import Event

BACK, AHEAD = 14 * DAY, 92 * DAY
"""What is told: two weeks that are over, and as far as shifts are made."""

HOURS_AHEAD = 14 * DAY
"""On the public page."""

MOST_TOLD = 2_000
"""Events of one calendar: fifteen windows, two shifts a day, a quarter."""


def member_events(member: RosterMember, *, now: datetime) -> list[Event]:
    """Return a member's duties at their building; what they left is told as cancelled."""
    code = member.committee.building.code
    rows = (
        Duty.objects.filter(person=member.person_id, shift__window__committee=member.committee_id)
        .filter(_near("shift__", now))
        .select_related("shift__window")
        .order_by("shift__begins_at", "pk")[:MOST_TOLD]
    )
    return [
        Event(
            uid=f"duty-{one.pk}@{code}.linli",
            begins=one.shift.begins_at,
            ends=one.shift.ends_at,
            says=gettext("值班：{window}").format(window=one.shift.window.name),
            where=member.committee.building.name,
            changed_at=one.left_at or one.taken_at,
            sequence=int(one.left_at is not None),
            is_cancelled=one.left_at is not None,
        )
        for one in rows
    ]


def window_events(committee: Committee, *, now: datetime) -> list[Event]:
    """Return when windows are open, and never who is there; what was open is told as cancelled."""
    code, place = committee.building.code, committee.building.name
    shifts = {
        one.pk: one
        for one in Shift.objects.filter(_near("", now), window__committee=committee)
        .select_related("window")
        .order_by("begins_at", "pk")[:MOST_TOLD]
    }
    duties = defaultdict[int, list[Duty]](list)
    for duty in Duty.objects.filter(shift__in=shifts).order_by("pk"):
        duties[duty.shift_id].append(duty)
    found = []
    for key, had in sorted(duties.items(), key=lambda one: shifts[one[0]].begins_at):
        shift = shifts[key]
        is_open = had[-1].left_at is None and shift.window.closed_at is None
        left = sum(one.left_at is not None for one in had)
        changes = [one.left_at or one.taken_at for one in had]
        found.append(
            Event(
                uid=f"shift-{key}@{code}.linli",
                begins=shift.begins_at,
                ends=shift.ends_at,
                says=gettext("{window} 开放").format(window=shift.window.name),
                where=place,
                changed_at=max(changes),
                sequence=len(had) + left - 1,
                is_cancelled=not is_open,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class OpenTime:
    """A time for which a window is open."""

    number: int
    name: str
    begins: datetime
    ends: datetime


def open_days(committee: Committee, *, now: datetime) -> list[tuple[date, list[OpenTime]]]:
    """Return when windows are open in the next two weeks, day by day: two queries."""
    windows = {one.pk: one for one in windows_of(committee)}
    begins = day_begins(localdate(now))
    days = defaultdict[date, list[OpenTime]](list)
    for key, times in hours_of(windows, begins, begins + HOURS_AHEAD).items():
        for opens, closes in times:
            one = OpenTime(windows[key].number, windows[key].name, opens, closes)
            days[localtime(opens).date()].append(one)
    return [
        (day, sorted(times, key=lambda one: (one.begins, one.number)))
        for day, times in sorted(days.items())
    ]


def _near(prefix: str, now: datetime) -> Q:
    return Q(**{f"{prefix}ends_at__gt": now - BACK, f"{prefix}begins_at__lt": now + AHEAD})
