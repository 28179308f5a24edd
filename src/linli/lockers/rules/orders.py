"""An order of a platform: where its room is kept, what became of it, and its past in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.lockers.enums import (
    OUTCOMES,
    WAITING,
    DepositState,
    Happening,
    OrderState,
    ReservationEnd,
)
from linli.lockers.rules.capacity import choose_size, fitting
from linli.wire.messages import Size

RESERVED_FOR = timedelta(minutes=10)
"""From the restaurant's counter to the lobby, usually."""

RESERVED_AT_MOST = timedelta(minutes=30)
"""A door that waits longer for one courier is missing to three others at noon."""

MOVED_LASTS = timedelta(minutes=5)
"""At least this much is left of a reservation that was moved to a cabinet farther on."""

FORGOTTEN_AFTER = timedelta(hours=24)
"""An order that did not come within a day does not come."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one cabinet can still promise; ``heard`` when it was heard lately."""

    cabinet: str
    credits_left: Mapping[Size, int]
    heard: bool = True


def choose_cabinet(rooms: Sequence[Room], wanted: Size) -> str | None:
    """Return the cabinet to keep room in: the one with most room for it, None where none has.

    A cabinet that is not heard takes no reservations; among equals the first by its code.
    """
    fits = [
        (-sum(one.credits_left.get(size, 0) for size in fitting(wanted)), one.cabinet)
        for one in rooms
        if one.heard and choose_size(wanted, one.credits_left) is not None
    ]
    return min(fits)[1] if fits else None


def most_reserved(doors: int) -> int:
    """Return how many of a cabinet's doors one platform may keep reserved: half, rounded up.

    So couriers of the others, and those who just come, find doors as well.
    """
    return (doors + 1) // 2


def moved_until(until: datetime, *, now: datetime) -> datetime:
    """Return until when a reservation stands that was moved to another cabinet."""
    return max(until, now + MOVED_LASTS)


@dataclass(frozen=True, slots=True)
class ReservationPast:
    """One reservation of an order; ``ended_at`` is None while it stands."""

    cabinet: str
    begun_at: datetime
    until: datetime
    ended_at: datetime | None = None
    end: ReservationEnd | None = None


@dataclass(frozen=True, slots=True)
class DepositPast:
    """One attempt to store an order's meal."""

    cabinet: str
    state: DepositState
    begun_at: datetime
    stored_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderPast:
    """All that is known of an order; lists are in the order of time."""

    announced_at: datetime
    reservations: Sequence[ReservationPast] = ()
    deposits: Sequence[DepositPast] = ()
    cancelled_at: datetime | None = None
    recall_asked_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something in an order's past; ``cabinet`` is empty where it concerns none."""

    at: datetime
    what: Happening
    cabinet: str = ""


def state_of(past: OrderPast) -> OrderState:
    """Return what became of an order: the door's word before the platform's."""
    last = past.deposits[-1].state if past.deposits else None
    if last == DepositState.STORED or last in OUTCOMES:
        return OrderState(last.value)
    if past.cancelled_at is not None:
        return OrderState.CANCELLED
    if last in WAITING:
        return OrderState.AT_DOOR
    if past.ended_at is not None:
        return OrderState.LAPSED
    if standing(past) is not None:
        return OrderState.RESERVED
    return OrderState.ANNOUNCED


def standing(past: OrderPast) -> ReservationPast | None:
    """Return the reservation that stands, if one does."""
    return next((one for one in past.reservations if one.ended_at is None), None)


def cabinet_of(past: OrderPast) -> str:
    """Return where the meal is, or else where it is expected; empty where nobody knows."""
    last = past.deposits[-1] if past.deposits else None
    if last is not None and last.state in (*WAITING, DepositState.STORED, *OUTCOMES):
        return last.cabinet
    kept = standing(past)
    return kept.cabinet if kept else ""


def history_of(past: OrderPast) -> list[Step]:
    """Return an order's past, oldest first."""
    steps = [Step(past.announced_at, Happening.ANNOUNCED)]
    moved = False
    for one in past.reservations:
        steps.append(
            Step(one.begun_at, Happening.MOVED if moved else Happening.RESERVED, one.cabinet)
        )
        moved = one.end == ReservationEnd.RELEASED
        if one.ended_at is not None and one.end == ReservationEnd.EXPIRED:
            steps.append(Step(one.ended_at, Happening.RESERVATION_EXPIRED, one.cabinet))
    for meal in past.deposits:
        steps += _steps_of(meal)
    if past.recall_asked_at is not None:
        steps.append(Step(past.recall_asked_at, Happening.RECALL_ASKED))
    if past.cancelled_at is not None:
        steps.append(Step(past.cancelled_at, Happening.CANCELLED))
    elif past.ended_at is not None and state_of(past) == OrderState.LAPSED:
        steps.append(Step(past.ended_at, Happening.LAPSED))
    return sorted(steps, key=lambda step: step.at)


def _steps_of(meal: DepositPast) -> list[Step]:
    steps = [Step(meal.begun_at, Happening.DOOR_ASKED, meal.cabinet)]
    if meal.stored_at is not None:
        steps.append(Step(meal.stored_at, Happening.STORED, meal.cabinet))
    if meal.ended_at is not None:
        in_vain = meal.state not in OUTCOMES
        what = Happening.NOT_STORED if in_vain else Happening(meal.state.value)
        steps.append(Step(meal.ended_at, what, meal.cabinet))
    return steps
