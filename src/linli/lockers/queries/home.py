"""What the home page shows of the lockers: what needs a hand, the cabinets, messages to try."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from linli.lockers.enums import DepositState, DoorState, PartKind
from linli.lockers.models import Cabinet, CabinetPart, Compartment, Deposit, Invitation
from linli.lockers.queries.board import GUESSING_SHOWN_FOR
from linli.lockers.queries.door import is_online, label_of
from linli.lockers.rules.holding import hold_ms_of, is_too_old
from linli.notices.models import Notice, NoticeKind
from linli.places.enums import PlaceOrigin

CABINETS_SHOWN = 12
"""Labels on one page; an installation with more prints them."""

MEALS_SHOWN = 5


class Need(StrEnum):
    """What of the lockers waits for somebody's hand, the most urgent first."""

    OVERDUE = "overdue"
    """Meals that nobody may eat any more."""
    AJAR = "ajar"
    """Doors that were left open."""
    DOUBTFUL = "doubtful"
    """Compartments of which nobody knows for sure what is in them."""
    QUARANTINED = "quarantined"
    SILENT = "silent"
    ALARMS = "alarms"
    """Of zones, boards and keypads."""
    INVITED = "invited"
    """Cabinets that may register and have not."""


@dataclass(frozen=True, slots=True)
class Label:
    """A cabinet with the words beside its QR code."""

    code: str
    spot: str
    building: str
    online: bool
    quarantined: bool


@dataclass(frozen=True, slots=True)
class TriedMeal:
    """A meal in a tower that is there to be tried: its owner's message, as the page shows it.

    ``stands``: it has not gone. ``is_placed``: its cabinet is out of reach, and its courier says
    that it is in.
    """

    deposit: str
    label: str
    state: DepositState
    told_at: datetime
    cabinet: str
    stands: bool
    is_placed: bool


def needs_hand(buildings: Collection[int], *, now: datetime) -> Mapping[Need, int]:
    """Count what waits at these buildings; five queries, whatever waits."""
    rows = Cabinet.objects.filter(building__in=buildings, revoked_at=None).values_list(
        "pk", "hold_ms", "heard_at", "quarantined_at"
    )
    hold = {pk: hold_ms for pk, hold_ms, _heard, _shut in rows}
    invited = set(
        Invitation.objects.filter(cabinet__in=hold, used_at=None, expires_at__gt=now).values_list(
            "cabinet", flat=True
        )
    )
    shut = {pk for pk, _hold, _heard, shut_at in rows if shut_at is not None}
    silent = {pk for pk, _hold, heard_at, _shut in rows if not is_online(heard_at, now=now)}
    in_doubt = Q(left_open=True) | Q(state__in=(DoorState.UNSURE, DoorState.CHECK))
    doors = Compartment.objects.filter(in_doubt, cabinet__in=hold)
    ajar = list(doors.values_list("left_open", flat=True))
    parts = CabinetPart.objects.filter(cabinet__in=hold).exclude(alarm="")
    parts = parts.exclude(kind=PartKind.KEYPAD, told_at__lt=now - GUESSING_SHOWN_FOR)
    return {
        Need.OVERDUE: _overdue(hold, now),
        Need.AJAR: ajar.count(True),
        Need.DOUBTFUL: ajar.count(False),
        Need.QUARANTINED: len(shut),
        Need.SILENT: len(silent - shut - invited),
        Need.ALARMS: parts.count(),
        Need.INVITED: len(invited),
    }


def _overdue(hold: dict[int, int], now: datetime) -> int:
    """Count the meals that nobody may eat any more; each cabinet has its own time for them."""
    meals = Deposit.objects.filter(cabinet__in=hold, state=DepositState.STORED)
    return sum(
        held
        or is_too_old(
            stored_at=stored_at,
            hold_ms=hold_ms_of(usual_ms=hold[cabinet], hot_ms=hot_ms),
            now=now,
        )
        for cabinet, held, stored_at, hot_ms in meals.values_list(
            "cabinet", "held", "stored_at", "hot_ms"
        )
        if stored_at is not None
    )


def labels(buildings: Collection[int], *, now: datetime) -> tuple[list[Label], int]:
    """Return the first cabinets of these buildings, and how many there are besides."""
    found = Cabinet.objects.filter(building__in=buildings).order_by("building_id", "code")
    shown = [
        Label(
            code=one.code,
            spot=one.spot,
            building=one.building.name,
            online=is_online(one.heard_at, now=now),
            quarantined=one.quarantined_at is not None,
        )
        for one in found.select_related("building")[:CABINETS_SHOWN]
    ]
    return shown, found.count() - len(shown)


def tried_meals(buildings: Collection[int]) -> list[TriedMeal]:
    """Return the newest messages to owners. Only where nobody's real meal is: a link is a key."""
    told = (
        Notice.objects.filter(place__in=buildings, kind=NoticeKind.MEAL_STORED)
        .filter(place__origin__in=(PlaceOrigin.DEMO, PlaceOrigin.REPLAY))
        .order_by("-pk")[:MEALS_SHOWN]
    )
    when = {one.deposit: one.created_at for one in told}
    meals = Deposit.objects.filter(code__in=when).select_related("cabinet")
    known = {one.code: one for one in meals}
    return [_meal(known[code], told_at) for code, told_at in when.items()]


def _meal(deposit: Deposit, told_at: datetime) -> TriedMeal:
    is_placed = deposit.state == DepositState.SENT and deposit.placed_at is not None
    return TriedMeal(
        deposit=deposit.code,
        label=label_of(deposit.tail, deposit.order_no),
        state=DepositState(deposit.state),
        told_at=told_at,
        cabinet=deposit.cabinet.code,
        stands=is_placed or deposit.state == DepositState.STORED,
        is_placed=is_placed,
    )
