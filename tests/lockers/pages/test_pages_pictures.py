"""Pictures for the documents, of pages as they really are; taken when LINLI_SCREENSHOTS=1."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import expect
from tests.browsing import DESK, Visits, greet, standing
from tests.lockers.pages.staged import noon, sign_in
from tests.lockers.tower import Tower

from linli.wire.messages import Size

MEALS = 40


@pytest.fixture
def row(transactional_db: None, now: datetime) -> Iterator[Tower]:
    """Give a row of three cabinets as they stand in a lobby."""
    with standing(now, cabinets=3, doors=48) as made:
        yield made


def test_every_picture_shows_its_page(row: Tower, visit: Visits) -> None:
    pages = noon(row)
    for number in range(MEALS):
        begun = row.begun(
            (Size.S, Size.S, Size.M)[number % 3],
            cabinet=("B-A", "B-B")[number % 2],
            order_no=f"MT-{77_812 + number * 37}" if number % 3 else "",
        )
        door = row.opened(begun)
        row.wait(3 + number % 4)
        row.at(begun).fill(door)
        row.exchange()
    greet(row)
    for name, how, path in (
        ("courier", {}, "/c/B-A"),
        ("door", {}, pages.courier),
        ("jammed", {}, pages.jammed),
        ("owner", {}, pages.stored),
        ("owner-large", {}, f"{pages.stored}?big=1"),
        ("owner-dark", {"color_scheme": "dark"}, pages.stored),
        ("owner-en", {"locale": "en-US"}, pages.stored),
        ("courier-en", {"locale": "en-US"}, "/c/B-A"),
        ("problem", {}, "/c/B-Z"),
    ):
        visitor = visit(device_scale_factor=2, **how)
        expect(visitor.go(path).locator("h1")).to_be_visible()
        visitor.keeps(name)

    staff = visit(viewport=DESK)
    page = sign_in(row, staff)
    staff.keeps("home")
    staff.go("/board/")
    expect(page.locator(".tile")).to_have_count(144)
    staff.keeps("board")
    page.set_viewport_size({"width": 360, "height": 640})
    staff.keeps("board-phone")
