"""Founding a committee, giving it seats, and seating people in them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.matters import HowChosen, SeatKind
from linli.buildings.errors.matters import (
    CommitteeFounded,
    SeatEmpty,
    SeatsEnough,
    SeatTaken,
    TermBackwards,
    UnknownSeat,
    VotesNeeded,
)
from linli.buildings.models import Committee, Seat, Term
from linli.buildings.rules.terms import LONGEST_YEARS, is_term
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.places.models import Place

MOST_SEATS = 9
"""Of one kind. A committee that is larger is an assembly."""


@transaction.atomic
def found_committee(*, building: Place, on: date, by: Person, now: datetime) -> Committee:
    """Found the committee of a building: one seat each for owner, property and a company.

    Raises:
        CommitteeFounded: it has one.
    """
    try:
        with transaction.atomic():
            made = Committee.objects.create(building=building, founded_on=on)
    except IntegrityError as there:
        raise CommitteeFounded from there
    first = (SeatKind.OWNER, SeatKind.PROPERTY, SeatKind.COMPANY)
    Seat.objects.bulk_create(Seat(committee=made, kind=kind, number=1) for kind in first)
    facts = {"on": on.isoformat()}
    write_down(made, "committee_founded", by=name_in_ledger(by), now=now, facts=facts)
    return made


@transaction.atomic
def add_seat(keeper: Keeper, *, kind: SeatKind, now: datetime) -> Seat:
    """Add a seat of a kind, numbered after the last.

    Raises:
        SeatsEnough: there are nine.
    """
    lock(keeper.committee)
    number = Seat.objects.filter(committee=keeper.committee, kind=kind).count() + 1
    if number > MOST_SEATS:
        raise SeatsEnough(most=MOST_SEATS)
    made = Seat.objects.create(committee=keeper.committee, kind=kind, number=number)
    _write(keeper, "seat_added", made, now)
    return made


@dataclass(frozen=True, slots=True)
class NewTerm:
    """Who takes a seat, how they came to it, and from when until when."""

    holder: str
    how: HowChosen
    votes: int | None
    begins_on: date
    ends_on: date


@transaction.atomic
def begin_term(keeper: Keeper, *, seat: int, term: NewTerm, now: datetime) -> None:
    """Seat somebody. The ledger keeps the seat and the term, never the name.

    Raises:
        UnknownSeat: none of this committee.
        SeatTaken: somebody holds it.
        TermBackwards: the term ends before it begins, or is too long.
        VotesNeeded: an election without its count, or a naming with one.
    """
    if not is_term(term.begins_on, term.ends_on):
        raise TermBackwards(years=LONGEST_YEARS)
    if (term.how is HowChosen.ELECTED) is (term.votes is None):
        raise VotesNeeded
    found = _seat(keeper, seat)
    try:
        with transaction.atomic():
            Term.objects.create(
                seat=found,
                holder=term.holder,
                how=term.how,
                votes=term.votes,
                begins_on=term.begins_on,
                ends_on=term.ends_on,
                noted_by=keeper.person,
                noted_at=now,
            )
    except IntegrityError as taken:
        raise SeatTaken from taken
    facts: dict[str, str | int] = {
        "how": term.how.value,
        "votes": term.votes or 0,
        "from": term.begins_on.isoformat(),
        "until": term.ends_on.isoformat(),
    }
    _write(keeper, "term_begun", found, now, facts)


@transaction.atomic
def end_term(keeper: Keeper, *, seat: int, now: datetime) -> None:
    """End the term of whoever holds a seat; it stays among those that were.

    Raises:
        UnknownSeat: none of this committee.
        SeatEmpty: nobody holds it.
    """
    found = _seat(keeper, seat)
    if not Term.objects.filter(seat=found, ended_at=None).update(ended_at=now):
        raise SeatEmpty
    _write(keeper, "term_ended", found, now)


def _seat(keeper: Keeper, number: int) -> Seat:
    found = Seat.objects.filter(committee=keeper.committee, pk=number).first()
    if found is None:
        raise UnknownSeat
    return found


def _write(
    keeper: Keeper, verb: str, seat: Seat, now: datetime, more: dict[str, str | int] | None = None
) -> None:
    facts = {"kind": str(seat.kind), "number": seat.number, **(more or {})}
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts)
