"""How much there is of everything, for whoever watches over the installation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, F, Sum
from django.utils import timezone

from linli.lockers.models import Cabinet, Deposit, is_live
from linli.lockers.queries.door import is_online

CabinetState = Literal["heard", "silent", "quarantined", "revoked"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What stands now: deposits and cabinets by state, and directives still on their way."""

    live: dict[str, int]
    today: dict[str, int]
    cabinets: dict[CabinetState, int]
    directives: int


@dataclass(frozen=True, slots=True)
class Silent:
    """One cabinet that has not been heard; ``heard_at`` is None where it never was."""

    code: str
    heard_at: datetime | None


def measured(*, now: datetime) -> Measured:
    """Count: five queries, each by an index or over the cabinets alone."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    buildings = Cabinet.objects.values_list("building", flat=True).distinct()
    today = Deposit.objects.filter(building__in=list(buildings), stored_at__gte=midnight)
    live = Deposit.objects.filter(is_live())
    cabinets: dict[CabinetState, int] = {"heard": 0, "silent": 0, "quarantined": 0, "revoked": 0}
    for heard_at, shut_at, revoked_at in Cabinet.objects.values_list(
        "heard_at", "quarantined_at", "revoked_at"
    ):
        cabinets[_state(heard_at, shut_at, revoked_at, now=now)] += 1
    behind = Cabinet.objects.filter(dseq__gt=F("applied_dseq"))
    lag = behind.aggregate(lag=Sum(F("dseq") - F("applied_dseq")))["lag"]
    return Measured(
        live=dict(live.order_by().values_list("state").annotate(Count("pk"))),
        today=dict(today.order_by().values_list("state").annotate(Count("pk"))),
        cabinets=cabinets,
        directives=lag or 0,
    )


def silent_for(longest: timedelta, *, now: datetime) -> list[Silent]:
    """Return the cabinets in use that have not been heard for so long, by code."""
    rows = Cabinet.objects.filter(revoked_at=None).order_by("code").values_list("code", "heard_at")
    return [
        Silent(code, heard_at)
        for code, heard_at in rows
        if heard_at is None or now - heard_at > longest
    ]


def _state(
    heard_at: datetime | None,
    shut_at: datetime | None,
    revoked_at: datetime | None,
    *,
    now: datetime,
) -> CabinetState:
    if revoked_at is not None:
        return "revoked"
    if shut_at is not None:
        return "quarantined"
    return "heard" if is_online(heard_at, now=now) else "silent"
