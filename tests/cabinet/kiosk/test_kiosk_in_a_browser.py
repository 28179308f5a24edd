"""The cabinet's own screen as people meet it, on small and large ones, upright and lying."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Page, Route, ViewportSize, expect
from tests.browsing import Visitor
from tests.cabinet.kiosk.standing import Standing
from tests.cabinet.stage import NatsServer

from linli.wire.messages import Purpose

FINGER_PX = 96
"""20 mm on a screen of 10 inches. Source: SCREENS, A3 and A4."""

SCREENS = {
    "10-inch-wide": ViewportSize(width=1280, height=800),
    "10-inch-lying": ViewportSize(width=1024, height=600),
    "10-inch-upright": ViewportSize(width=800, height=1280),
    "15-inch-lying": ViewportSize(width=1024, height=768),
    "21-inch-upright": ViewportSize(width=1080, height=1920),
    "21-inch-lying": ViewportSize(width=1920, height=1080),
}
CODE = "12345678"
MEAL = "0000000000001"

Looks = Callable[..., Visitor]


@pytest.fixture
def look(chromium: Browser, cabinet: Standing) -> Iterator[Looks]:
    """Open the screen's browser; afterwards it has asked nobody else and complained of nothing."""
    visitors: list[Visitor] = []

    def at(screen: str = "15-inch-lying") -> Visitor:
        context = chromium.new_context(viewport=SCREENS[screen], locale="zh-CN")
        visitor = Visitor(context, cabinet.site)
        visitors.append(visitor)
        visitor.go("/")
        expect(visitor.page.locator(".qr")).to_be_visible()
        return visitor

    yield at
    for visitor in visitors:
        visitor.context.close()
        assert visitor.strangers == []
        assert visitor.complaints == []


def press(page: Page, code: str) -> None:
    """Touch these keys."""
    for digit in code:
        page.click(f"#keys button:text-is('{digit}')")


