"""What a table of places would do, and why it cannot: every reason at its cell."""

from dataclasses import replace

import pytest

from linli.places.enums import PlaceLevel
from linli.places.errors import SheetEmpty, SheetHeadUnknown
from linli.places.rules.coordinates import Point
from linli.places.rules.facts import Facts
from linli.places.rules.importing import Known, Plan, plan
from linli.places.rules.rows import COLUMNS, Cells

D, S, C, B, K = PlaceLevel
NEEDED = ["编号", "上级编号", "级别", "名称"]


def known(*places: Known) -> dict[str, Known]:
    return {one.code: one for one in places}


HONGKOU = Known("HK", "", D, "HK", Facts("虹口区", "310109"))
OUYANG = Known("OYL", "HK", S, "HK/OYL", Facts("欧阳路街道", "310109009"))
TOWER = Known("BYL", "HK", B, "HK/BYL", Facts("白玉兰", "", "东大名路501号", Point(121.4, 31.2)))
THERE = known(HONGKOU, OUYANG, TOWER)


def table(*rows: Cells, head: Cells = COLUMNS) -> list[Cells]:
    return [head, *rows]


def why(made: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.says) for one in made.refused]


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ([], "编号、上级编号、级别、名称"),
        (["编号", "级别", "名称"], "上级编号"),
        ([*NEEDED, "电话"], "电话"),
        ([*NEEDED, "地址", "地址"], "地址"),
        ([*NEEDED, None, "地址"], "?"),
    ],
)
def test_a_head_that_is_not_ours_is_refused_by_name(head: Cells, named: str) -> None:
    with pytest.raises(SheetHeadUnknown) as caught:
        plan(table(["A"], head=head), THERE)

    assert caught.value.columns == named


@pytest.mark.parametrize("rows", [[], [[]], [["", "", ""], []]])
def test_a_table_that_says_nothing_is_refused(rows: list[Cells]) -> None:
    with pytest.raises(SheetEmpty):
        plan(table(*rows), THERE)


def test_nothing_at_all_has_no_head() -> None:
    with pytest.raises(SheetHeadUnknown):
        plan([], THERE)


def test_every_cell_that_cannot_be_read_is_named_with_its_row_and_column() -> None:
    made = plan(
        table(
            ["白", "HK", "省", "", "31", "a" * 121, "1", "", "X"],
            [],
            ["A", "HK", "楼宇", "=1+1", "", None, "121", "x", ""],
            ["B", "HK", "楼宇", "乙", "", "", "", "", "", "多"],
            ["C", "HK", "楼宇", "丙", "310109", "", "", "", ""],
        ),
        THERE,
    )

    assert why(made) == [
        (2, "编号", "地点编号只能用大写字母、数字和连字符，最多 16 位。"),
        (2, "级别", "级别只能是：区、街道、居民区、楼宇、楼组。"),
        (2, "名称", "地点要有名称，最多 40 个字，不能有换行等控制字符。"),
        (2, "地址", "地址最多 120 个字，不能有换行等控制字符。"),
        (2, "经度", "经度和纬度要一起填，用度的小数，例如 121.487822 和 31.252873。"),
        (2, "坐标系", "坐标系只能是 WGS-84 或 GCJ-02。"),
        (
            4,
            "名称",
            ("这里是公式，或以 = + - @ 开头会被当成公式。请改成文字或数值，或在前面加一个单引号。"),
        ),
        (4, "地址", "这里有看不见的控制字符、日期或过长的内容，请重新输入。"),
        (4, "经度", "经度和纬度要一起填，用度的小数，例如 121.487822 和 31.252873。"),
        (5, "坐标系", "这里有看不见的控制字符、日期或过长的内容，请重新输入。"),
        (
            6,
            "区划代码",
            "区划代码与级别不符：区是 6 位，街道是 9 位，居民区是 12 位，楼宇和楼组没有。",
        ),
    ]


def test_new_places_are_planted_whatever_the_order_of_their_rows() -> None:
    made = plan(
        table(
            ["B1", "C1", "楼组", "一单元"],
            [
                "c1",
                "oyl",
                "居民区",
                "祥德",
                "310109009001",
                "祥德路",
                "121.492299",
                "31.250901",
                "gcj-02",
            ],
            head=COLUMNS,
        ),
        THERE,
    )

    assert made.refused == ()
    assert [(one.code, one.path, one.row) for one in made.planted] == [
        ("C1", "HK/OYL/C1", 3),
        ("B1", "HK/OYL/C1/B1", 2),
    ]
    assert made.planted[0].facts == Facts(
        "祥德", "310109009001", "祥德路", Point(121.487822, 31.252873)
    )
    assert (made.changed, made.unchanged) == ((), 0)


def test_what_is_there_is_changed_where_it_differs_and_counted_where_not() -> None:
    made = plan(
        table(
            ["HK", "", "区", "虹口区", "310109"],
            ["BYL", "HK", "楼宇", "白玉兰广场", "", "", "121.4", "31.2", ""],
        ),
        THERE,
    )

    assert made.unchanged == 1
    (change,) = made.changed
    assert (change.before, change.row) == (TOWER.facts, 3)
    assert change.after == Facts("白玉兰广场", "", "", Point(121.4, 31.2))


