"""Finding places."""

from django.db.models import Q, QuerySet

from linli.places.errors import UnknownPlace
from linli.places.models import Place
from linli.places.rules import SEPARATOR


def place_by_code(code: str) -> Place:
    """Return the place with this code.

    Raises:
        UnknownPlace: there is none.
    """
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise UnknownPlace(place=code)
    return place


def places_within(place: Place) -> QuerySet[Place]:
    """Return the place itself and all that lie in it, the way down in order."""
    below = Q(path__startswith=place.path + SEPARATOR)
    return Place.objects.filter(Q(pk=place.pk) | below).order_by("path")
