"""The tables of the lockers and the promises the database keeps."""

from linli.lockers.models.cabinet import Cabinet, Capacity, CodeTries, Compartment
from linli.lockers.models.deposit import Deposit, is_live
from linli.lockers.models.invitation import Invitation
from linli.lockers.models.journal import Directive, JournalLine
from linli.lockers.models.part import CabinetPart

__all__ = [
    "Cabinet",
    "CabinetPart",
    "Capacity",
    "CodeTries",
    "Compartment",
    "Deposit",
    "Directive",
    "Invitation",
    "JournalLine",
    "is_live",
]
