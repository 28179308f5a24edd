"""How the ledger tells of a building's service desk: in a chain of its own, without names."""

from collections.abc import Mapping
from datetime import datetime

from linli.buildings.models import Committee, Ticket
from linli.buildings.queries.frontdesk import label_of
from linli.ledger.actions import NewEntry, append


def write_desk(
    committee: Committee,
    verb: str,
    *,
    by: str,
    now: datetime,
    facts: Mapping[str, str | int],
) -> None:
    """Write down what was done at a desk."""
    code = committee.building.code
    append([NewEntry(f"desk/{code}", now, by, verb, f"frontdesk:{code}", dict(facts))])


def write_ticket(
    ticket: Ticket,
    verb: str,
    *,
    by: str,
    now: datetime,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Write down what was done to a ticket, by what it is called on its day."""
    named = {"ticket": label_of(ticket), "day": ticket.day.isoformat(), **(facts or {})}
    write_desk(ticket.service.committee, verb, by=by, now=now, facts=named)
