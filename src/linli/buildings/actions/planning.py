"""Proposing who takes the gaps of a roster, and applying that in one act."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.actions.shifts import give_all
from linli.buildings.errors.roster import NoDraft, PlanningFailed
from linli.buildings.models import (
    Committee,
    DraftDuty,
    Duty,
    RosterDraft,
    RosterMember,
    Shift,
    Wish,
)
from linli.buildings.queries.roster import (
    DAY,
    ables,
    day_begins,
    members_of,
    shifts_in,
    span_of,
    wanted_of,
    wishes_of,
)
from linli.buildings.rules.planning import MINUTES_AN_HOUR, Open, Plan, Problem, Taker
from linli.buildings.rules.roster import (
    MOST_HOURS_A_DAY,
    Able,
    is_unpopular,
    lacks_rest,
    monday_of,
    obstacles,
)
from linli.buildings.rules.solver import LONGEST_S, Asked
from linli.people.actions import name_in_ledger

DAYS_PLANNED = 28
"""Four weeks: twenty working days."""

PATIENCE_S = LONGEST_S + 12
"""Seconds until the planner is given up: its clock, and a start on a machine that is busy."""

MINUTE = timedelta(minutes=1)

Planner = Callable[[Asked], Plan]


def plan_apart(asked: Asked) -> Plan:
    """Plan in a process of its own, which gives back its memory and cannot outlast its time.

    Raises:
        PlanningFailed: it did not answer.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "linli.buildings.rules.solver"],
            input=msgspec.json.encode(asked),
            capture_output=True,
            check=True,
            timeout=PATIENCE_S,
        )
        return msgspec.json.decode(done.stdout, type=Plan)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as failed:
        raise PlanningFailed from failed


def propose(
    keeper: Keeper, *, first: date, seed: int = 0, planner: Planner = plan_apart, now: datetime
) -> RosterDraft:
    """Propose who takes the gaps of four weeks; what people have already stays theirs.

    It is planned outside of any transaction, so that nobody waits for it; what changes
    meanwhile is seen when it is applied.

    Raises:
        PlanningFailed: the planner did not answer.
    """
    first = max(first, localdate(now))
    last = first + (DAYS_PLANNED - 1) * DAY
    shifts, members = _gaps(keeper.committee, first, last, now), members_of(keeper.committee)
    began = time.perf_counter()
    plan = planner(Asked(problem_of(shifts, members, first, last), seed))
    took = round((time.perf_counter() - began) * 1000)
    with transaction.atomic():
        lock(keeper.committee)
        RosterDraft.objects.filter(committee=keeper.committee).delete()
        made = RosterDraft.objects.create(
            committee=keeper.committee,
            first=first,
            last=last,
            made_at=now,
            gaps=plan.takers.count(None),
            cost=plan.cost,
            bound=plan.bound,
            took_ms=took,
        )
        DraftDuty.objects.bulk_create(
            DraftDuty(draft=made, shift=shift, member=members[taker])
            for shift, taker in zip(shifts, plan.takers, strict=True)
            if taker is not None
        )
        _write(keeper, "roster_proposed", made, now, {"count": len(shifts) - made.gaps})
    return made


@transaction.atomic
def apply_draft(keeper: Keeper, *, draft: int, now: datetime) -> tuple[int, int]:
    """Give all that a proposal proposes, in one act; what is in its way by now stays a gap.

    Returns:
        How many were given, and how many were not.

    Raises:
        NoDraft: it was applied, or another took its place.
    """
    lock(keeper.committee)
    found = _draft(keeper, draft)
    rows = DraftDuty.objects.filter(
        draft=found, shift__dropped_at=None, shift__window__closed_at=None, member__left_at=None
    ).select_related("shift__window", "member__person")
    pairs = [(one.shift, one.member) for one in rows.order_by("shift__begins_at", "pk")]
    proposed = found.duties.count()
    given = give_all(pairs, now=now)
    _write(keeper, "roster_applied", found, now, {"count": given, "gaps": proposed - given})
    found.delete()
    return given, proposed - given


