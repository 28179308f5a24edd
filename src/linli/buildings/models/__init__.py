"""The tables of the committees and the promises the database keeps."""

from linli.buildings.models.calendar import CalendarYear
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.matter import Matter, Task, Voice
from linli.buildings.models.open311 import Forwarded, Open311Endpoint

__all__ = [
    "CalendarYear",
    "Claim",
    "Committee",
    "Duty",
    "Forwarded",
    "Matter",
    "Open311Endpoint",
    "Seat",
    "ServiceWindow",
    "Shift",
    "Task",
    "Term",
    "Voice",
]
