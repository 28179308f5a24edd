"""Where in a building its open matters are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.buildings.models import Committee, Matter
from linli.buildings.queries.matters import MatterRow, shown_matters
from linli.buildings.rules.lifecycle import OPEN
from linli.buildings.rules.plan import ROW_HIGH, Level, Spot, drawn, floors_between
from linli.places.enums import PlaceLevel
from linli.places.models import Place

MOST_BLOCKS = 8
"""Columns that a phone can show."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The floors of a building, from the top, and its blocks by code and name."""

    floors: Sequence[int]
    blocks: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The stack of a building, what is in it, and how many matters say no floor."""

    levels: Sequence[Level]
    blocks: Sequence[str]
    height: int
    nowhere: int
    matters: Sequence[MatterRow]


def choices_of(committee: Committee) -> Choices:
    """Return the floors and blocks among which people choose; there may be none: one query."""
    blocks = Place.objects.filter(
        parent=committee.building_id, level=PlaceLevel.BLOCK, closed_at=None
    )
    found = list(blocks.order_by("name", "code").values_list("code", "name")[:MOST_BLOCKS])
    low, high = committee.lowest_floor, committee.highest_floor
    return Choices([] if low is None or high is None else floors_between(low, high), found)


def plan_of(committee: Committee, *, today: date) -> Plan:
    """Return the stack of a building with what is open in it, as everybody may see it."""
    choices = choices_of(committee)
    rows = Matter.objects.filter(
        committee=committee, merged_into=None, taken_up_at__isnull=False, state__in=OPEN
    )
    codes, floors = {code for code, _name in choices.blocks}, set(choices.floors)
    counts: Counter[Spot] = Counter()
    for floor, block in rows.values_list("floor", "block"):
        known = floor if floor in floors else None
        counts[known, block if block in codes else ""] += 1
    levels = drawn(choices.floors, [code for code, _name in choices.blocks], counts)
    nowhere = sum(count for (floor, _block), count in counts.items() if floor is None)
    placed = [
        one
        for one in shown_matters(committee, today=today)
        if one.state in OPEN and one.floor is not None
    ]
    return Plan(
        levels,
        [name for _code, name in choices.blocks],
        len(levels) * ROW_HIGH,
        nowhere,
        sorted(placed, key=lambda one: (-(one.floor or 0), one.number)),
    )
