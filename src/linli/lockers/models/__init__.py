"""The tables of the lockers and the promises the database keeps."""

from linli.lockers.models.alarm import Alarm
from linli.lockers.models.cabinet import Cabinet, Capacity, CodeTries, Compartment
from linli.lockers.models.deposit import Deposit
from linli.lockers.models.errand import Errand
from linli.lockers.models.invitation import Invitation
from linli.lockers.models.journal import Directive, JournalLine
from linli.lockers.models.part import CabinetPart
from linli.lockers.models.remote import OpeningPermit, RemoteOpening
from linli.lockers.models.report import MealReport
from linli.lockers.models.round import RecallRound, RoundStop

__all__ = [
    "Alarm",
    "Cabinet",
    "CabinetPart",
    "Capacity",
    "CodeTries",
    "Compartment",
    "Deposit",
    "Directive",
    "Errand",
    "Invitation",
    "JournalLine",
    "MealReport",
    "OpeningPermit",
    "RecallRound",
    "RemoteOpening",
    "RoundStop",
]
