"""The tables of the committees and the promises the database keeps."""

from linli.buildings.models.calendar import CalendarYear
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.gathering import Gathering, Occasion, OccasionPhoto, Rsvp
from linli.buildings.models.lounge import Booking, Room
from linli.buildings.models.matter import Matter, Task, Voice

__all__ = [
    "Booking",
    "CalendarYear",
    "Claim",
    "Committee",
    "Duty",
    "Gathering",
    "Matter",
    "Occasion",
    "OccasionPhoto",
    "Room",
    "Rsvp",
    "Seat",
    "ServiceWindow",
    "Shift",
    "Task",
    "Term",
    "Voice",
]
