"""What people may do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Q, QuerySet

from linli.people.enums import FactorKind, Role, SignInWay
from linli.people.errors import GrantMissing
from linli.people.models import Grant, Person, RecoveryCode, SecondFactor, SignIn
from linli.people.roles import declared, roles_with_a_factor, staff_roles
from linli.people.rules import HeldGrant, holds
from linli.people.rules.devices import Device, device_of
from linli.people.rules.sessions import Seen
from linli.places.models import Place
from linli.places.rules import SEPARATOR, codes_of

BROWSERS_SHOWN = 50
"""Nobody is signed in in more; who is can end all others at once."""


def grants_of(person: Person) -> tuple[HeldGrant, ...]:
    """Return all that was granted to a person, ended or not."""
    return tuple(grant for grant, _path in placed_grants_of(person))


def placed_grants_of(person: Person) -> tuple[tuple[HeldGrant, tuple[str, ...]], ...]:
    """Return all that was granted to a person, each with the codes down to its place."""
    rows = Grant.objects.filter(person=person).values_list(
        "role", "place__code", "until", "delegated_from", "place__path"
    )
    return tuple(
        (HeldGrant(Role(role), place, until, source is not None), codes_of(path))
        for role, place, until, source, path in rows
    )


def may(person: Person, role: Role, *, place: Place, now: datetime) -> bool:
    """Tell whether a person holds a role at a place now."""
    return holds(grants_of(person), role=role, place_path=place.codes, now=now)


def require(person: Person, role: Role, *, place: Place, now: datetime) -> None:
    """Let a person who holds a role at a place pass.

    Raises:
        GrantMissing: the person does not.
    """
    if not may(person, role, place=place, now=now):
        raise GrantMissing(role=str(role.label))


def paths_where(person: Person, roles: Collection[Role], *, now: datetime) -> list[str]:
    """Return the ways down to the places where a person was given one of these roles."""
    grants = Grant.objects.filter(person=person, role__in=roles).filter(
        Q(until=None) | Q(until__gt=now)
    )
    return list(grants.values_list("place__path", flat=True).distinct())


def places_where(person: Person, roles: Collection[Role], *, now: datetime) -> list[int]:
    """Return the numbers of all places at which a person holds one of these roles now."""
    return places_under(paths_where(person, roles, now=now))


def places_under(paths: Iterable[str]) -> list[int]:
    """Return the numbers of the places with these paths, and of all that lie in them."""
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(path=path) | Q(path__startswith=path + SEPARATOR)
    return list(Place.objects.filter(within).order_by("pk").values_list("pk", flat=True))


def people_at(place: int, roles: Collection[Role], *, now: datetime) -> list[Person]:
    """Return who holds one of these roles at a place or above it now, each once."""
    codes = codes_of(Place.objects.values_list("path", flat=True).get(pk=place))
    ways = [SEPARATOR.join(codes[:depth]) for depth in range(1, len(codes) + 1)]
    held = Grant.objects.filter(role__in=roles, place__path__in=ways)
    standing = held.filter(Q(until=None) | Q(until__gt=now))
    return list(Person.objects.filter(grants__in=standing, left_at=None).distinct().order_by("pk"))


@dataclass(frozen=True, slots=True)
class Acting:
    """A role in which somebody acts now, where, and until when; for the switch of role."""

    grant: int
    role: Role
    place: str
    place_name: str
    until: datetime | None
    is_delegated: bool
    can_be_delegated: bool
    path: str


def acting_as(person: Person, *, now: datetime) -> list[Acting]:
    """Return where a person acts as what now: one query, the widest place first."""
    rows = (
        Grant.objects.filter(person=person)
        .filter(Q(until=None) | Q(until__gt=now))
        .select_related("place")
        .order_by("place__path", "role")
    )
    return [
        Acting(
            grant=one.pk,
            role=Role(one.role),
            place=one.place.code,
            place_name=one.place.name,
            until=one.until,
            is_delegated=one.delegated_from_id is not None,
            can_be_delegated=_can_be_delegated(one),
            path=one.place.path,
        )
        for one in rows
    ]


def places_of(held: Iterable[Acting], roles: Collection[Role]) -> list[int]:
    """Return the numbers of all places at which somebody acts in one of these roles."""
    return places_under(one.path for one in held if one.role in roles)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who holds one of a person's roles for a while. ``handle`` tells who."""

    grant: int
    handle: str
    role: Role
    place_name: str
    until: datetime | None


