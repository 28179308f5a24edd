"""Having it reckoned how many doors a tower would need, and keeping what came out."""

from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from linli.ledger.actions import append
from linli.lockers.actions.entries import of_building
from linli.lockers.models import TowerSizing
from linli.lockers.property_errors import MealsUnreadable, SizedLately
from linli.lockers.queries.sizing import Kept, OwnNoons, SizingMade, last_sizing, own_noons
from linli.lockers.rules.noons import Chance, noon_of_orders
from linli.lockers.rules.sizing import Sizing, size_tower
from linli.people.actions import name_in_ledger
from linli.people.models import Person
from linli.places.models import Place

DAYS_AT_LEAST = 10
"""Two weeks of noons: with fewer the tower's own days say too little of one in twenty."""

IMAGINED = 100
"""Noons where there are no own ones."""

MEALS = (10, 3_000)
"""Of a noon: 3,000 are four times a large tower's (LOCKERS, capacity), and take 5 s to reckon."""

NOT_AGAIN_WITHIN = timedelta(minutes=1)
"""It takes a processor for seconds."""

NOBODY_SAID = 800
"""Meals of a noon where nobody says. Source: LOCKERS, capacity at one tower."""


def reckon(
    building: Place, *, meals: int | None, chance: Chance, now: datetime
) -> tuple[OwnNoons | None, float, Sizing]:
    """Return whose noons were taken, how many meals they have, and what they come to.

    Args:
        building: the tower.
        meals: of an imagined noon; None takes the tower's own days, if it has enough.
        chance: draws days and stays.
        now: the instant, aware.

    Raises:
        MealsUnreadable: fewer or more than a noon can have.
    """
    if meals is None:
        own = own_noons(building, now=now)
        if len(own.noons) >= DAYS_AT_LEAST:
            return own, own.meals, size_tower(own.noons, chance=chance)
        meals = NOBODY_SAID
    least, most = MEALS
    if not least <= meals <= most:
        raise MealsUnreadable(least=least, most=most)
    noons = [noon_of_orders(meals, chance=chance) for _ in range(IMAGINED)]
    return None, meals, size_tower(noons, chance=chance)


def make_sizing(
    building: Place, *, by: Person | None, meals: int | None, chance: Chance, now: datetime
) -> SizingMade:
    """Reckon a tower's doors, keep the answer and write down who asked; as ``reckon``.

    Raises:
        MealsUnreadable: fewer or more than a noon can have.
        SizedLately: somebody has had it reckoned within a minute.
    """
    last = last_sizing(building)
    if last is not None and now - last.made_at < NOT_AGAIN_WITHIN:
        raise SizedLately
    own, mean, sizing = reckon(building, meals=meals, chance=chance, now=now)
    kept = Kept(sizing, len(own.noons), own.weekend, own.few, own.refused) if own else None
    kept = kept or Kept(sizing, IMAGINED, 0, 0, 0)
    small, medium, large = sizing.doors
    facts = {"own": own is not None, "S": small, "M": medium, "L": large}
    with transaction.atomic():
        TowerSizing.objects.create(
            building=building,
            made_at=now,
            made_by=by,
            is_own=own is not None,
            meals=mean,
            result=msgspec.json.encode(kept).decode(),
        )
        actor = name_in_ledger(by) if by else "installer"
        append([of_building(building.code, "tower_sized", actor=actor, facts=facts, now=now)])
    return SizingMade(now, own is not None, mean, kept)
