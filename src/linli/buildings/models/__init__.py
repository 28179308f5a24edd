"""The tables of the committees and the promises the database keeps."""

from linli.buildings.models.calendar import CalendarYear
from linli.buildings.models.campaign import (
    Campaign,
    CampaignRound,
    Outreach,
    OutreachCall,
    Policy,
)
from linli.buildings.models.claim import Claim
from linli.buildings.models.committee import Committee, Seat, Term
from linli.buildings.models.company import Company, Fact, Floor, Tenancy
from linli.buildings.models.company_life import (
    CompanyLink,
    Contact,
    Correction,
    Need,
    Visit,
)
from linli.buildings.models.duty import Duty, ServiceWindow, Shift
from linli.buildings.models.matter import Matter, Task, Voice

__all__ = [
    "CalendarYear",
    "Campaign",
    "CampaignRound",
    "Claim",
    "Committee",
    "Company",
    "CompanyLink",
    "Contact",
    "Correction",
    "Duty",
    "Fact",
    "Floor",
    "Matter",
    "Need",
    "Outreach",
    "OutreachCall",
    "Policy",
    "Seat",
    "ServiceWindow",
    "Shift",
    "Task",
    "Tenancy",
    "Term",
    "Visit",
    "Voice",
]
