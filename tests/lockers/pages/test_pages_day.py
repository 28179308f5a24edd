"""Property's page of a day: read by all who watch, signed by property alone, taken out."""

import io
import re

import openpyxl
import pytest
from django.test import Client
from tests.lockers.pages.reading import press, read
from tests.lockers.tower import Tower

from linli.lockers.actions.reports import report_meal
from linli.lockers.enums import ReportKind
from linli.lockers.models import Complaint, CoSignature, MealReport, Rectification
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role

PATH = "/board/day/BAIYULAN"


def signed_in(tower: Tower, handle: str, role: Role) -> Client:
    person = ensure_person(handle=handle, name=f"{handle}经理", now=tower.now)
    give_grant(
        person=person, role=role, place=tower.place, until=None, granted_by=None, now=tower.now
    )
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def manager(tower: Tower) -> Client:
    """The browser of the property company."""
    return signed_in(tower, "wang", Role.PROPERTY)


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of one of the crew."""
    return signed_in(tower, "li", Role.CREW)


def digest(source: str) -> str:
    found = re.search(r'name="digest"\s+value="(\w+)"', source)
    assert found
    return found[1]


def test_property_signs_what_it_sees(tower: Tower, manager: Client) -> None:
    tower.stored()
    page = read(manager, PATH)
    assert "没有异常" in page.text

    signed = press(manager, PATH, then="sign", digest=digest(page.source))

    assert "w** 12:00 已签收" in signed.text
    assert CoSignature.objects.count() == 1
    assert press(manager, PATH, then="sign", digest=digest(page.source)).status == 409


def test_the_crew_reads_answers_and_signs_nothing(
    tower: Tower, manager: Client, crew: Client
) -> None:
    page = read(crew, PATH)
    assert 'value="sign"' not in page.source
    assert press(crew, PATH, then="sign", digest="0" * 64).status == 403
    press(manager, PATH, then="order", remedy="灯坏了", hours="24")
    number = str(Rectification.objects.get().pk)

    assert "待平台回复" in read(crew, PATH).text
    press(crew, PATH, then="answer", number=number, remedy="换了灯")
    assert press(manager, PATH, then="answer", number=number, remedy="换了灯").status == 403
    assert "等物业确认" in read(crew, PATH).text
    assert "没有改好" in read(manager, PATH).text
    press(manager, PATH, then="back", number=number)
    press(crew, PATH, then="answer", number=number, remedy="换了灯")
    assert "已完成" in press(manager, PATH, then="accept", number=number).text


def test_a_refused_order_keeps_what_was_typed(tower: Tower, manager: Client) -> None:
    page = press(manager, PATH, then="order", remedy="灯坏了", hours="5")

    assert page.status == 422
    assert page.field("remedy") == "灯坏了"


@pytest.mark.parametrize("day", ["2026-03-03", "2026-02-22", "x"])
def test_a_day_that_nobody_looks_at_is_refused(tower: Tower, manager: Client, day: str) -> None:
    assert read(manager, f"{PATH}?day={day}").status == 422


def test_days_lead_to_one_another(tower: Tower, manager: Client) -> None:
    assert "?day=2026-03-01" in read(manager, PATH).source
    week = read(manager, f"{PATH}?day=2026-02-23").source
    assert "?day=2026-02-24" in week
    assert "?day=2026-02-22" not in week


def test_a_month_is_taken_out(tower: Tower, manager: Client) -> None:
    tower.stored()

    answer = manager.post("/exports/day", {"building": "BAIYULAN", "reason": "report"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][1] == 1
    assert sheet.max_row == 33


def test_the_desk_takes_a_complaint_down_and_the_crew_answers_it(
    tower: Tower, manager: Client, crew: Client
) -> None:
    refused = press(manager, PATH, then="complain", remedy="x")
    assert (refused.status, refused.field("complained")) == (422, "x")
    page = press(manager, PATH, then="complain", remedy="柜门夹手")
    assert "柜门夹手" in page.text
    assert "待答复" in page.text
    assert 'value="reply"' not in page.source
    number = str(Complaint.objects.get().pk)
    assert press(manager, PATH, then="reply", number=number, remedy="换了").status == 403
    assert 'value="reply"' in read(crew, PATH).source

    answered = press(crew, PATH, then="reply", number=number, remedy="换了垫圈")

    assert "已答复" in answered.text
    assert "换了垫圈" in answered.text


def test_what_an_owner_says_of_a_meal_leads_to_its_answer(tower: Tower, manager: Client) -> None:
    meal = tower.stored()
    report_meal(deposit=meal.deposit, kind=ReportKind.DAMAGED, now=tower.now)

    assert f"/reports/{MealReport.objects.get().pk}" in read(manager, PATH).source
