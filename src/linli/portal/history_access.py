"""The only way from a person to the history of one thing."""

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.errors import Missing
from linli.people import access
from linli.people.errors import PageUnknown
from linli.people.models import Person
from linli.web.systems import history_kinds

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

    Each system says of its own kinds of things who may. What was done to a place stands on its
    own page.

    Raises:
        PageUnknown: there is no such thing, or it is not for this person to know.
    """
    known = history_kinds().get(kind)
    is_name = len(name) <= LONGEST_NAME and name.isprintable()
    if known is None or not is_name or not known.may_read(viewer, name, now):
        raise PageUnknown
    return Subject(kind, name)


def may_read_person(viewer: Person, name: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a person: oneself, or one looked after."""
    if not (name.isascii() and name.isdigit() and len(name) <= LONGEST_NUMBER):
        return False
    if name == str(viewer.pk):
        return True
    try:
        return str(access.person_in_reach(viewer, int(name), now=now).pk) == name
    except Missing:
        return False
