"""One day of one building: what was promised and what was done, from recorded facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

import msgspec
from django.db.models import Count, Q, Sum
from django.utils.timezone import get_current_timezone

from linli.lockers.enums import OUTCOMES, AlarmKind, DepositState
from linli.lockers.models import (
    Alarm,
    CabinetDay,
    CleanedDoor,
    CoSignature,
    Deposit,
    Rectification,
)
from linli.lockers.queries.complaints import ComplaintShown, complaints_between
from linli.lockers.queries.findings import became
from linli.lockers.rules.supervision import WARMTH, Fault, Repairs, repairs_of
from linli.places.models import Place

ORDERS_SHOWN = 50
"""Open orders first; what is older is in the file."""


ORDERS_PRINTED = 200
"""On paper: ten a working day, and six pages."""


@dataclass(frozen=True, slots=True)
class Day:
    """What is known of one day. ``seen`` is all of it as JSON, which property signs.

    Words that somebody wrote are not in it. ``stored`` counts the meals put in that day; of those
    that have ended, ``picked`` were fetched and ``overdue`` taken out or held back because nobody
    came in time.
    """

    day: date
    stored: int
    picked: int
    overdue: int
    reminded: int
    openings: int
    jams: int
    sanitised: int
    cleaned: int
    cold: tuple[Fault, ...]
    repairs: Repairs
    orders_raised: int
    orders_late: int
    complaints: tuple[ComplaintShown, ...]
    seen: str

    @property
    def picked_percent(self) -> float | None:
        """Of the meals that have ended or stand too long, how many were fetched in time."""
        ended = self.picked + self.overdue
        return round(100 * self.picked / ended, 1) if ended else None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a day, masked, and what."""

    who: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class OrderShown:
    """One rectification order; names are masked."""

    number: int
    wants: str
    raised_by: str
    raised_at: datetime
    due_at: datetime
    level: int
    answer: str
    answered_at: datetime | None
    closed_at: datetime | None


def day_of(building: Place, day: date, *, now: datetime) -> Day:
    """Return what was done on a day, so far; the same until something more happens."""
    begin, end = bounds(day)
    stays = Deposit.objects.filter(building=building, stored_at__gte=begin, stored_at__lt=end)
    meals = stays.annotate(became=became()).aggregate(
        stored=Count("pk", filter=~Q(became=DepositState.NEVER_ARRIVED)),
        picked=Count("pk", filter=Q(became=DepositState.PICKED)),
        overdue=Count(
            "pk",
            filter=Q(held=True, became=DepositState.STORED)
            | Q(became__in=[one for one in OUTCOMES if one != DepositState.PICKED]),
        ),
        reminded=Count("pk", filter=Q(reminded_at__isnull=False)),
    )
    counted = CabinetDay.objects.filter(cabinet__building=building, day=day).aggregate(
        openings=Sum("openings"), jams=Sum("jams"), sanitised=Sum("sanitised")
    )
    counts = {**meals, **{name: number or 0 for name, number in counted.items()}}
    faults = _faults(building, begin, end)
    orders = Rectification.objects.filter(building=building)
    raised = orders.filter(raised_at__gte=begin, raised_at__lt=end).count()
    late = orders.filter(level__gt=0, closed_at=None).count()
    counts |= {"orders_raised": raised, "orders_late": late}
    ticked = CleanedDoor.objects.filter(cleaning__cabinet__building=building)
    counts["cleaned"] = ticked.filter(
        cleaning__done_at__gte=begin, cleaning__done_at__lt=end
    ).count()
    complaints = complaints_between(building, begin, end)
    seen = {
        **counts,
        "building": building.code,
        "day": day,
        "complaints": [one.fact for one in complaints],
        "faults": [[one.kind.value, one.where, one.began_at, one.ended_at] for one in faults],
    }
    return Day(
        day=day,
        cold=tuple(one for one in faults if one.kind in WARMTH),
        repairs=repairs_of(faults, now=min(now, max(end, begin))),
        complaints=tuple(complaints),
        seen=msgspec.json.encode(seen, order="sorted").decode(),
        **counts,
    )


def digest_of(seen: str) -> str:
    """Return the SHA-256 of what was seen, in hex."""
    return sha256(seen.encode()).hexdigest()


def signature_of(building: Place, day: date) -> Signature | None:
    """Return who signed for a day, or None."""
    found = CoSignature.objects.select_related("signed_by").filter(building=building, day=day)
    one = found.first()
    return Signature(str(one.signed_by.name), one.signed_at, one.digest) if one else None


def orders_of(building: Place) -> list[OrderShown]:
    """Return a building's orders: open ones first, the most urgent on top."""
    found = Rectification.objects.select_related("raised_by").filter(building=building)
    rows = [*found.filter(closed_at=None).order_by("due_at", "pk")[:ORDERS_SHOWN]]
    rows += found.filter(closed_at__isnull=False).order_by("-pk")[: ORDERS_SHOWN - len(rows)]
    return [_shown(one) for one in rows]


def orders_between(building: Place, begin: datetime, end: datetime) -> list[OrderShown]:
    """Return the orders that stood at any time between two instants, the oldest first."""
    found = Rectification.objects.select_related("raised_by").filter(
        building=building, raised_at__lt=end
    )
    stood = found.filter(Q(closed_at=None) | Q(closed_at__gte=begin))
    return [_shown(one) for one in stood.order_by("raised_at", "pk")[:ORDERS_PRINTED]]


def signatures_between(building: Place, first: date, last: date) -> dict[date, Signature]:
    """Return who signed for which of some days."""
    found = CoSignature.objects.select_related("signed_by").filter(
        building=building, day__gte=first, day__lte=last
    )
    return {
        one.day: Signature(str(one.signed_by.name), one.signed_at, one.digest)
        for one in found.order_by("day")
    }


def days_of(building: Place, days: Sequence[date], *, now: datetime) -> list[Day]:
    """Return several days of a building."""
    return [day_of(building, one, now=now) for one in days]


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return when a day begins and ends, where the building is."""
    zone = get_current_timezone()
    begin = datetime.combine(day, time(), zone)
    return begin, datetime.combine(day + timedelta(days=1), time(), zone)


def _shown(one: Rectification) -> OrderShown:
    return OrderShown(
        number=one.pk,
        wants=one.wants,
        raised_by=str(one.raised_by.name),
        raised_at=one.raised_at,
        due_at=one.due_at,
        level=one.level,
        answer=one.answer,
        answered_at=one.answered_at,
        closed_at=one.closed_at,
    )


def _faults(building: Place, begin: datetime, end: datetime) -> list[Fault]:
    found = Alarm.objects.select_related("cabinet").filter(
        cabinet__building=building, began_at__gte=begin, began_at__lt=end
    )
    return [
        Fault(AlarmKind(one.kind), _where(one), one.began_at, one.lifted_at)
        for one in found.order_by("began_at", "pk")
    ]


def _where(alarm: Alarm) -> str:
    if alarm.comp:
        return f"{alarm.cabinet.code}-{alarm.comp:02d}"
    return f"{alarm.cabinet.code} {alarm.part}".strip()
