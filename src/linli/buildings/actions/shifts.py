"""Making the shifts of a roster: from the week as it should be, from last week, or by hand."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone, localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.claims import release
from linli.buildings.actions.duties import claim_time, leave, said, take
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.errors.claims import Claimed
from linli.buildings.errors.roster import (
    NotAShift,
    OnDutyThen,
    PatternsEnough,
    PatternThere,
    ShiftOver,
    ShiftTaken,
    ShiftThere,
    TooFarAhead,
    UnknownShift,
)
from linli.buildings.models import Duty, RosterMember, ServiceWindow, Shift, ShiftPattern
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.queries.roster import (
    DAY,
    ables,
    called_in,
    day_begins,
    members_of,
    shifts_in,
    span_of,
    wanted_of,
    weekly_of,
)
from linli.buildings.rules.roster import (
    DAYS_A_WEEK,
    Span,
    Wanted,
    a_week_later,
    is_shift,
    obstacles,
    shifts_between,
)
from linli.people.actions import name_in_ledger

MOST_PATTERNS = 42
"""Of one window: six a day."""

MOST_AHEAD = 92
"""Days: a quarter. Nobody knows their wishes for later."""

Facts = dict[str, str | int]


@transaction.atomic
def add_pattern(
    keeper: Keeper, window: ServiceWindow, *, weekday: int, begins: time, ends: time, now: datetime
) -> ShiftPattern:
    """Let a window want a shift each week; shifts that are made already stay as they are.

    Raises:
        NotAShift: it takes no time, or is not in steps of five minutes.
        PatternsEnough: it wants 42.
        PatternThere: it wants one that begins then.
    """
    day, zone = date(2026, 1, 5), get_current_timezone()
    if not is_shift(Span(datetime.combine(day, begins, zone), datetime.combine(day, ends, zone))):
        raise NotAShift
    lock(keeper.committee)
    if ShiftPattern.objects.filter(window=window).count() >= MOST_PATTERNS:
        raise PatternsEnough(most=MOST_PATTERNS)
    try:
        with transaction.atomic():
            made = ShiftPattern.objects.create(
                window=window, weekday=weekday, begins=begins, ends=ends
            )
    except IntegrityError as there:
        raise PatternThere from there
    _write(keeper, "pattern_added", now, _of_pattern(made))
    return made


@transaction.atomic
def end_pattern(keeper: Keeper, pattern: ShiftPattern, *, now: datetime) -> None:
    """Let a window want a weekly shift no more; shifts that are made already stay."""
    lock(keeper.committee)
    facts = _of_pattern(pattern)
    if ShiftPattern.objects.filter(pk=pattern.pk).delete()[0]:
        _write(keeper, "pattern_ended", now, facts)


def _of_pattern(one: ShiftPattern) -> Facts:
    return {
        "window": one.window.number,
        "weekday": one.weekday + 1,
        "from": f"{one.begins:%H:%M}",
        "until": f"{one.ends:%H:%M}",
    }


@transaction.atomic
def make_shifts(keeper: Keeper, *, first: date, last: date, now: datetime) -> int:
    """Make the shifts that the weekly pattern wants between two days; return how many are new.

    What is there, meets what is there, was dropped by hand or has begun is left alone.

    Raises:
        TooFarAhead: a day that is over, or beyond a quarter.
    """
    _within(first, last, now)
    lock(keeper.committee)
    zone, calendar = get_current_timezone(), calendar_of(keeper.building)
    wanted = shifts_between(weekly_of(keeper.committee), first, last, calendar, zone)
    made = _make(keeper, wanted, now)
    facts: Facts = {"from": first.isoformat(), "until": last.isoformat(), "count": len(made)}
    _write(keeper, "shifts_made", now, facts)
    return len(made)


@transaction.atomic
def copy_week(keeper: Keeper, *, monday: date, now: datetime) -> tuple[int, int]:
    """Copy the week before a Monday into its week, people too where nothing speaks against it.

    Returns:
        How many shifts are new, and how many duties.

    Raises:
        TooFarAhead: that week is over, or beyond a quarter.
    """
    _within(max(monday, localdate(now)), monday + (DAYS_A_WEEK - 1) * DAY, now)
    lock(keeper.committee)
    begins = day_begins(monday)
    before = shifts_in(keeper.committee, begins - DAYS_A_WEEK * DAY, begins)
    zone, calendar = get_current_timezone(), calendar_of(keeper.building)
    made = _make(keeper, a_week_later(map(wanted_of, before), calendar, zone), now)
    had = {
        (duty.shift.window_id, duty.shift.begins_at + DAYS_A_WEEK * DAY): duty.person_id
        for duty in Duty.objects.filter(shift__in=before, left_at=None).select_related("shift")
    }
    members = {one.person_id: one for one in members_of(keeper.committee)}
    pairs = []
    for one in made:
        member = members.get(had.get((one.window_id, one.begins_at), 0))
        if member is not None:
            pairs.append((one, member))
    given = give_all(pairs, now=now)
    facts: Facts = {"week": monday.isoformat(), "count": len(made), "given": given}
    _write(keeper, "week_copied", now, facts)
    return len(made), given


def give_all(pairs: Iterable[tuple[Shift, RosterMember]], *, now: datetime) -> int:
    """Give shifts to people where nothing speaks against it, and return how many were given."""
    pairs, given, zone = list(pairs), 0, get_current_timezone()
    if not pairs:
        return 0
    first, last = min(one.begins_at for one, _ in pairs), max(one.ends_at for one, _ in pairs)
    known = ables(list({who.pk: who for _, who in pairs}.values()), first, last)
    for shift, member in pairs:
        if shift.ends_at <= now or obstacles(wanted_of(shift), known[member.pk], zone):
            continue
        try:
            take(shift, member, now=now)
        except (ShiftTaken, OnDutyThen):  # by somebody else's hand, a moment ago
            continue
        known[member.pk] = known[member.pk].with_duty(span_of(shift))
        given += 1
    return given


@transaction.atomic
def add_shift(keeper: Keeper, window: ServiceWindow, span: Span, *, now: datetime) -> Shift:
    """Add one shift by hand; one that was dropped comes back.

    Raises:
        NotAShift, TooFarAhead: see there.
        ShiftThere: the window has one that begins then.
    """
    _possible(span, now)
    lock(keeper.committee)
    found = Shift.objects.filter(window=window, begins_at=span.begins).first()
    if found is not None and found.dropped_at is None:
        raise ShiftThere
    if found is None:
        found = Shift(window=window, begins_at=span.begins)
    found.ends_at, found.dropped_at = span.ends, None
    found.save()
    _write(keeper, "shift_added", now, _of_shift(found))
    return found


@transaction.atomic
def change_shift(keeper: Keeper, shift: Shift, span: Span, *, now: datetime) -> None:
    """Move one shift; whoever has it keeps it, if they are free then.

    Raises:
        NotAShift, TooFarAhead: see there.
        UnknownShift: it was dropped meanwhile.
        ShiftOver: it has begun.
        ShiftThere: the window has one that begins then.
        OnDutyThen: who has it has something else to do then.
    """
    _possible(span, now)
    lock(keeper.committee)
    found = _to_come(shift, now)
    facts = _of_shift(found)
    others = Shift.objects.filter(window=found.window, begins_at=span.begins)
    if others.exclude(pk=found.pk).exists():
        raise ShiftThere
    found.begins_at, found.ends_at = span.begins, span.ends
    found.save(update_fields=["begins_at", "ends_at"])
    for duty in Duty.objects.filter(shift=found, left_at=None):
        release(f"duty:{duty.pk}")
        try:
            claim_time(duty, found)
        except Claimed as busy:
            who = called_in(keeper.committee)[duty.person_id]
            raise OnDutyThen(who=who) from busy
    moved: Facts = {"begins": said(span.begins), "ends": said(span.ends)}
    _write(keeper, "shift_changed", now, facts | moved)


@transaction.atomic
def drop_shift(keeper: Keeper, shift: Shift, *, now: datetime) -> None:
    """Want a shift no more; whoever has it is free, and the window is closed then.

    Raises:
        UnknownShift: it was dropped already.
        ShiftOver: it has begun.
    """
    lock(keeper.committee)
    found = _to_come(shift, now)
    found.dropped_at = now
    found.save(update_fields=["dropped_at"])
    for duty in Duty.objects.filter(shift=found, left_at=None):
        leave(duty, now=now)
    _write(keeper, "shift_dropped", now, _of_shift(found))


def _to_come(shift: Shift, now: datetime) -> Shift:
    found = Shift.objects.select_related("window").filter(pk=shift.pk, dropped_at=None).first()
    if found is None:
        raise UnknownShift
    if found.begins_at <= now:
        raise ShiftOver
    return found


def _possible(span: Span, now: datetime) -> None:
    if not is_shift(span):
        raise NotAShift
    _within(localdate(span.begins), localdate(span.begins), now)
    if span.begins <= now:
        raise TooFarAhead(days=MOST_AHEAD)


def _within(first: date, last: date, now: datetime) -> None:
    today = localdate(now)
    if not today <= first <= last <= today + timedelta(days=MOST_AHEAD):
        raise TooFarAhead(days=MOST_AHEAD)


def _make(keeper: Keeper, wanted: Iterable[Wanted], now: datetime) -> list[Shift]:
    """Make what is wanted, to come, and meets nothing that its window ever wanted then."""
    new = [one for one in wanted if one.span.begins > now]
    if not new:
        return []
    there = Shift.objects.filter(
        window__committee=keeper.committee,
        begins_at__lt=max(one.span.ends for one in new),
        ends_at__gt=min(one.span.begins for one in new),
    )
    taken = [wanted_of(one) for one in there]
    made = []
    for one in new:
        if not any(one.window == old.window and one.span.meets(old.span) for old in taken):
            taken.append(one)
            made.append(
                Shift(window_id=one.window, begins_at=one.span.begins, ends_at=one.span.ends)
            )
    return Shift.objects.bulk_create(made)


def _of_shift(shift: Shift) -> Facts:
    return {"window": shift.window.number, "shift": said(shift.begins_at)}


def _write(keeper: Keeper, verb: str, now: datetime, facts: Facts) -> None:
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts)
