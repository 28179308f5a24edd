"""Companies as their keepers' pages show them: in a list, one by one, and whom to visit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from linli.buildings.enums.companies import (
    CompanyState,
    ContactRole,
    CorrectionState,
    FactKey,
    FactLevel,
    FactStanding,
    Listing,
    NeedState,
)
from linli.buildings.enums.industries import DIVISIONS, SECTION_OF
from linli.buildings.models import (
    Committee,
    Company,
    CompanyLink,
    Contact,
    Correction,
    Floor,
    Need,
    Tenancy,
    Visit,
)
from linli.buildings.queries.companies import facts_of
from linli.buildings.rules.facts import FactRead, shown, value_of
from linli.buildings.rules.floors import floor_name
from linli.buildings.rules.visits import Due, Looked, visits_due
from linli.people.sealing import Sealed

MOST_SHOWN = 500
"""Companies of one building: the largest towers have three hundred."""

PAST_SHOWN = 30
"""Visits, needs and corrections of one company on its page."""


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in a list; ``area`` is square metres of all its floors."""

    id: int
    name: str
    credit_code: str
    industry: str
    industry_code: str
    state: CompanyState
    floors: Sequence[int]
    area: int
    lease_ends: date | None
    visited_on: date | None
    next_on: date | None
    expired: int
    unknown: int
    needs: int
    corrections: int
    is_public: bool

    @property
    def floor_names(self) -> str:
        """Its floors as they are called, from the top."""
        return " ".join(floor_name(one) for one in self.floors)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which companies of a list are wanted; empty is any."""

    words: str = ""
    industry: str = ""
    floor: int | None = None
    listing: Listing = Listing.ALL


def companies_of(
    committee: Committee, *, today: date, levels: Collection[FactLevel]
) -> list[CompanyRow]:
    """Return all companies of a building by their names: three queries.

    Facts of other levels count as unknown.
    """
    waits = Q(corrections__state=CorrectionState.OPEN)
    rows = list(
        Company.objects.filter(committee=committee)
        .annotate(
            visited_on=Max("visits__on"),
            needs_open=Count("needs", filter=Q(needs__state=NeedState.OPEN), distinct=True),
            corrections_open=Count("corrections", filter=waits, distinct=True),
            next_day=Max("visits__next_on"),
        )
        .order_by("name")[:MOST_SHOWN]
    )
    facts = facts_of(rows, today, levels=levels)
    sits = _tenancies([one.pk for one in rows], today)
    return [_row(one, facts[one.pk], sits[one.pk]) for one in rows]


def wanted_of(rows: Iterable[CompanyRow], wanted: Wanted) -> list[CompanyRow]:
    """Return those of a list that somebody wants to see."""
    words = wanted.words.lower()
    return [
        one
        for one in rows
        if words in f"{one.name} {one.credit_code}".lower()
        and wanted.industry in ("", one.industry_code)
        and (wanted.floor is None or wanted.floor in one.floors)
        and _is_listed(one, wanted.listing)
    ]


def _is_listed(one: CompanyRow, listing: Listing) -> bool:
    is_here = one.state is CompanyState.OPEN
    match listing:
        case Listing.ALL:
            return is_here
        case Listing.STALE:
            return is_here and one.expired > 0
        case Listing.NEEDS:
            return one.needs > 0
        case Listing.UNVISITED:
            return is_here and one.visited_on is None
        case Listing.SAID:
            return one.corrections > 0
        case Listing.GONE:
            return not is_here


def plan_of(committee: Committee, *, today: date) -> Sequence[Due]:
    """Return whom to visit this week, in the order in which one walks: three queries."""
    rows = companies_of(committee, today=today, levels=tuple(FactLevel))
    looked = (
        Looked(
            company=one.id,
            name=one.name,
            floor=max(one.floors, default=None),
            visited_on=one.visited_on,
            next_on=None if _is_past(one) else one.next_on,
            lease_ends=one.lease_ends,
            expired=one.expired,
            unknown=one.unknown,
            needs=one.needs,
        )
        for one in rows
        if one.state is CompanyState.OPEN
    )
    return visits_due(looked, today=today)


def _is_past(one: CompanyRow) -> bool:
    """Tell whether somebody came after what was promised was due."""
    return one.next_on is not None and one.visited_on is not None and one.visited_on >= one.next_on


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact on a page: in words, None where nothing is known."""

    read: FactRead
    label: str
    says: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class TenancyRow:
    """A tenancy on a page."""

    id: int
    floor: str
    area: int
    begins_on: date
    ends_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact on a page; name, phone and mail print masked."""

    id: int
    role: ContactRole
    name: Sealed | None
    phone: Sealed | None
    mail: Sealed | None
    agreed_on: date
    link: CompanyLink | None


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What a company says of itself; ``says`` in words."""

    id: int
    label: str
    says: str
    said_at: datetime
    state: CorrectionState
    reason: str


@dataclass(frozen=True, slots=True)
class CompanyLife:
    """Who speaks for a company, what it needs, who was there, and what it says of itself."""

    contacts: Sequence[ContactRow]
    needs: Sequence[Need]
    visits: Sequence[Visit]
    corrections: Sequence[CorrectionRow]


