"""Who may do what where: a grant reaches its place and everything in it, until it ends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.people.enums import Role


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A role at the place with this code; ``until`` None has no end."""

    role: Role
    place: str
    until: datetime | None


def holds(
    grants: Iterable[HeldGrant], *, role: Role, place_path: Collection[str], now: datetime
) -> bool:
    """Tell whether one of a person's grants gives ``role`` at a place.

    Args:
        grants: the person's.
        role: exactly this one; no role contains another.
        place_path: the codes from the district down to the place, its own included.
        now: the instant, aware; a grant has ended at its ``until``.
    """
    return any(
        grant.role == role
        and grant.place in place_path
        and (grant.until is None or now < grant.until)
        for grant in grants
    )
