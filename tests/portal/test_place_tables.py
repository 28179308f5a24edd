"""Tables of places: tried, explained, taken in, and written so that they can be taken in again."""

import io
import re

import openpyxl
import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet
from tests.places.town import paths
from tests.portal.place_visits import HEAD, said, upload

from linli.places.models import ImportDraft
from linli.places.sheets import LARGEST_FILE
from linli.web.uploads import LARGEST_BODY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_a_table_is_tried_explained_corrected_and_taken_in(steward: Client) -> None:
    assert 'id="trial"' not in said(steward.get("/places/import"))
    bad = said(upload(steward, HEAD + "N1,BWT,楼宇,新楼\nBYL,TLQ,楼宇,白玉兰\nN2,NIL,楼宇,\n"))
    assert "第 4 行 · 上级编号" in bad
    assert "没有编号为 NIL 的上级" in bad
    assert "第 4 行 · 名称" in bad
    assert "照这样导入" not in bad

    good = said(upload(steward, HEAD + "N1,BWT,楼宇,新楼\nBYL,TLQ,楼宇,白玉兰\n"))
    assert paths().get("N1") is None
    digest = re.search(r'name="digest" value="(\w+)"', good)
    assert digest is not None
    done = said(steward.post("/places/import/do", {"digest": digest[1]}))

    assert "新增 1 处，修改 1 处，0 处没有变化" in done
    assert paths()["N1"] == "HK/BWT/N1"
    assert "（表格第 2 行）" in said(steward.get("/places/N1"))
    assert steward.post("/places/import/do", {"digest": digest[1]}).status_code == 404


def test_a_table_that_would_do_something_else_by_now_is_shown_anew(steward: Client) -> None:
    upload(steward, HEAD + "BYL,TLQ,楼宇,白玉兰\n")

    refused = steward.post("/places/import/do", {"digest": "0"})

    assert refused.status_code == 409
    assert 'data-problem="import_outdated"' in said(refused)
    assert "照这样导入" in said(refused)
    same = said(upload(steward, HEAD + "BYL,TLQ,楼宇,白玉兰广场\n"))
    assert "不用导入" in same


@pytest.mark.parametrize(
    ("content", "status", "problem"),
    [
        (b"\x00", 422, "sheet_unreadable"),
        (b"a" * (LARGEST_FILE + 1), 409, "sheet_too_large"),
        (b"a,b\n1,2\n", 422, "sheet_head_unknown"),
        (HEAD.encode(), 422, "sheet_empty"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    content: bytes, status: int, problem: str, steward: Client
) -> None:
    refused = upload(steward, content)

    assert refused.status_code == status  # type: ignore[attr-defined]  # a response
    assert f'data-problem="{problem}"' in said(refused)
    assert 'type="file"' in said(refused)


def test_a_form_without_a_file_and_a_body_without_end_are_refused(steward: Client) -> None:
    assert steward.post("/places/import").status_code == 422
    assert upload(steward, b"a" * LARGEST_BODY).status_code == 413  # type: ignore[attr-defined]  # a response
    assert not ImportDraft.objects.exists()


def test_tables_are_sent_as_files_that_can_be_imported_again(steward: Client) -> None:
    csv = steward.get("/places/table.csv")
    xlsx = steward.get("/places/table.xlsx")

    assert csv.headers["Content-Disposition"] == 'attachment; filename="linli-places-20260302.csv"'
    assert csv.content.decode("utf-8-sig").splitlines()[1].startswith("HK,,区,虹口区,310109")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).active
    assert isinstance(sheet, Worksheet)
    assert (sheet.title, sheet.max_row) == ("地点", 8)
    assert "不用导入" in said(upload(steward, xlsx.content, "places.xlsx"))
    assert steward.get("/places/table.exe").status_code == 404
