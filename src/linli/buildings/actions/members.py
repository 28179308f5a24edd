"""Who is on a roster: joining, what each can and wishes, days away, leaving."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.access.roster import SERVING
from linli.buildings.actions.duties import leave
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.roster import MemberKind
from linli.buildings.errors.roster import (
    AbsenceBackwards,
    AbsencesEnough,
    MembersEnough,
    MemberThere,
    MostUnreadable,
    UnknownMember,
    UnknownShift,
    UnknownWindow,
)
from linli.buildings.models import (
    Absence,
    Committee,
    Duty,
    Qualification,
    RosterMember,
    Shift,
    Wish,
)
from linli.buildings.queries.roster import windows_of
from linli.buildings.rules.roster import MOST_PER_WEEK
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.people.queries import people_at

MOST_MEMBERS = 60
"""On one roster: four for each of fifteen windows."""

MOST_ABSENCES, LONGEST_ABSENCE = 30, 366
"""Times away of one member that are kept, and days of one: the longest leave there is."""

CODE_BYTES = 15
"""120 random bits: nobody meets another's calendar by chance."""

Facts = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Terms:
    """As what somebody serves: how colleagues call them, how often at most, at which windows."""

    called: str
    kind: MemberKind
    most_per_week: int
    windows: frozenset[int]


@transaction.atomic
def add_member(keeper: Keeper, *, person: int, terms: Terms, now: datetime) -> RosterMember:
    """Put somebody on the roster who has a role at the building; who left comes back.

    Raises:
        UnknownMember: nobody with a role here has this key.
        MembersEnough: there are sixty.
        MemberThere: they are on it.
        MostUnreadable, UnknownWindow: see there.
    """
    lock(keeper.committee)
    who = next(
        (one for one in candidates(keeper.committee, now=now) if one.pk == person),
        None,
    )
    if who is None:
        raise UnknownMember
    rows = RosterMember.objects.filter(committee=keeper.committee)
    if rows.filter(left_at=None).count() >= MOST_MEMBERS:
        raise MembersEnough(most=MOST_MEMBERS)
    made = rows.filter(person=who).first()
    if made is None:
        made = RosterMember(committee=keeper.committee, person=who, feed_code=new_code())
    elif made.left_at is None:
        raise MemberThere
    made.joined_at, made.left_at = now, None
    _agree(made, terms)
    _write(keeper.committee, "member_added", made, name_in_ledger(keeper.person), now)
    return made


def candidates(committee: Committee, *, now: datetime) -> list[Person]:
    """Return who has a role at a building by which one can be on its roster."""
    return people_at(committee.building_id, SERVING, now=now)


@transaction.atomic
def change_member(keeper: Keeper, member: RosterMember, *, terms: Terms, now: datetime) -> None:
    """Agree anew with somebody; duties that they have stay.

    Raises:
        MostUnreadable, UnknownWindow: see there.
    """
    lock(keeper.committee)
    _agree(member, terms)
    _write(keeper.committee, "member_changed", member, name_in_ledger(keeper.person), now)


def _agree(member: RosterMember, terms: Terms) -> None:
    if not 1 <= terms.most_per_week <= MOST_PER_WEEK:
        raise MostUnreadable(most=MOST_PER_WEEK)
    if not terms.windows <= {one.pk for one in windows_of(member.committee)}:
        raise UnknownWindow
    member.called, member.kind = terms.called, terms.kind
    member.most_per_week = terms.most_per_week
    member.save()
    Qualification.objects.filter(member=member).delete()
    Qualification.objects.bulk_create(
        Qualification(member=member, window_id=one) for one in sorted(terms.windows)
    )


