"""Outlines: one closed ring that does not cross itself, and nothing else."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.errors import OutlineCrossesItself, OutlineOpen, OutlineUnreadable
from linli.places.rules.outlines import LONGEST_OUTLINE, first_crossing, read_outline, write_outline

SQUARE = [[121.48, 31.25], [121.49, 31.25], [121.49, 31.26], [121.48, 31.26], [121.48, 31.25]]


def geojson(*rings: object, kind: object = "Polygon") -> str:
    return json.dumps({"type": kind, "coordinates": rings})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "\ud800",
        '{"type":"Polygon"}',
        geojson(),
        geojson(SQUARE, SQUARE),
        geojson(SQUARE, kind="MultiPolygon"),
        geojson(SQUARE, kind=None),
        geojson(SQUARE[:3]),
        geojson([*SQUARE[:4], [121.48]]),
        geojson([[*one, 4.0] for one in SQUARE]),
        geojson([["121.48", "31.25"], *SQUARE[1:]]),
        geojson([[181.0, 31.25], *SQUARE[1:4], [181.0, 31.25]]),
        geojson([[121.0, 91.0], *SQUARE[1:4], [121.0, 91.0]]),
        geojson(SQUARE).replace("121.49", "1e999"),
        geojson(SQUARE).replace("121.49", "NaN"),
        geojson([*SQUARE[:4] * 125, SQUARE[0]]),
        geojson(SQUARE) + " " * LONGEST_OUTLINE,
    ],
)
def test_what_is_no_outline_is_refused(text: str) -> None:
    with pytest.raises(OutlineUnreadable):
        read_outline(text)


def test_a_ring_that_is_not_closed_is_refused() -> None:
    with pytest.raises(OutlineOpen):
        read_outline(geojson([*SQUARE[:4], [121.48, 31.251]]))


@pytest.mark.parametrize(
    ("corners", "sides"),
    [
        ([(0, 0), (4, 4), (4, 0), (0, 4), (0, 0)], (0, 2)),  # a bow
        ([(0, 0), (4, 0), (4, 4), (2, 0), (0, 4), (0, 0)], (0, 2)),  # touches a side
        ([(0, 0), (4, 0), (2, 0), (0, 4), (0, 0)], (0, 1)),  # goes back on itself
        ([(2, 0), (4, 4), (0, 4), (0, 0), (4, 0), (2, 0)], (0, 3)),  # a tail at the end
        ([(0, 0), (2, 0), (0, 4), (4, 0), (0, 0)], (0, 3)),  # the last over the first
        ([(0, 0), (0, 0), (4, 0), (4, 4), (0, 0)], (0, 0)),  # a side without length
        ([(0, 0), (4, 0), (4, 4), (4, 0), (0, 4), (0, 0)], (0, 2)),
    ],
)
def test_a_ring_that_meets_itself_is_refused_at_its_sides(
    corners: list[tuple[int, int]], sides: tuple[int, int]
) -> None:
    met = first_crossing(corners)

    assert met == sides
    with pytest.raises(OutlineCrossesItself) as caught:
        read_outline(geojson(corners))
    assert (caught.value.first, caught.value.second) == (sides[0] + 1, sides[1] + 1)


def test_a_corner_on_a_straight_side_is_no_crossing() -> None:
    assert first_crossing([(0, 0), (2, 0), (4, 0), (4, 4), (0, 4), (0, 0)]) is None


def test_an_outline_is_written_as_it_was_read() -> None:
    ring = read_outline(geojson(SQUARE))

    assert ring == SQUARE
    assert read_outline(write_outline(ring)) == ring


stars = st.lists(st.floats(0.2, 1.0), min_size=3, max_size=40).map(
    lambda far: [
        [
            round(121 + r * math.cos(2 * math.pi * at / len(far)), 6),
            round(31 + r * math.sin(2 * math.pi * at / len(far)), 6),
        ]
        for at, r in enumerate(far)
    ]
)


@given(stars)
def test_a_star_around_its_middle_is_an_outline(star: list[list[float]]) -> None:
    ring = [*star, star[0]]

    assert read_outline(geojson(ring)) == ring


@given(stars.filter(lambda star: len(star) >= 4), st.data())
def test_a_star_whose_side_is_taken_through_another_is_none(
    star: list[list[float]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(star) - 4))
    star[at + 1], star[at + 2] = star[at + 2], star[at + 1]
    ring = [(round(x * 1e7), round(y * 1e7)) for x, y in [*star, star[0]]]

    crossed = any(
        _cross(*one, *other)
        for at, one in enumerate(pairwise(ring))
        for other in list(pairwise(ring))[at + 2 :]
        if other[1] != one[0]
    )
    assert not crossed or first_crossing(ring) is not None


def _cross(*corners: tuple[int, int]) -> bool:
    """Whether two sides cross in their insides, by solving for the point where they do."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = corners
    below = (x2 - x1) * (y4 - y3) - (y2 - y1) * (x4 - x3)
    if below == 0:
        return False
    one = ((x3 - x1) * (y4 - y3) - (y3 - y1) * (x4 - x3)) / below
    other = ((x3 - x1) * (y2 - y1) - (y3 - y1) * (x2 - x1)) / below
    return 0 < one < 1 and 0 < other < 1


def test_the_largest_outline_is_read_in_less_than_a_second() -> None:
    corners = [[121 + math.cos(at / 79.4) / 10, 31 + math.sin(at / 79.4) / 10] for at in range(499)]

    assert len(read_outline(geojson([*corners, corners[0]]))) == 500
