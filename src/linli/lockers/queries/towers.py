"""One tower in numbers: what became of every deposit, and how far each journal is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from linli.lockers.enums import WAITING, DepositState, DoorState
from linli.lockers.errors import UnknownTower
from linli.lockers.models import Cabinet, Capacity, Compartment, Deposit, is_live
from linli.lockers.queries.findings import became
from linli.notices.models import NoticeKind
from linli.notices.queries import after as notices_after
from linli.places.models import Place
from linli.places.rules import is_code

NOBODYS = ("", False)
"""What is known of a meal that an older backup of the tables does not have."""


@dataclass(frozen=True, slots=True)
class JournalHead:
    """How far one cabinet's journal and directives are on our side."""

    code: str
    epoch: int
    seq: int
    hash: str
    quarantined: bool
    free: int
    promised: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Every deposit of a tower: by state, by order, and where the journals stand.

    A deposit without an order number is listed in ``orders`` under its own code.
    """

    deposits: dict[str, int]
    orders: dict[str, list[str]]
    cabinets: list[JournalHead]


@dataclass(frozen=True, slots=True)
class StandingDeposit:
    """A deposit that has not ended."""

    deposit: str
    cabinet: str
    comp: int
    state: str
    held: bool


@dataclass(frozen=True, slots=True)
class StandingDoor:
    """A compartment that only a person can bring back into use, or whose meal is unsure."""

    cabinet: str
    comp: int
    state: str
    deposit: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a crew has to see to before a tower is as it was in the morning."""

    deposits: list[StandingDeposit]
    doors: list[StandingDoor]


@dataclass(frozen=True, slots=True)
class Message:
    """What the owner of a meal was told; ``phone`` is empty when none was given.

    ``offline``: it is in by its courier's word alone, because its cabinet cannot be heard.
    """

    id: int
    deposit: str
    label: str
    order_no: str
    phone: str
    at: datetime
    offline: bool


def building_of(tower: str) -> int:
    """Return the number of the building with this code.

    Raises:
        UnknownTower: there is none.
    """
    places = Place.objects.filter(code=tower).values_list("pk", flat=True)
    building = places.first() if is_code(tower) else None
    if building is None:
        raise UnknownTower(tower=tower[:32])
    return building


def tally(building: int) -> Tally:
    """Return what became of every deposit of a building."""
    deposits = Deposit.objects.filter(building=building)
    ends = deposits.order_by().annotate(became=became())
    counts = ends.values_list("became").annotate(count=Count("pk"))
    orders: dict[str, list[str]] = {}
    for order_no, code, state in deposits.order_by("pk").values_list("order_no", "code", became()):
        orders.setdefault(order_no or code, []).append(state)
    rooms = {
        pk: (free, promised)
        for pk, free, promised in Capacity.objects.filter(cabinet__building=building)
        .order_by()
        .values_list("cabinet")
        .annotate(Sum("free"), Sum("promised"))
    }
    return Tally(
        deposits=dict.fromkeys(DepositState.values, 0) | dict(counts),
        orders=orders,
        cabinets=[
            JournalHead(
                code=one.code,
                epoch=one.epoch,
                seq=one.applied_seq,
                hash=one.head_hash,
                quarantined=one.quarantined_at is not None,
                free=rooms[one.pk][0],
                promised=rooms[one.pk][1],
            )
            for one in Cabinet.objects.filter(building=building).order_by("code")
        ],
    )


def standing(building: int) -> Standing:
    """Return every deposit of a building that has not ended, and every door to be seen to."""
    deposits = (
        Deposit.objects.filter(is_live(), cabinet__building=building)
        .order_by("pk")
        .values_list("code", "cabinet__code", "comp", "state", "held")
    )
    doors = (
        Compartment.objects.filter(
            cabinet__building=building, state__in=(DoorState.CHECK, DoorState.UNSURE)
        )
        .order_by("cabinet_id", "number")
        .values_list("cabinet__code", "number", "state", "deposit")
    )
    return Standing(
        deposits=[StandingDeposit(*row) for row in deposits],
        doors=[StandingDoor(*row) for row in doors],
    )


def messages_after(building: int, last: int) -> list[Message]:
    """Return which meals of a building their owners were told of after notice ``last``."""
    told = notices_after(place_id=building, last_id=last, kind=NoticeKind.MEAL_STORED)
    meals = {
        code: (order_no, placed_at is not None and state in WAITING)
        for code, order_no, placed_at, state in Deposit.objects.filter(
            code__in=[one.deposit for one in told]
        ).values_list("code", "order_no", "placed_at", "state")
    }
    return [
        Message(
            id=one.pk,
            deposit=one.deposit,
            label=one.label,
            order_no=meals.get(one.deposit, NOBODYS)[0],
            phone=one.phone.opened() if one.phone else "",
            at=one.created_at,
            offline=meals.get(one.deposit, NOBODYS)[1],
        )
        for one in told
    ]


@dataclass(frozen=True, slots=True)
class TowerNamed:
    """A building with cabinets, by code and name."""

    code: str
    name: str


def towers_of(buildings: Sequence[int]) -> list[TowerNamed]:
    """Return those of these places in which cabinets stand, by their codes."""
    found = Place.objects.filter(pk__in=buildings, cabinets__isnull=False).distinct()
    return [TowerNamed(*row) for row in found.order_by("code").values_list("code", "name")]
