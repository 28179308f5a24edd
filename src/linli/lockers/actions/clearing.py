"""Clearing the demo away and putting it back.

No row of it is ever deleted, because the ledger speaks of them: its buildings are closed and
shown to nobody, its cabinets are shut out and its players hold no role. What is real stays as
it is, also where somebody put a real cabinet into the demo's building.

Meals that stand in its cabinets stay as they are: a meal ends by what a cabinet told, and these
tell nothing any more. Whoever clears is told how many; put back, they can be fetched again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from linli.ledger.actions import append
from linli.lockers.access import demos
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.identities import tell_bus_afterwards
from linli.lockers.actions.inviting import revoke
from linli.lockers.enums import DepositState
from linli.lockers.models import Cabinet, Deposit, is_live
from linli.lockers.queries.simulated import is_simulated, simulated_in
from linli.lockers.rules.players import PLAYER
from linli.people.actions import give_grant
from linli.people.enums import Role
from linli.people.models import Grant
from linli.places.actions.moving import close_place, open_again
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class DemoMoved:
    """What was cleared away or put back: buildings by name, cabinets by code, meals in them."""

    buildings: tuple[str, ...]
    cabinets: tuple[str, ...]
    meals: int


@transaction.atomic
def clear_demo(*, actor: str, now: datetime) -> DemoMoved:
    """Clear the demo away: nobody sees it any more, and its cabinets are shut out."""
    buildings, cabinets = [], []
    for building in demos():
        for code in simulated_in(building):
            revoke(code, actor=actor, now=now)
            cabinets.append(code)
        held = Grant.objects.filter(place=building, person__handle__startswith=PLAYER)
        for grant in held.select_related("person"):
            give_grant(
                person=grant.person,
                role=Role(grant.role),
                place=building,
                until=now,
                granted_by=None,
                now=now,
            )
        within = Place.objects.filter(path__startswith=building.path, closed_at=None)
        for place in within.order_by("-path"):
            close_place(place.code, actor=actor, now=now)
        buildings.append(building.name)
    return DemoMoved(tuple(buildings), tuple(cabinets), _meals(cabinets))


@transaction.atomic
def restore_demo(*, actor: str, now: datetime) -> DemoMoved:
    """Put a demo back that was cleared away; its cabinets are let in again."""
    closed = Place.objects.filter(level=PlaceLevel.BUILDING, origin=PlaceOrigin.DEMO)
    buildings, cabinets = [], []
    for building in closed.exclude(closed_at=None).order_by("pk"):
        shut = Cabinet.objects.filter(building=building).exclude(revoked_at=None)
        codes = [one for one in shut.values_list("code", flat=True) if is_simulated(one)]
        if not codes:
            continue
        open_again(building.code, actor=actor, now=now)
        Cabinet.objects.filter(code__in=codes).update(revoked_at=None)
        append(
            [of_cabinet(code, "demo_restored", actor=actor, facts={}, now=now) for code in codes]
        )
        buildings.append(building.name)
        cabinets += codes
    tell_bus_afterwards()
    return DemoMoved(tuple(buildings), tuple(cabinets), _meals(cabinets))


def tell_next_start(cabinets: Sequence[str]) -> None:
    """Write down of which simulated cabinets the next start runs the agents."""
    file = settings.LINLI_DATA / "demo.json"
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"cabinets": list(cabinets)}), encoding="utf-8")
    fresh.replace(file)


def _meals(cabinets: Sequence[str]) -> int:
    """Count the meals that stand in these cabinets."""
    inside = Deposit.objects.filter(is_live(), state=DepositState.STORED)
    return inside.filter(cabinet__code__in=cabinets).count()
