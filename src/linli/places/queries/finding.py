"""Finding places."""

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from linli.places.errors import UnknownPlace
from linli.places.models import Place
from linli.places.rules.tree import SEPARATOR


def place_by_code(code: str) -> Place:
    """Return the place with this code.

    Raises:
        UnknownPlace: there is none.
    """
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise UnknownPlace(place=code)
    return place


def places_by_code(codes: Collection[str]) -> list[Place]:
    """Return the places that have these codes: one query."""
    return list(Place.objects.filter(code__in=codes))


def places_within(place: Place) -> QuerySet[Place]:
    """Return the place itself and all that lie in it, the way down in order."""
    below = Q(path__startswith=place.path + SEPARATOR)
    return Place.objects.filter(Q(pk=place.pk) | below).order_by("path")


def divisions_above(codes: Sequence[str]) -> list[str]:
    """Return the national code of each place on a way down, empty where it has none."""
    found = dict(Place.objects.filter(code__in=codes).values_list("code", "division"))
    return [found.get(code, "") for code in codes]
