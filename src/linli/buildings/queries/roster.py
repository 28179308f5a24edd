"""Rosters as rules and pages read them: who is able, what a week looks like, what is offered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import get_current_timezone, localdate

from linli.buildings.enums.roster import Attendance, MemberKind, Weekday
from linli.buildings.models import (
    Absence,
    Committee,
    Duty,
    Qualification,
    RosterMember,
    ServiceWindow,
    Shift,
    ShiftPattern,
    SwapOffer,
    Wish,
)
from linli.buildings.rules.roster import (
    DAYS_A_WEEK,
    Able,
    Coming,
    Span,
    Wanted,
    Weekly,
    attendance,
    coming_of,
    monday_of,
)

DAY = timedelta(days=1)
SHOWN_AHEAD = 30 * DAY
"""Of one's own duties, on a phone."""

MOST_SHOWN = 200

COUNTED_FOR = 28 * DAY


def day_begins(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), get_current_timezone())


def span_of(shift: Shift) -> Span:
    """Return when a shift is."""
    return Span(shift.begins_at, shift.ends_at)


def wanted_of(shift: Shift) -> Wanted:
    """Return a shift as rules know it."""
    return Wanted(shift.window_id, span_of(shift))


def members_of(committee: Committee) -> list[RosterMember]:
    """Return who is on a roster, in the order in which they joined."""
    rows = RosterMember.objects.filter(committee=committee, left_at=None)
    return list(rows.select_related("person").order_by("joined_at", "pk"))


def ables(
    members: Sequence[RosterMember],
    begins: datetime,
    ends: datetime,
    *,
    without: Collection[int] = (),
) -> dict[int, Able]:
    """Return what decides whether each member may take shifts between two moments: three queries.

    ``without`` names duties that do not count, because they are being given away.
    """
    keys = [one.pk for one in members]
    windows, absences = (
        defaultdict[int, set[int]](set),
        defaultdict[int, list[tuple[date, date]]](list),
    )
    for member, window in Qualification.objects.filter(member__in=keys).values_list(
        "member", "window"
    ):
        windows[member].add(window)
    for member, first, last in Absence.objects.filter(member__in=keys).values_list(
        "member", "first", "last"
    ):
        absences[member].append((first, last))
    spans = _spans([one.person_id for one in members], begins, ends, without)
    return {
        one.pk: Able(
            windows=frozenset(windows[one.pk]),
            absences=tuple(absences[one.pk]),
            most_per_week=one.most_per_week,
            duties=tuple(spans[one.person_id]),
        )
        for one in members
    }


def _spans(
    people: Sequence[int], begins: datetime, ends: datetime, without: Collection[int]
) -> Mapping[int, Sequence[Span]]:
    """Return what people have in the weeks that two moments lie in, and a day around these."""
    first = day_begins(monday_of(localdate(begins)) - 2 * DAY)
    last = day_begins(monday_of(localdate(ends)) + (DAYS_A_WEEK + 2) * DAY)
    rows = (
        Duty.objects.filter(
            person__in=people,
            left_at=None,
            shift__begins_at__lt=last,
            shift__ends_at__gt=first,
        )
        .exclude(pk__in=without)
        .order_by("shift__begins_at")
        .values_list("person", "shift__begins_at", "shift__ends_at")
    )
    found = defaultdict[int, list[Span]](list)
    for person, one, other in rows:
        found[person].append(Span(one, other))
    return found


def windows_of(committee: Committee) -> list[ServiceWindow]:
    """Return the windows of a building that are not closed, by number."""
    rows = ServiceWindow.objects.filter(committee=committee, closed_at=None)
    return list(rows.order_by("number"))


def patterns_of(committee: Committee) -> list[ShiftPattern]:
    """Return what the windows of a building want each week."""
    rows = ShiftPattern.objects.filter(window__committee=committee, window__closed_at=None)
    return list(rows.select_related("window").order_by("window__number", "weekday", "begins"))


def weekly_of(committee: Committee) -> list[Weekly]:
    """Return the same as rules know it."""
    return [
        Weekly(one.window_id, one.weekday, one.begins, one.ends) for one in patterns_of(committee)
    ]


def shifts_in(committee: Committee, begins: datetime, ends: datetime) -> list[Shift]:
    """Return the shifts that begin between two moments and were not dropped, in their order."""
    rows = Shift.objects.filter(
        window__committee=committee,
        window__closed_at=None,
        dropped_at=None,
        begins_at__gte=begins,
        begins_at__lt=ends,
    )
    return list(rows.select_related("window").order_by("begins_at", "window__number"))


