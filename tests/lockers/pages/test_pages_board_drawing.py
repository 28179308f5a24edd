"""One drawing for all boards of the same places: who shares it, how old it may be, who waits."""

import gzip
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from tests.lockers.tower import Tower

from linli.lockers.models import Cabinet
from linli.lockers.views import drawing
from linli.lockers.views.drawing import Drawing, Drawn, drawn_once
from linli.people.actions.owner import steward
from linli.people.models import Person


@dataclass
class Doors:
    """Doors that move, and how often they were looked at and drawn."""

    version: int = 1
    looked: int = 0
    drawn: list[str] = field(default_factory=list)

    def ask(self, *, may_be_a_moment_old: bool = True) -> str:
        """Return what a board is shown."""
        return drawn_once(
            "doors",
            version=self._version,
            draw=self._draw,
            may_be_a_moment_old=may_be_a_moment_old,
        ).html()

    def _version(self) -> str:
        self.looked += 1
        return str(self.version)

    def _draw(self, version: str) -> Drawn:
        self.drawn.append(version)
        return Drawn(ask="", whole=f"<p>{version}", pieces={})


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    """Doors at which a moment lasts as long as the test."""
    monkeypatch.setattr(drawing, "A_MOMENT_S", 60)
    monkeypatch.setattr(drawing, "WHILE_DRAWN_S", 60)
    cache.clear()
    yield Doors()
    cache.clear()


def test_a_board_that_asks_by_itself_is_shown_what_was_drawn_a_moment_ago(doors: Doors) -> None:
    doors.ask()
    doors.version = 2

    assert doors.ask() == "<p>1"
    assert doors.looked == 1


def test_a_page_that_is_opened_shows_what_is_so(doors: Doors) -> None:
    doors.ask()
    doors.version = 2

    assert doors.ask(may_be_a_moment_old=False) == "<p>2"
    assert doors.ask() == "<p>2", "and the boards that ask next see it, too"


def test_after_the_moment_the_doors_are_looked_at_and_drawn_only_if_they_moved(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "A_MOMENT_S", 0)

    for version in (1, 1, 2, 2):
        doors.version = version
        assert doors.ask() == f"<p>{version}"

    assert doors.looked == 4
    assert doors.drawn == ["1", "2"]


def test_nobody_waits_for_one_who_draws_while_the_last_drawing_is_at_hand(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "A_MOMENT_S", 0)
    doors.ask()
    doors.version = 2

    with being_drawn():
        assert doors.ask() == "<p>1"

    assert doors.ask() == "<p>2"


def test_where_there_is_no_last_drawing_one_draws_and_all_are_shown_it(doors: Doors) -> None:
    shown: list[str] = []
    asking = [threading.Thread(target=lambda: shown.append(doors.ask())) for _ in range(4)]
    with being_drawn():
        for one in asking:
            one.start()
        assert not shown
    for one in asking:
        one.join()

    assert shown == ["<p>1"] * 4
    assert doors.drawn == ["1"]


def test_a_drawing_that_fails_keeps_nobody_from_drawing(doors: Doors) -> None:
    def fails(_version: str) -> Drawn:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drawn_once("doors", version=lambda: "1", draw=fails, may_be_a_moment_old=False)

    assert doors.ask() == "<p>1"


@pytest.mark.parametrize(("accepts", "is_packed"), [("gzip, br", True), ("br", False), ("", False)])
def test_it_is_compressed_for_who_can_read_that(accepts: str, *, is_packed: bool) -> None:
    drawn = Drawing("doors", "2", "", {}, gzip.compress("<p>存".encode()))

    asked = RequestFactory().get("/", headers={"accept-encoding": accepts})
    answer = drawn.answer(asked, seen="1")

    assert answer.get("Content-Encoding") == ("gzip" if is_packed else None)
    assert answer["Vary"] == "Accept-Encoding"
    told = gzip.decompress(answer.content) if is_packed else answer.content
    assert told.decode() == '<p hx-swap-oob="true">存'


@pytest.mark.usefixtures("doors")
def test_boards_of_the_same_places_share_a_drawing_of_a_moment_ago(
    client: Client, tower: Tower
) -> None:
    steward(tower.place, now=tower.now)
    client.force_login(Person.objects.get())
    before = client.get("/board/doors").content
    tower.stored()

    assert client.get("/board/doors").content == before
    assert "tile-meal" in client.get("/board/").content.decode(), "who opens the board sees it"
    assert "tile-meal" in client.get("/board/doors").content.decode()


class being_drawn:  # noqa: N801  # reads as the words that it stands for
    """While somebody is at drawing."""

    def __enter__(self) -> None:
        """Begin."""
        for one in drawing._DRAWING:  # noqa: SLF001  # what a thread that draws holds
            one.acquire()

    def __exit__(self, *_why: object) -> None:
        """End."""
        for one in drawing._DRAWING:  # noqa: SLF001  # as above
            one.release()


@pytest.fixture
def board(client: Client, tower: Tower, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Somebody who watches, at whose board no moment is too short."""
    monkeypatch.setattr(drawing, "A_MOMENT_S", 0)
    cache.clear()
    steward(tower.place, now=tower.now)
    client.force_login(Person.objects.get())
    yield client
    cache.clear()


def asked_next(source: str) -> str:
    """Where a page asks for what is new."""
    return source.split('hx-get="', 1)[1].split('"', 1)[0].replace("&amp;", "&")


def test_a_page_is_sent_only_what_moved_and_each_in_its_place(board: Client, tower: Tower) -> None:
    page = board.get("/board/").content.decode()
    tower.stored()

    part = board.get(asked_next(page)).content.decode()

    put = set(re.findall(r'<\w+ hx-swap-oob="true"[^>]* id="([^"]+)"', part))
    assert put == {"B-A-1", "B-A-counts", "figures"}
    assert asked_next(part) != asked_next(page)
    assert 'id="doors"' not in part
    assert board.get(asked_next(part)).status_code == 204


def test_all_of_it_is_sent_to_a_page_that_shows_what_nobody_remembers(
    board: Client, tower: Tower
) -> None:
    page = board.get("/board/").content.decode()
    tower.stored()
    cache.clear()

    whole = board.get(asked_next(page)).content.decode()

    assert whole.count('class="tile ') == 12
    assert '<div hx-swap-oob="true" id="doors"' in whole
    assert 'hx-swap-oob="true"' not in page


def test_all_of_it_is_sent_where_there_is_one_cabinet_more(board: Client, tower: Tower) -> None:
    page = board.get("/board/").content.decode()
    Cabinet.objects.create(
        code="B-Z", building=tower.place, spot="西门", public_key="", head_hash="", hold_ms=1
    )

    assert 'id="B-Z-top"' in board.get(asked_next(page)).content.decode()
