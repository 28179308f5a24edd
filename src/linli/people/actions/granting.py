"""Giving roles, standing in for one another, ending roles, and leaving."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.people.actions.ending import (
    end_links,
    end_screens_of,
    end_sign_ins,
    forget_factors_of,
    unlink_all_of,
)
from linli.people.actions.entries import Facts, write_down
from linli.people.actions.unused import come_back
from linli.people.enums import Outcome, Role
from linli.people.errors import (
    AlreadyHeld,
    EndNeeded,
    EndNotAhead,
    EndTooLate,
    GrantUnknown,
    NoRightThere,
    NotAtThisLevel,
    NotDelegable,
    NotOverThem,
    NotToOneself,
    PersonLeft,
)
from linli.people.models import Grant, Person, UnusedAccount
from linli.people.queries import grants_of, placed_grants_of
from linli.people.roles import declared, declared_role
from linli.people.rules.grants import DELEGATED_AT_MOST, HeldGrant, Reach, reach
from linli.people.rules.roles import DeclaredRole, is_over
from linli.places.enums import PlaceLevel
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class Wish:
    """Which role somebody is to hold where, until an instant or (None) for good."""

    role: Role
    place: Place
    until: datetime | None


@transaction.atomic
def give_grant(
    *,
    person: Person,
    role: Role,
    place: Place,
    until: datetime | None,
    granted_by: Person | None,
    now: datetime,
) -> Grant:
    """Let a person be ``role`` at a place, until an instant or for good; asks for no right.

    Given again, it holds as it was given last. To withdraw it, give it until ``now``.
    """
    wish = Wish(role, place, until)
    grant = put(wish, person=person, by=granted_by, now=now)
    write_down("role_granted", person, facts_of(wish), by=granted_by, now=now)
    return grant


@transaction.atomic
def give_role(wish: Wish, *, person: Person, by: Person, now: datetime) -> Grant:
    """Let a person hold a role, by the right of somebody who may give it there.

    Raises:
        NoRightThere: ``by`` may not give this role at this place.
        RoleNotDeclared, NotAtThisLevel: the role is not for there.
        NotToOneself: nobody gives a role to themselves.
        PersonLeft: the person's account was ended.
        EndNotAhead, EndNeeded, EndTooLate: the end is past, or beyond the giver's own.
    """
    check_may_give(wish, by=by, now=now)
    if person == by:
        raise NotToOneself
    if not person.is_active:
        raise PersonLeft
    grant = put(wish, person=person, by=by, now=now)
    write_down("role_granted", person, facts_of(wish), by=by, now=now)
    return grant


def check_may_give(wish: Wish, *, by: Person, now: datetime) -> None:
    """Let pass who may give this role there, and until then.

    Raises: as ``give_role``, but for what concerns the other person.
    """
    role = declared_role(wish.role)
    within = reach(grants_of(by), roles=role.given_by, place_path=wish.place.codes, now=now)
    if within is None:
        raise NoRightThere
    if PlaceLevel(wish.place.level) not in role.levels:
        level = PlaceLevel(wish.place.level).label
        raise NotAtThisLevel(role=str(role.role.label), level=str(level))
    _check_end(wish.until, within, now)


@transaction.atomic
def delegate(*, grant: int, to: Person, until: datetime | None, by: Person, now: datetime) -> Grant:
    """Let somebody stand in: hold a role of one's own, where one holds it, for a while.

    It ends at ``until``, and before that when one's own ends. It gives no right to give roles.

    Raises:
        GrantUnknown: ``by`` holds no such grant now.
        NotDelegable: it was delegated to ``by``, or its system lets nobody stand in.
        NotToOneself, PersonLeft: nobody else is meant, or somebody who has left.
        AlreadyHeld: the other one holds the role there as their own.
        EndNotAhead, EndNeeded, EndTooLate: no end, a past one, one beyond one's own or 92 days.
    """
    own = standing_grants(now).filter(pk=grant, person=by).select_related("place").first()
    if own is None:
        raise GrantUnknown
    if own.delegated_from_id is not None or not _can_be_delegated(own.role):
        raise NotDelegable
    if to == by:
        raise NotToOneself
    if not to.is_active:
        raise PersonLeft
    latest = now + DELEGATED_AT_MOST
    _check_end(until, Reach(latest if own.until is None else min(latest, own.until)), now)
    wish = Wish(Role(own.role), own.place, until)
    held = standing_grants(now).filter(
        person=to, role=own.role, place=own.place, delegated_from=None
    )
    if held.exists():
        raise AlreadyHeld
    delegated = put(wish, person=to, by=by, now=now, source=own)
    write_down("role_delegated", to, facts_of(wish), by=by, now=now)
    return delegated


@transaction.atomic
def end_role(*, grant: int, by: Person, now: datetime) -> None:
    """End a role at once, and what was delegated from it.

    May do so: who holds it, who delegated it, and who could give it there.

    Raises:
        GrantUnknown: there is none that stands, or ``by`` has no say in it.
    """
    found = (
        standing_grants(now)
        .filter(pk=grant)
        .select_related("person", "place", "delegated_from")
        .first()
    )
    if found is None or not _may_end(found, by, now):
        raise GrantUnknown
    ended = _end(standing_grants(now).filter(Q(pk=found.pk) | Q(delegated_from=found)), now)
    wish = Wish(Role(found.role), found.place, found.until)
    facts: Facts = facts_of(wish) | {"ended": ended}
    write_down("role_ended", found.person, facts, by=by, now=now)


@transaction.atomic
def leave(*, person: Person, by: Person | None, now: datetime) -> None:
    """End everything of a person at once: roles, who stands in for them, sign-ins, links, factors.

    What they proposed and nobody decided expires. An invitation brings them back, with nothing.

    Args:
        person: who leaves; oneself, or somebody each of whose roles ``by`` could give.
        by: who says so; None is the installation itself.
        now: the instant, aware.

    Raises:
        NotOverThem: the person holds a role that ``by`` could not have given.
        PersonLeft: the person left before.
    """
    if by is not None and by != person:
        check_is_over(by, person, now)
    # A password is never one: a new one ends every session, also those nobody kept count of.
    gone = Person.objects.filter(pk=person.pk, left_at=None).update(
        left_at=now, password=make_password(None)
    )
    if not gone:
        raise PersonLeft
    theirs = standing_grants(now).filter(Q(person=person) | Q(delegated_from__person=person))
    ended = _end(theirs, now)
    facts: Facts = {
        "grants": ended,
        "sign_ins": end_sign_ins(person.sign_ins.all()),
        "screens": end_screens_of(person),
        "links": end_links(person),
        "children": person.children_noted.all().delete()[0],
        "factors": forget_factors_of(person),
        "linked": unlink_all_of(person),
        "proposals": person.proposals.filter(outcome=None).update(
            outcome=Outcome.EXPIRED, decided_at=now
        ),
    }
    write_down("person_left", person, facts, by=by, now=now)
    UnusedAccount.objects.filter(person=person).delete()
    person.refresh_from_db()


def check_is_over(by: Person, person: Person, now: datetime) -> None:
    """Let pass who could give each role that the person holds.

    Raises:
        NotOverThem: there is one that ``by`` could not.
    """
    if not is_over(grants_of(by), placed_grants_of(person), declared=declared, now=now):
        raise NotOverThem


def put(
    wish: Wish, *, person: Person, by: Person | None, now: datetime, source: Grant | None = None
) -> Grant:
    """Write a grant, in the place of one of the same role and place; cut what hangs on it."""
    assert wish.until is None or wish.until >= now
    given = {
        "until": wish.until,
        "granted_by": by,
        "granted_at": now,
        "delegated_from": source,
    }
    come_back(person)
    grant, _ = Grant.objects.update_or_create(
        person=person, role=wish.role, place=wish.place, defaults=given
    )
    if wish.until is not None:
        grant.delegations.filter(until__gt=wish.until).update(until=wish.until, granted_at=now)
    return grant


def facts_of(wish: Wish) -> dict[str, str | None]:
    """Return what the ledger keeps of a grant."""
    return {
        "role": str(wish.role),
        "place": wish.place.code,
        "until": None if wish.until is None else wish.until.isoformat(),
    }


def standing_grants(now: datetime) -> QuerySet[Grant]:
    """Return the grants that have not ended."""
    return Grant.objects.filter(Q(until=None) | Q(until__gt=now))


def _end(grants: QuerySet[Grant], now: datetime) -> int:
    # A clock that was set back must not make an end lie before its beginning.
    return grants.filter(granted_at__lte=now).update(until=now) + grants.filter(
        granted_at__gt=now
    ).update(until=now, granted_at=now)


def _may_end(grant: Grant, by: Person, now: datetime) -> bool:
    if by == grant.person or (grant.delegated_from and grant.delegated_from.person_id == by.pk):
        return True
    held = HeldGrant(Role(grant.role), grant.place.code, grant.until)
    return is_over(grants_of(by), [(held, grant.place.codes)], declared=declared, now=now)


def _can_be_delegated(role: str) -> bool:
    found: DeclaredRole | None = declared.get(Role(role))
    return found is not None and found.can_be_delegated


def _check_end(until: datetime | None, within: Reach, now: datetime) -> None:
    if until is not None and until <= now:
        raise EndNotAhead
    if within.covers(until):
        return
    assert within.until is not None, "no end covers every end"
    latest = f"{timezone.localtime(within.until):%Y-%m-%d %H:%M}"
    raise (EndNeeded if until is None else EndTooLate)(until=latest)
