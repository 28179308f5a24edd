"""Files that are tables are read within limits; all others are refused, whatever they hold."""

import io
import random
import zipfile
from datetime import UTC, datetime

import hypothesis
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from linli.places.errors import SheetTooLarge, SheetUnreadable
from linli.places.rules.cells import taken_back
from linli.places.sheets import (
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_LINES,
    MOST_PARTS,
    MOST_ROWS,
    read_sheet,
    write_csv,
    write_xlsx,
)

texts = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12) | st.sampled_from(
    ["", "=1", "-x", "'=", "虹口 区", "@", 'a"b', "a,b"]
)


def xlsx(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, change: dict[str, bytes]) -> bytes:
    """Return an xlsx some of whose parts were replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()}
        for name, part in {**parts, **change}.items():
            new.writestr(name, part)
    return file.getvalue()


GOOD = xlsx(["编号", "名称"], ["A", "甲"])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),  # an old xls
        b"\xff\xfe\xff",
        b"a,b\x00c",
        b'a,"b',
        b"PK\x03\x04",
        GOOD[:400],
        GOOD[:-30],
        repacked(GOOD, {"xl/workbook.xml": b"<workbook/>"}),
        repacked(GOOD, {SHEET: b"<"}),
        repacked(GOOD, {SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        repacked(GOOD, {SHEET: "<!doctype a><a/>".encode("utf-16")}),
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        read_sheet(content)


@pytest.mark.parametrize(
    "content",
    [
        b"a" * (LARGEST_FILE + 1),
        b"a\n" * (MOST_ROWS + 2),
        b"\n" * (MOST_LINES + 1) + b"a",
        b"," * 20 + b"a",
        repacked(GOOD, {"xl/media/bomb": bytes(LARGEST_UNPACKED)}),
        repacked(GOOD, {f"xl/{at}": b"" for at in range(MOST_PARTS)}),
        repacked(
            GOOD,
            {SHEET: b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
             b'<sheetData><row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
             b"</worksheet>"},
        ),
        xlsx(["x"] * 21),
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_is_unpacked(content: bytes) -> None:
    with pytest.raises(SheetTooLarge):
        read_sheet(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_as_spreadsheets_in_china_write_it(encoding: str) -> None:
    content = "编号,名称\r\n\r\nA,四川北路街道\r\n,,\r\n\r\n".encode(encoding)

    assert read_sheet(content) == [["编号", "名称"], [], ["A", "四川北路街道"]]


def test_an_xlsx_is_read_as_it_looks_and_what_is_no_text_is_marked() -> None:
    noon = datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)
    content = xlsx(
        ["编号", 310109, 310109.0, 31.25, None, "末"], [], [True, noon, "=A1", None], ["'=x"]
    )

    assert read_sheet(content) == [
        ["编号", "310109", "310109", "31.25", "", "末"],
        [],
        [None, None, "=A1"],
        ["'=x"],
    ]


@hypothesis.settings(max_examples=15)
@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_table_is_read_back_as_it_was_written_in_either_format(rows: list[list[str]]) -> None:
    rows = [["甲", "乙", "丙"], *rows]
    wanted = [[cell.strip() for cell in row] for row in rows]
    for content in (write_csv(rows), write_xlsx(rows, title="地点")):
        found = [[taken_back(cell or "") for cell in row] for row in read_sheet(content)]
        found += [[]] * (len(wanted) - len(found))
        assert [row + [""] * (3 - len(row)) for row in found] == wanted


def test_no_cell_of_what_is_written_is_a_formula() -> None:
    nasty = ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]

    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([nasty], title="地点")))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    cells = next(iter(sheet.iter_rows()))
    assert {one.data_type for one in cells} == {"s"}
    assert all(str(one.value).startswith("'") for one in cells)
    lines = write_csv([[one] for one in nasty]).decode("utf-8-sig").splitlines()
    assert all(one.lstrip('"').startswith("'") for one in lines)


def test_numbers_stay_numbers_in_xlsx_and_nothing_stays_nothing() -> None:
    content = write_xlsx([["东", 121.487822, -0.5, None, "末"]], title="地点")

    assert read_sheet(content) == [["东", "121.487822", "-0.5", "", "末"]]


def test_no_damage_to_an_xlsx_makes_it_anything_but_read_or_refused() -> None:
    chance = random.Random(20260302)  # noqa: S311  # not for secrets
    for _ in range(150):
        damaged = bytearray(GOOD)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_sheet(bytes(damaged))
        except (SheetUnreadable, SheetTooLarge):
            continue
