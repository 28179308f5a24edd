"""The only ways from a person to another person, and to a place where they may give roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.people.enums import Role
from linli.people.errors import NoRightThere, PageUnknown, PersonUnknown
from linli.people.models import Grant, Person
from linli.people.phones import is_mobile, read_mobile
from linli.people.queries import Acting, grants_of, paths_where, placed_grants_of
from linli.people.roles import declared
from linli.people.rules.grants import reach
from linli.people.rules.roles import is_over
from linli.people.sealing import Sealed, blind_index
from linli.places.models import Place
from linli.places.rules import SEPARATOR

LISTED = 50
"""People on one page."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds where the viewer may give it, for their eyes."""

    number: int
    role: Role
    place: str
    place_name: str
    until: datetime | None
    is_delegated: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody whom the viewer may look after. ``name`` prints masked."""

    number: int
    name: Sealed
    handle: str
    roles: tuple[HeldRole, ...]
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the people a viewer may look after; ``more`` is after whom the next ones come."""

    people: tuple[Listed, ...]
    more: int | None


def roles_to_give(person: Person, *, now: datetime) -> list[Role]:
    """Return the roles that a person may give somewhere; what was delegated does not count."""
    held = {
        grant.role for grant in grants_of(person) if grant.holds_at(now) and not grant.is_delegated
    }
    return [role for role in Role if role in declared and declared[role].given_by & held]


def may_look_after(held: Iterable[Acting]) -> bool:
    """Tell whether whoever acts as this gives roles somewhere, and so looks after people."""
    own = {one.role for one in held if not one.is_delegated}
    return any(one.given_by & own for one in declared.values())


def may_operate(held: Iterable[Acting]) -> bool:
    """Tell whether the pages of the installation itself are for whoever acts as this."""
    return any(one.role is Role.OPERATOR for one in held)


def must_operate(person: Person, *, now: datetime) -> None:
    """Let who runs the installation pass.

    Raises:
        PageUnknown: the person does not, and need not know that there is such a page.
    """
    if not paths_where(person, (Role.OPERATOR,), now=now):
        raise PageUnknown


def place_to_give(person: Person, role: Role, code: str, *, now: datetime) -> Place:
    """Return the place with this code, at which a person may give a role.

    Raises:
        NoRightThere: there is none with this code at which they may.
    """
    place = Place.objects.filter(code=code).first()
    if place is None or role not in declared:
        raise NoRightThere
    given_by = declared[role].given_by
    if reach(grants_of(person), roles=given_by, place_path=place.codes, now=now) is None:
        raise NoRightThere
    return place


def people_page(viewer: Person, *, after: int, now: datetime) -> Page:
    """Return a page of those who hold, or held, what the viewer may give: three queries.

    Raises:
        PageUnknown: the viewer may give nothing anywhere.
    """
    within = _within(viewer, now)
    if within is None:
        raise PageUnknown
    rows = list(_reached(within).filter(pk__gt=after)[: LISTED + 1])
    shown = rows[:LISTED]
    roles: dict[int, list[HeldRole]] = {}
    for person, held in _held(within, shown, now):
        roles.setdefault(person, []).append(held)
    return Page(
        people=tuple(_listed(one, roles.get(one.pk, [])) for one in shown),
        more=shown[-1].pk if len(rows) > LISTED else None,
    )


def count_people(viewer: Person, *, now: datetime) -> int:
    """Count who holds a role that the viewer may give, without the viewer: two queries."""
    within = _within(viewer, now)
    if within is None:
        return 0
    theirs = _standing(now).filter(within, person__left_at=None).exclude(person=viewer)
    return theirs.values("person").distinct().count()


def person_in_reach(viewer: Person, number: int, *, now: datetime) -> Person:
    """Return somebody this person may look after.

    Raises:
        PersonUnknown: there is nobody of this number, or nobody they may see.
    """
    within = _within(viewer, now)
    found = None if within is None else _reached(within).filter(pk=number).first()
    if found is None:
        raise PersonUnknown
    return found


def people_called(viewer: Person, typed: str, *, now: datetime) -> list[Person]:
    """Return whom this person may look after that has exactly this phone or this account.

    Names are sealed, and have no blind index: nobody is found by theirs.
    """
    within = _within(viewer, now)
    if within is None:
        return []
    theirs = Q(handle=typed.strip())
    if is_mobile(typed):
        theirs |= Q(phone_index=blind_index(read_mobile(typed)))
    return list(_reached(within).filter(theirs))


def listed(viewer: Person, person: Person, *, now: datetime) -> Listed:
    """Return what the viewer may see of somebody they may look after."""
    within = _within(viewer, now)
    assert within is not None, "person_in_reach comes first"
    return _listed(person, [held for _number, held in _held(within, [person], now)])


def may_end_account(viewer: Person, person: Person, *, now: datetime) -> bool:
    """Tell whether the viewer could have given each role that somebody holds."""
    return is_over(grants_of(viewer), placed_grants_of(person), declared=declared, now=now)


def places_known(viewer: Person, *, now: datetime) -> list[Place]:
    """Return some places at which the viewer may give roles, the widest first, to choose from."""
    within = Q(pk__in=[])
    for _role, path in _own(viewer, now):
        within |= Q(path=path) | Q(path__startswith=path + SEPARATOR)
    return list(Place.objects.filter(within).order_by("path")[:LISTED])


def _own(viewer: Person, now: datetime) -> list[tuple[Role, str]]:
    """Return what the viewer holds as their own, of roles by which others are given."""
    giving = frozenset().union(*(one.given_by for one in declared.values()))
    rows = _standing(now).filter(person=viewer, delegated_from=None, role__in=giving)
    return [(Role(role), path) for role, path in rows.values_list("role", "place__path")]


def _within(viewer: Person, now: datetime) -> Q | None:
    """Return which grants are for the viewer to see, or None where none could be."""
    own = _own(viewer, now)
    if not own:
        return None
    within = Q(pk__in=[])
    for one in declared.values():
        for role, path in own:
            if role in one.given_by:
                there = Q(place__path=path) | Q(place__path__startswith=path + SEPARATOR)
                within |= Q(role=one.role) & there
    return within


def _reached(within: Q) -> QuerySet[Person]:
    theirs = Grant.objects.filter(within, person=OuterRef("pk"))
    return Person.objects.filter(Exists(theirs)).order_by("pk")


def _held(within: Q, people: list[Person], now: datetime) -> list[tuple[int, HeldRole]]:
    rows = (
        _standing(now)
        .filter(within, person__in=people)
        .select_related("place")
        .order_by("place__path", "role")
    )
    return [
        (
            one.person_id,
            HeldRole(
                number=one.pk,
                role=Role(one.role),
                place=one.place.code,
                place_name=one.place.name,
                until=one.until,
                is_delegated=one.delegated_from_id is not None,
            ),
        )
        for one in rows
    ]


def _listed(person: Person, roles: list[HeldRole]) -> Listed:
    return Listed(person.pk, person.name, person.handle, tuple(roles), person.left_at)


def _standing(now: datetime) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(until=None) | Q(until__gt=now))