def standing_in_for(person: Person, *, now: datetime) -> list[StandIn]:
    """Return who stands in for a person now, and until when."""
    rows = (
        Grant.objects.filter(delegated_from__person=person, until__gt=now)
        .select_related("place", "person")
        .order_by("until", "pk")
    )
    return [
        StandIn(one.pk, one.person.handle, Role(one.role), one.place.name, one.until)
        for one in rows
    ]


def _can_be_delegated(grant: Grant) -> bool:
    declared_as = declared.get(Role(grant.role))
    return (
        grant.delegated_from_id is None and declared_as is not None and declared_as.can_be_delegated
    )


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser in which somebody is signed in, as they recognise it."""

    number: int
    device: Device
    way: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def browsers_of(person: Person, *, session_key: str) -> list[Browser]:
    """Return where a person is signed in, this browser first, then the newest seen."""
    rows = SignIn.objects.filter(person=person).order_by("-seen_at")[:BROWSERS_SHOWN]
    found = [
        Browser(
            number=one.pk,
            device=device_of(one.user_agent),
            way=str(SignInWay(one.way).label),
            began_at=one.began_at,
            seen_at=one.seen_at,
            is_this=one.session_key == session_key,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


@dataclass(frozen=True, slots=True)
class KnownSignIn:
    """What decides what a signed-in browser may be shown; ``number`` is the sign-in's.

    ``needs_factor``: the person holds a role that is always behind a second factor.
    """

    number: int
    seen: Seen
    needs_factor: bool


def sign_in_of(person: Person, *, session_key: str, now: datetime) -> KnownSignIn | None:
    """Return what is known of a browser's sign-in, in two queries; None where it was ended.

    Two plain ones: with the roles asked for inside the first it took twice as long to be written
    as to be answered, and every page of staff waits for it.
    """
    row = (
        SignIn.objects.filter(person=person, session_key=session_key)
        .annotate(has_factor=Exists(SecondFactor.objects.filter(person=person)))
        .values_list("pk", "began_at", "seen_at", "has_factor", "proven_at")
        .first()
    )
    if row is None:
        return None
    number, began_at, seen_at, has_factor, proven_at = row
    untils = Grant.objects.filter(person=person).values_list("role", "until")
    held = {Role(role) for role, until in untils if until is None or until > now}
    is_staff = not held.isdisjoint(staff_roles())
    seen = Seen(began_at, seen_at, is_staff, has_factor, proven_at is not None)
    return KnownSignIn(number, seen, not held.isdisjoint(roles_with_a_factor()))


def came_by_phone(person: Person, *, session_key: str) -> bool:
    """Tell whether a person signed in to this browser by a code sent to their phone."""
    return SignIn.objects.filter(
        person=person, session_key=session_key, way=SignInWay.PHONE
    ).exists()


def is_staff(person: Person, *, now: datetime) -> bool:
    """Tell whether a person holds a role of staff anywhere now."""
    return _standing(person, staff_roles(), now).exists()


def needs_factor(person: Person, *, now: datetime) -> bool:
    """Tell whether a person holds a role now that is always behind a second factor."""
    return _standing(person, roles_with_a_factor(), now).exists()


def _standing(person: Person, roles: Collection[Role], now: datetime) -> QuerySet[Grant]:
    held = Grant.objects.filter(person=person, role__in=roles)
    return held.filter(Q(until=None) | Q(until__gt=now))


@dataclass(frozen=True, slots=True)
class KnownFactor:
    """A second factor as its person recognises it."""

    number: int
    kind: FactorKind
    name: str
    made_at: datetime
    used_at: datetime | None


def factors_of(person: Person) -> list[KnownFactor]:
    """Return a person's second factors, the oldest first."""
    rows = SecondFactor.objects.filter(person=person).order_by("pk")
    return [
        KnownFactor(one.pk, FactorKind(one.kind), one.name, one.made_at, one.used_at)
        for one in rows
    ]


def recovery_codes_left(person: Person) -> int:
    """Return how many of a person's recovery codes are unused."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def passkeys_of(person: Person) -> dict[str, str]:
    """Return a person's passkeys: each credential by its hash."""
    rows = SecondFactor.objects.filter(person=person, kind=FactorKind.PASSKEY).order_by("pk")
    return {str(one.credential_hash): one.secret.opened() for one in rows}


def passkey_by_hash(credential_hash: str) -> str | None:
    """Return the credential of the passkey with this hash, or None."""
    found = SecondFactor.objects.filter(credential_hash=credential_hash).first()
    return None if found is None else found.secret.opened()


def person_by_handle(handle: str) -> Person | None:
    """Return the person with this handle, or None."""
    return Person.objects.filter(handle=handle).first()
