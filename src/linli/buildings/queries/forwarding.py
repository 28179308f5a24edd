"""What was handed on to other servers, and to which it may be, as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from linli.buildings.enums.open311 import ForwardState
from linli.buildings.models import Committee, Forwarded, Matter, Open311Endpoint
from linli.places.models import Place

MOST_SHOWN = 100
"""Handed on, on one page; older ones stand on the pages of their matters."""


@dataclass(frozen=True, slots=True)
class ForwardRow:
    """A matter that was handed on. ``said`` is why it does not go on, for its keepers alone."""

    id: int
    matter: int
    title: str
    to: str
    state: ForwardState
    reference: str
    agency: str
    answer: str
    said: str
    tries: int
    at: datetime
    ended_at: datetime | None

    @property
    def is_dead(self) -> bool:
        """Whether it was given up, and may be tried anew."""
        return self.state == ForwardState.DEAD


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """A server that takes matters; ``place`` is whose committees may hand on to it."""

    id: int
    name: str
    url: str
    jurisdiction: str
    place: str
    has_key: bool
    live: int


def forwards_of(matter: Matter) -> list[ForwardRow]:
    """Return where a matter was handed on, the first first: one query."""
    rows = Forwarded.objects.filter(matter=matter).order_by("at", "pk")
    return _rows(rows.select_related("endpoint", "matter"))


def forwards_by(committee: Committee) -> list[ForwardRow]:
    """Return what a committee has handed on: what was given up first, then the newest."""
    rows = Forwarded.objects.filter(matter__committee=committee).select_related(
        "endpoint", "matter"
    )
    newest = rows.order_by("-at", "-pk")
    dead = [*newest.filter(state=ForwardState.DEAD)[:MOST_SHOWN]]
    others = [*newest.exclude(state=ForwardState.DEAD)[:MOST_SHOWN]]
    return _rows((dead + others)[:MOST_SHOWN])


def endpoints_above(building: Place) -> list[EndpointRow]:
    """Return the servers to which a building may hand on: its own, and those of what it is in."""
    return _endpoints(Q(place__code__in=building.codes))


def endpoints_of(place: Place) -> list[EndpointRow]:
    """Return the servers of one place."""
    return _endpoints(Q(place=place))


def _endpoints(which: Q) -> list[EndpointRow]:
    rows = Open311Endpoint.objects.filter(which, ended_at=None).select_related("place")
    counted = rows.annotate(live=Count("forwarded", filter=Q(forwarded__next_at__isnull=False)))
    return [
        EndpointRow(
            id=one.pk,
            name=one.name,
            url=one.url,
            jurisdiction=one.jurisdiction,
            place=one.place.name,
            has_key=one.key is not None,
            live=one.live,
        )
        for one in counted.order_by("name", "pk")
    ]


def _rows(found: Iterable[Forwarded]) -> list[ForwardRow]:
    return [
        ForwardRow(
            id=one.pk,
            matter=one.matter.number,
            title=one.matter.title,
            to=one.endpoint.name,
            state=ForwardState(one.state),
            reference=one.reference,
            agency=one.agency,
            answer=one.answer,
            said=one.said,
            tries=one.tries,
            at=one.at,
            ended_at=one.ended_at,
        )
        for one in found
    ]
