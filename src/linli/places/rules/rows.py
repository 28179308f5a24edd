"""The rows of a table of places, read cell by cell; what cannot be read is refused in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from linli.kernel.errors import LinliError
from linli.places.enums import Datum, PlaceLevel
from linli.places.errors import CellUnreadable, RowCodeTwice, SheetEmpty, SheetHeadUnknown
from linli.places.rules import reading
from linli.places.rules.cells import taken_back
from linli.places.rules.coordinates import Point

CODE, ABOVE, LEVEL, NAME = "编号", "上级编号", "级别", "名称"
DIVISION, ADDRESS = "区划代码", "地址"
LONGITUDE, LATITUDE, DATUM = "经度", "纬度", "坐标系"
COLUMNS = (CODE, ABOVE, LEVEL, NAME, DIVISION, ADDRESS, LONGITUDE, LATITUDE, DATUM)
NEEDED = frozenset({CODE, ABOVE, LEVEL, NAME})

Cells = Sequence[str | None]
"""One row as it stands in a table; None is a value that is no text and no number."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row cannot be taken in: where it stands, and the sentence."""

    row: int
    column: str
    says: str


class GivenFacts(TypedDict, total=False):
    """What a row says of a place; a column that a table lacks is left out."""

    name: str
    division: str
    address: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose code and level can be read."""

    number: int
    code: str
    above: str
    level: PlaceLevel
    facts: GivenFacts


def read_rows(table: Sequence[Cells]) -> tuple[list[Row], list[Refused]]:
    """Return the rows whose code and level can be read, and every cell that cannot be.

    The first row names the columns; rows without text are left out of account. Of two rows
    with one code the second is refused.

    Raises:
        SheetHeadUnknown: a column is missing, unknown, or there twice.
        SheetEmpty: no row says anything.
    """
    columns = _columns(table[0] if table else ())
    refused: list[Refused] = []
    rows: dict[str, Row] = {}
    filled = [(at, one) for at, one in enumerate(table[1:], 2) if any(c != "" for c in one)]
    if not filled:
        raise SheetEmpty
    for number, cells in filled:
        reader = _Reader(number, columns, cells)
        row = reader.row()
        refused += reader.refused
        if row is None:
            continue
        if row.code in rows:
            twice = RowCodeTwice(place=row.code, row=rows[row.code].number)
            refused.append(Refused(number, CODE, str(twice)))
        else:
            rows[row.code] = row
    return list(rows.values()), refused


def _columns(head: Cells) -> list[str]:
    columns = [(one or "").strip() for one in head]
    wrong = [one or "?" for one in columns if one not in COLUMNS or columns.count(one) > 1]
    wrong += [one for one in COLUMNS if one in NEEDED and one not in columns]
    if wrong:
        raise SheetHeadUnknown(columns="、".join(dict.fromkeys(one[:20] for one in wrong)))
    return columns


class _Reader:
    """Reads one row, noting each cell that cannot be read once; it counts as empty then."""

    def __init__(self, number: int, columns: Sequence[str], cells: Cells) -> None:
        self.number = number
        self.refused: list[Refused] = []
        self._texts: dict[str, str] = dict.fromkeys(columns, "")
        for column, cell in zip(columns, cells, strict=False):
            text = "" if cell is None else self._read(column, lambda: taken_back(cell))  # noqa: B023  # called at once
            if cell is None:
                self._refuse(column, CellUnreadable())
            self._texts[column] = text or ""
        if len(cells) > len(columns) and any(one != "" for one in cells[len(columns) :]):
            self._refuse(columns[-1], CellUnreadable())

    def row(self) -> Row | None:
        """Return the row, None where its code or level cannot be read."""
        texts = self._texts
        code = self._read(CODE, lambda: reading.read_code(texts[CODE]))
        level = self._read(LEVEL, lambda: reading.read_level(texts[LEVEL]))
        name = self._read(NAME, lambda: reading.read_name(texts[NAME]))
        facts = GivenFacts(name=name or "")
        if ADDRESS in texts:
            address = self._read(ADDRESS, lambda: reading.read_address(texts[ADDRESS]))
            facts["address"] = address or ""
        if LONGITUDE in texts and LATITUDE in texts:
            facts["point"] = self._point()
        if level is not None and DIVISION in texts:
            known = level
            division = self._read(DIVISION, lambda: reading.read_division(texts[DIVISION], known))
            facts["division"] = division or ""
        if code is None or level is None:
            return None
        return Row(self.number, code, texts[ABOVE].upper(), level, facts)

    def _point(self) -> Point | None:
        texts = self._texts
        datum = self._read(DATUM, lambda: reading.read_datum(texts.get(DATUM, "")))
        east, north = texts[LONGITUDE], texts[LATITUDE]
        return self._read(LONGITUDE, lambda: reading.read_point(east, north, datum or Datum.WGS84))

    def _read(self, column: str, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except LinliError as error:
            self._refuse(column, error)
            return None

    def _refuse(self, column: str, error: LinliError) -> None:
        if all(one.column != column for one in self.refused):
            self.refused.append(Refused(self.number, column, str(error)))
