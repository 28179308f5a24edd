"""Reads a file of orders; whatever is wrong with it is said by line, before anything runs.

The format is described in docs/REPLAY.md.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from linli.kernel.errors import Invalid, LinliError
from linli.lockers.rules.recipients import read_recipient
from linli.server.replay import refusals

COLUMNS = ("ready_at", "size", "collected_after_s", "order_no", "phone")
SIZES = ("S", "M", "L")

LONGEST_LINE = 65_536
"""Bytes. A row with all five columns filled has about 80."""

ROWS_AT_MOST = 200_000
"""A year of noons of one tower; about 60 MB in memory."""

LONGEST_WAIT_S = 86_400
"""Nobody comes for a meal a day later: CUSTODY ends it 12 h after the hold limit."""

_SHORTEST_WITH_A_TIME = len("20150101T11")
_QUOTED_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Order:
    """One line of the file; what it left empty is None or empty.

    ``ready_at`` is naive: the time of day as it is written, whatever offset stands beside it.
    """

    line: int
    ready_at: datetime
    size: str = ""
    collected_after_s: float | None = None
    order_no: str = ""
    phone: str = ""


@dataclass(slots=True)
class _Reader:
    """What has been read so far."""

    orders: list[Order] = field(default_factory=list)
    problems: list[LinliError] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)


def read_orders(file: IO[bytes], *, name: str) -> list[Order]:
    """Return the orders in a CSV, in the order of its lines.

    Raises:
        FileRefused: it is no CSV, has no ``ready_at``, no rows, or any bad row; all are named.
    """
    reader = _Reader()
    try:
        _read(file, reader)
    except Invalid as fatal:
        reader.problems.append(fatal)
    if not reader.problems and not reader.orders:
        reader.problems.append(refusals.NoRows())
    if reader.problems:
        raise refusals.FileRefused(file=name, problems=tuple(reader.problems))
    return reader.orders


def _read(file: IO[bytes], reader: _Reader) -> None:
    rows = csv.reader(_lines(file), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        _check_header(header)
        for row in rows:
            if any(cell.strip() for cell in row):
                _take_row(header, row, rows.line_num, reader)
    except csv.Error as broken:
        raise refusals.QuotesBroken(line=rows.line_num) from broken


def _lines(file: IO[bytes]) -> Iterator[str]:
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            raise refusals.LineTooLong(line=number, limit=LONGEST_LINE)
        if b"\0" in raw:
            raise refusals.NotText(line=number)
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as binary:
            raise refusals.NotText(line=number) from binary
    if number == 0:
        raise refusals.FileEmpty


def _check_header(header: list[str]) -> None:
    for column in COLUMNS:
        if header.count(column) > 1:
            raise refusals.ColumnTwice(column=column)
    if "ready_at" not in header:
        raise refusals.NoReadyAt


def _take_row(header: list[str], row: list[str], line: int, reader: _Reader) -> None:
    if len(reader.orders) == ROWS_AT_MOST:
        raise refusals.TooManyRows(line=line, limit=ROWS_AT_MOST)
    try:
        if len(row) != len(header):
            raise refusals.CellsMissing(line=line, cells=len(row), columns=len(header))
        reader.orders.append(_order(dict(zip(header, row, strict=True)), line, reader.seen))
    except Invalid as problem:
        reader.problems.append(problem)


def _order(row: dict[str, str], line: int, seen: dict[str, int]) -> Order:
    cells = {column: row.get(column, "").strip() for column in COLUMNS}
    return Order(
        line=line,
        ready_at=_ready_at(cells["ready_at"], line),
        size=_size(cells["size"], line),
        collected_after_s=_wait(cells["collected_after_s"], line),
        order_no=_order_no(cells["order_no"], line, seen),
        phone=_phone(cells["phone"], line),
    )


def _ready_at(text: str, line: int) -> datetime:
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        at = None
    if at is None or len(text) < _SHORTEST_WITH_A_TIME:  # a day without a time of day
        raise refusals.ReadyAtUnreadable(line=line, text=_quoted(text))
    return at


def _size(text: str, line: int) -> str:
    if text and text.upper() not in SIZES:
        raise refusals.SizeUnknown(line=line, text=_quoted(text))
    return text.upper()


def _wait(text: str, line: int) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT_S:  # also refuses nan
        raise refusals.WaitImpossible(line=line, text=_quoted(text), most=LONGEST_WAIT_S)
    return seconds


def _order_no(text: str, line: int, seen: dict[str, int]) -> str:
    if not text:
        return ""
    try:
        order_no = read_recipient(text).order_no
    except Invalid:
        order_no = ""
    if not order_no:
        raise refusals.OrderNoUnreadable(line=line, text=_quoted(text))
    if order_no in seen:
        raise refusals.OrderNoTwice(line=line, text=order_no, first=seen[order_no])
    seen[order_no] = line
    return order_no


def _phone(text: str, line: int) -> str:
    if not text:
        return ""
    try:
        phone = read_recipient(text).phone
    except Invalid:
        phone = ""
    if not phone:
        raise refusals.PhoneUnreadable(line=line, text=_quoted(text))
    return phone


def _quoted(text: str) -> str:
    """Return a cell as it may stand in a terminal: short, and nothing that moves a cursor."""
    shown = "".join(one if one.isprintable() else "·" for one in text[:_QUOTED_AT_MOST])
    return shown + "…" if len(text) > _QUOTED_AT_MOST else shown
