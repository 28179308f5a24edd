"""Which buildings a platform may name: a sandbox its own alone, others no sandbox's."""

from django.db.models import Q

from linli.lockers.errors import UnknownTower
from linli.lockers.models import Sandbox
from linli.lockers.queries.towers import building_of


def building_for(platform: int, code: str) -> int:
    """Return the number of a building that a platform may name.

    Raises:
        UnknownTower: there is none, or it is a sandbox's and not this platform's.
    """
    found = building_of(code)
    rows = Sandbox.objects.filter(Q(platform=platform) | Q(building=found))
    ours = (platform, found)
    if any(row != ours for row in rows.values_list("platform", "building")):
        raise UnknownTower(tower=code[:32])
    return found
