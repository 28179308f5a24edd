"""Alarms on the board and on pages of their own: seen at once, claimed, remedied, taken out."""

import io

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client
from tests.lockers.pages.reading import press, read
from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers.models import Alarm
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Person


@pytest.fixture
def crew(client: Client, tower: Tower) -> Person:
    """Sign in who runs the tower."""
    cache.clear()
    steward(tower.place, now=tower.now)
    person = Person.objects.get()
    client.force_login(person)
    return person


@pytest.fixture
def number(tower: Tower) -> int:
    """Give the number of an alarm: a door was forced."""
    tower.a.open(7)
    tower.a.close(7)
    tower.exchange()
    return Alarm.objects.get().pk


def property_manager(tower: Tower) -> Person:
    person = ensure_person(handle="wang", name="王经理", now=tower.now)
    give_grant(
        person=person,
        role=Role.PROPERTY,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    return person


def test_a_board_learns_of_an_alarm_the_next_time_it_asks(
    client: Client, tower: Tower, crew: Person
) -> None:
    page = read(client, "/board/")
    version = page.source.split("/board/doors?v=")[1].split('"')[0]
    tower.a.open(7)
    tower.a.close(7)
    tower.exchange()

    answer = client.get(f"/board/doors?v={version}")

    assert "门被强开" in answer.content.decode()
    assert "认领" in answer.content.decode()


def test_a_board_learns_who_claimed_it_though_no_door_has_moved(
    client: Client, tower: Tower, crew: Person, number: int
) -> None:
    version = read(client, "/board/").source.split("/board/doors?v=")[1].split('"')[0]
    press(client, f"/board/alarms/{number}", then="claim")

    answer = client.get(f"/board/doors?v={version}")

    assert "管**" in answer.content.decode()


def test_it_is_claimed_and_remedied_with_a_word(
    client: Client, tower: Tower, crew: Person, number: int
) -> None:
    path = f"/board/alarms/{number}"
    assert "还没有人认领" in read(client, path).text

    assert "管**" in press(client, path, then="claim").text
    refused = press(client, path, then="remedy", remedy="好")
    done = press(client, path, then="remedy", remedy="关好了柜门，打 13812345678")

    assert refused.status == 422
    assert refused.field("remedy") == "好"
    assert "关好了柜门，打 138****5678" in done.text
    assert "等柜子自己报告恢复" in done.text


def test_the_second_who_claims_reads_who_was_first(
    client: Client, tower: Tower, crew: Person, number: int
) -> None:
    press(client, f"/board/alarms/{number}", then="claim")
    other = ensure_person(handle="li", name="李师傅", now=tower.now)
    give_grant(
        person=other, role=Role.CREW, place=tower.place, until=None, granted_by=None, now=tower.now
    )
    browser = Client()
    browser.force_login(other)

    page = press(browser, f"/board/alarms/{number}", then="claim")

    assert page.status == 409
    assert "管** 在 12:00 已经认领了这条告警" in page.text


def test_property_reads_and_claims_nothing(client: Client, tower: Tower, number: int) -> None:
    client.force_login(property_manager(tower))
    path = f"/board/alarms/{number}"

    page = read(client, path)

    assert "门被强开" in page.text
    assert "<form" not in page.source.partition('id="main"')[2]
    assert press(client, path, then="claim").status == 403


@pytest.mark.parametrize("path", ["/board/alarms/0", f"/board/alarms/{'9' * 19}"])
def test_an_alarm_that_is_none_is_not_found(client: Client, crew: Person, path: str) -> None:
    assert read(client, path).status == 404


def test_open_and_past_alarms_are_two_lists(
    client: Client, tower: Tower, crew: Person, number: int
) -> None:
    assert "门被强开" in read(client, "/board/alarms").text
    assert "data-empty" in read(client, "/board/alarms?past=1").source
    Alarm.objects.update(lifted_at=tower.now, closed_at=tower.now)

    past = read(client, "/board/alarms?past=1")

    assert "自己恢复" in past.text
    assert "data-empty" in read(client, "/board/alarms").source


def test_a_long_list_leads_on(
    client: Client, tower: Tower, crew: Person, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.lockers.queries.alarms.PAGE", 1)
    tower.a.open(8)
    tower.a.close(8)
    tower.exchange()

    first = read(client, "/board/alarms")

    assert "B-A-08" in first.text
    assert f"?before={number + 1}" in first.source
    assert "B-A-07" in read(client, f"/board/alarms?before={number + 1}").text
    assert "B-A-08" in read(client, "/board/alarms?before=x").text


def test_alarms_are_taken_out_for_a_reason_that_is_kept(
    client: Client, tower: Tower, crew: Person, number: int
) -> None:
    form = {"building": tower.place.code, "reason": "report", "format": "xlsx"}

    answer = client.post("/exports/alarms", form)

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][1:4] == ["门被强开", "B-A", 7]
    assert Entry.objects.get(verb="table_exported").subject == f"place:{tower.place.code}"
    assert b"B-A" in client.post("/exports/alarms", {**form, "format": "csv"}).content


def test_property_takes_them_out_too_and_nobody_without_a_reason_or_a_role(
    client: Client, tower: Tower, number: int
) -> None:
    form = {"building": tower.place.code, "reason": "report"}
    client.force_login(property_manager(tower))

    assert client.post("/exports/alarms", form).status_code == 200
    assert press(client, "/exports/alarms", building=tower.place.code).status == 422
    assert press(client, "/exports/alarms", **{**form, "building": "NONE"}).status == 403
    assert press(client, "/exports/alarms", **{**form, "building": "no code"}).status == 403
    browser = Client()
    browser.force_login(ensure_person(handle="guest", name="客人", now=tower.now))
    assert press(browser, "/exports/alarms", **form).status == 403
