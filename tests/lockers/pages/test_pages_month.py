"""The monthly report on paper: what it says is read back from the page."""

import re

import pytest
from django.test import Client
from tests.kernel.printed import texts
from tests.lockers.pages.reading import press, read
from tests.lockers.pages.test_pages_day import PATH as DAY
from tests.lockers.pages.test_pages_day import digest, signed_in
from tests.lockers.tower import Tower

from linli.ledger.models import Entry
from linli.lockers.actions.reports import report_meal
from linli.lockers.enums import ReportKind
from linli.lockers.models import Alarm, CoSignature, Rectification
from linli.people.enums import Role

ASKED = {"building": "BAIYULAN", "month": "2026-03", "reason": "report"}


@pytest.fixture
def manager(tower: Tower) -> Client:
    """The browser of the property company."""
    return signed_in(tower, "wang", Role.PROPERTY)


def printed(browser: Client, **other: str) -> str:
    answer = browser.post("/exports/month", {**ASKED, **other})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return "".join(texts(answer.content))


def test_a_quiet_month_says_that_nothing_was_signed_ordered_or_complained_of(
    tower: Tower, manager: Client
) -> None:
    said = printed(manager)

    assert "白玉兰广场外卖柜月报2026-03" in said
    assert "2小时内修复" in said
    assert "2天里签收了0天，没有签收2天" in said
    assert "没有整改单" in said
    assert "没有投诉" in said
    assert "2026-02-01–2026-02-28" in printed(manager, month="2026-02")


def test_what_was_done_signed_ordered_and_complained_of_is_printed_with_its_hashes(
    tower: Tower, manager: Client
) -> None:
    meal = tower.stored()
    report_meal(deposit=meal.deposit, kind=ReportKind.DAMAGED, now=tower.now)
    crew = signed_in(tower, "li", Role.CREW)
    for wants in ("灯坏了", "门脏了", "字掉了"):
        press(manager, DAY, then="order", remedy=wants, hours="24")
    first, second = Rectification.objects.order_by("pk")[:2]
    for one in (first, second):
        press(crew, DAY, then="answer", number=str(one.pk), remedy="换了灯")
    press(manager, DAY, then="accept", number=str(first.pk))
    press(manager, DAY, then="sign", digest=digest(read(manager, DAY).source))
    signed = CoSignature.objects.get()

    said = printed(manager)

    assert signed.digest in said
    assert signed.digest[:12] in said
    for words in ("灯坏了", "已完成", "等物业确认", "待平台回复", "餐损坏了", "B-A-0"):
        assert words in said
    assert "2天里签收了1天" in said
    told = Entry.objects.filter(verb="table_exported").get()
    kept = re.search(r'"digest":"(\w{64})"', told.facts)
    assert kept
    assert kept[1] in said
    mark = re.search(r'"watermark":"(\w+)"', told.facts)
    assert mark
    assert f"水印{mark[1]}" in said


def test_the_hash_is_the_same_until_something_changes(tower: Tower, manager: Client) -> None:
    def hashed() -> str:
        found = re.search(r"SHA-256）是(\w{64})", printed(manager))
        assert found
        return found[1]

    before = hashed()
    assert hashed() == before
    Alarm.objects.create(
        cabinet_id=tower.a.number, kind="TOO_COLD", part="1", began_at=tower.now, since=tower.now
    )

    assert hashed() != before


@pytest.mark.parametrize("month", ["2026-04", "2026-13", "x", "", "2022-01"])
def test_a_month_that_nobody_keeps_is_refused(tower: Tower, manager: Client, month: str) -> None:
    assert manager.post("/exports/month", {**ASKED, "month": month}).status_code == 422


def test_without_a_reason_no_paper_leaves_the_house(tower: Tower, manager: Client) -> None:
    assert manager.post("/exports/month", {**ASKED, "reason": ""}).status_code == 422
    assert not Entry.objects.filter(verb="table_exported").exists()
