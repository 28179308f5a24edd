"""Noting what is known of a company: a new fact takes the place of the one before."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.actions.entries import ANYONE, lock
from linli.buildings.enums.companies import FactKey, FactLevel, FactPurpose, FactSource
from linli.buildings.errors.companies import FactFromTomorrow, FactOlder
from linli.buildings.models import Company, Fact
from linli.buildings.rules.facts import Value, written
from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.models import Person


@dataclass(frozen=True, slots=True)
class NewFact:
    """What is known: of which day, from where, until when, what for, and for whom to read.

    ``expires_on`` None: it never changes. See ``rules.facts.expiry_of`` and ``SPECS`` for what
    holds where nobody says.
    """

    key: FactKey
    value: Value
    source: FactSource
    as_of: date
    expires_on: date | None
    purpose: FactPurpose
    level: FactLevel


@transaction.atomic
def note_fact(company: Company, new: NewFact, *, by: Person | None, now: datetime) -> Fact:
    """Note a fact about a company. The one before stays in its history, with when it ended.

    The ledger says which fact was noted and from where, never its value: what a company tells
    its secretary is not for all who read the building's history.

    Args:
        company: of whom.
        new: what.
        by: who notes it; None: the company itself, or whoever the clock stands for.
        now: the instant, aware.

    Raises:
        FactFromTomorrow: it is from a day to come, or expires no later than it is from.
        FactOlder: what is known is from a later day.
    """
    lock(company.committee)
    made = put_fact(company, new, by=by, now=now)
    facts: dict[str, str | int] = {
        "key": new.key.value,
        "source": new.source.value,
        "as_of": new.as_of.isoformat(),
    }
    write_of_company(company, "fact_noted", by=by, now=now, facts=facts)
    return made


def put_fact(company: Company, new: NewFact, *, by: Person | None, now: datetime) -> Fact:
    """Write a fact in place of the one before; the caller has locked, and tells the ledger.

    Raises:
        FactFromTomorrow, FactOlder: as ``note_fact``.
    """
    is_over = new.expires_on is not None and new.expires_on <= new.as_of
    if new.as_of > localdate(now) or is_over:
        raise FactFromTomorrow
    before = Fact.objects.filter(company=company, key=new.key, replaced_at=None)
    newer = before.filter(as_of__gt=new.as_of).first()
    if newer is not None:
        raise FactOlder(what=str(new.key.label), day=newer.as_of.isoformat())
    before.update(replaced_at=now)
    return Fact.objects.create(
        company=company,
        key=new.key,
        value=written(new.value),
        source=new.source,
        as_of=new.as_of,
        expires_on=new.expires_on,
        purpose=new.purpose,
        level=new.level,
        noted_by=by,
        noted_at=now,
    )


def write_of_company(
    company: Company,
    verb: str,
    *,
    by: Person | None,
    now: datetime,
    facts: dict[str, str | int] | None = None,
) -> None:
    """Write down what was done to a company, in its building's chain."""
    chain = f"committee/{company.committee.building.code}"
    actor = ANYONE if by is None else name_in_ledger(by)
    append([NewEntry(chain, now, actor, verb, f"company:{company.pk}", facts or {})])
