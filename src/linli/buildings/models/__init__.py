"""The tables of the committees and the promises the database keeps."""

from linli.buildings.models.calendar import CalendarYear
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.matter import Matter, Task, Voice
from linli.buildings.models.roster import (
    Absence,
    DraftDuty,
    Qualification,
    RosterDraft,
    RosterMember,
    ShiftPattern,
    SwapOffer,
    Wish,
)

__all__ = [
    "Absence",
    "CalendarYear",
    "Claim",
    "Committee",
    "DraftDuty",
    "Duty",
    "Matter",
    "Qualification",
    "RosterDraft",
    "RosterMember",
    "Seat",
    "ServiceWindow",
    "Shift",
    "ShiftPattern",
    "SwapOffer",
    "Task",
    "Term",
    "Voice",
    "Wish",
]
