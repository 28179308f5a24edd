"""The tables of the lockers and the promises the database keeps."""

from linli.lockers.models.cabinet import Cabinet, Capacity, CodeTries, Compartment
from linli.lockers.models.deposit import Deposit
from linli.lockers.models.journal import Directive, JournalLine

__all__ = [
    "Cabinet",
    "Capacity",
    "CodeTries",
    "Compartment",
    "Deposit",
    "Directive",
    "JournalLine",
]
