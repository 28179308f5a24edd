"""What a noon came to is counted twice, by the people and by the server, and compared."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from linli.server.replay.figures import Account, Diary, Figures, percentile, sum_up, what_is_wrong
from linli.server.replay.show import show_figures


def sum_of(
    diary: Diary, states: dict[str, list[str]], *, equal: bool = True, seen: bool = True
) -> Figures:
    return sum_up(
        diary,
        states,
        ledgers_equal=equal,
        seen=seen,
        seconds=1.23,
        about={"tower": "T", "seed": 1, "speed": 60.0},
    )


def lived(*, put: int = 1, taken_by: tuple[str, ...] = ("owner",), full: bool = False) -> Account:
    return Account("R1-0001", put=put, taken_by=list(taken_by), refused_full=full)


@pytest.mark.parametrize(
    ("account", "states"),
    [
        (lived(), []),
        (lived(), ["STORED"]),
        (lived(), ["PICKED", "PICKED"]),
        (lived(), ["PICKED", "RECALLED"]),
        (lived(), ["PICKED", "STORED"]),
        (lived(), ["PICKED", "SENT"]),
        (lived(), ["CANCELLED"]),
        (lived(), ["RECALLED"]),
        (lived(taken_by=("crew",)), ["PICKED"]),
        (lived(taken_by=()), ["PICKED"]),
        (lived(put=0), ["PICKED"]),
        (lived(put=2), ["PICKED"]),
        (lived(taken_by=("owner", "crew")), ["PICKED"]),
        (lived(put=0, taken_by=(), full=True), ["PICKED"]),
        (lived(put=0, taken_by=(), full=True), ["OFFERED"]),
        (lived(put=1, taken_by=(), full=True), []),
        (lived(put=0, taken_by=()), []),
        (Account("R1-0001", put=1, taken_by=["owner"], trouble="door 7 held nothing"), ["PICKED"]),
    ],
)
def test_any_other_than_exactly_one_outcome_is_wrong(account: Account, states: list[str]) -> None:
    assert what_is_wrong(account, states, seen=True)


@pytest.mark.parametrize(
    ("account", "states"),
    [
        (lived(), ["PICKED"]),
        (lived(), ["CANCELLED", "NEVER_ARRIVED", "PICKED"]),
        (lived(taken_by=("crew",)), ["RECALLED"]),
        (lived(taken_by=("crew",)), ["EXPIRED", "DISPOSED"]),
        (lived(put=0, taken_by=(), full=True), []),
        (lived(put=0, taken_by=(), full=True), ["CANCELLED"]),
    ],
)
def test_one_outcome_that_both_sides_tell_is_right(account: Account, states: list[str]) -> None:
    assert what_is_wrong(account, states, seen=True) == ""


def test_where_nobody_sees_the_doors_the_servers_word_is_taken() -> None:
    assert what_is_wrong(lived(put=0, taken_by=()), ["PICKED"], seen=False) == ""
    assert what_is_wrong(lived(put=0, taken_by=()), ["PICKED", "PICKED"], seen=False)


def test_a_noon_is_well_only_with_all_outcomes_and_equal_ledgers() -> None:
    diary = Diary()
    diary.put_in("R1-0001", "A")
    diary.taken_out("R1-0001", "owner")
    diary.refused("R1-0002")

    good = {"R1-0001": ["PICKED"]}
    assert sum_of(diary, good).is_well
    assert not sum_of(diary, good, equal=False).is_well
    assert not sum_of(diary, {"R1-0001": ["STORED"]}).is_well
    assert not sum_of(Diary(), {}).is_well


def test_the_figures_count_orders_not_deposits() -> None:
    diary = Diary()
    for number in range(4):
        diary.put_in(f"R1-{number}", "A")
    for number in range(3):
        diary.taken_out(f"R1-{number}", "owner")
    diary.refused("R1-9")
    diary.in_trouble("R1-3", "first")
    diary.in_trouble("R1-3", "second")
    diary.note_retry()
    diary.opens_ms += [10.0, 20.0, 30.0]

    figures = sum_of(
        diary,
        {
            "R1-0": ["CANCELLED", "PICKED"],
            "R1-1": ["PICKED"],
            "R1-2": ["PICKED", "PICKED"],
            "R1-3": [],
            "somebody-else": ["PICKED"],
        },
    )

    assert (figures.orders, figures.stored, figures.picked) == (5, 3, 3)
    assert (figures.refused_full, figures.peak_occupancy, figures.opens) == (1, 4, 3)
    assert (figures.exactly_one_outcome, figures.retries) == (0.6, 1)
    assert figures.troubles == ["R1-2: outcomes: PICKED, PICKED", "R1-3: first"]
    assert figures.as_json()["open_p50_ms"] == 20.0


def test_the_table_ends_with_the_orders_that_went_wrong() -> None:
    diary = Diary()
    diary.put_in("R1-0001", "A")
    diary.refusals["meal_held"] += 2
    said = io.StringIO()

    show_figures(sum_of(diary, {"R1-0001": ["STORED"]}), Console(file=said, width=120))

    assert said.getvalue().rstrip().splitlines()[-1] == "R1-0001: not ended: STORED"
    assert "meal_held 2" in said.getvalue()
    assert "0.000%" in said.getvalue()


def test_a_meal_that_nobody_had_put_in_makes_no_peak() -> None:
    diary = Diary()
    diary.put_in("a", "A")
    diary.taken_out("a", "owner")
    diary.put_in("b", "A")

    assert (diary.standing, diary.peak, diary.done) == (1, 1, 1)


def test_no_openings_have_no_percentile() -> None:
    assert percentile([], 0.95) == 0.0


@given(st.lists(st.integers(0, 5), min_size=1), st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0]))
def test_a_percentile_is_the_smallest_value_that_covers_its_share(
    values: list[int], share: float
) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values)
