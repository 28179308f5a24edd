"""What machines of buildings have raised, and is still open."""

from django.db.models import Q

from linli.buildings.enums.matters import VoiceKind
from linli.buildings.models import Matter
from linli.buildings.rules.lifecycle import OPEN

MOST_OPEN = 1_000
"""Looked at in one round: as many cabinets as a district has."""


def raised_by(about: str) -> Q:
    """Return the condition for what a machine has raised; no form's token has a colon in it."""
    return Q(token__startswith=f"{about}/")


def open_for_machines() -> list[tuple[str, str]]:
    """Return the machines that have an open matter, each with its building's code: one query."""
    rows = Matter.objects.filter(
        voices__kind=VoiceKind.MACHINE, state__in=OPEN, merged_into=None
    ).order_by("pk")
    found = rows.values_list("committee__building__code", "voices__browser")
    return list(found[:MOST_OPEN])
