"""What every change to the tree of places stands on: one at a time, and written down."""

from collections.abc import Mapping
from datetime import datetime

from linli.ledger.actions import NewEntry
from linli.places.enums import PlaceLevel
from linli.places.errors import UnknownPlace
from linli.places.models import Place
from linli.places.rules.tree import CHAIN


def hold_tree() -> None:
    """Let nobody else change the tree until the transaction ends.

    Districts stand for all of it: they are few, and nothing that happens often locks their
    rows. SQLite has one writer anyway.
    """
    districts = Place.objects.filter(level=PlaceLevel.DISTRICT).order_by("pk")
    list(districts.select_for_update(no_key=True).values_list("pk", flat=True))


def place_as_it_is(code: str) -> Place:
    """Return a place, read after the tree was held.

    Raises:
        UnknownPlace: there is none.
    """
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise UnknownPlace(place=code)
    return place


def entry_of(
    place: Place, verb: str, *, facts: Mapping[str, object], actor: str, now: datetime
) -> NewEntry:
    """Return the entry of one act on one place."""
    return NewEntry(
        chain=CHAIN,
        at=now,
        actor=actor,
        verb=verb,
        subject=f"place:{place.code}",
        facts=facts,
    )
