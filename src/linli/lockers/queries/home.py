"""What the home page shows of the lockers: what needs a hand, the cabinets, messages to try."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linli.lockers.enums import AlarmKind, DepositState
from linli.lockers.models import Alarm, Cabinet, Deposit, Invitation
from linli.lockers.queries.door import is_online, label_of
from linli.notices.models import Notice, NoticeKind
from linli.places.enums import PlaceOrigin
from linli.places.models import Place

CABINETS_SHOWN = 12
"""Labels on one page; an installation with more prints them."""

MEALS_SHOWN = 5


class Need(StrEnum):
    """What of the lockers waits for somebody's hand, the most urgent first."""

    WANTED = "wanted"
    """Meals that their platforms want back."""
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


_NEED_OF = {
    AlarmKind.RECALL_WANTED: Need.WANTED,
    AlarmKind.OVERDUE: Need.OVERDUE,
    AlarmKind.LEFT_OPEN: Need.AJAR,
    AlarmKind.FORCED: Need.DOUBTFUL,
    AlarmKind.CHECK: Need.DOUBTFUL,
    AlarmKind.UNSURE: Need.DOUBTFUL,
    AlarmKind.QUARANTINED: Need.QUARANTINED,
    AlarmKind.CABINET_SILENT: Need.SILENT,
}
"""Every other alarm is of a zone, a board, a keypad or a compartment out of service."""


def needs_hand(buildings: Collection[int], *, now: datetime) -> Mapping[Need, int]:
    """Count the open alarms of these buildings by what is to be done; two queries."""
    found = Alarm.objects.filter(cabinet__building__in=buildings, closed_at=None)
    counted = dict.fromkeys(Need, 0)
    for kind in found.values_list("kind", flat=True):
        counted[_NEED_OF.get(AlarmKind(kind), Need.ALARMS)] += 1
    invited = Invitation.objects.filter(
        cabinet__building__in=buildings, used_at=None, expires_at__gt=now
    )
    counted[Need.INVITED] = invited.values("cabinet").distinct().count()
    return counted


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
    # Which places first: asked for together, each notice there ever was would be looked at.
    origins = (PlaceOrigin.DEMO, PlaceOrigin.REPLAY)
    tried = Place.objects.filter(pk__in=buildings, origin__in=origins)
    told = Notice.objects.filter(
        place__in=list(tried.values_list("pk", flat=True)), kind=NoticeKind.MEAL_STORED
    ).order_by("-pk")[:MEALS_SHOWN]
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
