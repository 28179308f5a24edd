"""When a cabinet's doors are to be cleaned, and which of them can be now."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from linli.lockers.enums import DoorState

CLEAN_EVERY = timedelta(hours=12)
"""Twice a day. Source: LOCKERS, part d (campus cabinets: clean at least twice a day); T/CCA
021-2021 asks for a system of cleaning with named staff and checks, and names no number."""

DOORS_AT_ONCE = 48
"""Of one photo: a cabinet with its doors open."""


class Hindrance(StrEnum):
    """Why a door cannot be wiped now, empty where it can."""

    NONE = ""
    MEAL = "meal"
    LIT = "lit"
    MOVING = "moving"

    @property
    def allows_a_tick(self) -> bool:
        """Whether a hand can have been inside: an open door may have been opened to be cleaned."""
        return self in (Hindrance.NONE, Hindrance.MOVING)


class DoorToClean(NamedTuple):
    """One door as its cabinet last reported it."""

    number: int
    state: DoorState
    deposit: str


_CLOSED = (DoorState.FREE, DoorState.DIRTY, DoorState.CHECK, DoorState.OOS)


def is_due(cleaned_at: datetime | None, *, now: datetime) -> bool:
    """Whether what was cleaned then, or never, is to be cleaned."""
    return cleaned_at is None or now - cleaned_at >= CLEAN_EVERY


def hindrance(door: DoorToClean) -> Hindrance:
    """Return what keeps a hand out of a compartment: a meal, the lamp, or a door in use."""
    if door.deposit or door.state in (DoorState.OCC, DoorState.UNSURE):
        return Hindrance.MEAL
    if door.state == DoorState.SANI:
        return Hindrance.LIT
    return Hindrance.NONE if door.state in _CLOSED else Hindrance.MOVING


def may_be_ticked(doors: Iterable[DoorToClean], numbers: Collection[int]) -> bool:
    """Whether all these numbers are doors of the cabinet that a hand can have been in."""
    known = {one.number for one in doors if hindrance(one).allows_a_tick}
    return bool(numbers) and len(numbers) <= DOORS_AT_ONCE and set(numbers) <= known
