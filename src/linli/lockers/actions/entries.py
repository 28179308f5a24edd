"""What the ledger keeps of a cabinet or a building as a whole, in its own chain."""

from collections.abc import Mapping
from datetime import datetime

from linli.ledger.actions import NewEntry


def of_cabinet(
    code: str, verb: str, *, actor: str, facts: Mapping[str, object], now: datetime
) -> NewEntry:
    """Return an entry about a cabinet."""
    return NewEntry(f"cabinet/{code}", now, actor, verb, f"cabinet:{code}", facts)


def of_building(
    code: str, verb: str, *, actor: str, facts: Mapping[str, object], now: datetime
) -> NewEntry:
    """Return an entry about a building."""
    return NewEntry(f"building/{code}", now, actor, verb, f"place:{code}", facts)