@transaction.atomic
def remove_member(keeper: Keeper, member: RosterMember, *, now: datetime) -> int:
    """Let somebody leave the roster: what they had from now on is a gap; return how many are."""
    lock(keeper.committee)
    RosterMember.objects.filter(pk=member.pk).update(left_at=now, feed_code=new_code())
    duties = Duty.objects.filter(
        person=member.person,
        left_at=None,
        shift__window__committee=keeper.committee,
        shift__begins_at__gt=now,
    )
    gaps = list(duties)
    for one in gaps:
        leave(one, now=now)
    Wish.objects.filter(member=member).delete()
    Absence.objects.filter(member=member).delete()
    facts: Facts = {"gaps": len(gaps)}
    by = name_in_ledger(keeper.person)
    _write(keeper.committee, "member_removed", member, by, now, facts)
    return len(gaps)


@transaction.atomic
def note_absence(
    member: RosterMember, *, first: date, last: date, by: Person, now: datetime
) -> Absence:
    """Note days on which somebody is away. Duties on them stay until somebody gives them up.

    Raises:
        AbsenceBackwards: it ends before it begins, is over, or lasts longer than a year.
        AbsencesEnough: thirty are noted.
    """
    if not first <= last or last < localdate(now) or (last - first).days >= LONGEST_ABSENCE:
        raise AbsenceBackwards(days=LONGEST_ABSENCE)
    lock(member.committee)
    if Absence.objects.filter(member=member).count() >= MOST_ABSENCES:
        raise AbsencesEnough(most=MOST_ABSENCES)
    made = Absence.objects.create(member=member, first=first, last=last)
    facts: Facts = {"from": first.isoformat(), "until": last.isoformat()}
    _write(member.committee, "absence_noted", member, name_in_ledger(by), now, facts)
    return made


@transaction.atomic
def forget_absence(member: RosterMember, *, absence: int, by: Person, now: datetime) -> None:
    """Take back days away; what is gone already is gone."""
    if Absence.objects.filter(member=member, pk=absence).delete()[0]:
        _write(member.committee, "absence_forgotten", member, name_in_ledger(by), now)


@transaction.atomic
def wish_weekdays(
    member: RosterMember,
    *,
    wants: Collection[int],
    avoids: Collection[int],
    by: Person,
    now: datetime,
) -> None:
    """Write down which weekdays somebody wants and avoids, in place of what was there before."""
    lock(member.committee)
    Wish.objects.filter(member=member, shift=None).delete()
    Wish.objects.bulk_create(
        Wish(member=member, weekday=day, wants=is_wanted)
        for is_wanted, days in ((True, set(wants) - set(avoids)), (False, set(avoids)))
        for day in sorted(days)
    )
    _write(member.committee, "wishes_written", member, name_in_ledger(by), now)


@transaction.atomic
def wish_shift(member: RosterMember, *, shift: int, wants: bool | None, now: datetime) -> None:
    """Write down that somebody wants a shift to come, or to avoid it; None: neither.

    Raises:
        UnknownShift: the building has none such.
    """
    rows = Shift.objects.filter(window__committee=member.committee, dropped_at=None)
    found = rows.filter(pk=shift, begins_at__gt=now).first()
    if found is None:
        raise UnknownShift
    lock(member.committee)
    Wish.objects.filter(member=member, shift=found).delete()
    if wants is not None:
        Wish.objects.create(member=member, shift=found, wants=wants)
    _write(member.committee, "wishes_written", member, name_in_ledger(member.person), now)


@transaction.atomic
def renew_feed(member: RosterMember, *, now: datetime) -> None:
    """Make the link of somebody's calendar a new one; the one before is dead."""
    lock(member.committee)
    member.feed_code = new_code()
    member.save(update_fields=["feed_code"])
    _write(member.committee, "feed_renewed", member, name_in_ledger(member.person), now)


def new_code() -> str:
    """Return what makes a calendar's link a secret."""
    return secrets.token_urlsafe(CODE_BYTES)


def _write(  # what an entry is
    committee: Committee,
    verb: str,
    member: RosterMember,
    by: str,
    now: datetime,
    more: Facts | None = None,
) -> None:
    facts: Facts = {"person": name_in_ledger(member.person), **(more or {})}
    write_down(committee, verb, by=by, now=now, facts=facts)
