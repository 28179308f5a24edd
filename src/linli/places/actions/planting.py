"""Putting places on the map."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.places.actions.indexing import index_places
from linli.places.actions.tree import entry_of, hold_tree
from linli.places.enums import PlaceOrigin
from linli.places.errors import (
    PlaceClosed,
    PlaceCodeUnreadable,
    PlaceElsewhere,
    PlaceOutOfOrder,
)
from linli.places.models import Place
from linli.places.queries.known import facts_of
from linli.places.rules import NewPlace, first_out_of_order, is_code, path_of
from linli.places.rules.facts import told


@transaction.atomic
def ensure_place(
    steps: Sequence[NewPlace], *, origin: PlaceOrigin, actor: str, now: datetime
) -> Place:
    """Return the place at the end of a way down, with all that was missing on the way.

    What is there already keeps its name, facts and origin. Of two who plant the same place at
    once, both get the one.

    Args:
        steps: from the district down to the place, at least one.
        origin: what the new ones are.
        actor: who does it, as the ledger names people ("person:7", "linli").
        now: the instant, aware.

    Raises:
        PlaceCodeUnreadable: a code holds anything but capital letters, digits and hyphens.
        PlaceOutOfOrder: the first step is no district, or one is not narrower than the last.
        PlaceElsewhere: a code is taken by a place of another level or in another place.
        PlaceClosed: a place on the way was closed.
    """
    assert steps
    if not all(is_code(step.code) for step in steps):
        raise PlaceCodeUnreadable
    if (wrong := first_out_of_order(steps)) is not None:
        raise PlaceOutOfOrder(place=wrong.code)
    hold_tree()
    planted: list[Place] = []
    codes: list[str] = []
    place: Place | None = None
    for step in steps:
        codes.append(step.code)
        place, is_new = Place.objects.get_or_create(
            code=step.code,
            defaults={
                "level": step.level,
                "name": step.name,
                "parent": place,
                "path": path_of(codes),
                "origin": origin,
                "division": step.division,
                "address": step.address,
                "longitude": step.point.longitude if step.point else None,
                "latitude": step.point.latitude if step.point else None,
            },
        )
        if place.path != path_of(codes) or place.level != step.level:
            raise PlaceElsewhere(place=step.code)
        if place.closed_at is not None:
            raise PlaceClosed(place=step.code)
        if is_new:
            planted.append(place)
    index_places(planted)
    append([_entry(one, actor, now) for one in planted])
    assert place is not None
    return place


def _entry(place: Place, actor: str, now: datetime) -> NewEntry:
    facts = told(facts_of(place)) | {
        "level": str(place.level),
        "path": place.path,
        "origin": str(place.origin),
    }
    return entry_of(place, "place_planted", facts=facts, actor=actor, now=now)
