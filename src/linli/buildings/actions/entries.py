"""How the ledger tells of a building's committee: in the building's chain."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from linli.buildings.models import Committee
from linli.ledger.actions import NewEntry, append

ANYONE = "anyone"
"""Somebody of the building, who need have no account."""


def lock(committee: Committee) -> None:
    """Let nobody else change this committee or its matters until the transaction ends."""
    Committee.objects.filter(pk=committee.pk).update(matters_raised=F("matters_raised"))


def write_down(
    committee: Committee,
    verb: str,
    *,
    by: str,
    now: datetime,
    facts: Mapping[str, str | int],
    matter: int | None = None,
) -> None:
    """Write down what was done to a committee, or to one of its matters, by its key."""
    code = committee.building.code
    subject = f"committee:{code}" if matter is None else f"matter:{matter}"
    append([NewEntry(f"committee/{code}", now, by, verb, subject, dict(facts))])
