"""Pictures for the documents, of pages as they really are; taken when LINLI_SCREENSHOTS=1."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import expect
from tests.browsing import DESK, PHONE, Visits, greet, standing
from tests.lockers.pages.staged import noon, sign_in
from tests.lockers.tower import Tower

from linli.wire.messages import Size

MEALS = 40


@pytest.fixture
def row(transactional_db: None, now: datetime) -> Iterator[Tower]:
    """Give a row of three cabinets as they stand in a lobby."""
    with standing(now, cabinets=3, doors=48) as made:
        yield made


OVERVIEW = """<body style="margin: 0; padding: 32px; display: flex; gap: 32px; background: #dbe2e0">
{images}</body>"""
IMAGE = (
    '<img src="data:image/png;base64,{data}" height="640" '
    'style="border-radius: 12px; box-shadow: 0 4px 24px #0004">'
)


def test_every_picture_shows_its_page(row: Tower, visit: Visits) -> None:
    pages = noon(row)
    fill(row)
    kept: dict[str, bytes] = {}
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
        kept[name] = visitor.keeps(name)

    staff = visit(viewport=DESK, device_scale_factor=2)
    page = sign_in(row, staff)
    staff.keeps("home")
    staff.go("/board/")
    expect(page.locator(".tile")).to_have_count(144)
    kept["board"] = staff.keeps("board")
    page.set_viewport_size(PHONE)
    staff.keeps("board-phone")

    shown = [b64encode(kept[name]).decode() for name in ("courier", "door", "board")]
    together = visit(viewport={"width": 1872, "height": 704})
    together.page.set_content(OVERVIEW.format(images="".join(map(image_of, shown))))
    assert together.keeps("overview")


def image_of(data: str) -> str:
    """Put one picture beside the others."""
    return IMAGE.format(data=data)


def fill(row: Tower) -> None:
    """Let couriers come for a while."""
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
