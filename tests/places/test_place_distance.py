"""How far it is, and how long one walks: against distances that are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules.coordinates import Point
from linli.places.rules.distance import EARTH_RADIUS_M, metres, minutes_on_foot

points = st.builds(Point, st.floats(-180, 180), st.floats(-90, 90))


def test_a_degree_along_a_meridian_and_half_the_earth_are_what_they_are() -> None:
    degree, half = EARTH_RADIUS_M * 3.141592653589793 / 180, EARTH_RADIUS_M * 3.141592653589793

    assert metres(Point(121.5, 31), Point(121.5, 32)) == pytest.approx(degree)
    assert metres(Point(0, 0), Point(180, 0)) == pytest.approx(half)
    assert metres(Point(0, 90), Point(77, 90)) == pytest.approx(0, abs=1e-6)


def test_shanghai_is_as_far_from_beijing_as_maps_say() -> None:
    assert metres(Point(121.4737, 31.2304), Point(116.4074, 39.9042)) == pytest.approx(
        1_067_000, rel=0.005
    )


@given(points, points)
def test_there_is_as_far_as_back(one: Point, other: Point) -> None:
    assert metres(one, other) == pytest.approx(metres(other, one), abs=1e-6)
    assert 0 <= metres(one, other) <= EARTH_RADIUS_M * 3.15


def test_minutes_are_whole_round_corners_and_never_none() -> None:
    here = Point(121.5, 31.25)

    assert minutes_on_foot(here, here) == 1
    assert minutes_on_foot(here, Point(121.5, 31.25 + 0.00055)) == 1
    assert minutes_on_foot(here, Point(121.5, 31.25 + 0.0011)) == 2
