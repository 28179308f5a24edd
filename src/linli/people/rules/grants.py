"""Who may do what where: a grant reaches its place and everything in it, until it ends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.people.enums import Role

DELEGATED_AT_MOST = timedelta(days=92)
"""A quarter: a leave or a secondment. Who stays away longer is replaced, not stood in for."""


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A role at the place with this code; ``until`` None has no end.

    ``is_delegated``: it is somebody else's, held for a while. It lets its holder do what the
    role does, and neither pass it on nor give roles.
    """

    role: Role
    place: str
    until: datetime | None
    is_delegated: bool = False

    def holds_at(self, now: datetime) -> bool:
        """Tell whether it has not ended; it has ended at its ``until``."""
        return self.until is None or now < self.until


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
        grant.role == role and grant.place in place_path and grant.holds_at(now) for grant in grants
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Until when something may be passed on; None has no end."""

    until: datetime | None

    def covers(self, until: datetime | None) -> bool:
        """Tell whether ``until`` is no later; nothing but no end covers no end."""
        return self.until is None or (until is not None and until <= self.until)


def reach(
    grants: Iterable[HeldGrant],
    *,
    roles: Collection[Role],
    place_path: Collection[str],
    now: datetime,
) -> Reach | None:
    """Return until when a person's own grants of one of ``roles`` hold at a place, or None.

    What was delegated to the person does not count: it would outlive its end in what is given.
    """
    ends = [
        grant.until
        for grant in grants
        if grant.role in roles
        and grant.place in place_path
        and grant.holds_at(now)
        and not grant.is_delegated
    ]
    if not ends:
        return None
    lasting = [until for until in ends if until is not None]
    return Reach(max(lasting) if len(lasting) == len(ends) else None)
