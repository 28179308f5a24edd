"""What is to be cleaned, what was, and by whom; always a few queries, whatever a building holds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from linli.lockers.enums import CleaningWork, DoorState
from linli.lockers.models import (
    Cabinet,
    CleanedDoor,
    Cleaning,
    CleaningPhoto,
    CleaningRound,
    Compartment,
)
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.cleaning import CLEAN_EVERY, DoorToClean, Hindrance, hindrance, is_due

SHOWN = 50
"""Cleanings of a day on one page; a tower's two rounds of twenty-five cabinets."""


@dataclass(frozen=True, slots=True)
class DueDoor:
    """One door that is due, and what keeps a hand out of it now."""

    number: int
    state: DoorState
    hindrance: Hindrance

    @property
    def can_be_ticked(self) -> bool:
        """Whether a hand can be, or have been, inside."""
        return self.hindrance.allows_a_tick


@dataclass(frozen=True, slots=True)
class CabinetToClean:
    """One cabinet of a round: the doors that are due, of how many it has."""

    number: int
    code: str
    spot: str
    all: int
    due: tuple[DueDoor, ...]

    @property
    def can_be_ticked(self) -> bool:
        """Whether a hand can be, or have been, in any door that is due."""
        return any(one.can_be_ticked for one in self.due)


@dataclass(frozen=True, slots=True)
class RoundNow:
    """The round under way; who began it is masked."""

    begun_at: datetime
    beginner: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What somebody did to some doors; the name is masked. ``has_photo``: it is still kept."""

    number: int
    cabinet: str
    who: str
    at: datetime
    work: CleaningWork
    doors: tuple[int, ...]
    has_photo: bool


def round_now(building: int) -> RoundNow | None:
    """Return the cleaning round that is under way, or None."""
    found = CleaningRound.objects.select_related("begun_by").filter(
        building=building, ended_at=None
    )
    one = found.first()
    return RoundNow(one.begun_at, str(one.begun_by.name)) if one else None


def to_clean(building: int, *, now: datetime) -> list[CabinetToClean]:
    """Return a building's cabinets in walking order, with the doors that are due."""
    cabinets = list(
        Cabinet.objects.filter(building=building, revoked_at=None)
        .order_by("code")
        .values_list("pk", "code", "spot")
    )
    cleaned = _cleaned_since([pk for pk, _code, _spot in cabinets], now=now)
    doors: dict[int, list[DoorToClean]] = defaultdict(list)
    for cabinet, one in doors_of(pk for pk, _code, _spot in cabinets):
        doors[cabinet].append(one)
    return [
        CabinetToClean(
            pk,
            code,
            spot,
            len(doors[pk]),
            tuple(
                DueDoor(one.number, one.state, hindrance(one))
                for one in doors[pk]
                if is_due(cleaned.get((pk, one.number)), now=now)
            ),
        )
        for pk, code, spot in cabinets
    ]


def doors_of(cabinets: Iterable[int]) -> list[tuple[int, DoorToClean]]:
    """Return the doors of some cabinets, down the columns from the left."""
    found = Compartment.objects.filter(cabinet__in=list(cabinets))
    rows = found.order_by("cabinet_id", "column", "row", "number")
    return [
        (cabinet, DoorToClean(number, DoorState(state), deposit))
        for cabinet, number, state, deposit in rows.values_list(
            "cabinet_id", "number", "state", "deposit"
        )
    ]


def cleaned_on(building: int, day: date) -> list[Cleaned]:
    """Return what was cleaned on a day, newest first, at most fifty."""
    begin, end = bounds(day)
    found = (
        Cleaning.objects.select_related("cabinet", "done_by")
        .filter(cabinet__building=building, done_at__gte=begin, done_at__lt=end)
        .order_by("-done_at", "-pk")[:SHOWN]
    )
    return _shown(list(found))


def photo_of(number: int, places: Collection[int]) -> bytes | None:
    """Return the photo of a cleaning at these places; None where there is none any more."""
    found = CleaningPhoto.objects.filter(
        cleaning=number, cleaning__cabinet__building__in=places
    ).values_list("image", flat=True)
    image = found.first()
    return None if image is None else bytes(image)


def _cleaned_since(cabinets: Sequence[int], *, now: datetime) -> dict[tuple[int, int], datetime]:
    """Return when each door was cleaned that is not due."""
    found = CleanedDoor.objects.filter(
        cleaning__cabinet__in=cabinets, cleaning__done_at__gt=now - CLEAN_EVERY
    ).order_by("cleaning__done_at")
    rows = found.values_list("cleaning__cabinet", "comp", "cleaning__done_at")
    return {(cabinet, comp): at for cabinet, comp, at in rows}


def _shown(found: Sequence[Cleaning]) -> list[Cleaned]:
    numbers = [one.pk for one in found]
    doors: dict[int, list[int]] = defaultdict(list)
    ticked = CleanedDoor.objects.filter(cleaning__in=numbers).order_by("comp")
    for cleaning, comp in ticked.values_list("cleaning", "comp"):
        doors[cleaning].append(comp)
    kept = CleaningPhoto.objects.filter(cleaning__in=numbers)
    photos = set(kept.values_list("cleaning", flat=True))
    return [
        Cleaned(
            number=one.pk,
            cabinet=one.cabinet.code,
            who=str(one.done_by.name),
            at=one.done_at,
            work=CleaningWork(one.work),
            doors=tuple(doors[one.pk]),
            has_photo=one.pk in photos,
        )
        for one in found
    ]
