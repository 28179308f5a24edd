"""Reading the screens on walls: what one shows, and whose they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.people.actions.screens import hash_of
from linli.people.enums import Role
from linli.people.models import Person, Screen
from linli.people.queries import paths_where, places_under, places_where
from linli.places.enums import PlaceLevel
from linli.places.models import Place

OFFERED = 50
"""Places to choose from; whoever looks after more names the wider one."""

LISTED = 50


@dataclass(frozen=True, slots=True)
class KnownScreen:
    """A screen as the person who confirmed it recognises it."""

    number: int
    name: str
    places: tuple[str, ...]
    confirmed_at: datetime | None
    ends_at: datetime


def screen_with(token: str, *, now: datetime) -> Screen | None:
    """Return the screen that holds this secret, waiting or signed in; None once that is over."""
    if not token:
        return None
    found = Screen.objects.filter(token_hash=hash_of(token), ends_at__gt=now)
    return found.select_related("person").first()


def shown_on(screen: Screen, roles: Collection[Role], *, now: datetime) -> list[int]:
    """Return the numbers of all places that a screen may show now.

    Those that were named, as far as who confirmed it still holds one of these roles there.
    """
    assert screen.person is not None, "it waits for nobody"
    held = set(places_where(screen.person, roles, now=now))
    named = places_under(screen.places.values_list("path", flat=True))
    return [one for one in named if one in held]


def places_to_show(person: Person, roles: Collection[Role], *, now: datetime) -> list[Place]:
    """Return what a person may let a screen show: where they hold a role, and buildings there."""
    paths = paths_where(person, roles, now=now)
    within = Q(pk__in=places_under(paths), level=PlaceLevel.BUILDING)
    found = Place.objects.filter(Q(path__in=paths) | within, closed_at=None)
    return list(found.order_by("path")[:OFFERED])


def screens_of(person: Person, *, now: datetime) -> list[KnownScreen]:
    """Return the screens that show something by a person's word: two queries, the newest first."""
    rows = Screen.objects.filter(person=person, ends_at__gt=now).prefetch_related("places")
    return [
        KnownScreen(
            number=one.pk,
            name=one.name,
            places=tuple(place.name for place in one.places.all()),
            confirmed_at=one.confirmed_at,
            ends_at=one.ends_at,
        )
        for one in rows.order_by("-confirmed_at", "-pk")[:LISTED]
    ]
