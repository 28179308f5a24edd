"""Rules of companies: floors, codes, whom to visit, occupancy and its drawing, tables."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.buildings.firm import CODE

from linli.buildings.enums.companies import FactKey, FactStanding, VisitReason
from linli.buildings.errors.companies import FactOlder, FloorFull, UnknownFloor
from linli.buildings.errors.company_table import CodeOfAnother, SaidTwice, SitsOtherwise
from linli.buildings.rules.company_import import KnownCompany, plan_table
from linli.buildings.rules.company_table import COLUMNS, Sits, read_lines
from linli.buildings.rules.credit_codes import example, read_credit_code
from linli.buildings.rules.floors import DEEPEST, HIGHEST, floor_name, read_area, read_floor
from linli.buildings.rules.occupancy import (
    LABEL,
    WIDTH,
    Housed,
    Let,
    fitting,
    occupancy_of,
    stack_of,
)
from linli.buildings.rules.visits import A_WEEK, RESTS, Looked, visits_due
from linli.places.errors import SheetEmpty, SheetHeadUnknown

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
NUMBERS = st.one_of(st.integers(-DEEPEST, -1), st.integers(1, HIGHEST))


@given(NUMBERS)
def test_a_floor_is_read_as_it_is_called(number: int) -> None:
    assert read_floor(floor_name(number)) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("\uff11\uff12楼", 12),
        ("地下2", -2),
        ("-1", -1),
        ("b1", -1),
        ("0", None),
        ("B10", None),
        ("201", None),
        ("顶层", None),
        ("", None),
    ],
)
def test_a_floor_is_understood_as_people_type_it_or_not_at_all(
    typed: str, number: int | None
) -> None:
    assert read_floor(typed) == number


@pytest.mark.parametrize(
    ("typed", "area"),
    [("325.68", 326), ("1,200", 1200), ("0.4", None), ("一百", None), ("100000", None)],
)
def test_an_area_is_whole_square_metres_or_none(typed: str, area: int | None) -> None:
    assert read_area(typed) == area


def test_a_credit_code_obeys_its_check_character() -> None:
    assert read_credit_code(f" {CODE.lower()[:9]} {CODE[9:]}") == CODE
    assert read_credit_code("") == ""
    assert read_credit_code(CODE[:-1] + "M") is None
    assert read_credit_code("12345") is None
    assert read_credit_code(example(7)) == example(7)


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_always_found(at: int, letter: str) -> None:
    wrong = CODE[:at] + letter + CODE[at + 1 :]

    assert (read_credit_code(wrong) is not None) is (wrong == CODE)


def looked(company: int = 1, **more: object) -> Looked:
    plain = Looked(company, f"企业 {company}", company, TODAY - 40 * DAY, None, None, 0, 0, 0)
    return replace(plain, **more)  # type: ignore[arg-type]  # its own fields


def test_five_are_visited_a_week_from_the_top_down_those_first_who_need_it_most() -> None:
    many = [looked(number, expired=number % 4) for number in range(1, 9)]
    urgent = looked(99, floor=3, needs=2, lease_ends=TODAY + 30 * DAY)

    found = visits_due([*many, urgent], today=TODAY)

    assert len(found) == A_WEEK
    assert 99 in [one.company for one in found]
    assert [one.floor for one in found] == sorted((one.floor for one in found), reverse=True)  # type: ignore[type-var]  # all have one
    (reason, _count) = next(one for one in found if one.company == 99).reasons[0]
    assert reason is VisitReason.LEASE


def test_who_was_just_visited_rests_unless_something_was_promised() -> None:
    fresh = looked(visited_on=TODAY - (RESTS - 1) * DAY, needs=3)
    promised = replace(fresh, next_on=TODAY)

    assert visits_due([fresh], today=TODAY) == []
    assert VisitReason.PROMISED in dict(visits_due([promised], today=TODAY)[0].reasons)


def test_who_was_never_visited_counts_as_a_year_and_who_needs_nothing_is_not_listed() -> None:
    never = looked(1, visited_on=None, floor=None)
    (due,) = visits_due([never, looked(2, visited_on=TODAY - 25 * DAY)], today=TODAY)

    assert due.reasons == ((VisitReason.NEVER, 0),)


def test_a_lease_that_is_over_or_far_away_is_no_reason() -> None:
    for ends in (TODAY - DAY, TODAY + 400 * DAY):
        (due,) = visits_due([looked(lease_ends=ends)], today=TODAY)
        assert VisitReason.LEASE not in dict(due.reasons)


def let(area: int, *, floor: int = 1, ends: date | None = None, name: str = "某公司") -> Let:
    return Let(floor, area, 1, name, ends)


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(
    st.lists(st.tuples(st.integers(1, 500), st.none() | DAYS), max_size=12),
    st.lists(st.sampled_from(FactStanding), max_size=12),
)
def test_every_lease_and_every_company_is_in_exactly_one_part(
    leases: list[tuple[int, date | None]], standings: list[FactStanding]
) -> None:
    known = FactStanding.KNOWN
    found = occupancy_of(
        [(1, 9000)],
        [let(area, ends=ends) for area, ends in leases],
        [Housed("", 10 if one is known else None, one) for one in standings],
        today=TODAY,
    )

    ends = found.over + found.later + found.endless + sum(one.leases for one in found.quarters)
    assert ends == len(leases)
    assert found.let + found.vacant == found.area
    assert found.told + found.expired + found.untold == found.companies == len(standings)
    assert sum(count for _letter, count in found.sections) == found.companies
    assert found.employees == 10 * found.told


def test_a_building_without_floors_has_no_percentage_and_unknown_industries_come_last() -> None:
    housed = [Housed("", None, FactStanding.UNKNOWN), Housed("I", None, FactStanding.UNKNOWN)]
    found = occupancy_of([], [], housed, today=TODAY)

    assert found.vacancy_percent is None
    assert [letter for letter, _count in found.sections] == ["I", ""]
    assert occupancy_of([(1, 300)], [let(100)], [], today=TODAY).vacancy_percent == 67
    quarters = [(one.year, one.quarter) for one in found.quarters]
    assert quarters[:5] == [(2026, 1), (2026, 2), (2026, 3), (2026, 4), (2027, 1)]


@given(
    st.dictionaries(NUMBERS, st.integers(1, 5000), max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 900)), max_size=12),
)
def test_what_is_drawn_stays_within_its_floor_and_the_top_floor_is_first(
    floors: dict[int, int], wanted: list[tuple[int, int]]
) -> None:
    numbers, free = sorted(floors), dict(floors)
    lets = []
    for at, area in wanted:
        if at < len(numbers) and free[numbers[at]] >= area:
            free[numbers[at]] -= area
            lets.append(let(area, floor=numbers[at], name="上海某某信息技术有限公司"))

    drawn = stack_of(floors.items(), lets)

    assert [one.floor for one in drawn.storeys] == numbers[::-1]
    assert sum(len(one.bars) for one in drawn.storeys) == len(lets)
    for one in drawn.storeys:
        at = LABEL
        for bar in one.bars:
            assert bar.x == at
            at = bar.x + bar.width
        assert one.vacant_x == at
        assert one.vacant_x + one.vacant_width <= WIDTH
        assert one.vacant == free[one.floor]


def test_a_name_is_cut_where_it_does_not_fit() -> None:
    assert fitting("ABC", 100) == "ABC"
    assert fitting("上海某某信息技术", 95) == "上海某某…"
    assert fitting("上海", 10) == ""


HEAD = [
    "企业名称",
    "统一社会信用代码",
    "行业",
    "楼层",
    "面积",
    "租期第一天",
    "租期最后一天",
    "截至",
]
HEAD += ["员工人数", "高新技术企业证书"]
LET = ["12F", "300", "2025-01-01", "2027-12-31"]


def row(*cells: str) -> list[str | None]:
    return [*cells, *[""] * (len(HEAD) - len(cells))]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (row("某"), "企业名称"),
        (row("某公司", "123"), "统一社会信用代码"),
        (row("某公司", "", "98"), "行业"),
        (row("某公司", "", "", "12F"), "楼层"),
        (row("某公司", "", "", "顶层", *LET[1:]), "楼层"),
        (row("某公司", "", "", "12F", "大", *LET[2:]), "面积"),
        (row("某公司", "", "", "12F", "300", "昨天"), "租期第一天"),
        (row("某公司", "", "", "12F", "300", "2025-01-01", "1889-01-01"), "租期最后一天"),
        (row("某公司", "", "", "12F", "300", "2025-01-01", "2024-01-01"), "租期最后一天"),
        (row("某公司", "", "", *LET, "", "12"), "截至"),
        (row("某公司", "", "", *LET, "2026-03-03", "12"), "截至"),
        (row("某公司", "", "", *LET, "2026-03-02", "许多"), "员工人数"),
        (row("=1+1", ""), "企业名称"),
        ([None], "企业名称"),
        ([*row("某公司"), "多出来的"], HEAD[-1]),
    ],
)
def test_each_cell_that_cannot_be_read_is_named(cells: list[str | None], column: str) -> None:
    lines, refused = read_lines([HEAD, cells], today=TODAY)

    assert lines == []
    assert [(one.row, one.column) for one in refused] == [(2, column)]
    assert str(refused[0].error)


def test_a_row_is_read_and_our_mark_and_empty_rows_are_left_out() -> None:
    table: list[list[str | None]]
    table = [[*HEAD], row("某公司", CODE, "5", *LET, "2026-03-01", "12", "yes"), row()]
    lines, refused = read_lines([*table, ["水印 ABC，2026 导出"]], today=TODAY)

    (line,) = lines
    assert (line.industry, line.sits) == ("05", Sits(12, 300, date(2025, 1, 1), date(2027, 12, 31)))
    assert line.facts == ((FactKey.EMPLOYEES, 12), (FactKey.HIGH_TECH, True))
    assert refused == []


def test_a_table_without_names_with_unknown_columns_or_without_rows_is_refused() -> None:
    for head in ([], ["行业"], ["企业名称", "企业名称"], ["企业名称", "电话"], [None, "企业名称"]):
        with pytest.raises(SheetHeadUnknown):
            read_lines([head, ["某公司"]], today=TODAY)
    with pytest.raises(SheetEmpty):
        read_lines([HEAD, ["水印 ABC"]], today=TODAY)
    assert len(COLUMNS) == 20


KNOWN = KnownCompany(
    "某公司",
    CODE,
    "65",
    {12: Sits(12, 300, date(2025, 1, 1), date(2027, 12, 31))},
    {FactKey.EMPLOYEES: (12, TODAY - 9 * DAY)},
)


def planned(*rows: list[str | None], free: int = 500) -> tuple[list[str], list[type]]:
    lines, unread = read_lines([HEAD, *rows], today=TODAY)
    assert unread == []
    found = plan_table(lines, [], [KNOWN], {12: free})
    return [one.name for one in found.steps], [type(one.error) for one in found.refused]


def test_what_is_known_already_changes_nothing_and_a_newer_day_confirms_it() -> None:
    same = row("某公司", CODE, "65", *LET, "2026-02-20", "12")
    newer = row("某公司", "", "", "", "", "", "", "2026-03-01", "12")

    assert planned(same) == ([], [])
    assert planned(newer) == (["某公司"], [])


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([row("某公司", example(1))], CodeOfAnother),
        ([row("别的公司", CODE)], CodeOfAnother),
        ([row("某公司", "", "", "12F", "301", *LET[2:])], SitsOtherwise),
        ([row("新公司", "", "", "13F", *LET[1:])], UnknownFloor),
        ([row("新公司", "", "", "12F", "501", "2025-01-01")], FloorFull),
        ([row("某公司", "", "", "", "", "", "", "2026-01-01", "13")], FactOlder),
        (
            [row("新公司", "", "", "", "", "", "", "2026-01-01", one) for one in ("1", "2")],
            SaidTwice,
        ),
        ([row("新公司", "", "64"), row("新公司", "", "65")], SaidTwice),
        ([row(f"新公司{n}", "", "", "12F", "300", "2025-01-01") for n in (1, 2)], FloorFull),
        ([row(f"新公司{n}", example(5)) for n in (1, 2)], CodeOfAnother),
    ],
)
def test_what_contradicts_the_known_or_another_row_is_refused(
    rows: list[list[str | None]], error: type
) -> None:
    assert planned(*rows)[1] == [error]


def test_a_company_on_two_floors_has_two_rows_and_is_added_once() -> None:
    lines, _refused = read_lines(
        [
            HEAD,
            row("新公司", "", "65", *LET, "2026-03-01", "12"),
            row("新公司", example(1), "65", "13F", *LET[1:], "2026-03-01", "12"),
        ],
        today=TODAY,
    )
    found = plan_table(lines, [], [KNOWN], {12: 500, 13: 500})

    assert (found.added, found.changed, found.refused) == (["新公司"], [], [])
    assert found.digest != plan_table(lines[:1], [], [KNOWN], {12: 500}).digest
