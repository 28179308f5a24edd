"""Every address, asked for by everybody, by every method: the table says who is let in."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.server.matrix_people import IDENTITIES
from tests.server.matrix_rules import HIDDEN, IN, NO, NOT_SO, SIGN_IN, Rule, Wall
from tests.server.matrix_table import TABLE
from tests.server.matrix_world import World, standing_world, undone

from linli.web.headers import POLICY

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

CELLS_AT_LEAST = 2_000
"""Source: issue 4."""

FEW = ("anonymous", "nobody", "steward", "next_crew")
"""By whom is tried what depends on nobody."""

ONE = ("steward",)
"""By whom methods are tried that no address takes: they are refused before anybody is asked."""

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NEVER = ("Access-Control-Allow-Origin", "Server", "X-Powered-By")

BRIEFLY = {"HTTP_ACCEPT": "application/json"}
"""Who is refused is refused in one sentence, not on a page: the same decision, sooner told."""

ENDED_BY_LOOKING = {"idle": {"people_signin", "django_session"}, "left": {"django_session"}}
"""What a look may delete: a sign-in that is over, and its session."""

UNUSED = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
METHODS = ("GET", *(("HEAD", "POST", *UNUSED) if connection.vendor == "sqlite" else ()))
"""Who may write is decided by what GET asks, too, and the unused are refused before any database
is asked; once is enough."""

ACTING = tuple(one for one in IDENTITIES if one not in {"left", "idle"})
"""By whom forms are tried. Who is over is a stranger to every method before any view is asked."""

SAID = {403: NO, 404: HIDDEN, 405: NOT_SO}
LET_IN = {200, 201, 204, 302, 409, 422, 503}
"""Also who is told that a form is not filled in, or that the cabinet is away."""


@pytest.fixture
def world(db: None, now: datetime) -> Iterator[World]:
    """Everybody who may come."""
    with standing_world(now) as made:
        yield made


def told(answer: HttpResponse) -> str:
    """What somebody was told, in the table's words."""
    to = answer.headers.get("Location", "")
    if to.startswith(reverse("portal:sign_in")) or b"sign_in_first" in answer.content:
        return SIGN_IN
    if answer.status_code in LET_IN:
        return IN
    return SAID.get(answer.status_code, str(answer.status_code))


_WRITES = re.compile(r'(?:INSERT INTO|DELETE FROM|^\s*UPDATE)\s+"?(\w+)', re.IGNORECASE)


@contextmanager
def writes() -> Iterator[set[str]]:
    """Note the tables that are written to meanwhile."""
    found: set[str] = set()

    def note(execute: Execute, sql: str, *given: Any) -> object:  # noqa: ANN401  # as Django has it
        if written := _WRITES.search(sql):
            found.add(written[1])
        return execute(sql, *given)

    with connection.execute_wrapper(note):
        yield found


def amiss(answer: HttpResponse) -> list[str]:
    """What an answer's headers lack, or have and must not."""
    told = answer.headers
    wrong = [
        f"{name}: {told.get(name)}" for name, value in ALWAYS.items() if told.get(name) != value
    ]
    wrong += [name for name in NEVER if name in told]
    if answer.content and "charset=utf-8" not in told["Content-Type"] and not _is_data(told):
        wrong.append(f"Content-Type: {told['Content-Type']}")
    if told.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        wrong.append("Referrer-Policy")
    for name, cookie in answer.cookies.items():
        if not cookie.value:
            continue  # it is being deleted
        if (
            not cookie["httponly"]
            or cookie["samesite"] not in {"Lax", "Strict"}
            or cookie["path"] != "/"
        ):
            wrong.append(f"cookie {name}")
    return wrong


def _is_data(told: Mapping[str, str]) -> bool:
    """JSON is UTF-8 by its own rule, and a workbook, a photo or a printed page is no text."""
    kinds = ("json", "spreadsheetml", "image/jpeg", "pdf")
    return any(one in told["Content-Type"] for one in kinds)


def cells(method: str) -> list[tuple[Wall, str, str]]:
    """Every line, with everybody, and what they are to be told.

    A method that an address never takes is tried once an address, by a few: that it is refused
    depends on nobody. The same where all are told alike, and for HEAD, which is GET cut short.
    """
    found, seen = [], set()
    for wall in TABLE:
        rule = _rule(wall, method)
        if rule is None and wall.name in seen:
            continue
        seen.add(wall.name)
        alike = rule is None or rule.is_alike or method == "HEAD"
        everybody = wall.by or (IDENTITIES if method == "GET" else ACTING)
        found += [
            (wall, who, NOT_SO if rule is None else rule.of(who))
            for who in (ONE if method in UNUSED else FEW if alike else everybody)
        ]
    return found


def _rule(wall: Wall, method: str) -> Rule | None:
    head = wall.get if wall.has_head else None
    return {"GET": wall.get, "HEAD": head, "POST": wall.post}.get(method)


def names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every named address of an installation."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{before}{one.namespace}:" if one.namespace else before)
        else:
            assert isinstance(one, URLPattern)
            assert one.name, f"{one.pattern} has no name"
            yield before + one.name


def test_every_address_is_in_the_table_and_the_table_has_no_other() -> None:
    assert set(names(get_resolver())) == {wall.name for wall in TABLE}


def test_there_are_enough_cells() -> None:
    count = sum(len(cells(method)) for method in ("GET", "HEAD", "POST", *UNUSED))

    assert count >= CELLS_AT_LEAST


@pytest.mark.parametrize("method", METHODS)
def test_everybody_is_told_what_the_table_says(world: World, method: str) -> None:
    wrong = []
    for wall, who, expected in cells(method):
        cell = f"{method} {wall.name} {dict(wall.args)} {who}"
        shown = wall.headers(world)
        if wall.post is not None and not wall.post.is_alike:
            shown |= BRIEFLY if method == "POST" else {}
        with undone(), writes() as written:
            body = wall.body(world, who) if method == "POST" else None
            answer = world.ask(who, method, wall.path(world), body, shown)
        found = told(answer)
        if method == "HEAD" and found == NO and expected == SIGN_IN:
            found = SIGN_IN  # a head has no sentence
        if found != expected:
            wrong.append(f"{cell}: {found}, not {expected}")
        if method != "POST" and written - ENDED_BY_LOOKING.get(who, set()):
            wrong.append(f"{cell} writes {written}")
        wrong += [f"{cell}: {one}" for one in amiss(answer)]

    assert not wrong, "\n".join(wrong)


def test_what_is_written_is_noticed(world: World) -> None:
    with undone(), writes() as written:
        own = {"sign_in": world.own("sign_in", "steward")}
        world.ask("steward", "POST", reverse("portal:end_sign_in"), own)

    assert {"people_signin", "ledger_entry"} <= written
