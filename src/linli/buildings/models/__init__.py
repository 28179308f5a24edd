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
from linli.buildings.models.campaign import Campaign, CampaignRound, Outreach, OutreachCall, Policy
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.company import Company, Fact, Floor, Tenancy
from linli.buildings.models.company_life import CompanyLink, Contact, Correction, Need, Visit
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.evidence import Evidence
from linli.buildings.models.frontdesk import Offer, Service, Ticket
from linli.buildings.models.gathering import Gathering, Occasion, OccasionPhoto, Rsvp
from linli.buildings.models.lounge import Booking, Room
from linli.buildings.models.matter import Matter, Task, Voice
from linli.buildings.models.meeting import AgendaItem, Attendance, Meeting, MinuteNote
from linli.buildings.models.open311 import Forwarded, Open311Endpoint
from linli.buildings.models.project import Project, ProjectDemand, ProjectResource, Resource
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
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Booking",
    "CalendarYear",
    "Campaign",
    "CampaignRound",
    "Candidate",
    "Claim",
    "Committee",
    "Company",
    "CompanyLink",
    "Contact",
    "Contribution",
    "Correction",
    "DraftDuty",
    "Duty",
    "Evidence",
    "Fact",
    "Floor",
    "Forwarded",
    "Gathering",
    "Matter",
    "Meeting",
    "MinuteNote",
    "Motion",
    "Need",
    "Occasion",
    "OccasionPhoto",
    "Offer",
    "Open311Endpoint",
    "Outreach",
    "OutreachCall",
    "Policy",
    "Project",
    "ProjectDemand",
    "ProjectResource",
    "Proxy",
    "Qualification",
    "Resolution",
    "Resource",
    "Room",
    "RosterDraft",
    "RosterMember",
    "Rsvp",
    "Seat",
    "Service",
    "ServiceWindow",
    "Shift",
    "ShiftPattern",
    "SwapOffer",
    "Task",
    "Tenancy",
    "Term",
    "Ticket",
    "Turnout",
    "Visit",
    "Voice",
    "Vote",
    "Voter",
    "Wish",
]
