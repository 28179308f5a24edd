"""What is known of companies, on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from linli.buildings.enums.companies import (
    FactKey,
    FactLevel,
    FactPurpose,
    FactSource,
    FactStanding,
)
from linli.buildings.models import Company, Fact
from linli.buildings.rules.facts import (
    UNKNOWN,
    FactRead,
    Value,
    shown,
    standing_on,
    value_of,
)

MOST_PAST = 50
"""Facts that were replaced, shown on one page: two years of a company that tells all each year."""


def facts_of(
    companies: Collection[int | Company],
    today: date,
    *,
    levels: Collection[FactLevel] = tuple(FactLevel),
) -> dict[int, dict[FactKey, FactRead]]:
    """Return what is known of some companies on a day, by their numbers: one query.

    Every company has every key: what nobody ever told is UNKNOWN, what is no longer to be
    relied on EXPIRED, with the value that it had in ``last``. A rule goes by ``value`` alone,
    which is None for both. Facts of other ``levels`` are UNKNOWN, as if nobody had told them.
    """
    numbers = {one.pk if isinstance(one, Company) else one for one in companies}
    found = {number: dict(UNKNOWN) for number in numbers}
    rows = Fact.objects.filter(company__in=numbers, level__in=levels, replaced_at=None)
    for one in rows:
        found[one.company_id][FactKey(one.key)] = _read(one, today)
    return found


@dataclass(frozen=True, slots=True)
class PastFact:
    """A fact that a newer one has replaced."""

    key: FactKey
    says: str
    source: FactSource
    as_of: date
    purpose: FactPurpose
    replaced_at: datetime


def past_facts(company: Company, *, levels: Collection[FactLevel]) -> list[PastFact]:
    """Return what was known of a company before, the last replaced first: one query."""
    rows = Fact.objects.filter(company=company, level__in=levels, replaced_at__isnull=False)
    return [_past(one) for one in rows.order_by("-replaced_at", "-pk")[:MOST_PAST]]


def known_values(facts: Mapping[FactKey, FactRead]) -> dict[FactKey, Value]:
    """Return what can be relied on of a company's facts, by key; nothing for the others."""
    return {key: one.value for key, one in facts.items() if one.value is not None}


def _read(one: Fact, today: date) -> FactRead:
    key = FactKey(one.key)
    value = value_of(key, one.value)
    standing = standing_on(one.expires_on, today=today)
    return FactRead(
        key,
        standing,
        value if standing is FactStanding.KNOWN else None,
        value,
        one.as_of,
        one.expires_on,
        FactSource(one.source),
        FactLevel(one.level),
        FactPurpose(one.purpose),
        one.pk,
    )


def _past(one: Fact) -> PastFact:
    assert one.replaced_at is not None, "only what was replaced is asked for"
    key = FactKey(one.key)
    says = shown(key, value_of(key, one.value))
    source, purpose = FactSource(one.source), FactPurpose(one.purpose)
    return PastFact(key, says, source, one.as_of, purpose, one.replaced_at)
