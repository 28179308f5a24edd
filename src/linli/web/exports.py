"""Tables that leave the house: with a right and a reason, marked, and harmless when opened.

Whoever takes one out is written into the ledger under a watermark that the file carries too,
so that a file that turns up elsewhere names who took it, when and why.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from random import Random
from unicodedata import normalize

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.codes import encode_id
from linli.kernel.errors import Full, Invalid
from linli.ledger.actions import NewEntry, append
from linli.people.actions import name_in_ledger
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.privacy_enums import AccessReason
from linli.people.queries import require
from linli.places.models import Place

CHAIN = "exports"

MOST_ROWS = 100_000
"""Rows of one table: a tenth of what a sheet can hold, and 100 MB while it is written."""

Cell = str | int | float | bool | date | datetime | None

_FORMULA = frozenset("=+-@\t\r")
"""What a spreadsheet takes for the beginning of a formula, also written in full width.

Source: OWASP, CSV Injection.
"""

_NOT_IN_A_SHEET = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""


class TableFormat(StrEnum):
    """What kind of file, by the ending of its name."""

    CSV = "csv"
    XLSX = "xlsx"


_TYPES = {
    TableFormat.CSV: "text/csv; charset=utf-8",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportReasonMissing(Invalid):
    """Nobody said why the table is taken out."""

    says = _("请先选择导出的原因，它会和您的名字一起留痕。")


class TooMuchToExport(Full):
    """More rows than one file may have."""

    says = _("一次最多导出 {most} 行，请先缩小范围。")
    most: int


@dataclass(frozen=True, slots=True)
class Table:
    """What is taken out: ``name`` begins the file's name and stands in the ledger."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to be downloaded; ``watermark`` stands in it, in its name and in the ledger."""

    name: str
    content_type: str
    content: bytes
    watermark: str


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a table out, by which role at which place, and why."""

    person: Person
    role: Role
    place: Place
    reason: str


def export(
    table: Table, taker: Taker, *, as_format: TableFormat, chance: Random, now: datetime
) -> ExportedFile:
    """Write a table as a file, and into the ledger who took it.

    Args:
        table: at most 100,000 rows, of the taker's place alone: the caller chooses them.
        taker: whose right is asked; the reason is a value of ``AccessReason``.
        as_format: csv or xlsx.
        chance: 64 bits of it are the watermark.
        now: the instant, aware.

    Raises:
        GrantMissing: the taker does not hold the role at the place.
        ExportReasonMissing: the reason is none of the list.
        TooMuchToExport: more rows than a file may have.
    """
    if len(table.rows) > MOST_ROWS:
        raise TooMuchToExport(most=MOST_ROWS)
    facts: dict[str, str | int] = {
        "table": table.name,
        "rows": len(table.rows),
        "format": as_format.value,
    }
    with transaction.atomic():
        watermark, mark = take_out(facts, taker, chance=chance, now=now)
    return ExportedFile(
        name=f"{table.name}-{watermark}.{as_format}",
        content_type=_TYPES[as_format],
        content=as_csv(table, mark) if as_format == TableFormat.CSV else as_xlsx(table, mark),
        watermark=watermark,
    )


def take_out(
    facts: Mapping[str, str | int], taker: Taker, *, chance: Random, now: datetime
) -> tuple[str, str]:
    """Write into the ledger that something leaves the house; return its watermark, and in words.

    Args:
        facts: what it is.
        taker: whose right is asked; the reason is a value of ``AccessReason``.
        chance: 64 bits of it are the watermark.
        now: the instant, aware; the caller's transaction writes it down.

    Raises:
        GrantMissing: the taker does not hold the role at the place.
        ExportReasonMissing: the reason is none of the list.
    """
    require(taker.person, taker.role, place=taker.place, now=now)
    if taker.reason not in AccessReason.values:
        raise ExportReasonMissing
    watermark = encode_id(chance.getrandbits(64))
    marked = {"reason": taker.reason, "role": taker.role.value, "watermark": watermark}
    append(
        [
            NewEntry(
                chain=CHAIN,
                at=now,
                actor=name_in_ledger(taker.person),
                verb="table_exported",
                subject=f"place:{taker.place.code}",
                facts={**facts, **marked},
            )
        ]
    )
    mark = gettext("水印 {watermark}，{when:%Y-%m-%d %H:%M} 导出").format(
        watermark=watermark, when=localtime(now)
    )
    return watermark, mark


def harmless(value: Cell) -> Cell:
    """Return what may stand in a cell: a text that a spreadsheet would run begins with '."""
    if not isinstance(value, str):
        return value
    clean = _NOT_IN_A_SHEET.sub("", value)
    begins = clean[:1] + clean.lstrip()[:1]
    return f"'{clean}" if _FORMULA.intersection(normalize("NFKC", begins)) else clean


def as_csv(table: Table, mark: str) -> bytes:
    """Return a table as CSV that spreadsheets read as UTF-8, its last line the mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(one) for one in table.columns])
    writer.writerows([_plain(harmless(one)) for one in row] for row in table.rows)
    writer.writerow([mark])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, mark: str) -> bytes:
    """Return a table as a sheet; every text is a text, whatever it begins with."""
    # Loaded by who exports: 20 MB that a web process mostly does not need.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    book.properties.description = mark
    sheet = book.create_sheet()
    for row in (table.columns, *table.rows, [mark]):
        cells = []
        for one in row:
            value = harmless(one)
            cell = WriteOnlyCell(sheet)
            cell.value = _local(value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _plain(value: Cell) -> Cell:
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value


def _local(value: Cell) -> Cell:
    """Return a moment in the reader's time zone, which a sheet cannot name."""
    return localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value
