"""The desks of several buildings at a glance, for who serves at them."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from linli.buildings.enums.frontdesk import TicketState
from linli.buildings.models import Committee, ServiceWindow, Ticket
from linli.places.models import Place

DESKS_MOST = 50
"""Desks on one page; whoever serves at more chooses a building first."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A building's desk: its windows, and how many wait there today."""

    building: Place
    windows: list[ServiceWindow]
    waiting: int


def desks_in(places: Collection[int], *, now: datetime) -> list[DeskRow]:
    """Return the desks of some places, by name: three queries."""
    rows = Committee.objects.filter(building__in=places).select_related("building")
    found = list(rows.order_by("building__name", "pk")[:DESKS_MOST])
    windows = defaultdict[int, list[ServiceWindow]](list)
    for one in ServiceWindow.objects.filter(committee__in=found, closed_at=None).order_by("number"):
        windows[one.committee_id].append(one)
    waits = Ticket.objects.filter(
        service__committee__in=found, state=TicketState.WAITING, day=localdate(now)
    )
    counts = Counter(waits.values_list("service__committee", flat=True))
    return [DeskRow(one.building, windows[one.pk], counts[one.pk]) for one in found]
