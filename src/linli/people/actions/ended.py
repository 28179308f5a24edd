"""Roles that somebody ended a moment ago, and could give again as they were."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import Q

from linli.ledger.models import Entry
from linli.ledger.rules import UNDO_FOR
from linli.people.actions.entries import CHAIN, name_in_ledger
from linli.people.enums import Role
from linli.people.models import Grant, Person


@dataclass(frozen=True, slots=True)
class EndedRole:
    """A role that can be given again: whose, where, until when it held; None was for good.

    ``ended`` counts it and what was delegated from it, which does not come back with it.
    """

    grant: int
    handle: str
    role: Role
    place_name: str
    until: datetime | None
    ended: int


def just_ended(by: Person, *, now: datetime, of: Person | None = None) -> list[EndedRole]:
    """Return the roles that ``by`` ended within ten minutes and that have stayed so.

    Args:
        by: who ended them, and could give them again.
        now: the instant, aware.
        of: whose roles; None means roles of ``by`` in which others stood in.
    """
    theirs = Q(person=of, delegated_from=None) if of else Q(delegated_from__person=by)
    grants = list(
        Grant.objects.filter(theirs, until__gt=now - UNDO_FOR, until__lte=now)
        .exclude(person=by)
        .select_related("person", "place")
        .order_by("-until", "pk")
    )
    subjects = {name_in_ledger(one.person) for one in grants}
    entries: dict[tuple[str, datetime | None, str, str], dict[str, str]] = {
        (subject, at, facts["role"], facts["place"]): facts
        for subject, at, facts in _ended(by, subjects, now)
    }
    return [
        _role(one, facts)
        for one in grants
        if (facts := entries.get((name_in_ledger(one.person), one.until, one.role, one.place.code)))
    ]


def _ended(
    by: Person, subjects: set[str], now: datetime
) -> list[tuple[str, datetime, dict[str, str]]]:
    if not subjects:
        return []
    rows = Entry.objects.filter(
        subject__in=subjects,
        chain__name=CHAIN,
        verb="role_ended",
        actor=name_in_ledger(by),
        at__gt=now - UNDO_FOR,
    )
    return [
        (subject, at, msgspec.json.decode(facts))
        for subject, at, facts in rows.values_list("subject", "at", "facts")
    ]


def _role(grant: Grant, facts: dict[str, str]) -> EndedRole:
    until = facts["until"]
    return EndedRole(
        grant=grant.pk,
        handle=grant.person.handle,
        role=Role(grant.role),
        place_name=grant.place.name,
        until=datetime.fromisoformat(until) if until else None,
        ended=int(facts["ended"]),
    )
