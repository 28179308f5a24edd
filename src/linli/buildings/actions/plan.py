"""What a secretary says of a building's floors."""

from datetime import datetime

from django.db import transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.errors.plan import FloorsImpossible
from linli.buildings.models import Committee
from linli.buildings.rules.plan import DEEPEST, TALLEST, is_stack
from linli.people.actions import name_in_ledger


@transaction.atomic
def set_floors(keeper: Keeper, *, lowest: int, highest: int, now: datetime) -> None:
    """Say from which floor to which a building reaches; matters keep the floor they have.

    Raises:
        FloorsImpossible: no building reaches so.
    """
    if not is_stack(lowest, highest):
        raise FloorsImpossible(lowest=DEEPEST, highest=TALLEST)
    lock(keeper.committee)
    found = Committee.objects.filter(pk=keeper.committee.pk)
    found.update(lowest_floor=lowest, highest_floor=highest)
    facts = {"lowest": lowest, "highest": highest}
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, "floors_set", by=by, now=now, facts=facts)
