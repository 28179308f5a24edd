"""Tables that leave the house: a right, a reason, a mark, and no cell that runs."""

import csv
import io
import json
from datetime import datetime
from random import Random

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ledger.models import Entry
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.errors import GrantMissing
from linli.people.models import Person
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.web import exports
from linli.web.exports import (
    ExportReasonMissing,
    Table,
    TableFormat,
    Taker,
    TooMuchToExport,
    as_csv,
    as_xlsx,
    export,
    harmless,
)

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\n=1",
    "\u3000=1",
    "\x01=1",
    "\uff1d1",
]


@pytest.fixture
def place(db: None, now: datetime) -> Place:
    steps = [NewPlace(PlaceLevel.DISTRICT, "HK", "虹口区")]
    return ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)


@pytest.fixture
def person(place: Place, now: datetime) -> Person:
    made = ensure_person(handle="crew", name="王师傅", now=now)
    give_grant(person=made, role=Role.CREW, place=place, until=None, granted_by=None, now=now)
    return made


def written() -> list[dict[str, object]]:
    entries = Entry.objects.filter(chain__name="exports").order_by("seq")
    return [
        {"actor": one.actor, "subject": one.subject, **json.loads(one.facts)} for one in entries
    ]


def test_without_the_right_nothing_is_taken_out(
    person: Person, place: Place, now: datetime, chance: Random
) -> None:
    taker = Taker(person, Role.STEWARD, place, "report")

    with pytest.raises(GrantMissing):
        export(Table("x", ["a"], []), taker, as_format=TableFormat.CSV, chance=chance, now=now)

    assert written() == []


@pytest.mark.parametrize("reason", ["", "because", "REPORT"])
def test_without_a_reason_nothing_is_taken_out(
    person: Person, place: Place, now: datetime, chance: Random, reason: str
) -> None:
    taker = Taker(person, Role.CREW, place, reason)

    with pytest.raises(ExportReasonMissing) as caught:
        export(Table("x", ["a"], []), taker, as_format=TableFormat.CSV, chance=chance, now=now)

    assert str(caught.value) == "请先选择导出的原因，它会和您的名字一起留痕。"
    assert written() == []


def test_more_rows_than_a_file_may_have_are_refused(
    person: Person,
    place: Place,
    now: datetime,
    chance: Random,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    taker = Taker(person, Role.CREW, place, "report")

    for rows, fits in ((2, True), (3, False)):
        table = Table("x", ["a"], [["1"]] * rows)
        if fits:
            export(table, taker, as_format=TableFormat.CSV, chance=chance, now=now)
            continue
        with pytest.raises(TooMuchToExport, match="一次最多导出 2 行"):
            export(table, taker, as_format=TableFormat.CSV, chance=chance, now=now)

    assert len(written()) == 1


@pytest.mark.parametrize("as_format", TableFormat)
def test_the_watermark_stands_in_the_ledger_in_the_name_and_in_the_file(
    person: Person, place: Place, now: datetime, chance: Random, as_format: TableFormat
) -> None:
    table = Table("places", ["名称", "数"], [["白玉兰", 3], ["来福士", None]])
    taker = Taker(person, Role.CREW, place, "report")

    file = export(table, taker, as_format=as_format, chance=chance, now=now)

    assert file.name == f"places-{file.watermark}.{as_format}"
    mark = f"水印 {file.watermark}，2026-03-02 12:00 导出"
    assert read(as_format, file.content) == [
        ["名称", "数"],
        ["白玉兰", "3"],
        ["来福士", ""],
        [mark, ""] if as_format == TableFormat.XLSX else [mark],
    ]
    assert written() == [
        {
            "actor": f"person:{person.pk}",
            "subject": "place:HK",
            "table": "places",
            "rows": 2,
            "format": as_format.value,
            "reason": "report",
            "role": "crew",
            "watermark": file.watermark,
        }
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_a_text(text: str, now: datetime) -> None:
    table = Table("x", [text], [[text, now]])

    for as_format, write in ((TableFormat.CSV, as_csv), (TableFormat.XLSX, as_xlsx)):
        head, row, _mark = read(as_format, write(table, "mark"))
        assert head[0].startswith("'")
        assert row[0].startswith("'")
        assert row[1] == "2026-03-02 12:00:00"


@given(st.text())
def test_no_text_at_all_is_left_that_would_run_or_that_a_sheet_cannot_hold(text: str) -> None:
    made = harmless(text)

    assert isinstance(made, str)
    assert not made.lstrip().startswith(("=", "+", "-", "@"))
    assert not made.startswith(("\t", "\r"))
    as_xlsx(Table("x", [text], []), "mark")


def test_numbers_stay_numbers() -> None:
    assert [harmless(one) for one in (-1, 2.5, None, True)] == [-1, 2.5, None, True]


def read(as_format: TableFormat, content: bytes) -> list[list[str]]:
    if as_format == TableFormat.CSV:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n", "d"}
    return [
        ["" if one is None else str(one) for one in row]
        for row in sheet.iter_rows(values_only=True)
    ]
