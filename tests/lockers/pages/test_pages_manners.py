"""What every page keeps to, measured in a browser. Numbers: SCREENS, A4."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browsing import DESK, PHONE, Visitor, Visits, standing
from tests.lockers.pages.staged import noon, out_of_reach, sign_in
from tests.lockers.tower import Tower

TARGET_PX, LARGE_TARGET_PX, MAIN_PX = 48, 60, 64
CODE_PX = 49 * 4
"""A scanner of the cabinet reads 49 modules of 4 px each: about 0.6 mm on a phone."""

LOWER_PART_FROM_PX = 0.4 * PHONE["height"]

SMALL_TARGETS = """least => [...document.querySelectorAll(
    "a, button, summary, label.size, input:not([type=hidden], [type=radio])")]
  .map(one => [one.textContent.trim() || one.id, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - .01 || box.width < least - .01))
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""

FAINT_WORDS = """() => {
  const part = value => { const c = value / 255;
    return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const read = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = read(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    const style = getComputedStyle(element);
    if (!words.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [one, other] = [light(read(style.color)), light(behind(element))].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24;
    const ratio = (one + .05) / (other + .05);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${words.currentNode.data.trim()}: ${ratio}`);
  }
  return faint;
}"""

TINY_WORDS = """least => [...document.querySelectorAll("#page *")]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < least)
  .map(one => one.textContent.trim())"""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TWICE_THE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"


WAYS_TO_READ: dict[str, tuple[dict[str, Any], str]] = {
    "usual": ({}, ""),
    "dark": ({"color_scheme": "dark"}, ""),
    "large": ({}, "big=1"),
    "English": ({"locale": "en-US"}, ""),
    "English and large": ({"locale": "en-US"}, "big=1"),
}


def each(visitor: Visitor, paths: Sequence[str], look: str) -> Iterator[tuple[str, Page]]:
    """Open one page after the other."""
    for path in paths:
        mark = "&" if "?" in path else "?"
        yield path, visitor.go(path + mark + look)


@pytest.mark.parametrize("way", WAYS_TO_READ)
def test_pages_at_the_door_keep_to_the_manners(tower: Tower, visit: Visits, way: str) -> None:
    how, look = WAYS_TO_READ[way]
    least = LARGE_TARGET_PX if "big" in look else TARGET_PX

    for path, page in each(visit(**how), noon(tower).for_anyone, look):
        assert page.evaluate(SMALL_TARGETS, least) == [], path
        assert page.evaluate(FAINT_WORDS) == [], path
        assert page.evaluate(SIDEWAYS) == 0, path
        assert page.evaluate(TINY_WORDS, 18 if "big" in look else 16) == [], path
        for box in page.locator(".btn-main").all():
            place = box.bounding_box()
            assert place is not None
            assert place["height"] >= MAIN_PX, path
            assert place["y"] >= LOWER_PART_FROM_PX, path
            assert place["y"] + place["height"] <= PHONE["height"], path
        assert page.locator(".btn-main").count() <= 1, path


@pytest.mark.parametrize("way", WAYS_TO_READ)
def test_pages_at_a_cabinet_out_of_reach_keep_to_the_manners(
    tower: Tower, visit: Visits, way: str
) -> None:
    how, look = WAYS_TO_READ[way]
    least = LARGE_TARGET_PX if "big" in look else TARGET_PX

    for path, page in each(visit(**how), out_of_reach(tower).for_anyone, look):
        assert page.evaluate(SMALL_TARGETS, least) == [], path
        assert page.evaluate(FAINT_WORDS) == [], path
        assert page.evaluate(SIDEWAYS) == 0, path
        assert page.evaluate(TINY_WORDS, 18 if "big" in look else 16) == [], path


@pytest.mark.parametrize("way", WAYS_TO_READ)
def test_a_code_for_the_scanner_is_whole_and_large_when_the_page_opens(
    tower: Tower, visit: Visits, way: str
) -> None:
    how, look = WAYS_TO_READ[way]
    mark = "?" if look else ""

    page = visit(**how).go(out_of_reach(tower).code + mark + look)

    code, button = page.locator(".qr").bounding_box(), page.locator(".btn-main").bounding_box()
    assert code is not None
    assert button is not None
    assert code["width"] >= CODE_PX
    assert code["y"] >= 0
    assert code["y"] + code["height"] <= button["y"]
    assert button["y"] + button["height"] <= PHONE["height"]


