"""The tables of the lockers and the promises the database keeps."""

from linli.lockers.models.alarm import Alarm
from linli.lockers.models.cabinet import Cabinet, Capacity, CodeTries, Compartment
from linli.lockers.models.deposit import Deposit
from linli.lockers.models.invitation import Invitation
from linli.lockers.models.journal import Directive, JournalLine
from linli.lockers.models.part import CabinetPart
from linli.lockers.models.remote import OpeningPermit, RemoteOpening
from linli.lockers.models.round import RecallRound, RoundStop
from linli.lockers.models.supervision import CabinetDay, CoSignature, Rectification

__all__ = [
    "Alarm",
    "Cabinet",
    "CabinetDay",
    "CabinetPart",
    "Capacity",
    "CoSignature",
    "CodeTries",
    "Compartment",
    "Deposit",
    "Directive",
    "Invitation",
    "JournalLine",
    "OpeningPermit",
    "RecallRound",
    "Rectification",
    "RemoteOpening",
    "RoundStop",
]