def test_a_column_that_is_left_out_leaves_its_facts() -> None:
    made = plan(table(["BYL", "HK", "楼宇", "白玉兰"], head=NEEDED), THERE)

    assert made.unchanged == 1
    assert plan(table(["N", "HK", "楼宇", "新"], head=NEEDED), THERE).planted[0].facts == Facts(
        "新"
    )


NO_ABOVE = "没有编号为 {} 的上级，或不归您管。新的区不能用表格添加。"
CLOSED = "OLD 已经撤销，不能再放进新的地点，也不能再改。"
MOVES = "{} 已经在 {} 里。要移动它，请在它的页面上移动。"
DEEP = "/".join(["HK", *(f"P{at}" for at in range(2, 10)), "DEEP"])


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (["A", "", "区", "新区"], "上级编号", NO_ABOVE.format("")),
        (["A", "X", "楼宇", "楼"], "上级编号", NO_ABOVE.format("X")),
        (["A", "JA", "楼宇", "楼"], "上级编号", NO_ABOVE.format("JA")),
        (["A", "OLD", "楼宇", "楼"], "上级编号", CLOSED),
        (["A", "BYL", "街道", "路"], "级别", "A 不能放在这里：地点要从区开始，一级一级往下。"),
        (["JA", "", "区", "静安"], "编号", "编号 JA 不能用，请换一个，或确认它归您管。"),
        (["OLD", "HK", "街道", "旧"], "编号", CLOSED),
        (["BYL", "HK", "楼组", "楼"], "级别", "BYL 已经是“楼宇”，级别不能改。"),
        (["BYL", "OYL", "楼宇", "楼"], "上级编号", MOVES.format("BYL", "HK")),
        (["HK", "JA", "区", "虹口"], "上级编号", MOVES.format("HK", "—")),
        (["A", "DEEP", "楼组", "组"], "上级编号", "A 经过的合并太多，不能再往下放。"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_lie_there_is_refused(row: Cells, column: str, says: str) -> None:
    there = THERE | known(
        Known("JA", "", D, "JA", Facts("静安区"), is_yours=False),
        Known("OLD", "HK", S, "HK/OLD", Facts("旧"), is_open=False),
        Known("DEEP", "P9", B, DEEP, Facts("深")),
    )  # fmt: skip

    assert why(plan(table(row, head=NEEDED), there)) == [(2, column, says)]


def test_a_code_that_stands_twice_is_refused_where_it_stands_again() -> None:
    made = plan(table(["A", "HK", "楼宇", "甲"], ["a", "HK", "楼宇", "乙"], head=NEEDED), THERE)

    assert why(made) == [(3, "编号", "编号 A 在第 2 行已经有了。")]


def coded(code: str, above: str, level: str, division: str) -> Cells:
    return [code, above, level, "名", division]


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        # two new ones with one code, and one that is taken
        ([coded("A", "HK", "街道", "310109010"), coded("B", "HK", "街道", "310109010")], [2, 3]),
        ([coded("A", "HK", "街道", "310109009")], [2]),
        # given up by the one, taken by the other
        ([coded("OYL", "HK", "街道", ""), coded("A", "HK", "街道", "310109009")], []),
        # of another district
        ([coded("A", "HK", "街道", "310110001")], [2]),
        # the nearest above that has one counts
        ([coded("A", "OYL", "居民区", "310109010001")], [2]),
        ([coded("A", "BYL", "楼组", "")], []),
        # one above changes, and parts from what lies in it
        ([coded("HK", "", "区", "310110")], [2]),
        ([coded("HK", "", "区", "310110"), coded("OYL", "HK", "街道", "310110009")], []),
    ],
)
def test_national_codes_are_one_a_place_and_begin_with_the_one_above(
    rows: list[Cells], refused: list[int]
) -> None:
    made = plan(table(*rows, head=[*NEEDED, "区划代码"]), THERE)

    assert [one.row for one in made.refused] == refused
    assert {one.column for one in made.refused} <= {"区划代码"}


def test_the_code_of_a_place_that_was_closed_is_free_and_old_faults_blame_nobody() -> None:
    there = known(
        HONGKOU,
        replace(OUYANG, is_open=False),
        Known("ODD", "HK", S, "HK/ODD", Facts("别处", "310110001")),
    )
    made = plan(table(coded("A", "HK", "街道", "310109009"), head=[*NEEDED, "区划代码"]), there)

    assert made.refused == ()


def test_plans_that_would_do_the_same_have_one_digest() -> None:
    one = plan(table(["A", "HK", "楼宇", "甲"], head=NEEDED), THERE)
    same = plan(table(["A", "HK", "楼宇", "甲"], head=NEEDED), THERE)
    other = plan(table(["A", "HK", "楼宇", "乙"], head=NEEDED), THERE)

    assert one.digest == same.digest != other.digest
