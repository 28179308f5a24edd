"""Matters leave the house as a table: every one that was raised, harmless, and never unnoticed."""

import csv
import io

import pytest
from django.test import Client
from tests.buildings.house import House

from linli.buildings.access.matters import Keeper, keeps_as
from linli.buildings.actions import handling
from linli.buildings.enums.matters import Exclusion
from linli.buildings.queries.export import matters_table
from linli.kernel import clock
from linli.ledger.models import Entry
from linli.people.enums import Role


def test_refused_and_merged_matters_are_lines_as_all_others_and_raisers_are_in_none(
    house: House,
) -> None:
    first = house.answered().matter
    house.supports(first)
    house.raises("没人看过", who="12F 张三")
    refused, merged = house.taken_up().matter, house.taken_up().matter
    handling.exclude(house.keeper, refused, why=Exclusion.UNCLEAR, says="请补充", now=house.now)
    house.taken_up()
    handling.merge(house.keeper, merged, into=5, now=house.now)

    table = matters_table(house.committee)

    assert [row[0] for row in table.rows] == [1, 2, 3, 4, 5]
    assert all(len(row) == len(table.columns) for row in table.rows)
    by_name = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
    assert by_name["不办的原因"][2] == "说不清是什么事"
    assert by_name["并入"] == (None, None, None, 5, None)
    assert by_name["附议"][0] == 1
    assert by_name["曾经逾期"][0] == "否"
    assert "张三" not in str(table.rows)


def test_a_keeper_takes_it_out_as_what_they_are(house: House) -> None:
    steward = house.holder("steward", Role.STEWARD, house.place)

    assert keeps_as(house.keeper, now=house.now) is Role.SECRETARY
    assert keeps_as(Keeper(steward, house.committee), now=house.now) is Role.STEWARD


@pytest.mark.django_db
def test_a_file_needs_a_reason_carries_no_formula_and_is_written_down(client: Client) -> None:
    house = House(clock.now())
    house.raises('=HYPERLINK("http://x")')
    client.force_login(house.person, backend="django.contrib.auth.backends.ModelBackend")
    page = "/committees/TOWER/export"

    without = client.post(page, {"format": "csv", "reason": ""})
    plain = client.post(page, {"format": "csv", "reason": "report"})
    sheet = client.post(page, {"reason": "report"})

    assert without.status_code == 422
    lines = list(csv.reader(io.StringIO(plain.content.decode("utf-8-sig"))))
    assert lines[1][1] == '\'=HYPERLINK("http://x")'
    assert sheet.content.startswith(b"PK")
    assert ".xlsx" in sheet.headers["Content-Disposition"]
    taken = Entry.objects.filter(verb="table_exported").values_list("actor", flat=True)
    assert len(taken) == 2
