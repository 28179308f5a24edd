"""Committees and who sits in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from linli.buildings.enums.matters import HowChosen, MatterState, SeatKind
from linli.buildings.models import Committee, Matter, Seat, Term
from linli.buildings.rules.lifecycle import OPEN
from linli.buildings.rules.terms import is_ending
from linli.places.enums import PlaceLevel
from linli.places.models import Place

MOST_SHOWN = 200
"""Committees, or buildings without one, on one page: more than any subdistrict has."""

WITH_COMMITTEES = (PlaceLevel.DISTRICT, PlaceLevel.SUBDISTRICT, PlaceLevel.BUILDING)
"""A street and a district have one too, where buildings hand on to them what is not theirs."""

PAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat, and who holds it; nobody where ``term`` is None."""

    id: int
    kind: SeatKind
    number: int
    term: Term | None
    how: str
    is_ending: bool


@dataclass(frozen=True, slots=True)
class PastTerm:
    """A term that is over."""

    kind: SeatKind
    number: int
    term: Term
    how: str


def seats_of(committee: Committee, *, today: date) -> list[SeatNow]:
    """Return the seats of a committee in the order of their kinds: two queries."""
    holding = {
        one.seat_id: one for one in Term.objects.filter(seat__committee=committee, ended_at=None)
    }
    kinds = list(SeatKind)
    seats = sorted(
        Seat.objects.filter(committee=committee),
        key=lambda one: (kinds.index(SeatKind(one.kind)), one.number),
    )
    return [_now(one, holding.get(one.pk), today) for one in seats]


def _now(seat: Seat, term: Term | None, today: date) -> SeatNow:
    return SeatNow(
        seat.pk,
        SeatKind(seat.kind),
        seat.number,
        term,
        "" if term is None else str(HowChosen(term.how).label),
        term is not None and is_ending(term.ends_on, today=today),
    )


def past_terms(committee: Committee) -> list[PastTerm]:
    """Return who sat in a committee before, the last first."""
    rows = Term.objects.filter(seat__committee=committee, ended_at__isnull=False)
    found = rows.select_related("seat").order_by("-ended_at")[:PAST_SHOWN]
    return [
        PastTerm(SeatKind(one.seat.kind), one.seat.number, one, str(HowChosen(one.how).label))
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A committee in the list of a district."""

    code: str
    name: str
    founded_on: date
    seats: int
    filled: int
    waiting: int
    open: int
    late: int


def committees_in(places: Sequence[int], *, today: date) -> list[CommitteeRow]:
    """Return the committees of some places, the oldest first: two queries.

    Seats and matters are counted apart: in one query each seat meets each matter.
    """
    standing = Term.objects.filter(ended_at=None)
    rows = (
        Committee.objects.filter(building__in=places)
        .annotate(
            count=Count("seats", distinct=True),
            filled=Count("seats", filter=Q(seats__terms__in=standing), distinct=True),
        )
        .order_by("founded_on", "pk")
        .values_list("pk", "building__code", "building__name", "founded_on", "count", "filled")
    )[:MOST_SHOWN]
    counted = (
        Matter.objects.filter(committee__building__in=places, merged_into=None)
        .values("committee")
        .annotate(open=Count("pk", filter=Q(state__in=OPEN)), **_waiting(today))
        .values_list("committee", "unread", "open", "late")
    )
    matters = {committee: (unread, open_, late) for committee, unread, open_, late in counted}
    return [
        CommitteeRow(code, name, founded_on, seats, filled, *matters.get(pk, (0, 0, 0)))
        for pk, code, name, founded_on, seats, filled in rows
    ]


def _waiting(today: date) -> dict[str, Count]:
    """Return what to count of matters: those that nobody has read, and broken promises."""
    return {
        "unread": Count("pk", filter=Q(state=MatterState.RAISED)),
        "late": Count("pk", filter=Q(state=MatterState.IN_HAND, due_on__lt=today)),
    }


@dataclass(frozen=True, slots=True)
class Building:
    """A building that has no committee yet."""

    code: str
    name: str


def buildings_without(places: Sequence[int]) -> list[Building]:
    """Return the buildings among some places that have no committee yet, by name."""
    rows = Place.objects.filter(
        ~Exists(Committee.objects.filter(building=OuterRef("pk"))),
        pk__in=places,
        level__in=WITH_COMMITTEES,
        closed_at=None,
    ).order_by("name", "code")
    return [Building(*one) for one in rows.values_list("code", "name")[:MOST_SHOWN]]


@dataclass(frozen=True, slots=True)
class Need:
    """What waits for whoever keeps committees: matters to read, and broken promises."""

    unread: int
    late: int


def needs_hand(places: Sequence[int], *, today: date) -> Need:
    """Return what waits in some places: one query."""
    rows = Matter.objects.filter(committee__building__in=places, merged_into=None)
    return Need(**rows.aggregate(**_waiting(today)))
