"""``linli demo``: what each word does, and what is said where there is no demo."""

import fcntl
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import typer
from pytest_django import Settings
from tests.lockers.demo_stage import Simulator, all_simulated, hearing
from tests.lockers.tower import Tower, plugged_in
from typer.testing import CliRunner

from linli.lockers.actions.peak import lock_file
from linli.server import demo_words
from linli.server.demo_words import add_demo
from linli.server.errors import NoDemoHere, PeakUnderWay
from linli.server.folder import Folder, read_json
from linli.server.replay import command
from linli.server.replay.command import PEAK_MEALS, Wish
from linli.server.replay.figures import Diary, Figures, sum_up

pytestmark = pytest.mark.django_db

Say = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Folder:
    settings.LINLI_DATA = tmp_path
    made = Folder(tmp_path)
    made.run.mkdir()
    return made


@pytest.fixture
def tower(now: datetime, folder: Folder) -> Iterator[Tower]:
    made = Tower(now=now)
    all_simulated(folder.root, made, socket=str(folder.root / "hands"))
    with plugged_in(made.line):
        made.exchange()
        yield made


@pytest.fixture
def hands(tower: Tower, folder: Folder) -> Iterator[Simulator]:
    with hearing(folder.root / "hands") as simulator:
        yield simulator


@pytest.fixture
def say(folder: Folder) -> Say:
    """Say one word to the command; return what it prints."""
    app = typer.Typer()
    add_demo(app, lambda _data: folder)

    @app.command("other")
    def other() -> None:
        """Make the app one of several words."""

    def said(word: str) -> str:
        result = CliRunner().invoke(app, ["demo", word])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return said


@pytest.mark.parametrize("word", ["peak", "break", "clear", "reset"])
def test_where_there_is_no_demo_that_is_said(say: Say, word: str) -> None:
    with pytest.raises(NoDemoHere):
        say(word)


def test_a_door_is_broken_and_reset_shuts_it(tower: Tower, hands: Simulator, say: Say) -> None:
    broken = say("break")
    number = hands.heard[0]["door"]
    assert isinstance(number, int)
    tower.a.open(number)
    tower.exchange()
    mended = say("reset")

    assert f"{number} 号门" in broken
    assert "1 扇门" in mended
    assert [one["on"] for one in hands.heard] == [True, False]


def test_a_demo_that_was_cleared_is_put_back(tower: Tower, folder: Folder, say: Say) -> None:
    tower.stored()

    cleared = say("clear")

    assert tower.a.code in cleared
    assert "1 份模拟的餐" in cleared
    assert read_json(folder.demo_file) == {"cabinets": []}
    with pytest.raises(NoDemoHere):
        say("break")

    assert "重新启动" in say("reset")
    assert read_json(folder.demo_file) == {"cabinets": [tower.a.code]}


def test_a_peak_is_played_at_the_demos_tower(
    tower: Tower, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[Wish] = []

    def play(wish: Wish) -> Figures:
        played.append(wish)
        about = {"tower": wish.tower, "seed": 1, "speed": 1.0}
        return sum_up(Diary(), {}, ledgers_equal=True, seen=False, seconds=1.0, about=about)

    monkeypatch.setattr(command, "_run", play)
    monkeypatch.setattr(command, "_url", lambda _folder, _url: "http://127.0.0.1:1")
    monkeypatch.setattr(demo_words, "_end_with", lambda _folder: None)

    say("peak")

    assert [one.tower for one in played] == ["TOWER"]
    assert len(played[0].plan.meals) == PEAK_MEALS
    assert max(one.ready_s for one in played[0].plan.meals) / played[0].plan.speed <= 90


def test_a_second_peak_waits(tower: Tower, say: Say) -> None:
    with lock_file().open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(PeakUnderWay):
            say("peak")
