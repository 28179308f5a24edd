"""Which place may lie in which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.enums import PlaceLevel
from linli.places.rules import NewPlace, codes_of, first_out_of_order, is_code, path_of

D, S, C, B, K = PlaceLevel


def way(*levels: PlaceLevel) -> list[NewPlace]:
    return [NewPlace(level, f"P{at}", "地") for at, level in enumerate(levels)]


@pytest.mark.parametrize("code", ["", "a", "-A", "A/B", "甲", "A B", "A" * 17, "A\n"])
def test_no_code(code: str) -> None:
    assert not is_code(code)


@pytest.mark.parametrize("code", ["A", "0", "HK-A", "A" * 16])
def test_a_code(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize(
    ("levels", "wrong"),
    [
        ((S,), 0),
        ((B, D), 0),
        ((D, D), 1),
        ((D, B, S), 2),
        ((D, S, C, B, K, K), 5),
    ],
)
def test_the_first_place_that_cannot_lie_there_is_named(
    levels: tuple[PlaceLevel, ...], wrong: int
) -> None:
    steps = way(*levels)

    assert first_out_of_order(steps) == steps[wrong]


@given(st.sets(st.sampled_from([S, C, B, K])))
def test_below_a_district_levels_may_be_left_out_but_not_turned(below: set[PlaceLevel]) -> None:
    ordered = [level for level in PlaceLevel if level == D or level in below]

    assert first_out_of_order(way(*ordered)) is None
    assert len(ordered) == 1 or first_out_of_order(way(*reversed(ordered))) is not None


@given(st.lists(st.sampled_from(["A", "B-1", "C"]), min_size=1, max_size=5))
def test_a_path_is_read_back_as_it_was_written(codes: list[str]) -> None:
    assert codes_of(path_of(codes)) == tuple(codes)
