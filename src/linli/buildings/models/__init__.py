"""The tables of the committees and the promises the database keeps."""

from linli.buildings.models.ballot import (
    Ballot,
    Candidate,
    Contribution,
    Motion,
    Proxy,
    Resolution,
    Turnout,
    Vote,
    Voter,
)
from linli.buildings.models.calendar import CalendarYear
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.matter import Matter, Task, Voice
from linli.buildings.models.meeting import AgendaItem, Attendance, Meeting, MinuteNote

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "CalendarYear",
    "Candidate",
    "Claim",
    "Committee",
    "Contribution",
    "Duty",
    "Matter",
    "Meeting",
    "MinuteNote",
    "Motion",
    "Proxy",
    "Resolution",
    "Seat",
    "ServiceWindow",
    "Shift",
    "Task",
    "Term",
    "Turnout",
    "Voice",
    "Vote",
    "Voter",
]
