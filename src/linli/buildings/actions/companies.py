"""Entering companies, floors and who sits where."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.company_facts import NewFact, put_fact, write_of_company
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.companies import (
    CompanyState,
    FactKey,
    FactPurpose,
    FactSource,
)
from linli.buildings.errors.companies import (
    CompanyThere,
    FloorFull,
    FloorTooSmall,
    LeaseBackwards,
    OnThatFloor,
    UnknownFloor,
    UnknownTenancy,
)
from linli.buildings.models import Company, Fact, Floor, Tenancy
from linli.buildings.rules.facts import SPECS, expiry_of, value_of
from linli.buildings.rules.floors import floor_name
from linli.people.actions import name_in_ledger
from linli.people.models import Person


@dataclass(frozen=True, slots=True)
class NewCompany:
    """What a company is called; code and industry may be empty: nobody knows them yet."""

    name: str
    credit_code: str = ""
    industry: str = ""
    state: CompanyState = CompanyState.OPEN


@dataclass(frozen=True, slots=True)
class NewTenancy:
    """On which floor, how many square metres, from when, and until when if that is known."""

    floor: int
    area: int
    begins_on: date
    ends_on: date | None


@transaction.atomic
def add_company(keeper: Keeper, new: NewCompany, *, now: datetime) -> Company:
    """Enter a company of the building.

    Raises:
        CompanyThere: the building has one of this name or code.
    """
    try:
        with transaction.atomic():
            made = Company.objects.create(
                committee=keeper.committee,
                name=new.name,
                credit_code=new.credit_code,
                industry=new.industry,
                state=new.state,
                noted_at=now,
            )
    except IntegrityError as there:
        raise CompanyThere from there
    write_of_company(made, "company_added", by=keeper.person, now=now)
    return made


@transaction.atomic
def change_company(keeper: Keeper, company: Company, new: NewCompany, *, now: datetime) -> None:
    """Set a company's name, code, industry and state right; the ledger keeps what they were.

    Raises:
        CompanyThere: another of the building has this name or code.
    """
    lock(keeper.committee)
    before = Company.objects.get(pk=company.pk)
    changed = {
        field: str(getattr(before, field))
        for field in ("name", "credit_code", "industry", "state")
        if getattr(before, field) != getattr(new, field)
    }
    if not changed:
        return
    for field in changed:
        setattr(before, field, getattr(new, field))
    try:
        with transaction.atomic():
            before.save(update_fields=list(changed))
    except IntegrityError as there:
        raise CompanyThere from there
    facts: dict[str, str | int] = {f"was_{field}": value for field, value in changed.items()}
    facts["fields"] = len(changed)
    write_of_company(company, "company_changed", by=keeper.person, now=now, facts=facts)


@transaction.atomic
def list_in_public(company: Company, *, agreed: bool, by: Person | None, now: datetime) -> None:
    """Note that a company agreed to stand in the public directory, or does no longer.

    ``by`` is None where it says so itself, by its link.
    """
    verb = "company_listed" if agreed else "company_unlisted"
    Company.objects.filter(pk=company.pk).update(agreed_at=now if agreed else None)
    write_of_company(company, verb, by=by, now=now)


@transaction.atomic
def set_floor(keeper: Keeper, *, number: int, area: int, now: datetime) -> None:
    """Say how many square metres of a floor can be let.

    Raises:
        FloorTooSmall: more of it is let than that.
    """
    lock(keeper.committee)
    let = _let(keeper, number, from_day=localdate(now))
    if let > area:
        raise FloorTooSmall(floor=floor_name(number), let=let)
    Floor.objects.update_or_create(
        committee=keeper.committee, number=number, defaults={"area": area}
    )
    facts: dict[str, str | int] = {"floor": floor_name(number), "area": area}
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, "floor_set", by=by, now=now, facts=facts)


@transaction.atomic
def move_in(keeper: Keeper, company: Company, new: NewTenancy, *, now: datetime) -> Tenancy:
    """Enter that a company sits on a floor. Its first lease to end becomes a fact of it.

    Raises:
        UnknownFloor: the building has no such floor.
        FloorFull: it has less left than that.
        OnThatFloor: the company is there already.
        LeaseBackwards: it ends before it begins.
    """
    lock(keeper.committee)
    made = put_tenancy(keeper, company, new, now=now)
    facts: dict[str, str | int] = {"floor": floor_name(new.floor), "area": new.area}
    write_of_company(company, "company_moved_in", by=keeper.person, now=now, facts=facts)
    return made


def put_tenancy(keeper: Keeper, company: Company, new: NewTenancy, *, now: datetime) -> Tenancy:
    """Write a tenancy; the caller has locked the committee, and tells the ledger.

    Raises:
        UnknownFloor, FloorFull, OnThatFloor, LeaseBackwards: as ``move_in``.
    """
    if new.ends_on is not None and new.ends_on < new.begins_on:
        raise LeaseBackwards
    name = floor_name(new.floor)
    floor = Floor.objects.filter(committee=keeper.committee, number=new.floor).first()
    if floor is None:
        raise UnknownFloor(floor=name)
    if Tenancy.objects.filter(company=company, floor=floor, left_on=None).exists():
        raise OnThatFloor
    left = floor.area - _let(keeper, new.floor, from_day=new.begins_on)
    if new.area > left:
        raise FloorFull(floor=name, left=max(0, left))
    made = Tenancy.objects.create(
        company=company,
        floor=floor,
        area=new.area,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
    )
    _note_lease_end(keeper, company, now)
    return made


@transaction.atomic
def move_out(keeper: Keeper, company: Company, *, tenancy: int, on: date, now: datetime) -> None:
    """Enter on which day a company moved out of a floor, or will.

    Raises:
        UnknownTenancy: it is none of the company's, or over.
        LeaseBackwards: before it had come.
    """
    lock(keeper.committee)
    rows = Tenancy.objects.select_related("floor")
    found = rows.filter(pk=tenancy, company=company, left_on=None).first()
    if found is None:
        raise UnknownTenancy
    if on < found.begins_on:
        raise LeaseBackwards
    Tenancy.objects.filter(pk=found.pk).update(left_on=on)
    _note_lease_end(keeper, company, now)
    facts: dict[str, str | int] = {
        "floor": floor_name(found.floor.number),
        "on": on.isoformat(),
    }
    write_of_company(company, "company_moved_out", by=keeper.person, now=now, facts=facts)


def _let(keeper: Keeper, number: int, *, from_day: date) -> int:
    """Return how much of a floor is let to who has not left it by a day."""
    rows = Tenancy.objects.filter(floor__committee=keeper.committee, floor__number=number)
    there = rows.filter(Q(left_on=None) | Q(left_on__gt=from_day))
    return there.aggregate(let=Sum("area"))["let"] or 0


def _note_lease_end(keeper: Keeper, company: Company, now: datetime) -> None:
    """Note the first of a company's leases to end, where that is known and new."""
    rows = Tenancy.objects.filter(company=company, left_on=None, ends_on__isnull=False)
    first = rows.order_by("ends_on").values_list("ends_on", flat=True).first()
    key, today = FactKey.LEASE_ENDS, localdate(now)
    known = Fact.objects.filter(company=company, key=key, replaced_at=None).first()
    if first is None or (known is not None and value_of(key, known.value) == first):
        return
    new = NewFact(
        key,
        first,
        FactSource.PAPER,
        today,
        expiry_of(key, today),
        FactPurpose.SERVICE,
        SPECS[key].level,
    )
    put_fact(company, new, by=keeper.person, now=now)
