"""A building's month on paper: what was promised and done, signed, ordered, complained of."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from linli.kernel.paper import FONT, pages, paragraph
from linli.lockers.queries.complaints import ComplaintShown
from linli.lockers.queries.monthly import Month
from linli.lockers.queries.supervision import Day, OrderShown, Signature
from linli.lockers.rules.overdue import REMIND_AFTER
from linli.lockers.rules.supervision import REPAIR_WITHIN

TITLE, HEADING, TEXT, CELL = 18.0, 13.0, 10.0, 8.0
"""Points."""

GAP = 4 * mm

MARK_SHOWN = 12
"""Letters of a hash in a row of days; the whole of it stands in the list of signatures."""

LEVELS = ("", "↑", "↑↑")
"""How far what nobody answered has escalated, beside its state in words."""

_GRID = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), FONT),
        ("GRID", (0, 0), (-1, -1), 0.25, "#808080"),
        ("BACKGROUND", (0, 0), (-1, 0), "#eeeeee"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)

_DAY_WIDE = (20, *[None] * 9, 26)
"""Millimetres of the columns of a day: its date and the mark of its signature on one line."""

Cells = Sequence[str | int | float | None]


def printed(month: Month, *, mark: str) -> bytes:
    """Return a month as PDF; ``mark`` says who took it out, and stands at its end."""
    title = _("{building} 外卖柜月报 {month}").format(
        building=month.building, month=f"{month.first:%Y-%m}"
    )
    foot = _("校验码 {digest}").format(digest=month.digest[:MARK_SHOWN])
    return pages(title, list(_story(title, month, mark)), foot=foot)


def _story(title: str, month: Month, mark: str) -> Iterator[Flowable]:
    yield paragraph(title, TITLE, middle=True)
    yield paragraph(f"{month.first:%Y-%m-%d} – {month.last:%Y-%m-%d}", TEXT, middle=True)
    yield from _promises()
    yield from _heading(_("每天做了什么"))
    yield _table(_day_columns(), [_day(one, month) for one in month.days], wide=_DAY_WIDE)
    yield from _signatures(month)
    yield from _orders(month)
    yield from _complaints(month)
    yield from _figures(month)
    yield from _heading(_("怎么核对"))
    kept = _("本报告内容的校验码（SHA-256）是 {digest}，已记入留痕。")
    yield paragraph(kept.format(digest=month.digest), TEXT)
    yield paragraph(_("内容不变时再导出一次，校验码相同。"), TEXT)
    yield paragraph(mark, TEXT)


def _promises() -> Iterator[Flowable]:
    yield from _heading(_("平台承诺"))
    hours, minutes = REPAIR_WITHIN.seconds // 3600, REMIND_AFTER.seconds // 60
    for line in (
        _("每天对空格口做紫外线消毒，次数由柜子自己记录。"),
        _("保温区温度异常、没有读数，都记下是哪一区、从几点到几点。"),
        _("故障从告警到柜子说恢复，{hours} 小时内修复。").format(hours=hours),
        _("存入 {minutes} 分钟没取，提醒收餐人。").format(minutes=minutes),
        _("整改单和投诉都有期限，到期没有回复就升级。"),
    ):
        yield paragraph(f"· {line}", TEXT)


def _day_columns() -> Cells:
    return [
        _("日期"),
        _("存餐"),
        _("按时取走 %"),
        _("滞留"),
        _("已提醒"),
        _("消毒次数"),
        _("温度异常"),
        _("按时修复"),
        _("超时修复"),
        _("没打开次数"),
        _("签收"),
    ]


def _day(one: Day, month: Month) -> Cells:
    signed = month.signatures.get(one.day)
    return [
        f"{one.day:%Y-%m-%d}",
        one.stored,
        one.picked_percent,
        one.overdue,
        one.reminded,
        one.sanitised,
        len(one.cold),
        one.repairs.in_time,
        one.repairs.late,
        f"{one.jams} / {one.openings}",
        signed.digest[:MARK_SHOWN] if signed else _("没有签收"),
    ]


def _signatures(month: Month) -> Iterator[Flowable]:
    yield from _heading(_("物业签收"))
    unsigned = len(month.days) - len(month.signatures)
    yield paragraph(
        _("{days} 天里签收了 {signed} 天，没有签收 {unsigned} 天。").format(
            days=len(month.days), signed=len(month.signatures), unsigned=unsigned
        ),
        TEXT,
    )
    if month.signatures:
        yield _table(
            [_("日期"), _("谁签收"), _("签收时间"), _("校验码（SHA-256）")],
            [_signed(f"{day:%Y-%m-%d}", one) for day, one in month.signatures.items()],
            wide=(22, 24, 32),
        )


def _signed(day: str, one: Signature) -> Cells:
    return [day, one.who, _at(one.at), one.digest]


def _orders(month: Month) -> Iterator[Flowable]:
    yield from _heading(_("整改单"))
    if not month.orders:
        yield paragraph(_("没有整改单。"), TEXT)
        return
    yield _table(
        [_("编号"), _("要整改什么"), _("提出"), _("期限"), _("平台回复"), _("状态")],
        [_order(one) for one in month.orders],
        wide=(12, None, 28, 28, None, 26),
    )


def _order(one: OrderShown) -> Cells:
    if one.closed_at:
        state = _("已完成")
    elif one.answered_at:
        state = _("等物业确认")
    else:
        state = _("待平台回复")
    return [
        f"#{one.number}",
        one.wants,
        f"{one.raised_by} {_at(one.raised_at)}",
        _at(one.due_at),
        f"{one.answer} {_at(one.answered_at)}".strip(),
        f"{state} {LEVELS[one.level]}".strip(),
    ]


def _complaints(month: Month) -> Iterator[Flowable]:
    yield from _heading(_("投诉"))
    if not month.complaints:
        yield paragraph(_("没有投诉。"), TEXT)
        return
    yield _table(
        [_("投诉什么"), _("哪里"), _("时间"), _("期限"), _("答复")],
        [_complaint(one) for one in month.complaints],
        wide=(None, 24, 26, 26, None),
    )


def _complaint(one: ComplaintShown) -> Cells:
    answer = f"{one.answer} {_at(one.answered_at)}" if one.answered_at else _("还没有答复")
    return [
        one.said,
        one.where or _("前台"),
        _at(one.made_at),
        _at(one.due_at),
        f"{answer} {LEVELS[one.level]}".strip(),
    ]


def _figures(month: Month) -> Iterator[Flowable]:
    whole, found = month.figures.whole, month.figures
    yield from _heading(_("数字"))
    yield _table(
        [_("数字"), "", _("怎么数的")],
        [
            [_("一天的订单"), found.stored_a_day, _("存入柜里的餐，除以有数字的天数。")],
            [
                _("午高峰"),
                f"{whole.busiest} {_at(whole.busiest_at)}".strip(),
                _("任意连续 15 分钟里存入最多的份数，和它开始的时间。"),
            ],
            [
                _("取餐用时（分钟）"),
                f"{_cell(whole.wait_median)} / {_cell(whole.wait_p90)}",
                _("一半的餐、九成的餐从存入到取走不超过这么久；只算已取走的。"),
            ],
            [
                _("因满被拒"),
                whole.full,
                _("骑手要存而没有放得下的空格，同一张表单只算一次。"),
            ],
            [
                _("同时在柜最多"),
                f"{whole.peak} / {whole.doors}",
                _("同一时刻在柜里的餐，和统计时可用的格口。"),
            ],
        ],
        wide=(34, 40),
    )
    counted = _(
        "存入 {stored} 份：取走 {picked}，召回 {recalled}，处理 {disposed}，"
        "统计时还在柜里 {standing}；另有 {not_stored} 次登记了而没有存入。"
    )
    yield paragraph(
        counted.format(
            stored=whole.stored,
            picked=whole.picked,
            recalled=whole.recalled,
            disposed=whole.disposed,
            standing=whole.standing,
            not_stored=whole.not_stored,
        ),
        TEXT,
    )
    yield paragraph(_("还没有统计的日子：{count} 天。").format(count=found.missing), TEXT)


def _heading(words: str) -> Iterator[Flowable]:
    yield Spacer(0, GAP)
    yield paragraph(words, HEADING)


def _table(columns: Cells, rows: Sequence[Cells], *, wide: Sequence[int | None] = ()) -> Table:
    """Return a table whose head stands on each page; ``wide`` is millimetres, None what is left."""
    given = [*wide, *[None] * (len(columns) - len(wide))]
    return Table(
        [[paragraph(_cell(one), CELL) for one in row] for row in (columns, *rows)],
        colWidths=_widths(given),
        repeatRows=1,
        style=_GRID,
        spaceBefore=GAP / 2,
    )


def _widths(given: Sequence[int | None]) -> list[float]:
    """Return each column's width in points: 174 mm of paper, the rest shared by who names none."""
    named = sum(one or 0 for one in given)
    rest = (174 - named) / max(1, given.count(None))
    return [(rest if one is None else one) * mm for one in given]


def _cell(value: str | float | None) -> str:
    return "–" if value is None else str(value)


def _at(moment: datetime | None) -> str:
    return f"{localtime(moment):%m-%d %H:%M}" if moment else ""
