"""The pages of a cabinet's layout and of the hall: drawn, changed by the crew, read by property."""

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.lockers.pages.reading import press, read
from tests.lockers.pages.test_pages_day import signed_in
from tests.lockers.test_record import FITTED
from tests.lockers.tower import Tower

from linli.lockers.actions.hearing import hear
from linli.lockers.models import Compartment
from linli.people.enums import Role
from linli.wire.messages import Size

PATH, HALL = "/board/layout/B-A", "/board/hall/BAIYULAN"


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of one of the crew."""
    return signed_in(tower, "li", Role.CREW)


def test_a_layout_is_drawn_changed_and_held_against_the_cabinets_word(
    tower: Tower, crew: Client
) -> None:
    page = read(crew, PATH)
    assert page.source.count("stand-column") == 2
    assert "还没有报告自己的格口" in page.text
    doors = dict(Compartment.objects.order_by("number").values_list("number", "size"))
    text = " ".join(f"{number}{size}" for number, size in doors.items())

    changed = press(crew, PATH, layout=f"{text} 13L")

    assert "布局已改" in changed.text
    assert changed.source.count("stand-column") == 1
    fitted = {size: [one for one in doors if doors[one] == size] for size in Size}
    for told, says in (
        (fitted, "柜机配置里还没有：13"),
        (fitted | {Size.L: [*fitted[Size.L], 13, 14]}, "请马上在这里加上：14"),
        (fitted | {Size.M: [*fitted[Size.M], 13]}, "大小不一样：13"),
        (fitted | {Size.L: [*fitted[Size.L], 13]}, "和这里一样"),
    ):
        hear([replace(tower.a.hello(), fitted=replace(FITTED, doors=told))], now=tower.now)
        assert says in read(crew, PATH).text
    assert "锁板 left · wkly" in read(crew, PATH).text


def test_what_was_typed_is_kept_with_why_it_was_refused(tower: Tower, crew: Client) -> None:
    page = press(crew, PATH, layout="1S oops")

    assert page.status == 422
    assert "看不懂「OOPS」" in page.text
    assert ">1S oops</textarea>" in page.source


def test_property_reads_the_layout_and_the_hall_and_presses_nothing(
    tower: Tower, crew: Client
) -> None:
    manager = signed_in(tower, "wang", Role.PROPERTY)

    assert "<textarea" not in read(manager, PATH).source
    assert press(manager, PATH, layout="1S").status == 403
    assert "B-A 柜 · 东门" in read(manager, HALL).text
    assert press(manager, HALL, cabinet="B-A").status == 403
    assert read(manager, "/board/layout/NONE").status == 404
    assert press(crew, HALL, cabinet="B-A").status == 200
    assert press(crew, HALL, cabinet="NONE").status == 404
