"""How far it is from one point to another, and how long somebody walks there."""

from math import asin, ceil, cos, radians, sin, sqrt

from linli.places.rules.coordinates import Point

EARTH_RADIUS_M = 6_371_009.0
"""The mean radius. Source: IUGG, 1980; within 0.6 % of the ellipsoid everywhere."""

DETOUR = 1.3
"""Streets go round corners: walked over straight, in a city grid between 1.1 and √2."""

WALKED_M_A_MINUTE = 80.0
"""4.8 km/h, the pace by which signs of walking times are made."""


def metres(one: Point, other: Point) -> float:
    """Return the distance along the sphere between two points in degrees, by the haversine."""
    east_1, north_1, east_2, north_2 = (
        radians(one.longitude),
        radians(one.latitude),
        radians(other.longitude),
        radians(other.latitude),
    )
    across = sin((north_2 - north_1) / 2) ** 2
    across += cos(north_1) * cos(north_2) * sin((east_2 - east_1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(across)))


def minutes_on_foot(one: Point, other: Point) -> int:
    """Return how many minutes somebody walks from one point to another; at least 1."""
    return max(1, ceil(metres(one, other) * DETOUR / WALKED_M_A_MINUTE))
