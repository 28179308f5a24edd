"""What a system says of a role it brings: what it may do, who may give it, and where."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.people.enums import Role
from linli.people.rules.grants import HeldGrant, reach
from linli.places.enums import PlaceLevel


@dataclass(frozen=True, slots=True)
class DeclaredRole:
    """One role, as its system declares it.

    ``system`` and ``may`` are translated when they are shown. ``given_by`` names the roles
    whose own holders, at the place or above it, may give and end this one; nobody's where it
    ``is_given_by_command``, by whoever may read the data folder. Who holds a role that
    ``needs_factor`` shows a second factor whatever the installation asks of its staff.
    """

    role: Role
    system: object
    may: tuple[object, ...]
    given_by: frozenset[Role]
    levels: frozenset[PlaceLevel] = frozenset(PlaceLevel)
    is_staff: bool = True
    can_be_delegated: bool = True
    is_given_by_command: bool = False
    needs_factor: bool = False


def is_over(
    grants: Collection[HeldGrant],
    others: Iterable[tuple[HeldGrant, Collection[str]]],
    *,
    declared: Mapping[Role, DeclaredRole],
    now: datetime,
) -> bool:
    """Tell whether somebody could give each role that another person holds now.

    Who may end an account, or make a link that signs in as another person, must not gain by it.
    Of somebody who holds none any more, each that they held counts; over somebody who never
    held any, nobody is.

    Args:
        grants: of who would act.
        others: the other person's, each with the codes from the district down to its place.
        declared: the roles there are; one that no system declares is nobody's to give.
        now: the instant, aware.
    """
    known = list(others)
    counting = [one for one in known if one[0].holds_at(now)] or known
    return bool(counting) and all(
        other.role in declared
        and reach(grants, roles=declared[other.role].given_by, place_path=path, now=now) is not None
        for other, path in counting
    )
