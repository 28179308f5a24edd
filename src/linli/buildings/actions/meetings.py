"""A committee meets: it is called, noted who came, minuted, signed off, and added to later."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.errors.matters import UnknownSeat
from linli.buildings.errors.meetings import (
    AgendaUnreadable,
    MeetingCancelled,
    MeetingHeld,
    MeetingNotYet,
    MeetingTimeUnreadable,
    MinutesMissing,
    MinutesOpen,
    MinutesSigned,
)
from linli.buildings.models import (
    AgendaItem,
    Attendance,
    Matter,
    Meeting,
    MinuteNote,
    Motion,
    Term,
)
from linli.buildings.rules.meetings import LINE_LONGEST, LONGEST_HOURS, Point, is_time, read_agenda
from linli.people.actions import name_in_ledger


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """When and where is met, and about what: ``agenda`` as ``rules.meetings`` reads it."""

    title: str
    where: str
    begins_at: datetime
    ends_at: datetime
    agenda: str


@transaction.atomic
def call_meeting(keeper: Keeper, new: NewMeeting, *, now: datetime) -> Meeting:
    """Call a meeting.

    Raises:
        MeetingTimeUnreadable: it is over, ends before it begins, or lasts too long.
        AgendaUnreadable: a line names what is not there.
    """
    if not is_time(new.begins_at, new.ends_at, now=now):
        raise MeetingTimeUnreadable(hours=LONGEST_HOURS)
    lock(keeper.committee)
    made = Meeting.objects.create(
        committee=keeper.committee,
        number=Meeting.objects.filter(committee=keeper.committee).count() + 1,
        title=new.title,
        where=new.where,
        begins_at=new.begins_at,
        ends_at=new.ends_at,
        called_at=now,
        called_by=keeper.person,
    )
    points = enumerate(read_agenda(new.agenda), start=1)
    AgendaItem.objects.bulk_create(_item(keeper, made, at, point) for at, point in points)
    _write(keeper, made, "meeting_called", now, {"at": new.begins_at.isoformat()})
    return made


def _item(keeper: Keeper, meeting: Meeting, position: int, point: Point) -> AgendaItem:
    wrong = AgendaUnreadable(line=point.line, most=LINE_LONGEST)
    if len(point.says) > LINE_LONGEST:
        raise wrong
    made = AgendaItem(meeting=meeting, position=position, says=point.says)
    if point.matter is not None:
        made.matter = Matter.objects.filter(
            committee=keeper.committee, number=point.matter, taken_up_at__isnull=False
        ).first()
    if point.motion is not None:
        made.motion = Motion.objects.filter(committee=keeper.committee, number=point.motion).first()
    names = point.matter is not None or point.motion is not None
    if names and made.matter is None and made.motion is None:
        raise wrong
    return made


@transaction.atomic
def cancel_meeting(keeper: Keeper, meeting: Meeting, *, now: datetime) -> None:
    """Cancel a meeting that has not begun; whoever has its invitation sees that there.

    Raises:
        MeetingCancelled: it was.
        MeetingHeld: it has begun.
    """
    found = _standing(keeper, meeting)
    if now >= found.begins_at:
        raise MeetingHeld
    found.cancelled_at = now
    found.save(update_fields=["cancelled_at"])
    _write(keeper, found, "meeting_cancelled", now)


@transaction.atomic
def note_attendance(
    keeper: Keeper, meeting: Meeting, *, seats: Collection[int], now: datetime
) -> None:
    """Note which seats came, in place of what was noted before.

    Raises:
        MeetingCancelled, MeetingNotYet, MinutesSigned: it is not the time for that.
        UnknownSeat: one that nobody of this committee holds.
    """
    found = _unsigned(keeper, meeting, now)
    terms = Term.objects.filter(seat__committee=keeper.committee, ended_at=None)
    held = set(terms.values_list("seat", flat=True))
    if not held.issuperset(seats):
        raise UnknownSeat
    Attendance.objects.filter(meeting=found).delete()
    Attendance.objects.bulk_create(Attendance(meeting=found, seat_id=one) for one in set(seats))
    found.seats_held = len(held)
    found.save(update_fields=["seats_held"])
    _write(keeper, found, "attendance_noted", now, {"came": len(set(seats)), "held": len(held)})


@transaction.atomic
def write_minutes(keeper: Keeper, meeting: Meeting, *, says: str, now: datetime) -> None:
    """Write the minutes, in place of what was written before, until they are signed off.

    Raises:
        MeetingCancelled, MeetingNotYet, MinutesSigned: it is not the time for that.
    """
    found = _unsigned(keeper, meeting, now)
    found.minutes = says
    found.save(update_fields=["minutes"])
    _write(keeper, found, "minutes_written", now)


@transaction.atomic
def sign_minutes(keeper: Keeper, meeting: Meeting, *, now: datetime) -> None:
    """Sign the minutes off: their hash stands in the ledger, and nobody changes them any more.

    Raises:
        MeetingCancelled, MeetingNotYet, MinutesSigned: it is not the time for that.
        MinutesMissing: nothing is written, or nobody noted who came.
    """
    found = _unsigned(keeper, meeting, now)
    if not found.minutes or found.seats_held is None:
        raise MinutesMissing
    found.signed_at, found.signed_by = now, keeper.person
    found.save(update_fields=["signed_at", "signed_by"])
    hashed = hashlib.sha256(found.minutes.encode()).hexdigest()
    _write(keeper, found, "minutes_signed", now, {"hash": hashed})


@transaction.atomic
def add_note(keeper: Keeper, meeting: Meeting, *, says: str, now: datetime) -> None:
    """Add to minutes that were signed off; they themselves stay as they are.

    Raises:
        MeetingCancelled: it was not held.
        MinutesOpen: they can still be changed.
    """
    found = _standing(keeper, meeting)
    if found.signed_at is None:
        raise MinutesOpen
    MinuteNote.objects.create(meeting=found, says=says, at=now, noted_by=keeper.person)
    _write(keeper, found, "minutes_amended", now)


def _standing(keeper: Keeper, meeting: Meeting) -> Meeting:
    lock(keeper.committee)
    found = Meeting.objects.get(pk=meeting.pk)
    if found.cancelled_at is not None:
        raise MeetingCancelled
    return found


def _unsigned(keeper: Keeper, meeting: Meeting, now: datetime) -> Meeting:
    found = _standing(keeper, meeting)
    if now < found.begins_at:
        raise MeetingNotYet
    if found.signed_at is not None:
        raise MinutesSigned
    return found


def _write(
    keeper: Keeper,
    meeting: Meeting,
    verb: str,
    now: datetime,
    more: dict[str, str | int] | None = None,
) -> None:
    facts = {"meeting": meeting.number, **(more or {})}
    write_down(keeper.committee, verb, by=name_in_ledger(keeper.person), now=now, facts=facts)
