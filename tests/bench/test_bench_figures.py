"""The figures of the bench are what they are called."""

import json
from dataclasses import replace

import pytest
from bench.figures import NEVER, WITHIN, Figure, middle, percentile

from bench import __main__ as command

SHAPE = {"name", "database", "value", "unit", "limit", "ratio"}


def test_a_figure_without_a_limit_has_no_ratio() -> None:
    assert Figure("memory", "sqlite", 5, "MB", limit=0).ratio == 0


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.5, 7.0),
        ([7.0], 0.99, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        (list(map(float, range(1, 101))), 0.95, 95.0),
        (list(map(float, range(1, 101))), 0.99, 99.0),
        (list(map(float, range(1, 61))), 0.99, 60.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_the_middle_round_keeps_its_own_limit() -> None:
    rounds = [(900.0, 1000.0), (300.0, 1000.0), (90.0, 150.0)]

    figure = middle("deposits", "sqlite", "a second", rounds, goal="ratio ≥ 0.5")

    assert (figure.value, figure.limit, figure.ratio) == (90.0, 150.0, 0.6)


def test_of_an_even_number_of_rounds_the_worse_middle_one_counts() -> None:
    assert middle("", "", "", [(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)]).ratio == 2.0


def test_a_line_says_what_where_how_much_and_of_how_much() -> None:
    line = Figure("begin_deposit", "postgresql", 812.44, "a second", 1490.0).as_line()

    assert "\n" not in line
    assert [word in line for word in ("begin_deposit", "postgresql", "812.4", "1,490.0", "0.55")]


def test_as_json_the_bench_says_one_list_of_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        command,
        "all_figures",
        lambda databases, *_, **__: [
            Figure(f"p95 {one}", one, 41.23456, "ms", 0.5, "≤ 60 ms") for one in databases
        ],
    )

    command.main(["--json"])

    told = json.loads(capsys.readouterr().out)
    assert [set(one) for one in told] == [SHAPE, SHAPE]
    assert [one["database"] for one in told] == ["sqlite", "postgresql"]
    assert (told[0]["value"], told[0]["limit"], told[0]["ratio"]) == (41.235, 0.5, 82.469)


def test_what_must_never_happen_and_has_ends_the_bench_badly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    never = Figure("doors opened late", "-", 0, "times", 0, NEVER)
    counted = Figure("opens lost, wkly", "-", 2, "times", 0)
    late = Figure("doors opened late", "-", 1, "times", 0, NEVER)
    slow = Figure("p95", "-", 900.0, "ms", 1.0, "≤ 60 ms")
    over = Figure("board, p95", "-", 201.0, "ms", 200.0, WITHIN)
    assert not replace(over, value=200.0).is_wrong

    for seen, status in (([never, counted, slow], 0), ([never, late], 1), ([over], 1)):
        monkeypatch.setattr(command, "all_figures", lambda *_, seen=seen, **__: iter(seen))
        assert command.main([]) == status

    assert "must not be, and is: doors opened late, -: 1 times" in capsys.readouterr().err


def test_an_unknown_line_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--only", "everything"])

    assert ended.value.code == 2
    assert "deposits" in capsys.readouterr().err