@pytest.mark.parametrize("screen", SCREENS)
def test_everything_fits_on_the_screen_and_under_a_finger(look: Looks, screen: str) -> None:
    page = look(screen).page
    for large in (False, True):
        if large:
            page.click("#large")
        for button in page.locator("button").all():
            at = button.bounding_box()
            assert at is not None
            assert at["width"] >= FINGER_PX
            assert at["height"] >= FINGER_PX
            assert at["x"] + at["width"] <= SCREENS[screen]["width"]
            assert at["y"] + at["height"] <= SCREENS[screen]["height"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        code, keys = box(page, "#scan h2"), box(page, "#pad h2")
        apart = code["x"] + code["width"] <= keys["x"] or code["y"] + code["height"] <= keys["y"]
        assert apart, "nothing lies on anything else"


def test_an_owner_types_a_code_by_touch_and_is_shown_the_door(
    cabinet: Standing, look: Looks
) -> None:
    comp = cabinet.stores(MEAL, CODE)
    page = look().page

    press(page, CODE)
    door = page.locator(".door-open")
    expect(door).to_contain_text(f"0{comp}")
    expect(door).to_contain_text("取出餐，请关门")
    expect(door).to_contain_text("左起第 1 列，从上往下第 1 格")
    cabinet.hands("take", "close", comp=comp)
    expect(page.locator(".qr")).to_be_visible()
    expect(page.locator("#doors")).to_be_hidden()


def test_a_real_keyboard_types_codes_too(cabinet: Standing, look: Looks) -> None:
    cabinet.stores(MEAL, CODE)
    page = look().page

    page.keyboard.type("9" + CODE[:3])
    page.keyboard.press("Escape")
    page.keyboard.type(CODE[:4] + "9")
    page.keyboard.press("Backspace")
    page.keyboard.type(CODE[4:])

    expect(page.locator(".door-open")).to_contain_text("01")


def test_of_the_digits_only_the_last_is_shown(look: Looks) -> None:
    page = look().page

    press(page, "1234")

    expect(page.locator("#digits")).to_have_text("•••4")
    page.click("#clear")
    expect(page.locator("#digits")).to_have_text("请输入 8 位取餐码")


def test_a_wrong_code_says_so_and_five_lock_the_keys(look: Looks) -> None:
    page = look().page
    for _ in range(4):
        press(page, "87654321")
        expect(page.locator("#answer")).to_have_text("取餐码不对，请再看一遍。")

    press(page, "87654321")

    expect(page.locator("#answer")).to_contain_text("输错太多次")
    expect(page.locator("#keys button").first).to_be_disabled()


def test_a_courier_who_holds_up_a_qr_is_shown_the_door(cabinet: Standing, look: Looks) -> None:
    page = look().page

    cabinet.presents(Purpose.DEPOSIT, MEAL, CODE)

    expect(page.locator(".door-open")).to_contain_text("放好餐，请关门")


def test_a_qr_that_is_no_good_is_told_on_the_screen(cabinet: Standing, look: Looks) -> None:
    page = look().page

    cabinet.presents(Purpose.RECALL, MEAL, CODE)

    expect(page.locator("#answer")).to_have_text("这扇门现在不能打开，请看手机，或找工作人员。")


def test_a_door_that_jams_is_told_to_who_waits_for_it(cabinet: Standing, look: Looks) -> None:
    cabinet.hands("jam", comp=1)
    page = look().page

    cabinet.presents(Purpose.DEPOSIT, MEAL, CODE)

    expect(page.locator(".door-stuck")).to_contain_text("门没有打开，请再试一次")


def test_the_screen_speaks_english_and_large(look: Looks) -> None:
    page = look().page
    expect(page.locator("h1")).to_have_text("HK-A 柜")
    expect(page.locator("#help")).to_have_text("求助 8888 1234")

    page.click("#other")
    page.click("#large")

    expect(page.locator("h1")).to_have_text("Cabinet HK-A")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#large")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#free")).to_have_text("small 6  medium 12")


def test_who_has_left_leaves_the_screen_as_it_was(look: Looks) -> None:
    page = look().page
    page.clock.install()
    page.click("#other")
    press(page, "123")

    page.clock.run_for(50_000)

    expect(page.locator("h1")).to_have_text("HK-A 柜")
    expect(page.locator("#digits")).to_have_text("请输入 8 位取餐码")


def test_a_cabinet_without_network_says_what_still_works(
    cabinet: Standing, bus: NatsServer, look: Looks
) -> None:
    page = look().page
    expect(page.locator("#banner")).to_be_hidden(timeout=8_000)

    bus.kill()

    expect(page.locator("#banner")).to_have_text(
        "网络断开。取餐码和手机上的二维码仍可用。", timeout=8_000
    )


def test_a_screen_that_has_lost_its_cabinet_says_so_and_recovers(look: Looks) -> None:
    page = look().page

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/state*", lose)
    expect(page.locator("#banner")).to_contain_text("失去联系", timeout=8_000)
    page.unroute("**/state*")

    expect(page.locator("#banner")).not_to_contain_text("失去联系", timeout=8_000)


@pytest.mark.parametrize("screen", SCREENS)
def test_open_doors_have_room_on_every_screen_in_large_text_and_english_too(
    cabinet: Standing, look: Looks, screen: str
) -> None:
    page = look(screen).page
    for number in range(1, 5):
        cabinet.presents(Purpose.DEPOSIT, f"{number:013d}", CODE)
        expect(page.locator(".door-open")).to_have_count(number)
        for change in ("#other", "#large"):
            page.click(change)
            main, keys = box(page, "main"), box(page, "#pad h2")
            for card in page.locator(".door").all():
                at = card.bounding_box()
                assert at is not None
                assert at["y"] >= main["y"]
                assert at["y"] + at["height"] <= main["y"] + main["height"]
                beside = at["x"] + at["width"] <= keys["x"]
                assert beside or at["y"] + at["height"] <= keys["y"]


def box(page: Page, selector: str) -> FloatRect:
    """Return where something is on the screen."""
    found = page.locator(selector).bounding_box()
    assert found is not None
    return found
