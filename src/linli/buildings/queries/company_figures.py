"""A building's companies and space in figures, for one building and for a list of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from linli.buildings.enums.companies import CompanyState, CorrectionState, FactKey, NeedState
from linli.buildings.enums.industries import SECTION_OF
from linli.buildings.models import Committee, Company, Correction, Floor, Need, Tenancy
from linli.buildings.queries.companies import facts_of
from linli.buildings.queries.company_pages import floors_of
from linli.buildings.rules.facts import FactRead
from linli.buildings.rules.occupancy import (
    Housed,
    Let,
    Occupancy,
    Stack,
    occupancy_of,
    stack_of,
)

MOST_BUILDINGS = 200


def lets_of(committee: Committee, *, today: date) -> list[Let]:
    """Return what is let in a building on a day: one query."""
    rows = Tenancy.objects.filter(floor__committee=committee, begins_on__lte=today)
    there = rows.filter(Q(left_on=None) | Q(left_on__gt=today))
    return [
        Let(one.floor.number, one.area, one.company_id, one.company.name, one.ends_on)
        for one in there.select_related("floor", "company").order_by("pk")
    ]


def occupancy(committee: Committee, *, today: date) -> Occupancy:
    """Count a building on a day: four queries."""
    companies = dict(
        Company.objects.filter(committee=committee, state=CompanyState.OPEN).values_list(
            "pk", "industry"
        )
    )
    facts = facts_of(list(companies), today)
    return occupancy_of(
        floors_of(committee),
        lets_of(committee, today=today),
        [
            _housed(industry, facts[number][FactKey.EMPLOYEES])
            for number, industry in companies.items()
        ],
        today=today,
    )


def _housed(industry: str, employees: FactRead) -> Housed:
    value = employees.value
    return Housed(
        SECTION_OF[industry].letter if industry in SECTION_OF else "",
        value if isinstance(value, int) else None,
        employees.standing,
    )


def stack(committee: Committee, *, today: date) -> Stack:
    """Draw a building on a day: two queries."""
    return stack_of(floors_of(committee), lets_of(committee, today=today))


@dataclass(frozen=True, slots=True)
class SaidByCompanies:
    """What companies said themselves and nobody has dealt with."""

    corrections: int
    needs: int


def said_by_companies(places: Collection[int], codes: Collection[str]) -> SaidByCompanies:
    """Count what companies wait for in some buildings, by number or code: two queries."""
    theirs = Q(company__committee__building__in=places) | Q(
        company__committee__building__code__in=codes
    )
    corrections = Correction.objects.filter(theirs, state=CorrectionState.OPEN).count()
    needs = Need.objects.filter(theirs, state=NeedState.OPEN, by=None).count()
    return SaidByCompanies(corrections, needs)


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """One building in a list; areas are square metres."""

    code: str
    name: str
    companies: int
    area: int
    let: int

    @property
    def vacancy_percent(self) -> int | None:
        """Of what can be let, how much is not; None of nothing."""
        return round(100 * max(0, self.area - self.let) / self.area) if self.area else None


def buildings_with_companies(places: Collection[int], *, today: date) -> list[BuildingRow]:
    """Return the buildings among some places that have a committee: four queries."""
    rows = (
        Committee.objects.filter(building__in=places)
        .order_by("building__path")
        .values_list("pk", "building__code", "building__name")[:MOST_BUILDINGS]
    )
    found = list(rows)
    numbers = [number for number, _code, _name in found]
    open_ = Company.objects.filter(committee__in=numbers, state=CompanyState.OPEN)
    companies = dict(open_.values_list("committee").annotate(count=Count("pk")))
    areas = _sums(Floor.objects.filter(committee__in=numbers).values_list("committee"))
    there = Tenancy.objects.filter(floor__committee__in=numbers, begins_on__lte=today)
    lets = _sums(
        there.filter(Q(left_on=None) | Q(left_on__gt=today)).values_list("floor__committee")
    )
    return [
        BuildingRow(code, name, companies.get(number, 0), areas.get(number, 0), lets.get(number, 0))
        for number, code, name in found
    ]


def _sums(rows: object) -> Mapping[int, int]:
    return dict(rows.annotate(area=Sum("area")))  # type: ignore[attr-defined]  # a query of one column
