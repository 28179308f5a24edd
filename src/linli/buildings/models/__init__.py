"""The tables of the committees and the promises the database keeps."""

from linli.buildings.models.calendar import CalendarYear
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.frontdesk import Offer, Service, Ticket
from linli.buildings.models.matter import Matter, Task, Voice

__all__ = [
    "CalendarYear",
    "Claim",
    "Committee",
    "Duty",
    "Matter",
    "Offer",
    "Seat",
    "Service",
    "ServiceWindow",
    "Shift",
    "Task",
    "Term",
    "Ticket",
    "Voice",
]
