"""A tower's figures as those see them who watch it, and as a file."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from tests.lockers.pages.reading import press, read
from tests.lockers.test_figures import platform_order, takes
from tests.lockers.test_sizings import MONDAY, noon
from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers.actions import sizing as actions
from linli.lockers.models import Deposit
from linli.lockers.rules import sizing as rules
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role

PATH = "/board/figures/BAIYULAN"


def signed_in(tower: Tower, role: Role) -> Client:
    person = ensure_person(handle=role, name="王经理", now=tower.now)
    give_grant(
        person=person, role=role, place=tower.place, until=None, granted_by=None, now=tower.now
    )
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def manager(tower: Tower) -> Client:
    """The browser of the property company."""
    return signed_in(tower, Role.PROPERTY)


def test_each_figure_stands_beside_its_definition(tower: Tower, manager: Client) -> None:
    takes(tower, tower.stored())
    meal = tower.stored()
    order = platform_order(tower)
    Deposit.objects.filter(code=meal.deposit).update(platform_order=order)

    page = read(manager, PATH)

    assert "存入 2 份：取走 1（计入取餐用时）" in page.text
    assert "任意连续 15 分钟里存入最多的份数" in page.text
    assert "好饭" in page.text
    assert "没有平台登记的" in page.text
    assert "2026-03-02" in page.text
    assert read(signed_in(tower, Role.CREW), PATH).status == 200


def test_a_tower_without_a_figure_says_when_there_will_be_some(
    tower: Tower, manager: Client
) -> None:
    assert "这段时间还没有数字" in read(manager, f"{PATH}?period=day&day=2026-02-02").text


def test_spans_lead_to_one_another_and_not_into_the_future(tower: Tower, manager: Client) -> None:
    week = read(manager, PATH).source
    assert "?period=week&amp;day=2026-03-01" in week
    assert "2026-03-09" not in week
    month = read(manager, f"{PATH}?period=month&day=2026-02-10").source
    assert "?period=month&amp;day=2026-01-31" in month
    assert "?period=month&amp;day=2026-03-01" in month
    assert "2023-02-28" not in read(manager, f"{PATH}?period=month&day=2023-03-05").source


@pytest.mark.parametrize("asked", ["period=year", "day=2026-03-03", "day=2023-03-01", "day=x"])
def test_a_span_that_nobody_keeps_is_refused(tower: Tower, manager: Client, asked: str) -> None:
    assert read(manager, f"{PATH}?{asked}").status == 422


def test_days_that_are_not_counted_yet_are_said(tower: Tower, manager: Client) -> None:
    tower.stored()
    Deposit.objects.update(stored_at=tower.now - timedelta(days=1))

    assert "有 1 天还没有统计" in read(manager, f"{PATH}?day=2026-03-01").text


def test_figures_are_taken_out_with_a_reason(tower: Tower, manager: Client) -> None:
    tower.stored()
    asked = {"building": "BAIYULAN", "period": "week", "day": "2026-03-02"}
    assert manager.post("/exports/figures", asked).status_code == 422

    answer = manager.post("/exports/figures", {**asked, "reason": "report"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][1:3] == ["全楼", 1]
    assert [cell.value for cell in sheet[3]][1:3] == ["没有平台登记的", 1]
    assert Entry.objects.filter(verb="table_exported").count() == 1


def test_a_sizing_is_reckoned_and_shown_with_its_curve(
    tower: Tower, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "REDRAWN", 10)
    monkeypatch.setattr(rules, "NOONS_AT_LEAST", 10)
    monkeypatch.setattr(actions, "IMAGINED", 10)
    path = "/board/sizing/BAIYULAN"
    assert "还没有测算过" in read(manager, path).text
    refused = press(manager, path, then="imagined", meals="5")
    assert (refused.status, refused.field("meals")) == (422, "5")

    assert manager.post(path, {"then": "own"}).status_code == 302

    page = read(manager, path)
    assert "要让 95% 的中午没有人因满被拒" in page.text
    assert "想象了 10 个中午" in page.text
    assert "<polyline" in page.source
    assert press(manager, path, then="imagined", meals="40").status == 409


def test_a_sizing_of_own_noons_says_which_days_were_left_out(
    tower: Tower, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "REDRAWN", 10)
    monkeypatch.setattr(actions, "DAYS_AT_LEAST", 1)
    noon(tower, MONDAY, 12)

    manager.post("/board/sizing/BAIYULAN", {"then": "own"})

    page = read(manager, "/board/sizing/BAIYULAN")
    assert "周末 0 天，不到 10 份的 0 天" in page.text
    assert "平均每个中午 12 份" in page.text
