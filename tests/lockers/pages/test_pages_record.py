"""The page of a cabinet's record: curves, the same in words, and the lamps' runs."""

from datetime import timedelta

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.lockers.pages.reading import read
from tests.lockers.pages.test_pages_day import signed_in
from tests.lockers.test_record import FITTED
from tests.lockers.tower import Tower

from linli.lockers.actions.hearing import hear
from linli.lockers.models import Alarm, LampRun, ZoneReading
from linli.lockers.rules.record import SLOT_MS
from linli.people.enums import Role

PATH = "/board/record/B-A"


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of one of the crew."""
    return signed_in(tower, "li", Role.CREW)


def recorded(tower: Tower) -> None:
    """A morning at 58 to 66 °C with a gap and an alarm, and two lamps."""
    hear([replace(tower.a.hello(), fitted=FITTED)], now=tower.now)
    last = int(tower.now.timestamp() * 1_000) // SLOT_MS
    for back in (*range(60), *range(70, 130)):
        celsius = 62 + (back * 7 % 9) / 2 - (4 if back < 10 else 0)
        ZoneReading.objects.create(
            cabinet_id=tower.a.number,
            zone=1,
            slot=last - back,
            celsius=celsius,
            lowest=celsius - 0.5,
            highest=celsius + 0.5,
        )
    Alarm.objects.create(
        cabinet_id=tower.a.number,
        kind="TOO_COLD",
        part="1",
        began_at=tower.now - timedelta(minutes=40),
        since=tower.now - timedelta(minutes=40),
    )
    for comp, lit_s, dose, worn in ((1, 61, 30, False), (2, 0, None, False), (3, 300, None, True)):
        LampRun.objects.create(
            cabinet_id=tower.a.number,
            comp=comp,
            ended_at=tower.now,
            lit_s=lit_s,
            dose_mj=dose,
            lamp_h=412 if lit_s else None,
            worn=worn,
        )


def test_a_day_is_drawn_and_told_hour_by_hour(tower: Tower, crew: Client) -> None:
    recorded(tower)

    page = read(crew, PATH)

    assert page.source.count("<polyline") == 2
    assert page.source.count('class="curve-alarm"') == 1
    assert "设定 65 ℃" in page.text
    assert "温度过低 11:20" in page.text
    assert page.source.count('<th scope="row">') == 12
    assert "61 秒 · 30 mJ/cm²" in page.text
    assert "被打断，不算" in page.text
    assert "该换灯" in page.text
    assert "?day=2026-03-01" in page.source


def test_a_day_without_a_record_says_so(tower: Tower, crew: Client) -> None:
    assert read(crew, PATH).source.count("data-empty") == 2
    hear([replace(tower.a.hello(), fitted=FITTED)], now=tower.now)
    assert "这一天没有记录" in read(crew, f"{PATH}?day=2026-03-01").text
    assert "?day=2026-03-02" in read(crew, f"{PATH}?day=2026-03-01").source
    assert "?day=2026-02-22" not in read(crew, f"{PATH}?day=2026-02-23").source


def test_a_cabinet_that_is_not_ones_own_is_not_there(tower: Tower, crew: Client) -> None:
    assert read(crew, "/board/record/NONE").status == 404
