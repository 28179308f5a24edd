"""Doors that people keep out of use, and what a spare one is needed for."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from linli.lockers.enums import DoorState, HoldKind
from linli.lockers.models import Cabinet, Compartment, DoorHold
from linli.lockers.rules.holds import REASON_OF, HeldDoor
from linli.wire.messages import Size

LATELY_SHOWN = 20
"""Holds that were lifted; what is older is in the cabinet's history."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One door kept out of use, or that was; names are masked."""

    comp: int
    kind: HoldKind
    reason: str
    holder: str
    held_at: datetime
    lifted_at: datetime | None
    lifter: str
    lifted_reason: str
    replaces: int


@dataclass(frozen=True, slots=True)
class DoorShown:
    """One door of the page: ``hold`` is None where nobody keeps it out of use."""

    number: int
    size: Size
    state: DoorState
    hold: Hold | None

    @property
    def is_out(self) -> bool:
        """Whether somebody can bring it back."""
        return self.hold is not None or self.state == DoorState.OOS


@dataclass(frozen=True, slots=True)
class HoldsOf:
    """One cabinet's doors, and what was kept out of use lately."""

    code: str
    spot: str
    building: str
    tower: str
    quarantined: bool
    doors: tuple[DoorShown, ...]
    lately: tuple[Hold, ...]


@dataclass(slots=True)
class DoorsWithSpares:
    """What ``rules.holds.wanted`` asks of one cabinet."""

    doors: list[HeldDoor] = field(default_factory=list)
    replaced: set[int] = field(default_factory=set)
    is_out: bool = False


def holds_of(code: str, places: Collection[int]) -> HoldsOf | None:
    """Return a cabinet's doors for its page, None where none of these places has it."""
    found = Cabinet.objects.select_related("building").filter(code=code, building__in=places)
    cabinet = found.first()
    if cabinet is None:
        return None
    holds = DoorHold.objects.select_related("held_by", "lifted_by").filter(cabinet=cabinet)
    held = {one.comp: _shown(one) for one in holds.filter(lifted_at=None)}
    lately = holds.filter(lifted_at__isnull=False).order_by("-lifted_at", "-pk")[:LATELY_SHOWN]
    rows = cabinet.compartments.order_by("column", "row", "number")
    return HoldsOf(
        code=cabinet.code,
        spot=cabinet.spot,
        building=cabinet.building.name,
        tower=cabinet.building.code,
        quarantined=cabinet.quarantined_at is not None,
        doors=tuple(
            DoorShown(one.number, Size(one.size), DoorState(one.state), held.get(one.number))
            for one in rows
        ),
        lately=tuple(_shown(one) for one in lately),
    )


def held_doors(cabinets: Collection[int]) -> dict[int, DoorsWithSpares]:
    """Return the doors of some cabinets as they are kept and needed; two queries."""
    since: dict[tuple[int, int], datetime | None] = {}
    rows = Compartment.objects.filter(cabinet__in=cabinets).order_by("cabinet_id", "number")
    doors = list(rows)
    for one in doors:
        since[one.cabinet_id, one.number] = one.since
    known: dict[int, DoorsWithSpares] = defaultdict(DoorsWithSpares)
    spares: set[tuple[int, int]] = set()
    holds = DoorHold.objects.filter(cabinet__in=cabinets)
    for hold in holds.filter(lifted_at=None).exclude(kind=HoldKind.BROKEN):
        if hold.kind == HoldKind.SPARE:
            spares.add((hold.cabinet_id, hold.comp))
        else:
            known[hold.cabinet_id].is_out = True
    for hold in holds.filter(replaces__gt=0, lifted_at__isnull=False):
        broke = since.get((hold.cabinet_id, hold.replaces))
        if hold.lifted_at is not None and (broke is None or broke <= hold.lifted_at):
            known[hold.cabinet_id].replaced.add(hold.replaces)
    for one in doors:
        is_spare = (one.cabinet_id, one.number) in spares
        door = HeldDoor(one.number, Size(one.size), DoorState(one.state), is_spare)
        known[one.cabinet_id].doors.append(door)
    return known


def nobodys(cabinets: Collection[Cabinet]) -> set[tuple[int, int]]:
    """Return the doors, by cabinet and number, that are out of use and need nobody's hand."""
    held = DoorHold.objects.filter(cabinet__in=cabinets, kind__in=list(REASON_OF), lifted_at=None)
    return set(held.values_list("cabinet_id", "comp"))


def _shown(one: DoorHold) -> Hold:
    return Hold(
        comp=one.comp,
        kind=HoldKind(one.kind),
        reason=one.reason,
        holder=str(one.held_by.name),
        held_at=one.held_at,
        lifted_at=one.lifted_at,
        lifter=str(one.lifted_by.name) if one.lifted_by else "",
        lifted_reason=one.lifted_reason,
        replaces=one.replaces,
    )
