"""Meetings as pages and calendars show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.buildings.models import AgendaItem, Attendance, Committee, Meeting, MinuteNote
from linli.buildings.queries.motions import seat_label
from linli.buildings.rules.meetings import is_quorate

MOST_SHOWN = 200
"""Meetings on one page, or in one calendar: more than a committee has in ten years."""


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point of an agenda; ``matter`` and ``motion`` are numbers, with their titles beside."""

    says: str
    matter: int | None
    motion: int | None
    title: str


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list, or in a calendar."""

    number: int
    title: str
    where: str
    begins_at: datetime
    ends_at: datetime
    called_at: datetime
    cancelled_at: datetime | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting with everything of it; ``is_quorate`` None: nobody noted who came."""

    meeting: Meeting
    agenda: Sequence[PointShown]
    came: Sequence[str]
    came_seats: frozenset[int]
    is_quorate: bool | None
    notes: Sequence[MinuteNote]
    has_begun: bool


def meetings_of(committee: Committee) -> list[MeetingRow]:
    """Return the meetings of a committee, the latest first: one query."""
    rows = Meeting.objects.filter(committee=committee).defer("minutes")
    return [row_of(one) for one in rows.order_by("-begins_at", "-pk")[:MOST_SHOWN]]


def row_of(meeting: Meeting) -> MeetingRow:
    """Return a meeting as lists and calendars show it."""
    return MeetingRow(
        meeting.number,
        meeting.title,
        meeting.where,
        meeting.begins_at,
        meeting.ends_at,
        meeting.called_at,
        meeting.cancelled_at,
        meeting.signed_at,
    )


def meeting_page(meeting: Meeting, *, now: datetime) -> MeetingPage:
    """Return a meeting with its agenda, who came, and what was added: three queries."""
    came = list(
        Attendance.objects.filter(meeting=meeting)
        .select_related("seat")
        .order_by("seat__kind", "seat__number")
    )
    held = meeting.seats_held
    return MeetingPage(
        meeting=meeting,
        agenda=_agenda_of(meeting),
        came=[seat_label(one.seat) for one in came],
        came_seats=frozenset(one.seat_id for one in came),
        is_quorate=None if held is None else is_quorate(len(came), held),
        notes=list(MinuteNote.objects.filter(meeting=meeting).order_by("at", "pk")),
        has_begun=now >= meeting.begins_at,
    )


def _agenda_of(meeting: Meeting) -> list[PointShown]:
    rows = AgendaItem.objects.filter(meeting=meeting).select_related("matter", "motion")
    return [
        PointShown(
            one.says,
            None if one.matter is None else one.matter.number,
            None if one.motion is None else one.motion.number,
            _title(one),
        )
        for one in rows.order_by("position")
    ]


def _title(item: AgendaItem) -> str:
    about = item.matter or item.motion
    return "" if about is None else about.title
