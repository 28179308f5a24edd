"""Every way in which places are read."""

from linli.places.queries.finding import place_by_code, places_by_code, places_within

__all__ = ["place_by_code", "places_by_code", "places_within"]
