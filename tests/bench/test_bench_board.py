"""The bench of the board counts from the commit to the tile, and asks as the page does."""

import gzip
from datetime import datetime

import pytest
from bench.board import NotSeenError, delays
from bench.board_events import Cabinets
from bench.board_watchers import NoBoardError, asks
from bench.http import Answer
from django.template.loader import render_to_string

from linli.kernel import clock
from linli.lockers.models import Cabinet
from linli.lockers.queries.board import board
from linli.lockers.views import tiles
from linli.people.models import SignIn


def test_an_event_that_no_tile_ever_shows_ends_the_bench() -> None:
    with pytest.raises(NotSeenError):
        delays([(10.0, "A-1", "存")], [(9.0, "A-1", "存"), (11.0, "A-2", "存")])


def test_an_event_is_as_late_as_the_first_tile_that_shows_it() -> None:
    seen = [(9.0, "A-1", "空"), (10.5, "A-1", "存"), (12.0, "A-1", "空")]

    assert delays([(10.0, "A-1", "存")], seen) == [500.0]


def test_what_was_overtaken_is_shown_by_what_came_after_it() -> None:
    changes = [(10.0, "A-1", "开门中"), (10.25, "A-1", "门开"), (13.0, "A-1", "存")]
    seen = [(9.0, "A-1", "空"), (10.75, "A-1", "门开"), (13.5, "A-1", "存")]

    assert delays(changes, seen) == [750.0, 500.0, 500.0]


def test_nothing_is_shown_before_it_is_so() -> None:
    changes = [(10.0, "A-1", "存"), (11.0, "A-1", "空"), (12.0, "A-1", "存")]
    seen = [(10.5, "A-1", "空"), (11.5, "A-1", "存"), (12.5, "A-1", "存")]

    assert delays(changes, seen) == [1500.0, 1500.0, 500.0]


def test_the_watchers_ask_where_and_as_often_as_the_page_says() -> None:
    drawn = render_to_string("lockers/_board_ask.html", {"version": "abc", "after": "R-A"})

    for body in (drawn.encode(), gzip.compress(drawn.encode())):
        assert asks(Answer(200, body)) == ("/board/doors?v=abc&after=R-A", 0.6)


@pytest.mark.parametrize("answer", [Answer(200, b"<p>"), Answer(403, b""), Answer(500, b"<p>")])
def test_what_is_no_board_ends_the_bench(answer: Answer) -> None:
    with pytest.raises(NoBoardError):
        asks(answer)


@pytest.mark.django_db
def test_every_line_is_taken_in_and_its_tile_is_as_the_board_draws_it(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cabinets = Cabinets()
    made = cabinets.prepare(cabinets=2, doors=48, meals=20, people=2)

    told = cabinets.happen(a_second=1_000, seconds=0.04)

    assert len(set(made["sessions"])) == 2
    assert SignIn.objects.filter(proven_at=now).count() == 2
    assert told["lines"] == 40
    assert told["changes"]
    drawn = {
        f"{one.code}-{tile.number}": str(tile.word)
        for one in board([Cabinet.objects.earliest("pk").building_id], now=now).cabinets
        for tile in tiles.tiles_of(one)
    }
    assert {tile: words for _, tile, words in told["changes"]}.items() <= drawn.items()
