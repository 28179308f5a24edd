"""What every page keeps to, measured in a browser. Numbers: SCREENS, A4."""

import re
from collections.abc import Iterator, Sequence

from playwright.sync_api import Page, ViewportSize, expect
from tests.browsing import DESK, PHONE, Visitor, Visits
from tests.lockers.pages.staged import noon, out_of_reach, sign_in
from tests.lockers.tower import Tower
from tests.manners import (
    COLOURS_ONLY,
    FAINT_WORDS,
    LARGE,
    LARGE_TARGET_PX,
    LARGE_WORDS_PX,
    MAIN_PX,
    SIDEWAYS,
    SMALL_TARGETS,
    TARGET_PX,
    TINY_WORDS,
    TWICE_THE_TEXT,
    WHOLE,
    WIDEST,
    WORDS_PX,
    turn,
    violations,
    with_axe,
)

CODE_PX = 49 * 4
"""A scanner of the cabinet reads 49 modules of 4 px each: about 0.6 mm on a phone."""

LOWER_PART_FROM_PX = 0.4 * PHONE["height"]
NARROW = ViewportSize(width=320, height=640)
LANGUAGES = ("zh-CN", "en-US")
NAMES = re.compile("白玉兰广场|东门|邻里|中文|管理员")


def turned(page: Page, paths: Sequence[str]) -> Iterator[str]:
    """Show one page after the other, in a telephone's usual way."""
    for path in paths:
        page.set_viewport_size(PHONE)
        told = turn(page, path)
        assert not told or told.endswith(" a page"), f"{path}: {told}"
        yield path


def at_the_door(page: Page, path: str, *, is_large: bool) -> None:
    """Measure a page for who stands at a cabinet, in one size of text."""
    page.evaluate(LARGE, is_large)
    assert page.evaluate(SMALL_TARGETS, LARGE_TARGET_PX if is_large else TARGET_PX) == [], path
    assert page.evaluate(FAINT_WORDS) == [], path
    assert page.evaluate(SIDEWAYS) == 0, path
    assert page.evaluate(TINY_WORDS, LARGE_WORDS_PX if is_large else WORDS_PX) == [], path


def in_both_schemes(page: Page, path: str) -> None:
    """Ask axe, of everything on light ground and of what is seen on dark."""
    assert violations(page, WHOLE) == [], path
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS_ONLY) == [], path
    page.emulate_media(color_scheme="light")


def main_button(page: Page, path: str) -> None:
    """Measure the one primary button: large, and where the thumb is."""
    assert page.locator(".btn-main").count() <= 1, path
    for place in page.evaluate(
        "() => [...document.querySelectorAll('.btn-main')]"
        ".map(one => one.getBoundingClientRect().toJSON())"
    ):
        assert place["height"] >= MAIN_PX, path
        assert place["y"] >= LOWER_PART_FROM_PX, path
        assert place["y"] + place["height"] <= PHONE["height"], path


def with_twice_the_text(page: Page, path: str) -> None:
    """Let the text be twice as large on a narrow phone: the last that is asked of a page."""
    page.set_viewport_size(NARROW)
    page.evaluate(TWICE_THE_TEXT)
    assert page.evaluate(SIDEWAYS) == 0, (path, page.evaluate(WIDEST))


def in_english(page: Page, path: str) -> None:
    """Look for what was left in Chinese but names."""
    text = NAMES.sub("", page.inner_text("body"))
    assert re.findall(r"[\u4e00-\u9fff]+", text) == [], path


def test_pages_at_the_door_keep_to_the_manners_in_every_way_to_read(
    tower: Tower, visit: Visits
) -> None:
    paths = noon(tower).for_anyone

    for language in LANGUAGES:
        page = with_axe(visit(locale=language))
        for path in turned(page, paths):
            for is_large in (True, False):
                at_the_door(page, path, is_large=is_large)
                main_button(page, path)
            if language == "en-US":
                in_english(page, path)
            else:
                in_both_schemes(page, path)
            with_twice_the_text(page, path)


def test_pages_at_a_cabinet_out_of_reach_keep_to_the_manners_in_every_way_to_read(
    tower: Tower, visit: Visits
) -> None:
    silent = out_of_reach(tower)

    for language in LANGUAGES:
        page = with_axe(visit(locale=language))
        for path in turned(page, silent.for_anyone):
            for is_large in (True, False):
                at_the_door(page, path, is_large=is_large)
                if path == silent.code:
                    a_code_for_the_scanner_is_whole_and_large(page)
            if language == "en-US":
                in_english(page, path)
            else:
                in_both_schemes(page, path)
            with_twice_the_text(page, path)


def a_code_for_the_scanner_is_whole_and_large(page: Page) -> None:
    code, button = page.locator(".qr").bounding_box(), page.locator(".btn-main").bounding_box()
    assert code is not None
    assert button is not None
    assert code["width"] >= CODE_PX
    assert code["y"] >= 0
    assert code["y"] + code["height"] <= button["y"]
    assert button["y"] + button["height"] <= PHONE["height"]


def test_pages_of_staff_keep_to_the_manners(tower: Tower, visit: Visits) -> None:
    pages = noon(tower).for_staff
    visitor = visit(viewport=DESK)
    sign_in(tower, visitor)

    staff(visitor, pages)
    staff(visitor, out_of_reach(tower).for_staff)


def staff(visitor: Visitor, paths: Sequence[str]) -> None:
    """Measure pages of who is signed in, at a desk and on a telephone, in both languages."""
    page = with_axe(visitor)
    for path in turned(page, [f"{path}?lang=zh-hans" for path in paths]):
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)
            assert page.evaluate(SMALL_TARGETS, TARGET_PX) == [], path
            assert page.evaluate(FAINT_WORDS) == [], path
            assert page.evaluate(SIDEWAYS) == 0, path
        page.evaluate(LARGE, True)  # noqa: FBT003  # an argument of the page's own function
        assert page.evaluate(SIDEWAYS) == 0, path
        page.evaluate(LARGE, False)  # noqa: FBT003  # the same
        in_both_schemes(page, path)
        with_twice_the_text(page, path)
    for path in turned(page, [f"{path}?lang=en" for path in paths]):
        assert page.evaluate(SMALL_TARGETS, TARGET_PX) == [], path
        in_english(page, path)
        with_twice_the_text(page, path)


def test_the_keyboard_reaches_the_button_with_a_ring_around_it(tower: Tower, visit: Visits) -> None:
    page = visit(reduced_motion="reduce").go("/c/B-A")
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
    # Who wants no motion gets none.
    assert page.locator(".ring").evaluate("one => getComputedStyle(one).animationName") == "none"
