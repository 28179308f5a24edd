"""WGS-84 and GCJ-02: published pairs, there and back, and nothing touched outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules.coordinates import Point, gcj02_of, is_shifted, rounded, wgs84_of

PAIRS = [
    (Point(121.5272106, 31.1774276), Point(121.531541859215, 31.17530398364597)),
    (Point(113.912316, 22.543847), Point(113.9171764808363, 22.540796131694766)),
    (Point(116.377817, 39.911954), Point(116.38404722455657, 39.91334545536069)),
]
"""Shanghai, Shenzhen, Beijing. Source: the test pairs of EvilTransform."""

well_inside = st.builds(Point, st.floats(72.1, 137.7), st.floats(1.0, 55.7))
outside = st.one_of(
    st.builds(Point, st.floats(-180, 72.0), st.floats(-90, 90)),
    st.builds(Point, st.floats(137.84, 180), st.floats(-90, 90)),
    st.builds(Point, st.floats(-180, 180), st.floats(-90, 0.82)),
    st.builds(Point, st.floats(-180, 180), st.floats(55.83, 90)),
)


def near(one: Point, other: Point, *, degrees: float) -> bool:
    return (
        abs(one.longitude - other.longitude) <= degrees
        and abs(one.latitude - other.latitude) <= degrees
    )


@pytest.mark.parametrize(("wgs84", "gcj02"), PAIRS)
def test_the_published_pairs_are_met_both_ways(wgs84: Point, gcj02: Point) -> None:
    assert near(gcj02_of(wgs84), gcj02, degrees=1e-12)
    assert near(wgs84_of(gcj02), wgs84, degrees=1e-9)


@given(well_inside)
def test_there_and_back_is_where_one_was_to_a_tenth_of_a_millimetre(point: Point) -> None:
    assert near(wgs84_of(gcj02_of(point)), point, degrees=1e-9)
    assert near(gcj02_of(wgs84_of(point)), point, degrees=1e-9)


@given(well_inside)
def test_a_map_is_off_by_less_than_two_kilometres_and_never_by_nothing(point: Point) -> None:
    shown = gcj02_of(point)

    assert shown != point
    assert near(shown, point, degrees=0.02)


@given(outside)
def test_outside_nothing_is_touched(point: Point) -> None:
    assert not is_shifted(point)
    assert gcj02_of(point) == point
    assert wgs84_of(point) == point


def test_a_point_is_kept_to_the_sixth_decimal() -> None:
    assert rounded(Point(121.48782217865725, 31.25287333146968)) == Point(121.487822, 31.252873)
