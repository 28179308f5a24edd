"""How the ledger tells of people: by number, never by name."""

from collections.abc import Mapping
from datetime import datetime

from linli.ledger.actions import NewEntry, append
from linli.people.models import Person

CHAIN = "people"

Facts = Mapping[str, str | int | None]


def name_in_ledger(person: Person) -> str:
    """Return how the ledger names a person: by number, never by name."""
    return f"person:{person.pk}"


def write_down(
    verb: str, person: Person, facts: Facts, *, by: Person | None, now: datetime
) -> None:
    """Write what was done to a person; ``by`` None is the installation itself."""
    append(
        [
            NewEntry(
                chain=CHAIN,
                at=now,
                actor="linli" if by is None else name_in_ledger(by),
                verb=verb,
                subject=name_in_ledger(person),
                facts=dict(facts),
            )
        ]
    )