@transaction.atomic
def discard_draft(keeper: Keeper, *, draft: int, now: datetime) -> None:
    """Throw a proposal away.

    Raises:
        NoDraft: it was applied, or another took its place.
    """
    lock(keeper.committee)
    found = _draft(keeper, draft)
    _write(keeper, "roster_discarded", found, now, {})
    found.delete()


def _draft(keeper: Keeper, draft: int) -> RosterDraft:
    found = RosterDraft.objects.filter(committee=keeper.committee, pk=draft).first()
    if found is None:
        raise NoDraft
    return found


def _gaps(committee: Committee, first: date, last: date, now: datetime) -> list[Shift]:
    begins, ends = max(now, day_begins(first)), day_begins(last + DAY)
    shifts = shifts_in(committee, begins, ends)
    keys = [one.pk for one in shifts]
    taken = set(Duty.objects.filter(shift__in=keys, left_at=None).values_list("shift", flat=True))
    return [one for one in shifts if one.pk not in taken]


def problem_of(
    shifts: Sequence[Shift], members: Sequence[RosterMember], first: date, last: date
) -> Problem:
    """Return what is to be planned: who may take which gap, and what each has already."""
    zone = get_current_timezone()
    able = ables(members, day_begins(first), day_begins(last))
    wishes = wishes_of(one.pk for one in members)
    places = {one.pk: at for at, one in enumerate(members)}
    opens = []
    for one in shifts:
        day = one.begins_at.astimezone(zone).date()
        may = tuple(
            places[who.pk] for who in members if not obstacles(wanted_of(one), able[who.pk], zone)
        )
        avoid, want = (_who(wishes, one, day, places, wants=wants) for wants in (False, True))
        opens.append(
            Open(
                begins=one.begins_at,
                ends=one.ends_at,
                minutes=span_of(one).length // MINUTE,
                day=day.toordinal(),
                week=monday_of(day).toordinal(),
                is_unpopular=is_unpopular(span_of(one), zone),
                able=may,
                avoid=tuple(who for who in may if who in avoid),
                want=tuple(who for who in may if who in want and who not in avoid),
            )
        )
    takers = tuple(_taker(able[one.pk], opens, first, last) for one in members)
    return Problem(tuple(opens), takers, _apart(shifts))


def _who(
    wishes: Sequence[Wish], shift: Shift, day: date, places: Mapping[int, int], *, wants: bool
) -> set[int]:
    return {
        places[one.member_id]
        for one in wishes
        if one.wants is wants and (one.shift_id == shift.pk or one.weekday == day.weekday())
    }


def _taker(able: Able, opens: Sequence[Open], first: date, last: date) -> Taker:
    zone = get_current_timezone()
    most = MOST_HOURS_A_DAY * MINUTES_AN_HOUR
    days = dict.fromkeys((one.day for one in opens), most)
    weeks = dict.fromkeys((one.week for one in opens), able.most_per_week)
    minutes = unpopular = 0
    for one in able.duties:
        day = one.begins.astimezone(zone).date()
        if day.toordinal() in days:
            days[day.toordinal()] -= one.length // MINUTE
        if monday_of(day).toordinal() in weeks:
            weeks[monday_of(day).toordinal()] -= 1
        if first <= day <= last:
            minutes += one.length // MINUTE
            unpopular += is_unpopular(one, zone)
    return Taker(
        minutes=minutes,
        unpopular=unpopular,
        day_minutes_left={day: max(0, left) for day, left in days.items()},
        week_shifts_left={week: max(0, left) for week, left in weeks.items()},
    )


def _apart(shifts: Sequence[Shift]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of gaps between which nobody would rest; gaps come as they begin."""
    zone, found = get_current_timezone(), []
    for at, one in enumerate(shifts):
        for later in range(at + 1, len(shifts)):
            other = shifts[later]
            if other.begins_at - one.begins_at > 2 * DAY:
                break
            if lacks_rest(span_of(one), span_of(other), zone):
                found.append((at, later))
    return tuple(found)


def _write(
    keeper: Keeper, verb: str, draft: RosterDraft, now: datetime, more: Mapping[str, str | int]
) -> None:
    by = name_in_ledger(keeper.person)
    facts = {"from": draft.first.isoformat(), "until": draft.last.isoformat(), **more}
    write_down(keeper.committee, verb, by=by, now=now, facts=facts)