@pytest.mark.parametrize("way", WAYS_TO_READ)
def test_pages_of_staff_keep_to_the_manners(tower: Tower, visit: Visits, way: str) -> None:
    how, look = WAYS_TO_READ[way]
    paths = noon(tower).for_staff
    visitor = visit(**{"viewport": DESK, **how})
    sign_in(tower, visitor)

    for path, page in each(visitor, paths, look):
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)
            assert page.evaluate(SMALL_TARGETS, TARGET_PX) == [], path
            assert page.evaluate(FAINT_WORDS) == [], path
            assert page.evaluate(SIDEWAYS) == 0, path


def test_nothing_scrolls_sideways_on_a_narrow_phone_with_text_twice_as_large(
    tower: Tower, visit: Visits
) -> None:
    pages, silent = noon(tower), out_of_reach(tower)
    visitor = visit(viewport={"width": 320, "height": 640})
    sign_in(tower, visitor)

    for path in (*pages.for_anyone, *pages.for_staff, *silent.for_anyone, *silent.for_staff):
        page = visitor.go(path)
        page.evaluate(TWICE_THE_TEXT)
        assert page.evaluate(SIDEWAYS) == 0, path


def test_in_english_nothing_is_left_in_chinese_but_names(tower: Tower, visit: Visits) -> None:
    pages = noon(tower)
    visitor = visit(locale="en-US", viewport=DESK)
    names = re.compile("白玉兰广场|东门|邻里|中文|管理员")
    seen = [visitor.go(path).inner_text("body") for path in pages.for_anyone]
    sign_in(tower, visitor)
    seen += [visitor.go(path).inner_text("body") for path in pages.for_staff]
    silent = out_of_reach(tower)
    seen += [
        visitor.go(path).inner_text("body") for path in (*silent.for_anyone, *silent.for_staff)
    ]

    assert len(seen) == len(pages.for_anyone) + len(pages.for_staff) + 8
    for text in seen:
        assert re.findall(r"[\u4e00-\u9fff]+", names.sub("", text)) == []


def test_the_keyboard_reaches_the_button_with_a_ring_around_it(tower: Tower, visit: Visits) -> None:
    page = visit().go("/c/B-A")
    page.fill("#recipient", "3821")

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[value=M]")).to_be_checked()
    page.keyboard.press("Tab")

    expect(page.locator(".btn-main")).to_be_focused()
    assert (
        page.locator(".btn-main").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#door")).to_be_visible()


def test_who_wants_no_motion_gets_none(tower: Tower, visit: Visits) -> None:
    page = visit(reduced_motion="reduce").go(noon(tower).courier)

    assert page.locator(".ring").evaluate("one => getComputedStyle(one).animationName") == "none"


def sizes(visitor: Visitor, path: str) -> tuple[int, int, int]:
    """Open a page with nothing kept; return requests, bytes over the wire, bytes of script."""
    wire = visitor.context.new_cdp_session(visitor.page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    arrived: dict[str, int] = {}
    wire.on(
        "Network.responseReceived", lambda said: names.update({said["requestId"]: said["type"]})
    )
    wire.on(
        "Network.loadingFinished",
        lambda said: arrived.update({said["requestId"]: int(said["encodedDataLength"])}),
    )
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    script = sum(size for number, size in arrived.items() if names.get(number) == "Script")
    wire.detach()
    return len(arrived), sum(arrived.values()), script


def test_pages_at_the_door_stay_within_their_budget(tower: Tower, visit: Visits) -> None:
    pages, silent = noon(tower), out_of_reach(tower)
    visitor = visit()
    paths = ("/c/B-A", "/c/B-A/pickup", pages.stored, pages.gone, silent.code, silent.stored)

    for path in paths:
        requests, size, script = sizes(visitor, path)
        assert requests <= 6, path
        assert size <= 50_000, path
        assert script <= 20_000, path


def test_the_board_stays_within_its_budget(
    transactional_db: None, now: datetime, visit: Visits
) -> None:
    with standing(now, cabinets=5, doors=48) as tower:
        noon(tower)
        visitor = visit(viewport=DESK)
        sign_in(tower, visitor)
        tower.line.asked.clear()

        visitor.page.route("**/board/doors*", lambda route: route.abort())
        _requests, size, _script = sizes(visitor, "/board/")
        assert size <= 150_000
