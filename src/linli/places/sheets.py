"""Tables as files: xlsx and csv, read with limits and written without harm."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final, TypeVar

from linli.places.errors import SheetTooLarge, SheetUnreadable
from linli.places.rules.cells import made_harmless
from linli.places.rules.rows import Cells

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes. 5,000 rows as spreadsheets save them take 0.4 MB, as csv 0.8 MB."""

LARGEST_UNPACKED = 32 * 1024 * 1024
"""Bytes of all parts of an xlsx together; 5,000 rows take 3 MB."""

MOST_PARTS, MOST_ROWS, MOST_COLUMNS = 200, 5_000, 20

MOST_LINES = 4 * MOST_ROWS
"""Rows looked at, because spreadsheets save empty ones below; more are taken for an attack."""

Written = Sequence[str | float | None]
"""One row to be written: texts, numbers, and nothing."""

Line = TypeVar("Line")

_ZIP: Final = b"PK\x03\x04"
_DECLARES = (b"<!doctype", b"<!entity")
"""What no spreadsheet writes, and what bombs of XML are made of."""


def read_sheet(content: bytes, *, days: bool = False) -> list[Cells]:
    """Return the rows of a table as texts, empty ones kept, so that numbers are as on screen.

    Of an xlsx the first sheet is read; formulas come as texts that begin with "=", so that
    they are refused where they stand. A csv is UTF-8, or else GB 18030. With ``days``, what a
    spreadsheet made a date of comes as 2026-03-02; else it is no text.

    Raises:
        SheetUnreadable: it is neither, or damaged.
        SheetTooLarge: more than 2 MB, 5,000 rows, 20 columns, or 32 MB when unpacked.
    """
    if len(content) > LARGEST_FILE:
        raise SheetTooLarge
    rows = _read_xlsx(content, days=days) if content.startswith(_ZIP) else _read_csv(content)
    while rows and not any(one != "" for one in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS + 1 or any(len(one) > MOST_COLUMNS for one in rows):
        raise SheetTooLarge
    return rows


def _read_csv(content: bytes) -> list[Cells]:
    text = _decoded(content)
    if "\x00" in text:
        raise SheetUnreadable
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        return [_trimmed(one) for one in _at_most(rows)]
    except csv.Error as damaged:
        raise SheetUnreadable from damaged


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable


def _read_xlsx(content: bytes, *, days: bool) -> list[Cells]:
    # Loaded by who imports or exports: 20 MB that a web process mostly does not need.
    import openpyxl  # noqa: PLC0415

    _check_parts(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size need not be true
            rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
            read = _text_or_day if days else _text
            return [_trimmed([read(cell) for cell in one]) for one in _at_most(rows)]
        finally:
            book.close()
    except SheetTooLarge:
        raise
    except Exception as damaged:  # it raises whatever it stumbles over
        raise SheetUnreadable from damaged


def _check_parts(content: bytes) -> None:
    """Refuse an archive that would grow too large, before anything is unpacked to be read.

    What a part says of its size is what at most is read of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(one.file_size for one in parts)
            _check_size(len(parts), unpacked)
            declares = any(_declares(archive.read(one)) for one in parts)
    except SheetTooLarge:
        raise
    except Exception as damaged:  # encrypted, cut off, of another method
        raise SheetUnreadable from damaged
    if declares:
        raise SheetUnreadable


def _check_size(parts: int, unpacked: int) -> None:
    if parts > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise SheetTooLarge


def _declares(part: bytes) -> bool:
    """Whether a part declares anything of its own, in whatever width of characters."""
    text = part.replace(b"\x00", b"").lower()
    return any(one in text for one in _DECLARES)


def _at_most(rows: Iterable[Line]) -> list[Line]:
    found = list(islice(rows, MOST_LINES + 1))
    if len(found) > MOST_LINES:
        raise SheetTooLarge
    return found


def _trimmed(cells: Cells) -> Cells:
    """Return a row without the empty cells at its end."""
    kept = list(cells)
    while kept and kept[-1] == "":
        kept.pop()
    return kept


def _text_or_day(cell: object) -> str | None:
    """Return a cell as ``_text`` does, and what a spreadsheet made a date of as a day."""
    return cell.date().isoformat() if isinstance(cell, datetime) else _text(cell)


def _text(cell: object) -> str | None:
    """Return a cell as people read it; None for what is no text and no number."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return None
        case int():
            return str(cell)
        case float():
            return _plain(cell)
        case _:
            return None


def _plain(number: float) -> str:
    """Return a number as people write it: 310109, -0.000001, never 1e-06."""
    return str(int(number)) if number.is_integer() else f"{Decimal(repr(number)):f}"


def write_csv(rows: Iterable[Written]) -> bytes:
    """Return a table as csv in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for one in rows:
        writer.writerow([made_harmless(_text(cell) or "") for cell in one])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Written], *, title: str) -> bytes:
    """Return a table as xlsx with one sheet; numbers stay numbers."""
    import openpyxl  # noqa: PLC0415  # as above

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for one in rows:
        sheet.append([made_harmless(cell) if isinstance(cell, str) else cell for cell in one])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
