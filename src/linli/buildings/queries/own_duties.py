"""What somebody sees of rosters on their own phone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate, localtime

from linli.buildings.enums.roster import Attendance, Weekday
from linli.buildings.models import (
    Absence,
    Duty,
    Qualification,
    RosterMember,
    Shift,
    SwapOffer,
    Wish,
)
from linli.buildings.queries.roster import (
    SHOWN_AHEAD,
    OfferRow,
    called_in,
    offers_to,
    span_of,
    standing_duties,
)
from linli.buildings.rules.roster import Coming, attendance, coming_of, may_sign_on

GAPS_SHOWN = 40
COLLEAGUES_DUTIES = 60


@dataclass(frozen=True, slots=True)
class Own:
    """A duty of one's own. ``others`` are who could be asked to swap, and for which of theirs."""

    id: int
    building: str
    window: str
    begins_at: datetime
    ends_at: datetime
    attendance: Attendance
    is_today: bool
    is_offered: bool
    may_sign_on: bool
    may_leave: bool
    others: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week, and what is wished of it."""

    value: int
    label: str
    is_wanted: bool
    is_avoided: bool


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A gap that one could take, and what one wishes: None where nothing was said."""

    id: int
    window: str
    begins_at: datetime
    ends_at: datetime
    wish: bool | None


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """What somebody told one building: weekdays, days away; and its gaps that they could take."""

    member: RosterMember
    building: str
    code: str
    days: Sequence[Day]
    absences: Sequence[Absence]
    gaps: Sequence[OpenShift]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything of one person."""

    duties: Sequence[Own]
    offers: Sequence[OfferRow]
    places: Sequence[OwnPlace]
    coming: Coming


def own_page(members: Sequence[RosterMember], person: int, *, now: datetime) -> OwnPage:
    """Return what somebody has, is offered, and has told: queries by the number of buildings."""
    duties = standing_duties(members, now, now + SHOWN_AHEAD)
    offered = set(
        SwapOffer.objects.filter(duty__in=duties, ended_at=None).values_list("duty", flat=True)
    )
    others = {one.committee_id: _others(one, now) for one in members} if duties else {}
    own = [
        Own(
            id=one.pk,
            building=one.shift.window.committee.building.name,
            window=one.shift.window.name,
            begins_at=one.shift.begins_at,
            ends_at=one.shift.ends_at,
            attendance=attendance(span_of(one.shift), one.signed_on_at, now=now),
            is_today=localdate(one.shift.begins_at) == localdate(now),
            is_offered=one.pk in offered,
            may_sign_on=one.signed_on_at is None and may_sign_on(span_of(one.shift), now),
            may_leave=one.signed_on_at is None and one.shift.begins_at > now,
            others=others[one.shift.window.committee_id],
        )
        for one in duties
    ]
    return OwnPage(
        own, offers_to(members, person, now=now), _places(members, now), _came(members, now)
    )


def _others(member: RosterMember, now: datetime) -> list[tuple[str, str]]:
    """Return whom one could ask: all of a colleague's duties, and each colleague for nothing."""
    names = called_in(member.committee)
    colleagues = RosterMember.objects.filter(committee=member.committee_id, left_at=None)
    found = {one.person_id: one for one in colleagues.exclude(pk=member.pk).order_by("pk")}
    duties = Duty.objects.filter(
        person__in=found,
        left_at=None,
        shift__window__committee=member.committee_id,
        shift__begins_at__gt=now,
    ).select_related("shift__window")
    told = [(f"{one.pk}-0", names[one.person_id]) for one in found.values()]
    for one in duties.order_by("shift__begins_at")[:COLLEAGUES_DUTIES]:
        begins = localtime(one.shift.begins_at)
        told.append(
            (
                f"{found[one.person_id].pk}-{one.pk}",
                f"{names[one.person_id]} · {begins:%m-%d %H:%M} {one.shift.window.name}",
            )
        )
    return told


def _places(members: Sequence[RosterMember], now: datetime) -> list[OwnPlace]:
    wishes, absences = defaultdict[int, list[Wish]](list), defaultdict[int, list[Absence]](list)
    for wish in Wish.objects.filter(member__in=members):
        wishes[wish.member_id].append(wish)
    rows = Absence.objects.filter(member__in=members, last__gte=localdate(now))
    for absence in rows.order_by("first"):
        absences[absence.member_id].append(absence)
    return [
        OwnPlace(
            one,
            one.committee.building.name,
            one.committee.building.code,
            _days(wishes[one.pk]),
            absences[one.pk],
            _open(one, wishes[one.pk], now),
        )
        for one in members
    ]


def _days(wishes: Sequence[Wish]) -> list[Day]:
    said = {one.weekday: one.wants for one in wishes}
    return [
        Day(one.value, str(one.label), said.get(one.value) is True, said.get(one.value) is False)
        for one in Weekday
    ]


def _open(member: RosterMember, wishes: Sequence[Wish], now: datetime) -> list[OpenShift]:
    said = {one.shift_id: one.wants for one in wishes}
    rows = Shift.objects.filter(
        ~Exists(Duty.objects.filter(shift=OuterRef("pk"), left_at=None)),
        window__in=Qualification.objects.filter(member=member).values("window"),
        window__closed_at=None,
        dropped_at=None,
        begins_at__gt=now,
        begins_at__lt=now + SHOWN_AHEAD,
    )
    found = rows.select_related("window").order_by("begins_at", "window__number")[:GAPS_SHOWN]
    return [
        OpenShift(one.pk, one.window.name, one.begins_at, one.ends_at, said.get(one.pk))
        for one in found
    ]


def _came(members: Sequence[RosterMember], now: datetime) -> Coming:
    over = standing_duties(members, now - SHOWN_AHEAD, now)
    seen = [attendance(span_of(one.shift), one.signed_on_at, now=now) for one in over]
    return coming_of(seen)
