"""The pages that platforms lead to, in a browser: the courier's errand, and the documentation."""

import pytest
from playwright.sync_api import expect
from tests.browsing import Visits
from tests.lockers.tower import Tower

from linli.lockers import access
from linli.lockers.access import Caller
from linli.lockers.actions import orders
from linli.lockers.actions.platforms import add_platform
from linli.lockers.queries.platforms import platform_number
from linli.lockers.rules.orders import RESERVED_FOR
from linli.wire.messages import Size


def errand(tower: Tower) -> str:
    """Announce an order, keep room for it, and return where its courier goes."""
    add_platform(code="fan-le", name="饭乐", actor="installer", now=tower.now)
    caller = Caller(platform_number("fan-le"), "fan-le")
    new = orders.NewOrder("MT-20260302-10001", tower.place.code, Size.M)
    order = orders.announce(caller, new, chance=tower.chance, now=tower.now)
    orders.reserve(caller, order, cabinet=tower.a.code, lasting=RESERVED_FOR, now=tower.now)
    return f"/o/{access.order_link(order, now=tower.now)}"


def test_one_press_and_the_door_opens(tower: Tower, visit: Visits) -> None:
    visitor = visit(viewport={"width": 320, "height": 640})
    page = visitor.go(errand(tower))
    expect(page.locator("h1")).to_contain_text("MT-20260302-10001")
    expect(page.get_by_text("给您留了一格")).to_be_visible()
    visitor.keeps("errand")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    button = page.get_by_role("button", name="开柜存餐").bounding_box()
    choice = page.locator("label.size").first.bounding_box()
    assert button is not None
    assert choice is not None
    assert min(button["height"], choice["height"]) >= 44

    page.get_by_role("button", name="开柜存餐").click()

    expect(page.locator("#door")).to_have_attribute("data-stage", "opening")
    expect(page.locator(".door-number")).to_be_visible()
    assert len(tower.line.asked) == 1


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_the_documentation_asks_nobody_else_and_needs_no_script(
    tower: Tower, visit: Visits, locale: str
) -> None:
    visitor = visit(
        viewport={"width": 320, "height": 640}, locale=locale, java_script_enabled=False
    )
    page = visitor.go("/api/docs#unknown_cabinet")

    expect(page.locator("#announce")).to_be_attached()
    expect(page.locator("#unknown_cabinet")).to_be_in_viewport()
    assert visitor.strangers == []
    visitor.keeps(f"api-docs-{locale}")
