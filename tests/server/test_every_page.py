"""Every page there is, in a browser: axe has nothing to say, in both schemes and languages."""

import os
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from playwright.sync_api import Page, ViewportSize
from tests.browsing import PHONE, Visitor, Visits, chromium, collected, site, visit
from tests.manners import (
    COLOURS_ONLY,
    SIDEWAYS,
    SMALL_TARGETS,
    TARGET_PX,
    TWICE_THE_TEXT,
    WHOLE,
    WIDEST,
    WORDS_ONLY,
    is_known_to_axe,
    turn,
    violations,
    with_axe,
)
from tests.server.matrix_rules import IN, Wall
from tests.server.matrix_table import TABLE
from tests.server.matrix_world import World, standing_world

__all__ = ["chromium", "collected", "site", "visit"]

pytestmark = pytest.mark.skipif(
    os.environ.get("LINLI_TEST_DATABASE") == "postgresql",
    reason="how a page is read by a browser does not depend on the database",
)

SOAK = bool(os.environ.get("LINLI_SOAK"))

VISITORS = ("steward", "district_steward", "unproven", "operator", "anonymous")
"""Who comes to a page: the first of them that is shown it."""

OFFICE = {
    "office:index",
    "office:people_person_changelist",
    "office:people_person_change",
    "office:lockers_deposit_changelist",
}
"""Of the back office's tables, which are one template; in the soak every one is visited."""

NO_PAGES = {"lockers:screen_live", "metrics", "ready"}
"""Asked for by programs, and not always answered with a 200."""

PROGRAMS = {wall.name for wall in TABLE if wall.key}
"""What is asked for with a key is asked for by no browser."""

NAMES = re.compile(
    r"[\w-]*先生|白玉兰[广场]*|饭乐|小明|小红|邻里|中文|虹口区?|电梯太慢|大堂|柜(?=\W)"
)
"""What stays as it was named: people, places, a platform, where the cabinet stands, a matter."""

AS_IN_THE_SHEET = {"portal:places_import", "buildings:company_table"}
"""Which names the columns as they stand in the sheet."""

NARROW = ViewportSize(width=320, height=640)


@pytest.fixture
def world(transactional_db: None, now: datetime) -> Iterator[World]:
    """Everybody, seen by the threads that serve."""
    with standing_world(now, keeps=True) as made:
        yield made


def walls() -> Iterator[Wall]:
    """Each address by which somebody's browser may be shown a page; one thing of each kind."""
    for wall in TABLE:
        is_one_of_many = wall.name.startswith("office:") and wall.name not in OFFICE
        is_for_somebody = wall.get is not None and wall.get.who and wall.name not in PROGRAMS
        if is_for_somebody and (SOAK or not is_one_of_many):
            yield wall


def comes_as(visitor: Visitor, world: World, who: str, language: str) -> None:
    """Be somebody, who reads a language."""
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if who in world.cookies:
        cookies[settings.SESSION_COOKIE_NAME] = world.cookies[who]
    visitor.context.clear_cookies()
    visitor.context.add_cookies(
        [{"name": name, "value": value, "url": visitor.site} for name, value in cookies.items()]
    )


def amiss(page: Page, name: str) -> Iterator[str]:
    """What is wrong with a page in the language of its source."""
    if not name.startswith("office:"):
        yield from page.evaluate(SMALL_TARGETS, TARGET_PX)
    yield from violations(page, WHOLE)
    page.emulate_media(color_scheme="dark")
    yield from (f"dark: {one}" for one in violations(page, COLOURS_ONLY))
    page.emulate_media(color_scheme="light")
    yield from too_wide(page, name)


def too_wide(page: Page, name: str) -> Iterator[str]:
    """Whether it scrolls sideways on a narrow phone with text twice as large.

    The back office is for a desk: Django's own sheets hold on a phone, but not so large.
    """
    if name.startswith("office:"):
        return
    page.set_viewport_size(NARROW)
    page.evaluate(TWICE_THE_TEXT)
    if page.evaluate(SIDEWAYS):
        yield f"scrolls sideways: {page.evaluate(WIDEST)}"
    page.set_viewport_size(PHONE)


def amiss_in_english(page: Page, name: str) -> Iterator[str]:
    """What is wrong with it in the other language: its words, and how much room they take."""
    yield from violations(page, WORDS_ONLY)
    left = re.findall(r"[\u4e00-\u9fff]+", NAMES.sub("", page.inner_text("body")))
    if left and not name.startswith("office:") and name not in AS_IN_THE_SHEET:
        yield f"not in English: {left}"
    yield from too_wide(page, name)


def test_axe_has_nothing_to_say_of_any_page_in_both_schemes_and_languages(
    world: World, visit: Visits
) -> None:
    visitor = visit()
    page = with_axe(visitor)
    seen: dict[str, tuple[str, str]] = {}
    never: dict[str, str] = {}
    wrong = []
    for wall in walls():
        for who in VISITORS:
            if wall.name in seen or wall.get is None or wall.get.of(who) != IN:
                continue
            comes_as(visitor, world, who, "zh-hans")
            if why := turn(page, wall.path(world)):
                never[wall.name] = why
                continue
            seen[wall.name] = (wall.path(world), who)
            wrong += [f"{wall.name}: {one}" for one in amiss(page, wall.name)]
    for name, (path, who) in seen.items():
        comes_as(visitor, world, who, "en")
        assert not turn(page, path)
        wrong += [f"{name} in English: {one}" for one in amiss_in_english(page, name)]

    assert not wrong, "\n".join(wrong)
    not_pages = {name for name, why in never.items() if why.startswith("200")}
    assert {wall.name for wall in walls()} - set(seen) - not_pages <= NO_PAGES
    assert is_known_to_axe(page)
