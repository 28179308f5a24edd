"""Meals that nobody fetches, rung by rung, and the walk that fetches them."""

from dataclasses import dataclass
from datetime import datetime

from linli.lockers.enums import OUTCOMES, DepositState
from linli.lockers.models import Compartment, Deposit, RecallRound, RoundStop
from linli.lockers.queries.door import label_of
from linli.lockers.rules.holding import hold_ms_of
from linli.lockers.rules.overdue import Rung, Standing, rung_of, walking_order


@dataclass(frozen=True, slots=True)
class Stop:
    """One meal of a walk. ``is_done``: somebody took it out, or its owner did."""

    deposit: str
    cabinet: str
    spot: str
    comp: int
    column: int
    row: int
    label: str
    stored_at: datetime
    state: DepositState
    is_done: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk that is under way, or that could be begun: ``begun_at`` is None for that."""

    begun_at: datetime | None
    beginner: str
    stops: tuple[Stop, ...]

    @property
    def done(self) -> int:
        """How many meals are out."""
        return sum(one.is_done for one in self.stops)

    @property
    def next(self) -> Stop | None:
        """The meal to be fetched now."""
        return next((one for one in self.stops if not one.is_done), None)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How many of a building's stored meals are on each rung."""

    fresh: int
    remind: int
    recall: int


def ladder(building: int, *, now: datetime) -> Ladder:
    """Return how many meals stand how long."""
    rungs = [_rung(one, now) for one in _stored(building)]
    return Ladder(*(rungs.count(one) for one in Rung))


def to_fetch(building: int, *, now: datetime) -> list[int]:
    """Return the numbers of the meals whose time is over, in walking order."""
    meals = {one.code: one for one in _stored(building) if _rung(one, now) is Rung.RECALL}
    doors = _doors(list(meals.values()))
    order = walking_order(
        Standing(code, one.cabinet.code, *doors.get(code, (0, 0))) for code, one in meals.items()
    )
    return [meals[one.deposit].pk for one in order]


def walk(building: int, *, now: datetime) -> Walk:
    """Return the walk under way through a building, or the one that could be begun."""
    under_way = (
        RecallRound.objects.select_related("begun_by")
        .filter(building=building, ended_at=None)
        .first()
    )
    if under_way is None:
        numbers = to_fetch(building, now=now)
        return Walk(None, "", _stops(numbers))
    numbers = list(
        RoundStop.objects.filter(round=under_way)
        .order_by("position")
        .values_list("deposit_id", flat=True)
    )
    return Walk(under_way.begun_at, str(under_way.begun_by.name), _stops(numbers))


def _stored(building: int) -> list[Deposit]:
    """Return the meals that stand; each has the time it was put in, by a constraint's word."""
    found = Deposit.objects.select_related("cabinet").filter(
        building=building, state=DepositState.STORED, stored_at__isnull=False
    )
    return list(found)


def _rung(deposit: Deposit, now: datetime) -> Rung:
    assert deposit.stored_at is not None
    hold_ms = hold_ms_of(usual_ms=deposit.cabinet.hold_ms, hot_ms=deposit.hot_ms)
    return rung_of(stored_at=deposit.stored_at, hold_ms=hold_ms, held=deposit.held, now=now)


def _doors(deposits: list[Deposit]) -> dict[str, tuple[int, int]]:
    """Return column and row of each meal's door."""
    places = {
        (cabinet, number): (column, row)
        for cabinet, number, column, row in Compartment.objects.filter(
            cabinet__in={one.cabinet_id for one in deposits}
        ).values_list("cabinet_id", "number", "column", "row")
    }
    return {one.code: places.get((one.cabinet_id, one.comp), (0, 0)) for one in deposits}


def _stops(numbers: list[int]) -> tuple[Stop, ...]:
    meals = Deposit.objects.select_related("cabinet").in_bulk(numbers)
    doors = _doors(list(meals.values()))
    return tuple(_stop(meals[number], *doors[meals[number].code]) for number in numbers)


def _stop(deposit: Deposit, column: int, row: int) -> Stop:
    assert deposit.stored_at is not None
    return Stop(
        deposit=deposit.code,
        cabinet=deposit.cabinet.code,
        spot=deposit.cabinet.spot,
        comp=deposit.comp,
        column=column,
        row=row,
        label=label_of(deposit.tail, deposit.order_no),
        stored_at=deposit.stored_at,
        state=DepositState(deposit.state),
        is_done=deposit.state in OUTCOMES,
    )
