"""What is known of places, as the rules need it."""

from collections.abc import Collection

from linli.places.enums import PlaceLevel
from linli.places.models import Outline, Place
from linli.places.rules.coordinates import Point
from linli.places.rules.facts import Facts
from linli.places.rules.importing import Known
from linli.places.rules.outlines import Ring
from linli.places.rules.tree import codes_of


def facts_of(place: Place) -> Facts:
    """Return what can be changed about a place without moving it."""
    return Facts(
        name=place.name,
        division=place.division,
        address=place.address,
        point=point_of(place.longitude, place.latitude),
    )


def point_of(longitude: float | None, latitude: float | None) -> Point | None:
    """Return a point from its columns."""
    if longitude is None or latitude is None:
        return None
    return Point(longitude, latitude)


def outline_of(place: Place) -> Ring | None:
    """Return a place's ring in WGS-84, or None."""
    there = Outline.objects.filter(place=place).first()
    return there.ring if there else None


def all_known(yours: Collection[int]) -> dict[str, Known]:
    """Return every place by its code; ``yours`` are the numbers of those one looks after."""
    rows = Place.objects.order_by("path").values_list(
        "pk", "code", "level", "path", "name", "division", "address", "longitude", "latitude",
        "closed_at",
    )  # fmt: skip
    return {
        code: Known(
            code=code,
            above=(codes_of(path)[-2:-1] or ("",))[0],
            level=PlaceLevel(level),
            path=path,
            facts=Facts(name, division, address, point_of(longitude, latitude)),
            is_open=closed_at is None,
            is_yours=pk in yours,
        )
        for (pk, code, level, path, name, division, address, longitude, latitude, closed_at)
        in rows.iterator()
    }  # fmt: skip
