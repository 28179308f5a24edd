"""Fills a district and visits its pages; run as ``python -m bench.lists`` in a room."""

import logging
import time
from datetime import datetime
from http import HTTPStatus
from typing import Any

from bench.parts import obey
from linli.kernel import clock
from linli.server.folder import data_folder
from linli.server.prepare import prepare as make_tables
from linli.server.worker import load

PEOPLE = 10_000
"""Source: issue 4."""

ROUNDS = 20
"""Visits of each page; before each what is drawn for several is forgotten."""


class _World:
    """When it is, for the whole run."""

    now: datetime = clock.now()


def prepare() -> dict[str, Any]:
    """Make the tables as a start does, the places and the people."""
    from bench.district import let_in, put_up  # noqa: PLC0415  # needs Django loaded

    make_tables(data_folder(None), demo=False, sign_in=False)
    put_up(_World.now)
    let_in(PEOPLE, now=_World.now)
    return {}


def fill(*, first: int, last: int, of: int) -> dict[str, Any]:
    """Let meals come."""
    from bench import district  # noqa: PLC0415  # needs Django loaded

    district.fill(first, last, of=of, now=_World.now)
    return {}


def settle() -> dict[str, Any]:
    """End the filling."""
    from bench import district  # noqa: PLC0415  # needs Django loaded

    district.close(_World.now)
    district.keep_house()
    return {}


def visit(*, deposits: int, rounds: int = ROUNDS, person: int = PEOPLE // 2) -> dict[str, Any]:
    """Visit each page and say how many milliseconds each visit took."""
    from django.conf import settings  # noqa: PLC0415  # needs Django loaded
    from django.core.cache import cache  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from bench.district import DISTRICT  # noqa: PLC0415
    from bench.lists_visited import pages, signed_in  # noqa: PLC0415
    from linli.places.models import Place  # noqa: PLC0415

    district = Place.objects.get(code=DISTRICT)
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in(_World.now, "steward", district)
    took: dict[str, list[float]] = {}
    for name, path in pages(deposits, person=person):
        for _ in range(rounds):
            cache.clear()
            began = time.perf_counter()
            answer = client.get(path)
            length = len(answer.content)
            took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
            assert answer.status_code in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}, path
            assert length
    return {"pages": took}


def handle(do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
    """Do one wish of the bench."""
    wishes: dict[str, Any] = {
        "prepare": prepare,
        "fill": fill,
        "settle": settle,
        "visit": visit,
    }
    told: dict[str, Any] = wishes[do](**how)
    return told


if __name__ == "__main__":
    load()
    logging.disable(logging.CRITICAL)  # that no bus is there is no news
    obey(handle)