def facts_shown(company: Company, *, today: date, levels: Collection[FactLevel]) -> list[FactRow]:
    """Return every fact that somebody may read of a company, known ones first: one query."""
    found = facts_of([company], today, levels=levels)[company.pk]
    rows = [_fact(one, today) for one in found.values() if one.level in levels]
    return sorted(rows, key=lambda one: one.says is None)


def tenancies_shown(company: Company) -> list[TenancyRow]:
    """Return where a company sits and sat, the top floor first: one query."""
    rows = Tenancy.objects.filter(company=company).select_related("floor")
    return [
        TenancyRow(
            one.pk, floor_name(one.floor.number), one.area, one.begins_on, one.ends_on, one.left_on
        )
        for one in rows.order_by("-floor__number", "begins_on")[:PAST_SHOWN]
    ]


def corrections_shown(company: Company) -> list[CorrectionRow]:
    """Return what a company said of itself, what waits first: one query."""
    rows = Correction.objects.filter(company=company).order_by("-said_at", "-pk")[:PAST_SHOWN]
    return sorted(map(_correction, rows), key=lambda one: one.state is not CorrectionState.OPEN)


def needs_shown(company: Company) -> list[Need]:
    """Return what a company needs, what is open first: one query."""
    rows = Need.objects.filter(company=company)
    return list(rows.order_by("-state", "-raised_at", "-pk")[:PAST_SHOWN])


def life_of(company: Company, *, now: datetime) -> CompanyLife:
    """Return all that only a company's keepers read of it: five queries."""
    contacts = list(Contact.objects.filter(company=company, left_at=None).order_by("pk"))
    standing = CompanyLink.objects.filter(
        contact__company=company, ended_at=None, ends_at__gt=now
    ).order_by("pk")
    links = {one.contact_id: one for one in standing}
    visits = Visit.objects.filter(company=company).order_by("-on", "-pk")[:PAST_SHOWN]
    return CompanyLife(
        contacts=[
            ContactRow(
                one.pk,
                ContactRole(one.role),
                one.name,
                one.phone,
                one.mail,
                one.agreed_on,
                links.get(one.pk),
            )
            for one in contacts
        ],
        needs=needs_shown(company),
        visits=list(visits),
        corrections=corrections_shown(company),
    )


def floors_of(committee: Committee) -> list[tuple[int, int]]:
    """Return a building's floors with their areas, from the top: one query."""
    rows = Floor.objects.filter(committee=committee).order_by("-number")
    return list(rows.values_list("number", "area"))


def directory_of(committee: Committee, *, today: date) -> list[tuple[str, str]]:
    """Return the names and floors of companies that agreed to it: two queries."""
    rows = list(
        Company.objects.filter(
            committee=committee, state=CompanyState.OPEN, agreed_at__isnull=False
        ).order_by("name")[:MOST_SHOWN]
    )
    sits = _tenancies([one.pk for one in rows], today)
    return [
        (one.name, " ".join(floor_name(each.floor.number) for each in sits[one.pk])) for one in rows
    ]


def industry_name(code: str) -> str:
    """Return an industry in words with its code, "" where nobody knows it."""
    return f"{SECTION_OF[code].letter}{code} {DIVISIONS[code]}" if code in DIVISIONS else ""


def _tenancies(companies: Collection[int], today: date) -> Mapping[int, list[Tenancy]]:
    """Return where each of some companies sits on a day, from the top floor."""
    rows = Tenancy.objects.filter(company__in=companies).select_related("floor")
    there = rows.filter(Q(left_on=None) | Q(left_on__gt=today)).order_by("-floor__number", "pk")
    found: dict[int, list[Tenancy]] = defaultdict(list)
    for one in there:
        found[one.company_id].append(one)
    return found


def _row(one: Company, facts: Mapping[FactKey, FactRead], sits: Sequence[Tenancy]) -> CompanyRow:
    ends = [each.ends_on for each in sits if each.ends_on is not None]
    told = facts[FactKey.LEASE_ENDS].value
    if not ends and isinstance(told, date):
        ends = [told]
    standing = [each.standing for each in facts.values()]
    return CompanyRow(
        id=one.pk,
        name=one.name,
        credit_code=one.credit_code,
        industry=industry_name(one.industry),
        industry_code=one.industry,
        state=CompanyState(one.state),
        floors=[each.floor.number for each in sits],
        area=sum(each.area for each in sits),
        lease_ends=min(ends, default=None),
        visited_on=one.visited_on,  # type: ignore[attr-defined]  # annotated by the only caller
        next_on=one.next_day,  # type: ignore[attr-defined]  # as above
        expired=standing.count(FactStanding.EXPIRED),
        unknown=standing.count(FactStanding.UNKNOWN),
        needs=one.needs_open,  # type: ignore[attr-defined]  # as above
        corrections=one.corrections_open,  # type: ignore[attr-defined]  # as above
        is_public=one.agreed_at is not None,
    )


def _fact(read: FactRead, today: date) -> FactRow:
    says = None if read.last is None else shown(read.key, read.last)
    days = None if read.as_of is None else (today - read.as_of).days
    return FactRow(read, str(read.key.label), says, days)


def _correction(one: Correction) -> CorrectionRow:
    key = FactKey(one.key) if one.key else None
    label = "" if key is None else str(key.label)
    says = one.value if key is None else shown(key, value_of(key, one.value))
    return CorrectionRow(one.pk, label, says, one.said_at, CorrectionState(one.state), one.reason)
