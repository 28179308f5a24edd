"""The only way from a person to the history of one thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.errors import Missing
from linli.lockers.queries.history import building_of_cabinet, building_of_deposit
from linli.people import access
from linli.people.enums import Role
from linli.people.errors import PageUnknown
from linli.people.models import Person
from linli.people.queries import places_where

WATCH = (Role.CREW, Role.STEWARD, Role.PROPERTY)
"""Whoever may watch what stands in a building may read what was done to it."""

LONGEST_NAME = 40
LONGEST_NUMBER = 18
"""Digits: more than any row has."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing, as the ledger names it: "cabinet:HK-A"."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def subject_in_reach(viewer: Person, kind: str, name: str, *, now: datetime) -> Subject:
    """Return a thing whose history this person may read.

    A cabinet and a deposit need a role there; a person is oneself, or somebody whom one looks
    after. What was done to a place stands on its own page.

    Raises:
        PageUnknown: there is no such thing, or it is not for this person to know.
    """
    may_see = _RULES.get(kind)
    is_name = len(name) <= LONGEST_NAME and name.isprintable()
    if may_see is None or not is_name or not may_see(viewer, name, now):
        raise PageUnknown
    return Subject(kind, name)


def _cabinet(viewer: Person, code: str, now: datetime) -> bool:
    return _is_watched(viewer, building_of_cabinet(code), now)


def _deposit(viewer: Person, code: str, now: datetime) -> bool:
    return _is_watched(viewer, building_of_deposit(code), now)


def _is_watched(viewer: Person, place: int | None, now: datetime) -> bool:
    return place is not None and place in places_where(viewer, WATCH, now=now)


def _person(viewer: Person, name: str, now: datetime) -> bool:
    if not (name.isascii() and name.isdigit() and len(name) <= LONGEST_NUMBER):
        return False
    if name == str(viewer.pk):
        return True
    try:
        return str(access.person_in_reach(viewer, int(name), now=now).pk) == name
    except Missing:
        return False


_RULES: Mapping[str, Callable[[Person, str, datetime], bool]] = {
    "cabinet": _cabinet,
    "deposit": _deposit,
    "person": _person,
}
