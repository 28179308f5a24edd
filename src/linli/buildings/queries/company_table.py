"""A building's companies as a table, and as a table that is taken in meets them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import override

from linli.buildings.enums.companies import FactKey
from linli.buildings.models import Committee, Company, Fact, Tenancy
from linli.buildings.queries.company_pages import floors_of
from linli.buildings.rules.company_import import KnownCompany
from linli.buildings.rules.company_table import COLUMNS, FACTS, Sits
from linli.buildings.rules.facts import SPECS, Value, value_of, written
from linli.buildings.rules.floors import floor_name
from linli.places.rules.cells import made_harmless

WORDS_OF_TABLES = "zh-hans"
"""In which language tables are written and read, whoever does it."""

Row = list[str | int]


def known_and_free(
    committee: Committee, *, today: date
) -> tuple[list[KnownCompany], Mapping[int, int]]:
    """Return a building's companies as they are known, and what is free on each floor.

    Facts that are expired are known, too: a table confirms them. Who has not left a floor by
    today has it, also before their lease begins. Four queries.
    """
    rows = list(Company.objects.filter(committee=committee).order_by("name"))
    sits: dict[int, dict[int, Sits]] = defaultdict(dict)
    free = dict(floors_of(committee))
    there = Tenancy.objects.filter(company__committee=committee).select_related("floor")
    for one in there.filter(Q(left_on=None) | Q(left_on__gt=today)).order_by("pk"):
        floor = one.floor.number
        sits[one.company_id][floor] = Sits(floor, one.area, one.begins_on, one.ends_on)
        free[floor] -= one.area
    facts: dict[int, dict[FactKey, tuple[Value, date]]] = defaultdict(dict)
    for fact in Fact.objects.filter(company__committee=committee, replaced_at=None):
        key = FactKey(fact.key)
        facts[fact.company_id][key] = (value_of(key, fact.value), fact.as_of)
    known = [
        KnownCompany(one.name, one.credit_code, one.industry, sits[one.pk], facts[one.pk])
        for one in rows
    ]
    return known, free


def table_of(committee: Committee, *, today: date) -> list[Row]:
    """Return a building's companies as rows of ``COLUMNS``, which can be taken in again.

    A company on two floors has two rows. The day is the oldest of its facts, so that a table
    that is taken in elsewhere claims nothing newer than is known: four queries.
    """
    known, _free = known_and_free(committee, today=today)
    with override(WORDS_OF_TABLES):
        return [
            [made_harmless(one) if isinstance(one, str) else one for one in row]
            for company in known
            for row in _rows(company)
        ]


def _rows(one: KnownCompany) -> list[Row]:
    told = {key: one.facts[key] for key in FACTS.values() if key in one.facts}
    as_of = min((day for _value, day in told.values()), default=None)
    facts = [_cell(key, told[key][0]) if key in told else "" for key in FACTS.values()]
    head: Row = [one.name, one.code, one.industry]
    tail: Row = ["" if as_of is None else as_of.isoformat(), *facts]
    nothing: Row = ["", "", "", ""]
    sits = [_sits(each) for each in one.sits.values()] or [nothing]
    rows = [head + each + tail for each in sits]
    assert all(len(row) == len(COLUMNS) for row in rows)
    return rows


def _sits(one: Sits) -> Row:
    ends = "" if one.ends_on is None else one.ends_on.isoformat()
    return [floor_name(one.floor), one.area, one.begins_on.isoformat(), ends]


def _cell(key: FactKey, value: Value) -> str | int:
    choices = SPECS[key].choices
    if choices is not None:
        return str(choices(written(value)).label)
    return value if isinstance(value, int) else written(value)