def called_in(committee: Committee) -> dict[int, str]:
    """Return how colleagues call everybody who is or was on a roster, by person: for colleagues."""
    rows = RosterMember.objects.filter(committee=committee)
    return {one.person_id: one.called.opened() if one.called else "—" for one in rows}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as a member sees it: what one would get, from whom, and what one would give."""

    id: int
    building: str
    who: str
    window: str
    begins_at: datetime
    ends_at: datetime
    gives: Shift | None
    is_for_all: bool


def standing_duties(
    members: Sequence[RosterMember], begins: datetime, ends: datetime
) -> list[Duty]:
    """Return the duties of some members that end after a moment and begin before another."""
    committees = {one.committee_id for one in members}
    rows = Duty.objects.filter(
        person__in={one.person_id for one in members},
        left_at=None,
        shift__window__committee__in=committees,
        shift__ends_at__gt=begins,
        shift__begins_at__lt=ends,
    )
    return list(
        rows.select_related("shift__window__committee__building").order_by("shift__begins_at")[
            :MOST_SHOWN
        ]
    )


def offers_to(members: Sequence[RosterMember], person: int, *, now: datetime) -> list[OfferRow]:
    """Return what is offered to somebody, the soonest first: two queries, and one a building."""
    committees = {one.committee_id: one.committee for one in members}
    rows = (
        SwapOffer.objects.filter(
            Q(to=None) | Q(to__in=members),
            ended_at=None,
            duty__shift__window__committee__in=committees,
            duty__shift__begins_at__gt=now,
        )
        .exclude(duty__person=person)
        .select_related("duty__shift__window", "in_return__shift__window")
        .order_by("duty__shift__begins_at")[:MOST_SHOWN]
    )
    names = {key: called_in(one) for key, one in committees.items()}
    found = []
    for one in rows:
        shift = one.duty.shift
        committee = shift.window.committee_id
        found.append(
            OfferRow(
                one.pk,
                committees[committee].building.name,
                names[committee].get(one.duty.person_id, "—"),
                shift.window.name,
                shift.begins_at,
                shift.ends_at,
                None if one.in_return is None else one.in_return.shift,
                one.to_id is None,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody on a roster, as who keeps it sees them."""

    id: int
    called: str
    handle: str
    kind: MemberKind
    most_per_week: int
    windows: Sequence[int]
    absences: Sequence[Absence]
    wishes: Sequence[str]
    coming: Coming


def member_rows(committee: Committee, *, now: datetime) -> list[MemberRow]:
    """Return who is on a roster with all that a plan knows of them: five queries."""
    members = members_of(committee)
    keys = [one.pk for one in members]
    windows, absences, wishes = (defaultdict[int, list](list) for _each in range(3))  # type: ignore[type-arg]  # three kinds
    for member, window in Qualification.objects.filter(member__in=keys).values_list(
        "member", "window"
    ):
        windows[member].append(window)
    for one in Absence.objects.filter(member__in=keys, last__gte=localdate(now)).order_by("first"):
        absences[one.member_id].append(one)
    weekly = Wish.objects.filter(member__in=keys, weekday__isnull=False).order_by("weekday")
    for member, wants, weekday in weekly.values_list("member", "wants", "weekday"):
        wishes[member].append((wants, Weekday(weekday or 0).label))
    coming = coming_in(committee, now=now)
    return [
        MemberRow(
            one.pk,
            one.called.opened(),
            one.person.handle,
            MemberKind(one.kind),
            one.most_per_week,
            windows[one.pk],
            absences[one.pk],
            wishes[one.pk],
            coming.get(one.person_id, Coming(0, 0, 0)),
        )
        for one in members
    ]


def coming_in(committee: Committee, *, now: datetime) -> dict[int, Coming]:
    """Return how people came to their duties of the last four weeks, by person."""
    rows = Duty.objects.filter(
        left_at=None,
        shift__window__committee=committee,
        shift__ends_at__lte=now,
        shift__ends_at__gt=now - COUNTED_FOR,
    ).values_list("person", "shift__begins_at", "shift__ends_at", "signed_on_at")
    seen = defaultdict[int, list[Attendance]](list)
    for person, begins, ends, signed in rows:
        seen[person].append(attendance(Span(begins, ends), signed, now=now))
    return {person: coming_of(one) for person, one in seen.items()}


def wishes_of(members: Iterable[int]) -> list[Wish]:
    """Return what members wish."""
    return list(Wish.objects.filter(member__in=list(members)))
