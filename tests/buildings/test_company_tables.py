"""Companies as tables: tried row by row, taken in whole, taken out under a watermark."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.buildings import firm
from tests.buildings.firm import DAY, lively, signed_in
from tests.buildings.house import House

from linli.buildings.actions.company_importing import (
    ImportedCompanies,
    import_table,
    keep_table,
    try_table,
)
from linli.buildings.enums.companies import FactKey
from linli.buildings.errors.company_table import TableOutdated
from linli.buildings.models import Company, Tenancy
from linli.buildings.queries.company_table import table_of
from linli.buildings.rules.company_table import COLUMNS
from linli.kernel import clock
from linli.ledger.models import Entry
from linli.places.errors import ImportGone, SheetRefused
from linli.places.sheets import write_csv
from linli.web.exports import Table, as_csv, as_xlsx


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


@pytest.fixture
def far(db: None) -> House:
    """Another tower."""
    return House(clock.now(), "FAR")


def upload(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "companies.xlsx"
    return file


def test_a_table_is_tried_row_by_row_and_taken_in_whole_or_not_at_all(house: House) -> None:
    firm.floor(house)
    desk, path = signed_in(house.person), "/companies/TOWER/table"
    assert desk.post(path, {"then": "try"}).status_code == 422
    assert desk.post(path, {"then": "x"}).status_code == 422
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业名称", "楼层", "面积", "租期第一天", "截至", "员工人数", "行业"])
    sheet.append(["某公司", 12, 300, date(2025, 1, 1), "2026-01-01", 40, 65])
    sheet.append(["别的公司", 13, 300, date(2025, 1, 1), "", "", ""])
    file = BytesIO()
    book.save(file)

    tried = desk.post(path, {"then": "try", "file": upload(file.getvalue())}).content.decode()
    refused = desk.post(path, {"then": "import"})

    assert "第 3 行 · 楼层" in tried
    assert "13F" in tried
    assert refused.status_code == 422
    assert Company.objects.count() == 0
    sheet.delete_rows(3)
    file = BytesIO()
    book.save(file)
    tried = desk.post(path, {"then": "try", "file": upload(file.getvalue())}).content.decode()
    digest = tried.partition('name="digest" value="')[2][:64]
    done = desk.post(path, {"then": "import", "digest": digest}).content.decode()
    assert "新增 1 家" in done
    assert (Tenancy.objects.get().area, Company.objects.get().industry) == (300, "65")
    assert house.verbs()[-1] == "companies_imported"
    assert desk.post(path, {"then": "import", "digest": digest}).status_code == 404


def test_a_table_is_taken_out_for_a_reason_with_a_watermark_that_the_ledger_knows(
    house: House,
) -> None:
    lively(house)
    desk, path = signed_in(house.person), "/companies/TOWER/table"
    assert desk.post(path, {"then": "export", "format": "csv"}).status_code == 422

    answer = desk.post(path, {"then": "export", "format": "xlsx", "reason": "report"})

    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in one] for one in sheet.iter_rows()]
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 4, "a head, two floors, and the mark"
    entry = Entry.objects.get(verb="table_exported")
    watermark = str(rows[-1][0]).removeprefix("水印 ").partition("，")[0]
    assert watermark.isalnum()
    assert watermark in str(entry.facts)
    tried = desk.post(path, {"then": "try", "file": upload(answer.content)}).content.decode()
    assert "不用导入" in tried


def test_what_was_seen_is_done_or_shown_anew(house: House) -> None:
    floor = ["企业名称"], ["某公司"]
    keep_table(house.keeper, write_csv(floor), now=house.now)
    digest = try_table(house.keeper, now=house.now).digest
    firm.company(house, "某公司")

    with pytest.raises(TableOutdated):
        import_table(house.keeper, digest=digest, now=house.now)
    digest = try_table(house.keeper, now=house.now).digest
    done = import_table(house.keeper, digest=digest, now=house.now)

    assert done == ImportedCompanies(0, 0, 1)
    assert "companies_imported" not in house.verbs()
    with pytest.raises(ImportGone):
        try_table(house.keeper, now=house.now)
    keep_table(house.keeper, write_csv([["企业名称"], ["某"]]), now=house.now)
    with pytest.raises(SheetRefused):
        import_table(house.keeper, digest="", now=house.now)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=2, max_size=60
)
DRAWN = st.tuples(NAMES, st.none() | st.integers(0, 999), st.none() | st.booleans(), st.booleans())
AS_OF = COLUMNS.index("截至")


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(DRAWN, min_size=1, max_size=4, unique_by=lambda one: one[0]),
    st.sampled_from(["csv", "xlsx"]),
)
def test_what_was_taken_out_changes_nothing_here_and_is_the_same_elsewhere(
    house: House,
    far: House,
    companies: list[tuple[str, int | None, bool | None, bool]],
    ending: str,
) -> None:
    today = localdate(house.now)
    with transaction.atomic():
        for number, one in enumerate(companies, 1):
            told(house, number, *one)
            firm.floor(far, number)
        rows = table_of(house.committee, today=today)
        written = as_csv if ending == "csv" else as_xlsx
        content = written(Table("companies", COLUMNS, rows), "水印 ABC，2026 导出")
        for keeper in (house.keeper, far.keeper):
            keep_table(keeper, content, now=house.now)

        here, there = (try_table(one, now=house.now) for one in (house.keeper, far.keeper))
        import_table(far.keeper, digest=there.digest, now=house.now)

        assert (list(here.steps), list(here.refused)) == ([], [])
        taken_in = table_of(far.committee, today=today)
        assert without_day(taken_in) == without_day(rows)
        transaction.set_rollback(True)  # Django's own


def told(
    house: House,
    number: int,
    name: str,
    employees: int | None,
    high_tech: bool | None,  # noqa: FBT001  # drawn by hypothesis
    is_let: bool,  # noqa: FBT001  # as above
) -> None:
    at = firm.company(house, name)
    if employees is not None:
        firm.tell(house, at, value=employees)
    if high_tech is not None:
        firm.tell(house, at, FactKey.HIGH_TECH, high_tech, as_of=localdate(house.now) - DAY)
    firm.floor(house, number)
    if is_let:
        firm.sits(house, at, number)


def without_day(rows: Sequence[Sequence[str | int]]) -> list[list[str | int]]:
    return [[*one[:AS_OF], *one[AS_OF + 1 :]] for one in rows]
