"""A table of companies, read row by row: what each row says, or why it cannot be taken in.

A row is one company on one floor; a company on two floors has two. Columns are named in
Chinese whatever language the pages are in, so that a table goes from one person to another.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from linli.buildings.enums.companies import FactKey
from linli.buildings.enums.industries import DIVISIONS
from linli.buildings.errors.companies import (
    AreaUnreadable,
    CreditCodeWrong,
    FloorUnreadable,
    IndustryUnknown,
    LeaseBackwards,
    NameOfCompanyNeeded,
)
from linli.buildings.errors.company_table import (
    DayOfFactsNeeded,
    DayUnreadable,
    PlaceIncomplete,
)
from linli.buildings.rules.credit_codes import read_credit_code
from linli.buildings.rules.facts import Value, read_value
from linli.buildings.rules.floors import HIGHEST, MOST_AREA, read_area, read_floor
from linli.kernel.errors import LinliError
from linli.places.errors import CellUnreadable, SheetEmpty, SheetHeadUnknown
from linli.places.rules.cells import taken_back
from linli.places.rules.rows import Cells

NAME, CODE, INDUSTRY = "企业名称", "统一社会信用代码", "行业"
FLOOR, AREA, BEGINS, ENDS, AS_OF = "楼层", "面积", "租期第一天", "租期最后一天", "截至"
FACTS = {
    "员工人数": FactKey.EMPLOYEES,
    "参保人数": FactKey.INSURED,
    "企业规模": FactKey.SIZE,
    "年营业收入": FactKey.REVENUE,
    "注册资本": FactKey.CAPITAL,
    "有效发明专利": FactKey.PATENTS,
    "成立日期": FactKey.FOUNDED_ON,
    "注册在本区": FactKey.REGISTERED_HERE,
    "高新技术企业证书": FactKey.HIGH_TECH,
    "专精特新": FactKey.SPECIALISED,
    "党员人数": FactKey.PARTY_MEMBERS,
    "需要食堂或送餐": FactKey.CANTEEN,
}
"""The facts that go by table, with their columns; a sheet has twenty at most."""

COLUMNS = (NAME, CODE, INDUSTRY, FLOOR, AREA, BEGINS, ENDS, AS_OF, *FACTS)

NAME_SHORTEST, NAME_LONGEST = 2, 60
OLDEST_YEAR, NEWEST_YEAR = 1990, 2100
"""Leases in towers are younger, and end before."""

_MARK = re.compile(r"(水印|Watermark) ")
"""How the last line of what we export begins."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Sits:
    """On which floor a company is, how much of it, and until when, None where nobody knows."""

    floor: int
    area: int
    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says; ``as_of`` is the day of its facts, None where it tells none."""

    row: int
    name: str
    code: str
    industry: str
    sits: Sits | None
    as_of: date | None
    facts: tuple[tuple[FactKey, Value], ...]


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """Why a row cannot be taken in: where, and what to do."""

    row: int
    column: str
    error: LinliError


def read_lines(table: Sequence[Cells], *, today: date) -> tuple[list[Line], list[RefusedCell]]:
    """Return what a table's rows say, and every cell that cannot be read.

    The first row names the columns, in any order; the name of the company must be among them.
    Empty rows are left out of account, and so is the line by which we mark what we export.

    Raises:
        SheetHeadUnknown: a column is unknown, there twice, or the name is missing.
        SheetEmpty: no row says anything.
    """
    columns = _columns(table[0] if table else ())
    filled = [
        (at, one)
        for at, one in enumerate(table[1:], 2)
        if any(cell != "" for cell in one) and not _is_mark(one)
    ]
    if not filled:
        raise SheetEmpty
    lines, refused = [], []
    for row, cells in filled:
        reader = _Reader(row, columns, cells, today)
        line = reader.line()
        refused += reader.refused
        if not reader.refused and line is not None:
            lines.append(line)
    return lines, refused


def _columns(head: Cells) -> list[str]:
    columns = [(one or "").strip() for one in head]
    wrong = [one or "?" for one in columns if one not in COLUMNS or columns.count(one) > 1]
    if NAME not in columns:
        wrong.append(NAME)
    if wrong:
        raise SheetHeadUnknown(columns="、".join(dict.fromkeys(one[:20] for one in wrong)))
    return columns


def _is_mark(cells: Cells) -> bool:
    return not any(cells[1:]) and _MARK.match(cells[0] or "") is not None


class _Reader:
    """Reads one row, noting each cell that cannot be read once."""

    def __init__(self, row: int, columns: Sequence[str], cells: Cells, today: date) -> None:
        self.row = row
        self.today = today
        self.refused: list[RefusedCell] = []
        self._texts: dict[str, str] = {}
        for column, cell in zip(columns, cells, strict=False):
            self._texts[column] = self._read(column, _taken(cell)) or ""
        if any(one != "" for one in cells[len(columns) :]):
            self._refuse(columns[-1], CellUnreadable())

    def line(self) -> Line | None:
        """Return what the row says; cells that cannot be read are in ``refused``."""
        name = self._text(NAME)
        if not NAME_SHORTEST <= len(name) <= NAME_LONGEST:
            self._refuse(NAME, NameOfCompanyNeeded())
        code = read_credit_code(self._text(CODE))
        if code is None:
            self._refuse(CODE, CreditCodeWrong())
        industry = self._text(INDUSTRY).zfill(2) if self._text(INDUSTRY) else ""
        if industry and industry not in DIVISIONS:
            self._refuse(INDUSTRY, IndustryUnknown())
        sits, facts = self._sits(), self._facts()
        as_of = self._day(AS_OF)
        if facts and (as_of is None or as_of > self.today):
            self._refuse(AS_OF, DayOfFactsNeeded())
        return Line(self.row, name, code or "", industry, sits, as_of, tuple(facts))

    def _sits(self) -> Sits | None:
        if not any(self._text(one) for one in (FLOOR, AREA, BEGINS, ENDS)):
            return None
        floor, area = read_floor(self._text(FLOOR)), read_area(self._text(AREA))
        begins, ends = self._day(BEGINS), self._day(ENDS)
        if not all(self._text(one) for one in (FLOOR, AREA, BEGINS)):
            self._refuse(FLOOR, PlaceIncomplete())
            return None
        if floor is None:
            self._refuse(FLOOR, FloorUnreadable(most=HIGHEST))
        if area is None:
            self._refuse(AREA, AreaUnreadable(most=MOST_AREA))
        if begins is not None and ends is not None and ends < begins:
            self._refuse(ENDS, LeaseBackwards())
        if floor is None or area is None or begins is None:
            return None
        return Sits(floor, area, begins, ends)

    def _facts(self) -> list[tuple[FactKey, Value]]:
        found = []
        for column, key in FACTS.items():
            text = self._text(column)
            value = self._read(column, lambda: read_value(key, text)) if text else None  # noqa: B023  # called at once
            if value is not None:
                found.append((key, value))
        return found

    def _text(self, column: str) -> str:
        return self._texts.get(column, "")

    def _day(self, column: str) -> date | None:
        text = self._text(column)
        return self._read(column, lambda: _read_day(text)) if text else None

    def _read(self, column: str, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except LinliError as error:
            self._refuse(column, error)
            return None

    def _refuse(self, column: str, error: LinliError) -> None:
        if all(one.column != column for one in self.refused):
            self.refused.append(RefusedCell(self.row, column, error))


def _taken(cell: str | None) -> Callable[[], str]:
    def take() -> str:
        if cell is None:
            raise CellUnreadable
        return taken_back(cell)

    return take


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as unreadable:
        raise DayUnreadable from unreadable
    if not OLDEST_YEAR <= day.year <= NEWEST_YEAR:
        raise DayUnreadable
    return day
