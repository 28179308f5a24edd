"""The tables of the lockers and the promises the database keeps."""

from linli.lockers.models.alarm import Alarm
from linli.lockers.models.cabinet import Cabinet, Capacity, CodeTries, Compartment
from linli.lockers.models.cleaning import (
    CleanedDoor,
    Cleaning,
    CleaningPhoto,
    CleaningRound,
)
from linli.lockers.models.deposit import Deposit, is_live
from linli.lockers.models.errand import Errand
from linli.lockers.models.figures import Refusal, TowerDay, TowerSizing
from linli.lockers.models.finding import Finding
from linli.lockers.models.hold import DoorHold
from linli.lockers.models.invitation import Invitation
from linli.lockers.models.journal import Directive, JournalLine
from linli.lockers.models.order import KeptAnswer, PlatformOrder, Reservation
from linli.lockers.models.part import CabinetPart
from linli.lockers.models.platform import Platform, PlatformKey
from linli.lockers.models.queue import QueuePlace
from linli.lockers.models.record import CabinetFitted, LampRun, ZoneReading
from linli.lockers.models.remote import OpeningPermit, RemoteOpening
from linli.lockers.models.report import MealReport
from linli.lockers.models.round import RecallRound, RoundStop
from linli.lockers.models.sandbox import Sandbox
from linli.lockers.models.supervision import (
    CabinetDay,
    Complaint,
    CoSignature,
    Rectification,
)
from linli.lockers.models.webhook import PlatformEvent, Webhook

__all__ = [
    "Alarm",
    "Cabinet",
    "CabinetDay",
    "CabinetFitted",
    "CabinetPart",
    "Capacity",
    "CleanedDoor",
    "Cleaning",
    "CleaningPhoto",
    "CleaningRound",
    "CoSignature",
    "CodeTries",
    "Compartment",
    "Complaint",
    "Deposit",
    "Directive",
    "DoorHold",
    "Errand",
    "Finding",
    "Invitation",
    "JournalLine",
    "KeptAnswer",
    "LampRun",
    "MealReport",
    "OpeningPermit",
    "Platform",
    "PlatformEvent",
    "PlatformKey",
    "PlatformOrder",
    "QueuePlace",
    "RecallRound",
    "Rectification",
    "Refusal",
    "RemoteOpening",
    "Reservation",
    "RoundStop",
    "Sandbox",
    "TowerDay",
    "TowerSizing",
    "Webhook",
    "ZoneReading",
    "is_live",
]
