"""Labels and start cards: what a phone reads off the printed paper leads to the cabinet."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import zxingcpp
from django.test import Client
from PIL.Image import Image
from tests.browsing import standing
from tests.kernel.printed import pictures, sizes, texts
from tests.lockers.pages.reading import read
from tests.lockers.tower import Tower

from linli.kernel.paper import HEIGHT, WIDTH
from linli.lockers.models import Cabinet
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role

HERE = "http://testserver"
DPI = 150
"""Half as fine as an office printer prints."""


@pytest.fixture
def tower(transactional_db: None, now: datetime) -> Iterator[Tower]:
    """Give two cabinets of 12 doors, and who looks after them."""
    with standing(now, cabinets=2) as made:
        yield made


@pytest.fixture
def crew(client: Client, tower: Tower) -> Client:
    """Somebody of the crew, signed in."""
    person = ensure_person(handle="li", name="li", now=tower.now)
    give_grant(
        person=person,
        role=Role.CREW,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    client.force_login(person)
    return client


def codes(picture: Image) -> list[str]:
    """Return what a phone reads off a page, in no order."""
    grey = picture.convert("L")
    rows = memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
    return sorted(one.text for one in zxingcpp.read_barcodes(rows))


def test_what_there_is_not_is_not_printed(crew: Client, tower: Tower) -> None:
    for wrong in (
        "sheet=9x9&what=doors",
        "sheet=2x4&what=people",
        "sheet=2x4&what=doors&cabinet=NONE",
        "",
    ):
        assert read(crew, f"/exports/labels/BAIYULAN?{wrong}").status == 404
    assert read(crew, "/exports/cards/BAIYULAN?cabinet=NONE").status == 404
    for path in ("/board/labels/NONE", "/exports/labels/NONE", "/exports/cards/NONE"):
        assert read(crew, path).status == 403
        assert read(Client(), path).status == 403


def test_the_page_says_what_is_printed_where_it_leads_and_how_many_sheets(
    crew: Client, tower: Tower
) -> None:
    page = read(crew, "/board/labels/BAIYULAN")
    assert f"码里的网址以 {HERE}/ 开头" in page.text
    assert "格口 (24)" in page.text
    assert "每张 8 个，99.1 × 67.7 毫米；全部柜子 1 张，全部格口 3 张" in page.text
    Cabinet.objects.update(revoked_at=tower.now)
    assert "还没有柜子" in read(crew, "/board/labels/BAIYULAN").text


@pytest.mark.parametrize("sheet", ["3x8", "2x7", "2x4"])
def test_the_code_of_each_label_is_read_back_and_words_stand_by_it(
    crew: Client, tower: Tower, sheet: str
) -> None:
    answer = crew.get(f"/exports/labels/BAIYULAN?sheet={sheet}&what=cabinets")
    assert answer.headers["Content-Type"] == "application/pdf"
    printed = answer.content
    assert sizes(printed) == [pytest.approx((WIDTH, HEIGHT), abs=0.01)]
    assert codes(pictures(printed, dots_per_inch=DPI)[0]) == [f"{HERE}/c/B-A", f"{HERE}/c/B-B"]
    (text,) = texts(printed)
    for word in ("B-A", "东门", "B-B", "西门", "骑手存餐、顾客取餐，都扫这里"):
        assert word in text


def test_doors_have_their_numbers_on_as_many_sheets_as_they_need(
    crew: Client, tower: Tower
) -> None:
    printed = crew.get("/exports/labels/BAIYULAN?sheet=2x4&what=doors&cabinet=B-A").content
    first, second = texts(printed)
    assert "01B-A" in first
    assert "12B-A" in second
    many = [len(codes(one)) for one in pictures(printed, dots_per_inch=DPI)]
    assert many == [8, 4]


def test_cut_marks_point_at_every_corner_of_a_label(crew: Client, tower: Tower) -> None:
    printed = crew.get("/exports/labels/BAIYULAN?sheet=2x4&what=cabinets").content
    page = pictures(printed, dots_per_inch=254)[0].convert("L")
    for x, y in ((4.65, 13.1), (4.65 + 99.1, 13.1), (4.65 + 2.5 + 99.1, 13.1 + 67.7)):
        left, top = round(x * 10), round(y * 10)
        around = page.crop((left - 4, top - 4, left + 4, top + 4))
        assert min(around.tobytes()) < 200
    middle = page.crop((100, 140, 200, 150))
    assert min(middle.tobytes()) == 255


def test_each_cabinet_has_a_card_for_each_role_in_three_steps(crew: Client, tower: Tower) -> None:
    printed = crew.get("/exports/cards/BAIYULAN?cabinet=B-A").content
    courier, owner, staff = texts(printed)
    for text, title in ((courier, "骑手存餐"), (owner, "收餐人取餐"), (staff, "运营处理")):
        assert f"{title}·B-A·东门" in text
        assert "1." in text
        assert "3." in text
    read_off = [codes(one) for one in pictures(printed, dots_per_inch=DPI)]
    assert read_off == [[f"{HERE}/c/B-A"], [f"{HERE}/c/B-A/pickup"], [f"{HERE}/board/"]]
    assert len(texts(crew.get("/exports/cards/BAIYULAN").content)) == 6
