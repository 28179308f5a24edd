"""A page asks the database as often for thirty of everything as for one."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from tests.server.matrix_crowd import Crowd
from tests.server.matrix_houses import SUBJECTS
from tests.server.matrix_rules import IN, Wall
from tests.server.matrix_table import TABLE
from tests.server.matrix_world import World, standing_world
from tests.server.test_matrix import names

from linli.server import health

MANY = 30
"""Source: issue 4."""

VISITORS = ("steward", "district_steward", "unproven", "operator", "anonymous")
"""Who comes to a page: the first of them that is shown it."""

LISTS = {
    *chain.from_iterable(subject.LISTS for subject in SUBJECTS),
    "lockers:board",
    "lockers:board_doors",
    "lockers:tower_standing",
    "lockers:tower_tally",
    "lockers:notices",
    "metrics",
    "portal:account",
    "portal:history",
    "portal:home",
    "portal:invite",
    "portal:my_data",
    "portal:people",
    "portal:person",
    "portal:place",
    "portal:places",
    "portal:places_import",
    "portal:places_table",
    "portal:second_factors",
}
"""Pages that say more where there is more: were one of them not longer, nothing were measured."""

NOT_SEEN = {"portal:came_back", "lockers:screen_live", "buildings:open311_nothing"}
"""One is for who comes back from another server, one for a screen that was signed in by a code,
one is no page at all: they are told apart by their own tests."""

SHOWN = {200, 503}
"""Whole pages; ready says 503 where no bus is."""


@pytest.fixture
def world(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Everybody, and whom to tell of a weakness, so that its page is there.

    What is looked at once in a while is looked at every time, however long the test takes.
    """
    monkeypatch.setattr(health, "MIGRATIONS_LOOKED_AT_MS", 0)
    with standing_world(now) as made, override_settings(SECURITY_CONTACT="mailto:a@example.cn"):
        yield made


def visits(world: World) -> dict[str, tuple[Wall, str]]:
    """Each address that can be looked at, with each thing in it, and who is shown it.

    What a process looks up once is looked up now.
    """
    found = {}
    for wall in TABLE:
        if wall.get is None:
            continue
        path = wall.path(world)
        for who in VISITORS:
            is_let_in = wall.get.of(who) == IN or wall.name == "portal:security_txt"
            if path not in found and is_let_in and _look(world, wall, who).status_code in SHOWN:
                found[path] = (wall, who)
    return found


def _look(world: World, wall: Wall, who: str) -> HttpResponse:
    cache.clear()
    return world.ask(who, "GET", wall.path(world), told=wall.headers(world))


def measured(
    world: World, visited: Mapping[str, tuple[Wall, str]]
) -> dict[str, tuple[list[str], int]]:
    """What each page asks the database, and how long it is."""
    told = {}
    for path, (wall, who) in visited.items():
        with CaptureQueriesContext(connection) as asked:
            answer = _look(world, wall, who)
        assert answer.status_code in SHOWN, path
        told[path] = ([one["sql"] for one in asked.captured_queries], len(answer.content))
    return told


def test_no_page_asks_more_often_where_there_is_more(world: World) -> None:
    crowd = Crowd(world)
    crowd.grow(1)
    visited = visits(world)
    can_be_looked_at = {wall.name for wall in TABLE if wall.get is not None}
    visited_names = {wall.name for wall, _ in visited.values()}
    assert visited_names <= can_be_looked_at
    assert can_be_looked_at - visited_names <= NOT_SEEN | {
        name for name in can_be_looked_at if re.fullmatch(r"office:\w+_change", name)
    }, "what shows one row has nothing to list"
    assert {wall.name for wall in TABLE} == set(names(get_resolver()))
    one = measured(world, visited)

    crowd.grow(MANY)
    many = measured(world, visited)

    grown = {
        path: sorted(set(many[path][0]) - set(asked))
        for path, (asked, _) in one.items()
        if len(many[path][0]) != len(asked)
    }
    assert not grown, "\n".join(
        f"{path}: {len(one[path][0])} -> {len(many[path][0])}\n  " + "\n  ".join(sql)[:3000]
        for path, sql in grown.items()
    )
    listing = {visited[path][0].name for path in one if many[path][1] > one[path][1]}
    assert listing >= LISTS
